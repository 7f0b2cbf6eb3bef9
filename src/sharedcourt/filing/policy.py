"""Who may do what with an application for judicial confirmation. Whether somebody sees it at all is `queries.visible_to`."""

from typing import Any

from django.utils.translation import gettext as _

from sharedcourt.core.errors import NotAllowed
from sharedcourt.disputes.queries import party_of
from sharedcourt.filing.models import Confirmation
from sharedcourt.people.models import Role
from sharedcourt.people.policy import has_role, is_person

LONGEST_SUPPLEMENT_DAYS = 15
REVIEWERS = (Role.JUDGE, Role.LIAISON_JUDGE)
DESK = (Role.FILING_CLERK, Role.COURT_CLERK, Role.COURT_ADMINISTRATOR, *REVIEWERS)


def is_party(user: Any, confirmation: Confirmation) -> bool:
    """A party of the dispute, or an agent of one."""
    return party_of(user, confirmation.dispute) is not None


def is_judge(user: Any, confirmation: Confirmation) -> bool:
    """The judge who reviews this very application."""
    return is_person(user) and confirmation.judge_id == user.pk and has_role(user, *REVIEWERS, at=confirmation.court_id)


def is_clerk(user: Any, confirmation: Confirmation) -> bool:
    """Takes applications in at this court."""
    return has_role(user, Role.FILING_CLERK, at=confirmation.court_id)


def is_administrator(user: Any, confirmation: Confirmation) -> bool:
    """Distributes the work of this court."""
    return has_role(user, Role.COURT_ADMINISTRATOR, at=confirmation.court_id)


def works_at(user: Any, confirmation: Confirmation) -> bool:
    """A judge or filing clerk of the court."""
    return has_role(user, Role.FILING_CLERK, *REVIEWERS, at=confirmation.court_id)


def signs(user: Any, confirmation: Confirmation) -> bool:
    """Signs the application for a party: an agent with general authority does not."""
    application = confirmation.application
    return is_person(user) and application is not None and application.slots.filter(user=user).exists()


def require_signer(user: Any, confirmation: Confirmation) -> None:
    if not signs(user, confirmation):
        raise NotAllowed(_("Only those who sign for a party may do this."))


def require_party(user: Any, confirmation: Confirmation) -> None:
    if not is_party(user, confirmation):
        raise NotAllowed(_("Only a party may do this."))


def require_clerk(user: Any, confirmation: Confirmation) -> None:
    if not is_clerk(user, confirmation):
        raise NotAllowed(_("Only a filing clerk of this court may do this."))


def require_judge(user: Any, confirmation: Confirmation) -> None:
    if not is_judge(user, confirmation):
        raise NotAllowed(_("Only the judge of this case may do this."))


def require_administrator(user: Any, confirmation: Confirmation) -> None:
    if not is_administrator(user, confirmation):
        raise NotAllowed(_("Only the court administrator may do this."))
