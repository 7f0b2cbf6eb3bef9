"""What a case's page shows of its pleadings, and what is to be done with them."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sharedcourt.disputes.tasks_list import TodoItem
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.cases.sections import Section
from sharedcourt.filing.cases.states import EDITABLE, ON_TRIAL
from sharedcourt.filing.plaint import policy, queries
from sharedcourt.filing.plaint.models import Plaint
from sharedcourt.filing.plaint.states import PleadingState
from sharedcourt.people.models import User


def section(request: HttpRequest, case: Case) -> Section | None:
    """Fill in the plaint, answer it, read what has been answered."""
    user = request.user
    own = policy.answering_party(user, case) if case.state in ON_TRIAL else None
    answers = list(queries.visible_answers(user, case).filter(state=PleadingState.SIGNED)) if case.accepted_at else []
    context: dict[str, Any] = {
        "may_plead": policy.may_fill_plaint(user, case) and case.state in EDITABLE,
        "plaint": Plaint.objects.filter(case=case).first() if case.accepted_at is None else None,
        "may_answer": own is not None,
        "own_answer": queries.answers_of(user).filter(case=case, party=own).first() if own is not None else None,
        "answers": [answer for answer in answers if own is None or answer.party_id != own.pk],
    }
    if not (context["may_plead"] or context["may_answer"] or context["answers"]):
        return None
    return Section("filing/plaint/section.html", context, order=20)


def step(user: User, case: Case) -> list[TodoItem]:
    """The plaintiff's side signs the plaint, a defendant answers it."""
    if case.state in EDITABLE and policy.may_fill_plaint(user, case):
        plaint = Plaint.objects.filter(case=case).first()
        if plaint is not None and plaint.state == PleadingState.SIGNED:
            return []
        label = _("Write the plaint and sign it") if plaint is None else _("Finish and sign the plaint")
        return [TodoItem(label, reverse("filing:plaint", args=[case.pk]), "todo")]
    if case.state in ON_TRIAL and (party := policy.answering_party(user, case)) is not None:
        answer = queries.answers_of(user).filter(case=case, party=party).first()
        done = answer is not None and answer.state == PleadingState.SIGNED
        label = _("Answer the plaint")
        return [TodoItem(label, reverse("filing:answer", args=[case.pk]), "done" if done else "todo")]
    return []
