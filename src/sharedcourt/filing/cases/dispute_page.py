"""What a dispute's page shows of the case before a court, and what is to be done next."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sharedcourt.disputes import policy as dispute_policy
from sharedcourt.disputes.models import Dispute
from sharedcourt.disputes.sections import Offer, Section
from sharedcourt.disputes.tasks_list import TodoItem
from sharedcourt.filing.cases import policy, queries
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.cases.states import EDITABLE, OPEN, CaseState
from sharedcourt.people.models import User
from sharedcourt.people.policy import is_person


def _seen(user: object, dispute: Dispute) -> Case | None:
    """The case of the dispute, if this person may know of it."""
    case = queries.of_dispute(dispute)
    return case if case is not None and policy.is_party(user, case) else None


def section(request: HttpRequest, dispute: Dispute) -> Section | None:
    """The case as it stands, or how to go to court."""
    case = _seen(request.user, dispute)
    sues = policy.may_sue(request.user, dispute)
    may_begin = sues and policy.may_begin(dispute) and (case is None or case.state not in OPEN)
    if case is None and not may_begin:
        return None
    preparing = may_begin and dispute_policy.may_prepare(request.user, dispute)
    context = {"case": case, "may_begin": may_begin, "preparing": preparing}
    return Section("filing/cases/dispute_section.html", context, order=40)


def todo(user: User, dispute: Dispute) -> list[TodoItem]:
    """Finish or correct the case, or wait for the court."""
    case = _seen(user, dispute) if is_person(user) else None
    if case is None or case.state not in OPEN:
        if not dispute_policy.may_prepare(user, dispute):
            return []
        return [TodoItem(_("Go on preparing the case"), reverse("filing:suing", args=[dispute.pk]), "todo")]
    page = reverse("filing:case", args=[case.pk])
    if case.state in EDITABLE:
        if not policy.is_plaintiff(user, case):
            return []
        returned = case.state == CaseState.RETURNED
        label = _("Correct the case and hand it in again") if returned else _("Finish the case and hand it in")
        return [TodoItem(label, page, "todo", case.review_due if returned else None)]
    if case.number is None:
        return [TodoItem(_("The court decides whether it accepts the case"), page, "waiting", case.review_due)]
    return [TodoItem(_("The court tries the case"), page, "waiting", case.trial_due)]


def offer(user: Any) -> Offer | None:
    """To bring a case, for anybody: natural persons, their agents, officers of institutions."""
    return Offer(_("Bring a case to court"), reverse("filing:sue")) if is_person(user) else None
