"""What a case's page shows of its pleadings, and what is to be done with them."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sharedcourt.disputes.tasks_list import TodoItem
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.cases.sections import Section
from sharedcourt.filing.cases.states import EDITABLE, ON_TRIAL
from sharedcourt.filing.folder.models import CaseTask
from sharedcourt.filing.plaint import policy, queries
from sharedcourt.filing.plaint.models import Plaint
from sharedcourt.filing.plaint.states import PleadingState
from sharedcourt.people.models import User


def section(request: HttpRequest, case: Case) -> Section | None:
    """Fill in the plaint, answer it, read what has been answered."""
    user = request.user
    own = policy.answering_parties(user, case) if case.state in ON_TRIAL else []
    mine = {party.pk for party in own}
    begun = {answer.party_id: answer for answer in queries.answers_of(user).filter(case=case)} if own else {}
    answers = list(queries.visible_answers(user, case).filter(state=PleadingState.SIGNED)) if case.accepted_at else []
    context: dict[str, Any] = {
        "may_plead": policy.may_fill_plaint(user, case) and case.state in EDITABLE,
        "plaint": Plaint.objects.filter(case=case).first() if case.accepted_at is None else None,
        "may_answer": bool(own),
        "own_answers": [(party, begun.get(party.pk)) for party in own],
        "answers": [answer for answer in answers if answer.party_id not in mine],
    }
    if not (context["may_plead"] or context["may_answer"] or context["answers"]):
        return None
    return Section("filing/plaint/section.html", context, order=20)


def step(user: User, case: Case) -> list[TodoItem]:
    """The plaintiff's side signs the plaint, a defendant answers it."""
    if case.state in EDITABLE and policy.may_fill_plaint(user, case):
        plaint = Plaint.objects.filter(case=case).first()
        page = reverse("filing:plaint", args=[case.pk])
        if plaint is None:
            return [TodoItem(_("Fill in the plaint and sign it"), page, "todo")]
        done = plaint.state == PleadingState.SIGNED
        return [
            TodoItem(
                _("The plaint is signed") if done else _("Finish and sign the plaint"), page, "done" if done else "todo"
            )
        ]
    if case.state in ON_TRIAL and (parties := policy.answering_parties(user, case)):
        if CaseTask.objects.filter(case=case, party__in=parties, kind=CaseTask.Kind.ANSWER, done_at=None).exists():
            return []  # the folder names it with its day
        signed = queries.answers_of(user).filter(case=case, party__in=parties, state=PleadingState.SIGNED).count()
        done = signed == len(parties)
        label = _("Answer the plaint")
        return [TodoItem(label, reverse("filing:answer", args=[case.pk]), "done" if done else "todo")]
    return []
