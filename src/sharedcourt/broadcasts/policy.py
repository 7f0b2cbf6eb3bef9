"""Who may do what with showing a hearing. Whether somebody sees the file of it at all is `queries.visible_to`."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from sharedcourt.broadcasts.models import Broadcast
from sharedcourt.core.errors import NotAllowed
from sharedcourt.disputes.models import Party
from sharedcourt.disputes.queries import party_of
from sharedcourt.hearings.models import Bench, Hearing
from sharedcourt.people.models import Role
from sharedcourt.people.policy import acting_for, has_role, is_person


def _in_person(user: Any) -> bool:
    return is_person(user) and acting_for(user) is None


def is_presiding(user: Any, hearing: Hearing) -> bool:
    """The presiding judge; before a panel is named, the judge of the case."""
    if not _in_person(user):
        return False
    presiding = next((member for member in hearing.panel.all() if member.bench == Bench.PRESIDING), None)
    return bool(user.pk == (presiding.user_id if presiding is not None else hearing.case.judge_id))


def is_division(user: Any, hearing: Hearing) -> bool:
    """The trial division's side: the presiding judge and the clerk of the hearing."""
    return is_presiding(user, hearing) or (_in_person(user) and hearing.clerk_id == user.pk)


def _holds(user: Any, role: str, broadcast: Broadcast) -> bool:
    return _in_person(user) and role in Role.values and has_role(user, Role(role), at=broadcast.court_id)


def is_office(user: Any, broadcast: Broadcast) -> bool:
    """The responsible office (`SHAREDCOURT_BROADCAST_OFFICE`)."""
    return _holds(user, settings.SHAREDCOURT_BROADCAST_OFFICE, broadcast)


def is_approver(user: Any, broadcast: Broadcast) -> bool:
    """Who approves (`SHAREDCOURT_BROADCAST_APPROVER`); where two people are wanted, not whoever agreed."""
    if not _holds(user, settings.SHAREDCOURT_BROADCAST_APPROVER, broadcast):
        return False
    return not settings.SHAREDCOURT_BROADCAST_TWO_PEOPLE or broadcast.agreed_by_id != user.pk


def may_stop(user: Any, broadcast: Broadcast) -> bool:
    """Everybody at the court who has a part in it: a stop must not wait for anyone."""
    return is_division(user, broadcast.hearing) or is_office(user, broadcast) or is_approver(user, broadcast)


def may_take_down(user: Any, broadcast: Broadcast) -> bool:
    return is_presiding(user, broadcast.hearing) or is_office(user, broadcast) or is_approver(user, broadcast)


def objecting_party(user: Any, broadcast: Broadcast) -> Party | None:
    """The party for whom the person may object: themselves, or whom they act for."""
    return party_of(user, broadcast.hearing.case.dispute)


def require(allowed: bool, message: str = "") -> None:
    """Raises NotAllowed."""
    if not allowed:
        raise NotAllowed(message or _("Only the court may do this."))
