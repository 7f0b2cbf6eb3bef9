"""Who may do what in a mediation. Whether somebody sees it at all is `queries.visible_to`."""

from typing import Any

from django.utils.translation import gettext as _

from sharedcourt.core.errors import NotAllowed
from sharedcourt.disputes.policy import is_applicant
from sharedcourt.mediation.models import Case, Meeting
from sharedcourt.people.models import Role
from sharedcourt.people.policy import has_role, is_person


def is_manager(user: Any, case: Case) -> bool:
    """A manager of the organisation that has the case."""
    return has_role(user, Role.ORGANISATION_MANAGER, at=case.organisation_id)


def is_mediator(user: Any, case: Case) -> bool:
    """The confirmed mediator of this very case."""
    return is_person(user) and case.mediator_id == user.pk and has_role(user, Role.MEDIATOR, at=case.organisation_id)


def is_proposed_mediator(user: Any, case: Case) -> bool:
    """Asked to mediate, before or after the disclosure."""
    return is_person(user) and case.assignments.filter(mediator=user, ended_at=None).exists()


def require_manager(user: Any, case: Case) -> None:
    if not is_manager(user, case):
        raise NotAllowed(_("Only a manager of the mediation organisation may do this."))


def require_mediator(user: Any, case: Case) -> None:
    if not is_mediator(user, case):
        raise NotAllowed(_("Only the mediator of this case may do this."))


def require_mediator_or_manager(user: Any, case: Case) -> None:
    if not (is_mediator(user, case) or is_manager(user, case)):
        raise NotAllowed(_("Only the mediator or the organisation's manager may do this."))


def require_applicant(user: Any, case: Case) -> None:
    if not is_applicant(user, case.dispute):
        raise NotAllowed(_("Only the applicant may do this."))


def takes_part(user: Any, meeting: Meeting) -> bool:
    """Mediator, parties and agents of the meeting: they see the room's panel."""
    return is_person(user) and meeting.participants.filter(user=user).exists()
