"""What the case's page shows of the fee, and what is to be done next."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sharedcourt.disputes.models import Dispute
from sharedcourt.disputes.tasks_list import TodoItem
from sharedcourt.filing.cases import policy as cases
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.cases.sections import Section
from sharedcourt.filing.cases.states import CaseState
from sharedcourt.filing.fees import early, queries, settling
from sharedcourt.filing.fees.models import OF_CLAIM, Bill
from sharedcourt.people.models import User


def section(request: HttpRequest, case: Case) -> Section | None:
    """The bills of the case, for whoever may see them."""
    bills = list(queries.visible_to(request.user).filter(case=case).order_by("created_at"))
    return Section("filing/fees/section.html", {"bills": bills}, order=20) if bills else None


def early_step(user: User, case: Case) -> list[TodoItem]:
    """With the filing: ask for relief if need be; at the court, decide on paying later before the case is accepted (FEE 48, 49)."""
    if not early.is_open(case):
        return []
    asked, page = early.of(case), reverse("filing:fees-early", args=[case.pk])
    if cases.is_plaintiff(user, case):
        if asked is None:
            return [TodoItem(_("If you cannot pay the court fee: ask for relief now"), page, "todo", None)]
        label = (
            _("Relief from the court fee: decided") if asked.decided_at else _("Relief from the court fee: asked for")
        )
        return [TodoItem(label, page, "done", None)]
    if asked is None or asked.decided_at is not None or case.state != CaseState.SUBMITTED:
        return []
    return [TodoItem(_("The plaintiff asks for relief from the court fee"), page, "todo", None)]


def steps(user: User, case: Case) -> list[TodoItem]:
    """Pay, or at the court decide, while there is something open; when the case has ended, pay back."""
    bills = list(queries.visible_to(user).filter(case=case).order_by("created_at"))
    if bills and case.outcome and queries.works_at_court(user) and not queries.is_confirmed(case):
        claim = [bill for bill in bills if bill.kind in OF_CLAIM]
        found = settling.proposed(case, claim)
        if found is not None:
            page = reverse("filing:fees-bill", args=[claim[0].pk])
            label = (
                _("Pay back a part of the court fee") if found.refund else _("Confirm what the case costs in the end")
            )
            return [TodoItem(label, page, "todo", None)]
    return [_item(user, bill) for bill in bills if bill.is_payable]


def todo(user: User, dispute: Dispute) -> list[TodoItem]:
    """The same on the dispute's list, for who pays."""
    found = queries.visible_to(user).filter(case__dispute=dispute)
    return [_item(user, bill) for bill in found if bill.is_payable]


def _item(user: User, bill: Bill) -> TodoItem:
    page = reverse("filing:fees-bill", args=[bill.pk])
    if queries.works_at_court(user):
        return TodoItem(_("The court fee is to be paid"), page, "waiting", bill.due)
    return TodoItem(_("Pay the court fee"), page, "todo", bill.due)
