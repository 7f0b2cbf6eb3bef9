"""What a dispute's and a case's page show the creditor of enforcement, and what is to be done next."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sharedcourt.core import clock
from sharedcourt.core.errors import ActionRefused
from sharedcourt.disputes.models import Dispute
from sharedcourt.disputes.sections import Section
from sharedcourt.disputes.states import OPEN
from sharedcourt.disputes.tasks_list import TodoItem
from sharedcourt.filing.cases import sections as case_sections
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.cases.states import CaseState
from sharedcourt.filing.enforcing import policy, queries, titles
from sharedcourt.filing.enforcing.models import Enforcement
from sharedcourt.filing.enforcing.states import HOLDING, EnforcementState
from sharedcourt.people.models import User

TEMPLATE = "filing/enforcing/section.html"


def section(request: HttpRequest, dispute: Dispute) -> Section | None:
    """For the creditor: the application as it stands, or how to apply."""
    if dispute.state in OPEN or not policy.may_apply(request.user, dispute):
        return None
    context = _context(dispute)
    return Section(TEMPLATE, context, order=36) if context is not None else None


def case_section(request: HttpRequest, case: Case) -> case_sections.Section | None:
    """The same on the page of a case that has ended."""
    if case.state != CaseState.CLOSED or not policy.may_apply(request.user, case.dispute):
        return None
    context = _context(case.dispute)
    return case_sections.Section(TEMPLATE, context, order=36) if context is not None else None


def _context(dispute: Dispute) -> dict[str, Any] | None:
    found = queries.of_dispute(dispute)
    basis = titles.of_dispute(dispute)
    if basis is None and found is None:
        return None
    late = _late(basis) if basis is not None else False
    return {
        "enforcement": found,
        "of": dispute,
        "late": late,
        "may_apply": late and (found is None or found.state not in HOLDING),
        "typed": basis is not None and basis.agreement is None,
    }


def _late(basis: titles.Basis) -> bool:
    """Whether something can be enforced today, or only the creditor can say."""
    if basis.closed:
        return False
    try:
        found = basis.standing(clock.today())
    except ActionRefused:
        return False
    return found is None or found[0].total > 0


def todo(user: User, dispute: Dispute) -> list[TodoItem]:
    """Sign or correct the application, or apply where something is late."""
    if dispute.state in OPEN or not policy.may_apply(user, dispute):
        return []
    found = queries.of_dispute(dispute)
    if found is not None and found.state in HOLDING:
        return _step(found)
    basis = titles.of_dispute(dispute)
    if basis is None or basis.agreement is None or not _late(basis):
        return []
    page = reverse("filing:enforce", args=[dispute.pk])
    return [TodoItem(_("Not paid on its day: apply for enforcement, if you wish"), page, "todo", None)]


def _step(found: Enforcement) -> list[TodoItem]:
    page = reverse("filing:enforcement", args=[found.pk])
    if found.state == EnforcementState.SIGNING:
        return [TodoItem(_("Sign the application for enforcement"), page, "todo", found.limit_on)]
    if found.state == EnforcementState.RETURNED:
        return [TodoItem(_("Correct the application for enforcement"), page, "todo", found.review_due)]
    if found.state == EnforcementState.ACCEPTED:
        return []
    return [TodoItem(_("The court decides whether it registers the application"), page, "waiting", found.review_due)]
