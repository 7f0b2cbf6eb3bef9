"""Who plans a tour and who works at its stops."""

from typing import Any

from django.utils.translation import gettext as _

from sharedcourt.core.errors import NotAllowed
from sharedcourt.hearings import policy as hearings
from sharedcourt.hearings.circuit.models import Tour
from sharedcourt.people.models import Organisation, Role
from sharedcourt.people.policy import acting_for, has_role, is_person


def courts_of(user: Any) -> list[Organisation]:
    """The courts whose tours the person plans or reads, by name."""
    return hearings.courts_of(user, hearings.TRIAL)


def plans_for(user: Any, court: Organisation) -> bool:
    """Plans tours of the court: its clerks, judges and administrator."""
    return court.pk in {one.pk for one in courts_of(user)}


def runs(user: Any, tour: Tour) -> bool:
    """Changes the tour and works at its stops: its judge and clerk, who planned it, and the administrator of the court."""
    if not is_person(user) or acting_for(user) is not None:
        return False
    own = user.pk in (tour.judge_id, tour.clerk_id, tour.arranged_by_id)
    return own or has_role(user, Role.COURT_ADMINISTRATOR, at=tour.court_id)


def require_planning(user: Any, court: Organisation) -> None:
    if not plans_for(user, court):
        raise NotAllowed(_("Only the court's own people plan its tours."))


def require_running(user: Any, tour: Tour) -> None:
    if not runs(user, tour):
        raise NotAllowed(_("Only the judge and the clerk of the tour and the court administrator do this."))
