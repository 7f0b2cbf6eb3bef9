"""Which offices an organisation has, and who looks after it."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from sharedcourt.people.models import Appointment, Membership, Organisation, Role
from sharedcourt.people.policy import has_role, is_person, organisation_ids

KIND = Organisation.Kind
ROLES: dict[str, tuple[Role, ...]] = {
    KIND.COURT: (
        Role.COURT_ADMINISTRATOR,
        Role.LIAISON_JUDGE,
        Role.JUDGE,
        Role.ASSESSOR,
        Role.FILING_CLERK,
        Role.COURT_CLERK,
        Role.COURT_AFFAIRS_DIRECTOR,
    ),
    KIND.REGULATOR: (Role.REGULATOR,),
    KIND.INSTITUTION: (Role.INSTITUTION_OFFICER, Role.ORGANISATION_MANAGER, Role.COURT_AFFAIRS_DIRECTOR),
    KIND.MEDIATION: (Role.MEDIATOR, Role.ORGANISATION_MANAGER, Role.COURT_AFFAIRS_DIRECTOR),
    KIND.HOST: (Role.COURT_AFFAIRS_DIRECTOR, Role.ORGANISATION_MANAGER),
    KIND.OPERATOR: (Role.OPERATOR,),
}
RUNNERS = (Role.ORGANISATION_MANAGER, Role.COURT_ADMINISTRATOR)


def is_operator(user: Any) -> bool:
    """Whether the person runs the platform: every organisation, but no dispute."""
    return has_role(user, Role.OPERATOR)


def organisations_run_by(user: Any) -> QuerySet[Organisation]:
    """The organisations whose people the person looks after: all for the operator, else the own one and its branches."""
    if not is_person(user):
        return Organisation.objects.none()
    if is_operator(user):
        return Organisation.objects.all()
    own = organisation_ids(user, *RUNNERS)
    return Organisation.objects.filter(Q(pk__in=own) | Q(parent__in=own), is_active=True)


def may_run(user: Any, organisation: Organisation | UUID) -> bool:
    """Whether the person appoints and dismisses there."""
    pk = organisation if isinstance(organisation, UUID) else organisation.pk
    return organisations_run_by(user).filter(pk=pk).exists()


def members_run_by(user: Any) -> QuerySet[Membership]:
    """Everybody's place at those organisations, ended ones too."""
    return Membership.objects.filter(organisation__in=organisations_run_by(user)).select_related("user", "organisation")


def appointments_run_by(user: Any) -> QuerySet[Appointment]:
    """Appointments at those organisations."""
    return Appointment.objects.filter(organisation__in=organisations_run_by(user)).select_related("organisation")
