"""Who sees, explains, signs and takes away the recording of a hearing at the court."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from sharedcourt.core.errors import NotAllowed
from sharedcourt.hearings.attendance.policy import is_of_the_hearing
from sharedcourt.hearings.models import Bench, Hearing
from sharedcourt.hearings.policy import TRIAL
from sharedcourt.people.models import Role
from sharedcourt.people.policy import acting_for, has_role, is_person, organisation_ids


def works_at_a_court(user: Any) -> bool:
    """Has a list of recordings at all."""
    return is_person(user) and acting_for(user) is None and has_role(user, *TRIAL)


def administered(user: Any) -> set[Any]:
    """The courts whose administrator the person is."""
    if not is_person(user) or acting_for(user) is not None:
        return set()
    return organisation_ids(user, Role.COURT_ADMINISTRATOR)


def overseen(user: Any) -> Q | None:
    """Rooms of hearings of the courts that the person administers (`rooms.recording.policy.register_oversight`)."""
    courts = administered(user)
    return Q(hearing__court__in=courts) if courts else None


def is_presiding(user: Any, hearing: Hearing) -> bool:
    return (
        is_person(user) and acting_for(user) is None and hearing.panel.filter(user=user, bench=Bench.PRESIDING).exists()
    )


def require_of_the_hearing(user: Any, hearing: Hearing) -> None:
    if not is_of_the_hearing(user, hearing):
        raise NotAllowed(_("Only the clerk and the judges of the hearing explain its recording."))


def require_presiding(user: Any, hearing: Hearing) -> None:
    if not is_presiding(user, hearing):
        raise NotAllowed(_("Only the presiding judge of the hearing signs."))


def may_take_away(user: Any, hearing: Hearing) -> bool:
    """The file's copy: the clerk, the bench, and the administrator of the court."""
    return is_of_the_hearing(user, hearing) or hearing.court_id in administered(user)
