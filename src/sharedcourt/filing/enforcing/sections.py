"""What a dispute's and a case's page show the creditor of enforcement, and what is to be done next."""

from datetime import date
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
    limit = _limit(basis) if basis is not None else None
    late = limit is not None
    return {
        "enforcement": found,
        "of": dispute,
        "late": late,
        "limit": limit,
        "may_apply": late and (found is None or found.state not in HOLDING),
        "typed": basis is not None and basis.agreement is None,
    }


def _limit(basis: titles.Basis) -> date | None:
    """Until when what is late today can be applied for, or what only the creditor can say; None when nothing is late."""
    if basis.closed:
        return None
    try:
        found = basis.standing(clock.today())
    except ActionRefused:
        return None
    if found is not None and found[0].total <= 0:
        return None
    return titles.limit_of(basis, found[1] if found is not None else None).safe


def todo(user: User, dispute: Dispute) -> list[TodoItem]:
    """Sign or correct the application, or apply where something is late; each with its last day."""
    if dispute.state in OPEN or not policy.may_apply(user, dispute):
        return []
    found = queries.of_dispute(dispute)
    if found is not None and found.state in HOLDING:
        return _step(found)
    basis = titles.of_dispute(dispute)
    limit = _limit(basis) if basis is not None else None
    if basis is None or limit is None:
        return []
    page = reverse("filing:enforce", args=[dispute.pk])
    if basis.agreement is not None:
        return [TodoItem(_("Not paid on its day: apply for enforcement, if you wish"), page, "todo", limit)]
    hint = _("Two years from the day it is in force; where the document gives time to pay, from the end of that time.")
    return [TodoItem(_("If the other side does not pay: apply for enforcement"), page, "waiting", limit, hint)]


def case_steps(user: User, case: Case) -> list[TodoItem]:
    """The same on the page of a case that has ended."""
    return todo(user, case.dispute) if case.state == CaseState.CLOSED else []


def _step(found: Enforcement) -> list[TodoItem]:
    page = reverse("filing:enforcement", args=[found.pk])
    if found.state == EnforcementState.SIGNING:
        return [TodoItem(_("Sign the application for enforcement"), page, "todo", found.safe_limit)]
    if found.state == EnforcementState.RETURNED:
        return [TodoItem(_("Correct the application for enforcement"), page, "todo", found.review_due)]
    if found.state == EnforcementState.ACCEPTED:
        if found.notice_due is None or clock.today() > found.notice_due:
            return []
        return [TodoItem(_("The court sends the other side the notice to perform"), page, "waiting", found.notice_due)]
    return [TodoItem(_("The court decides whether it registers the application"), page, "waiting", found.review_due)]
