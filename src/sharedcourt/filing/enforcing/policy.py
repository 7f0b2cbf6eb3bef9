"""Who may do what with an application for enforcement. Whether somebody sees it at all is `queries.visible_to`."""

from typing import Any

from django.utils.translation import gettext as _

from sharedcourt.core.errors import NotAllowed
from sharedcourt.disputes import policy as disputes
from sharedcourt.disputes.models import Dispute, Party, Side
from sharedcourt.filing import rulings
from sharedcourt.filing.cases import policy as cases
from sharedcourt.filing.enforcing.models import Enforcement
from sharedcourt.people.models import Role
from sharedcourt.people.policy import acting_for, has_role, is_person

DESK = (Role.FILING_CLERK, Role.COURT_CLERK, Role.COURT_ADMINISTRATOR, Role.JUDGE)


def may_apply(user: Any, dispute: Dispute) -> bool:
    """The creditor's side: an applicant of the dispute, an agent of one, or an officer of the institution."""
    return cases.may_sue(user, dispute)


def is_creditor(user: Any, enforcement: Enforcement) -> bool:
    return may_apply(user, enforcement.dispute)


def is_clerk(user: Any, enforcement: Enforcement) -> bool:
    """Takes applications in at this court. Programs do not."""
    return is_person(user) and acting_for(user) is None and has_role(user, Role.FILING_CLERK, at=enforcement.court_id)


def signs_refusal(user: Any, enforcement: Enforcement) -> bool:
    """One of those whom the ruling not to accept names."""
    return rulings.signs(user, enforcement.ruling)


def works_at(user: Any, enforcement: Enforcement) -> bool:
    """A judge or filing clerk of the court."""
    return has_role(user, Role.FILING_CLERK, Role.JUDGE, at=enforcement.court_id)


def require_creditor(user: Any, dispute: Dispute) -> None:
    if not may_apply(user, dispute):
        raise NotAllowed(_("Only the creditor's side may do this."))


def require_clerk(user: Any, enforcement: Enforcement) -> None:
    if not is_clerk(user, enforcement):
        raise NotAllowed(_("Only a filing clerk of this court may do this."))


def may_dispose(user: Any, dispute: Dispute) -> bool:
    """Give the application up: not an agent with general authority only."""
    if disputes.is_applicant(user, dispute):
        return True
    applicants = Party.objects.filter(dispute=dispute, side=Side.APPLICANT, removed_at=None)
    return any(disputes.may_settle(user, party) for party in applicants)
