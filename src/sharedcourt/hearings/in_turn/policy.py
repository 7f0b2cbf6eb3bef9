"""Who may do what in a hearing at different times. Whether somebody sees it at all is `queries.visible_to`."""

from typing import Any

from django.utils.translation import gettext as _

from sharedcourt.core.errors import NotAllowed
from sharedcourt.disputes.models import Party
from sharedcourt.hearings import policy as hearings
from sharedcourt.hearings.courtroom import policy as courtroom
from sharedcourt.hearings.courtroom.policy import Attendee
from sharedcourt.hearings.models import Hearing


def attendee(user: Any, hearing: Hearing) -> Attendee | None:
    """The court and the parties; whoever is heard or interprets has no part in what is written here (ODLR 26)."""
    found = courtroom.attendee(user, hearing)
    return found if found is not None and (found.is_court or found.is_party) else None


def require_attendee(user: Any, hearing: Hearing) -> Attendee:
    """Raises NotAllowed for everybody else."""
    found = attendee(user, hearing)
    if found is None:
        raise NotAllowed(_("You take no part in this hearing."))
    return found


def require_judge(user: Any, hearing: Hearing) -> Attendee:
    """Raises NotAllowed for everybody but the presiding judge."""
    found = require_attendee(user, hearing)
    if not found.is_judge:
        raise NotAllowed(_("Only the presiding judge may do this."))
    return found


def require_keeper(user: Any, hearing: Hearing) -> Attendee:
    """Raises NotAllowed for everybody but the presiding judge and the clerk."""
    found = require_attendee(user, hearing)
    if not (found.is_judge or found.is_clerk):
        raise NotAllowed(_("Only the presiding judge and the clerk may do this."))
    return found


def own_parties(user: Any, hearing: Hearing) -> list[Party]:
    """The parties for whom the person speaks in this hearing."""
    found = attendee(user, hearing)
    return hearings.own_parties(user, hearing) if found is not None and found.is_party else []
