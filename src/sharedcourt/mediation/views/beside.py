"""Beside the steps: what was said apart, the judge's guidance, interpreters and helpers. Parts of the panel and what is done there."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from sharedcourt.core.errors import ActionRefused
from sharedcourt.mediation import plans
from sharedcourt.mediation.actions import apart, assistants, guidance
from sharedcourt.mediation.actions import plans as plan_actions
from sharedcourt.mediation.models import Assistant, CaucusNote, Meeting, SidePlan
from sharedcourt.mediation.states_room import CALLED, AssistantState
from sharedcourt.mediation.views import answers

if TYPE_CHECKING:
    from sharedcourt.mediation.views.panel_parts import Panel


def _whose(kept: CaucusNote | SidePlan) -> str:
    if kept.person is not None:
        return str(kept.person.name)
    return _("The applicant's side") if kept.side == "applicant" else _("The respondent's side")


def _apart(panel: "Panel") -> dict[str, Any]:
    notes = apart.notes_for(panel.case, panel.user)
    drafts = apart.side_plans_for(panel.case, panel.user)
    state = [(each.pk, each.asked_at, each.released_at) for each in (*notes, *drafts)]
    revisions = [each.revision for each in drafts]
    talk = panel.talk and (panel.talk.caucus.number, panel.talk.inside)
    return {
        "apart_notes": [{"note": each, "whose": _whose(each)} for each in notes],
        "apart_plans": [{"note": each, "whose": _whose(each), "computed": _computed(panel, each)} for each in drafts],
        "apart_key": panel.key_of(state, revisions, talk),
    }


def _computed(panel: "Panel", draft: SidePlan) -> Any:
    try:
        return plan_actions.compute(panel.case, plans.clean(draft.inputs))
    except ActionRefused:
        return None


def _guidance(panel: "Panel") -> dict[str, Any]:
    if not panel.is_mediator:
        return {"guidance_key": "none"}
    rows = list(panel.meeting.guidances.select_related("judge", "court"))
    judges = guidance.judges_for(panel.case)
    return {
        "guidances": rows,
        "guidance_open": any(each.state in CALLED for each in rows),
        "judges": judges,
        "helped": list(assistants.helped(panel.meeting)),
        "directors": list(assistants.directors_for(panel.meeting)),
        "assistant_kinds": Assistant.Kind.choices,
        "guidance_key": panel.key_of([(each.pk, each.state) for each in rows], [each.user.pk for each in judges]),
    }


def _assistants(panel: "Panel") -> dict[str, Any]:
    rows = [
        each
        for each in panel.meeting.assistants.exclude(state=AssistantState.REFUSED).select_related("helps__user")
        if panel.is_mediator or each.state == AssistantState.SEATED or each.helps.user_id == panel.user.pk
    ]
    return {"assistants": rows, "assistants_key": panel.key_of([(each.pk, each.state) for each in rows])}


PARTS: dict[str, Callable[["Panel"], dict[str, Any]]] = {
    "apart": _apart,
    "guidance": _guidance,
    "assistants": _assistants,
}


def _note(request: HttpRequest, meeting: Meeting) -> None:
    apart.write_note(
        by=answers.person(request),
        case=meeting.case,
        text=request.POST.get("text", ""),
        amount=request.POST.get("amount", ""),
        number=answers.whole(request, "talk"),
    )


def _ask_release(request: HttpRequest, meeting: Meeting) -> None:
    apart.ask_release(by=answers.person(request), case=meeting.case, kept=answers.identifier(request, "kept"))


def _release(request: HttpRequest, meeting: Meeting) -> None:
    apart.release(
        by=answers.person(request),
        case=meeting.case,
        kept=answers.identifier(request, "kept"),
        revision=answers.whole(request, "revision", 0),
    )


def _call_judge(request: HttpRequest, meeting: Meeting) -> None:
    guidance.ask(by=answers.person(request), meeting=meeting, judge_id=answers.identifier(request, "judge"))


def _withdraw_judge(request: HttpRequest, meeting: Meeting) -> None:
    guidance.withdraw(by=answers.person(request), meeting=meeting, guidance_id=answers.identifier(request, "guidance"))


def _propose_assistant(request: HttpRequest, meeting: Meeting) -> None:
    assistants.propose(
        by=answers.person(request),
        meeting=meeting,
        helps=answers.identifier(request, "helps"),
        kind=request.POST.get("kind", ""),
        name=request.POST.get("name", ""),
        phone=request.POST.get("phone", ""),
        director=answers.identifier(request, "director") if request.POST.get("director") else None,
    )


def _answer_assistant(request: HttpRequest, meeting: Meeting) -> None:
    assistants.answer(
        by=answers.person(request),
        meeting=meeting,
        assistant_id=answers.identifier(request, "assistant"),
        given=answers.yes(request, "given"),
    )


VERBS: dict[str, Callable[[HttpRequest, Meeting], None]] = {
    "note": _note,
    "ask-release": _ask_release,
    "release": _release,
    "call-judge": _call_judge,
    "withdraw-judge": _withdraw_judge,
    "propose-assistant": _propose_assistant,
    "answer-assistant": _answer_assistant,
}
