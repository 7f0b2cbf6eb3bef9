"""What a person does on the panel; the answer is the panel as it then stands."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from sharedcourt.core.errors import ActionRefused, Conflict, Invalid
from sharedcourt.mediation import plans
from sharedcourt.mediation.actions import agreements, ending, sessions
from sharedcourt.mediation.actions import plans as plan_actions
from sharedcourt.mediation.models import AgreementVersion, Meeting
from sharedcourt.mediation.views import answers, beside, editor
from sharedcourt.mediation.views.answers import Refusal
from sharedcourt.mediation.views.panel import meeting_of, show
from sharedcourt.mediation.views.panel_parts import PARTS, Panel, lint


def _version(request: HttpRequest, meeting: Meeting) -> AgreementVersion:
    found = meeting.case.versions.filter(pk=answers.identifier(request, "version")).first()
    if found is None:
        raise Invalid("", field="version")
    return found


def _compare(request: HttpRequest, meeting: Meeting) -> None:
    who = sessions.speaker_of(meeting, answers.identifier(request, "user"))
    sessions.compare_identity(by=answers.person(request), meeting=meeting, user=who)


def _go(request: HttpRequest, meeting: Meeting) -> None:
    sessions.go_to_step(by=answers.person(request), meeting=meeting, step=answers.whole(request, "step"))


def _understand(request: HttpRequest, meeting: Meeting) -> None:
    sessions.understand(by=answers.person(request), meeting=meeting)


def _say(request: HttpRequest, meeting: Meeting) -> None:
    speaker = None
    if request.POST.get("speaker"):
        speaker = sessions.speaker_of(meeting, answers.identifier(request, "speaker"))
    sessions.write_statement(
        by=answers.person(request), meeting=meeting, text=request.POST.get("text", ""), speaker=speaker
    )


def _draft_facts(request: HttpRequest, meeting: Meeting) -> None:
    facts = request.POST.get("facts", "").splitlines()
    sessions.draft_facts(by=answers.person(request), case=meeting.case, facts=facts)


def _confirm_facts(request: HttpRequest, meeting: Meeting) -> None:
    sessions.confirm_facts(by=answers.person(request), case=meeting.case, number=answers.whole(request, "number"))


def _change_plan(request: HttpRequest, meeting: Meeting) -> None:
    entered = {name: request.POST[name] for name in plans.FIELDS if name in request.POST}
    plan_actions.change_plan(
        by=answers.person(request),
        case=meeting.case,
        entered=entered,
        revision=answers.whole(request, "revision"),
        talk=answers.whole(request, "talk", 0),
    )


def _put(request: HttpRequest, meeting: Meeting) -> None:
    plan_actions.put_proposal(by=answers.person(request), case=meeting.case)


def _counter(request: HttpRequest, meeting: Meeting) -> None:
    plan_actions.counter_proposal(by=answers.person(request), case=meeting.case, text=request.POST.get("text", ""))


def _make(request: HttpRequest, meeting: Meeting) -> None:
    agreements.make_version(by=answers.person(request), case=meeting.case, revision=answers.whole(request, "revision"))


def _confirm(request: HttpRequest, meeting: Meeting) -> None:
    agreements.confirm(
        by=answers.person(request),
        version=_version(request, meeting),
        text_sha256=request.POST.get("text_sha256", ""),
    )


def _ask_change(request: HttpRequest, meeting: Meeting) -> None:
    agreements.request_change(
        by=answers.person(request), version=_version(request, meeting), text=request.POST.get("text", "")
    )


def _strokes(request: HttpRequest) -> Any:
    try:
        return json.loads(request.POST.get("strokes") or "[]")
    except (ValueError, RecursionError):
        return []


def _sign(request: HttpRequest, meeting: Meeting) -> None:
    agreements.sign(
        by=answers.person(request),
        version=_version(request, meeting),
        strokes=_strokes(request),
        intends=request.POST.get("intends") == "yes",
        device=request.headers.get("User-Agent", ""),
        address=str(request.META.get("REMOTE_ADDR", "")),
    )


def _refuse(request: HttpRequest, meeting: Meeting) -> None:
    ending.refuse_to_sign(
        by=answers.person(request), version=_version(request, meeting), explanation=request.POST.get("explanation", "")
    )


def _record(request: HttpRequest, meeting: Meeting) -> None:
    ending.make_record(by=answers.person(request), meeting=meeting)


VERBS: dict[str, Callable[[HttpRequest, Meeting], None]] = {
    "compare": _compare,
    "step": _go,
    "understand": _understand,
    "say": _say,
    "facts": _draft_facts,
    "confirm-facts": _confirm_facts,
    "plan": _change_plan,
    "put": _put,
    "counter": _counter,
    "make": _make,
    "confirm": _confirm,
    "ask-change": _ask_change,
    "sign": _sign,
    "refuse": _refuse,
    "record": _record,
    **beside.VERBS,
}


@sensitive_post_parameters("strokes", "account_number")
@login_required
@require_POST
def act(request: HttpRequest, meeting_id: UUID, verb: str) -> HttpResponse:
    """One thing a person does; the panel comes back, with the refusal where there is one."""
    meeting = meeting_of(request, meeting_id)
    do = answers.chosen(VERBS, verb)
    refusal = None
    try:
        do(request, meeting)
    except ActionRefused as error:
        refusal = Refusal.of(error, verb)
        if isinstance(error, Conflict) and verb == "plan":
            refusal = Refusal(verb, "revision", str(error.message), 409)
    fresh = meeting_of(request, meeting_id)
    view = Panel(request, fresh, refusal)
    if request.headers.get("HX-Request"):
        if verb == "plan":
            return render(request, "mediation/panel/plan_answer.html", _plan_answer(request, view))
        return show(request, view, 422 if refusal else 200)
    if refusal is not None:
        return show(request, view, refusal.status)
    return redirect(reverse("mediation:panel", args=[meeting_id]))


def _plan_answer(request: HttpRequest, view: Panel) -> dict[str, Any]:
    """The plan as it is now beneath the editor, which keeps what was typed. After a conflict: what the others entered."""
    context = {**view.base(), **PARTS["plan"](view), "lint": lint(view.case)}
    refusal = view.refusal
    stale = refusal is not None and refusal.field == "revision"
    plan = context["plan"]
    context["revision"] = plan.revision if plan and (refusal is None or stale) else request.POST.get("revision", "")
    if stale and plan is not None:
        context["theirs"] = [
            (editor.LABELS[name], value)
            for name, value in plans.clean(plan.inputs).items()
            if name in request.POST and value != request.POST[name].strip()
        ]
    context["wrong_label"] = editor.LABELS.get(refusal.field, "") if refusal else ""
    return context
