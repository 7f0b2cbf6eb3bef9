"""The panel beside the video: fragments that look again when the room says that something has changed."""

import hashlib
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from sharedcourt.core.errors import ActionRefused, Conflict, Invalid
from sharedcourt.disputes.queries import parties_of
from sharedcourt.documents.actions import record_opened
from sharedcourt.law.agreement_difference import difference
from sharedcourt.law.agreements import AgreementTerms
from sharedcourt.law.identity import mask_card, mask_resident_id
from sharedcourt.mediation import elements, plans, policy, queries
from sharedcourt.mediation.actions import agreements, apart, ending, sessions
from sharedcourt.mediation.actions import guidance as guidance_actions
from sharedcourt.mediation.actions import plans as plan_actions
from sharedcourt.mediation.actors import Actor, actor_of, role_label, signatories
from sharedcourt.mediation.models import AgreementVersion, Case, Meeting, Plan, Understanding
from sharedcourt.mediation.states import CaseState, MeetingState, VersionState
from sharedcourt.mediation.steps import SCRIPT, STEP_NAMES, Step
from sharedcourt.mediation.views import answers, beside, editor, guidance
from sharedcourt.mediation.views.answers import Refusal
from sharedcourt.people.actions import identity_level
from sharedcourt.people.models import IdentityLevel

FAST, SLOW = 4, 20  # seconds between looks, outside and inside the room (where a push comes first)


class Panel:
    """What one person sees of one meeting, read once per request."""

    def __init__(self, request: HttpRequest, meeting: Meeting, refusal: Refusal | None = None) -> None:
        self.request, self.meeting, self.refusal = request, meeting, refusal
        self.case: Case = meeting.case
        self.user = answers.person(request)
        self.is_mediator = policy.is_mediator(self.user, self.case)
        self.actor: Actor | None = actor_of(self.user, self.case.dispute)
        self.version = agreements.current_version(self.case)
        self.talk = apart.talk(self.case, self.user)
        self.step = self._step()

    def _step(self) -> Step:
        """Where the mediator has led; after the meeting, where the agreement stands."""
        if self.case.state == CaseState.CONCLUDED:
            return Step.DONE
        if self.meeting.state == MeetingState.HELD and self.version is not None:
            return Step.SIGNING if self.version.state == VersionState.SIGNING else Step.AGREEMENT
        return Step(self.meeting.step)

    @property
    def may_settle(self) -> bool:
        return self.actor is not None and self.user.pk in {
            each.user.pk for each in signatories(self.case.dispute, everyone=False)
        }

    def slot(self) -> Any:
        if self.version is None or self.version.signing_file is None:
            return None
        return self.version.signing_file.slots.filter(user=self.user).first()

    def key(self) -> str:
        """Changes whenever this person must see another panel; what others do is in the parts."""
        slot = self.slot()
        facts = sessions.current_facts(self.case)
        plan = apart.plan_for(self.case, self.user)
        return _key(
            self.step,
            self.case.state,
            self.meeting.state,
            self.version and (self.version.pk, self.version.state),
            self.version and self.version.confirmations.filter(user=self.user).exists(),
            slot and slot.signed_at,
            facts and not self.is_mediator and facts.pk,
            facts and facts.confirmations.filter(user=self.user).exists(),
            Understanding.objects.filter(meeting=self.meeting, user=self.user).exists(),
            plan and plan.pk,
            self.talk and (self.talk.caucus.number, self.talk.inside),
        )

    def key_of(self, *facts: Any) -> str:
        """The key of a part that stands in a module of its own."""
        return _key(*facts)

    def interval(self) -> int:
        return SLOW if "/rooms/" in self.request.headers.get("HX-Current-URL", "") else FAST

    def base(self) -> dict[str, Any]:
        return {
            "panel": self,
            "meeting": self.meeting,
            "case": self.case,
            "is_mediator": self.is_mediator,
            "actor": self.actor,
            "may_settle": self.may_settle,
            "step": int(self.step),
            "steps": [(int(step), name) for step, name in STEP_NAMES.items()],
            "refusal": self.refusal,
            "posted": self.request.POST,
            "every": self.interval(),
            "talk": self.talk,
        }

    def context(self) -> dict[str, Any]:
        """Everything of the step in view."""
        made = {**self.base(), "key": self.key(), "version": self.version, "nav": "desk"}
        for name in beside.PARTS:
            made |= PARTS[name](self)
        made |= {
            Step.IDENTITY: lambda: PARTS["people"](self),
            Step.RIGHTS: lambda: {"script": SCRIPT, "understood": self._understood(), **PARTS["people"](self)},
            Step.FACTS: lambda: {**self._facts(), **PARTS["facts"](self)},
            Step.PLAN: lambda: {**self._plan_editor(), **PARTS["plan"](self), **PARTS["proposals"](self)},
            Step.AGREEMENT: lambda: {**self._agreement(), **PARTS["agreement"](self)},
            Step.SIGNING: lambda: {**self._agreement(), **self._signing(), **PARTS["signatures"](self)},
            Step.DONE: lambda: {**self._agreement(), **PARTS["signatures"](self)},
        }[self.step]()
        return made

    def _understood(self) -> bool:
        return Understanding.objects.filter(meeting=self.meeting, user=self.user).exists()

    def _facts(self) -> dict[str, Any]:
        facts = sessions.current_facts(self.case)
        typed = self.request.POST.get("facts") if self.refusal and self.refusal.verb == "facts" else None
        draft = typed or "\n".join(facts.facts if facts else elements.undisputed_guess(self.case.dispute))
        return {
            "facts": facts,
            "facts_draft": draft,
            "confirmed_mine": facts is not None and facts.confirmations.filter(user=self.user).exists(),
            "answers_given": _answers(self.case),
        }

    def _plan_editor(self) -> dict[str, Any]:
        plan = apart.plan_for(self.case, self.user)
        if plan is None or not self.is_mediator:
            return {"plan": plan}
        return {"plan": plan, "groups": editor.rows(plans.clean(plan.inputs)), "lint": _lint(self.case)}

    def _agreement(self) -> dict[str, Any]:
        if self.version is None:
            return {"plan": Plan.objects.filter(case=self.case).first()}
        lang: Any = "zh" if (get_language() or "zh").startswith("zh") else "en"
        terms = AgreementTerms.from_json(self.version.terms)
        before = self.case.versions.filter(number__lt=self.version.number).order_by("-number").first()
        return {
            "plan": Plan.objects.filter(case=self.case).first(),
            "terms": terms,
            "clauses": terms.clauses("zh"),
            "reading": terms.clauses("en") if lang == "en" else [],
            "parties": terms.party_lines("zh"),
            "opening": terms.opening("zh"),
            "account_masked": mask_card(terms.account.number) if terms.account else "",
            "changes": difference(AgreementTerms.from_json(before.terms), terms, "zh") if before else [],
            "confirmed_mine": self.version.confirmations.filter(user=self.user).exists(),
            "requests": self.version.change_requests.select_related("user"),
            "file": self.version.signing_file,
        }

    def _signing(self) -> dict[str, Any]:
        slot = self.slot()
        file = self.version.signing_file if self.version else None
        if slot is not None and file is not None and slot.signed_at is None:
            record_opened(by=self.user, signing_file=file)
        return {"slot": slot, "pages": range(1, (file.pages if file else 0) + 1)}


def _key(*facts: Any) -> str:
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def _answers(case: Case) -> list[tuple[str, list[str], str]]:
    """(party's role, items it disputes with the reason, note) for whoever has answered."""
    rows = []
    for party in parties_of(case.dispute):
        answer = getattr(party, "answer", None)
        if answer is not None:
            disputed = [
                str(value.get("reason") or "") for value in answer.answers.values() if not value.get("admitted")
            ]
            rows.append((role_label(party), disputed, answer.note))
    return rows


def _lint(case: Case) -> list[tuple[str, str]]:
    lang: Any = "zh" if (get_language() or "zh").startswith("zh") else "en"
    try:
        return [(finding.severity, finding.text(lang)) for finding in agreements.findings(case)]
    except ActionRefused as error:
        return [("error", str(error.message))]


# ---------- the parts: each has a key of its own and is replaced alone


def _people(panel: Panel) -> dict[str, Any]:
    told = set(panel.meeting.understandings.values_list("user_id", flat=True))
    rows: list[dict[str, Any]] = []
    for each in panel.meeting.participants.select_related("user", "site", "party__organisation"):
        level = identity_level(each.user, panel.case.dispute_id)
        number = each.user.resident_id
        rows.append(
            {
                "participant": each,
                "level": IdentityLevel(level),
                "compared": level >= IdentityLevel.COMPARED,
                "number": number if panel.is_mediator else mask_resident_id(number) if number else "",
                "understood": each.user_id in told,
            }
        )
    waiting = [row for row in rows if not row["participant"].is_host]
    return {
        "people": rows,
        "people_key": _key([(row["participant"].pk, row["level"], row["understood"]) for row in rows]),
        "all_compared": all(row["compared"] for row in waiting),
        "all_understood": all(row["understood"] for row in waiting),
    }


def _facts_part(panel: Panel) -> dict[str, Any]:
    facts = sessions.current_facts(panel.case)
    done = set(facts.confirmations.values_list("user_id", flat=True)) if facts else set()
    rows = [(each, each.user.pk in done) for each in signatories(panel.case.dispute, everyone=False)]
    statements = list(panel.meeting.statements.select_related("user"))
    return {
        "facts_now": facts,
        "facts_rows": rows,
        "statements": statements,
        "facts_key": _key(facts and facts.pk, sorted(map(str, done)), len(statements)),
    }


def _plan_part(panel: Panel) -> dict[str, Any]:
    plan = apart.plan_for(panel.case, panel.user)
    if plan is None:
        return {"plan": None, "plan_key": "none", "computed": None}
    plan.case = panel.case
    inputs = plans.clean(plan.inputs)
    before = plans.clean(plan.before) if plan.before else inputs
    try:
        computed = plan_actions.compute(panel.case, inputs)
    except ActionRefused:
        computed = None
    changed = {name for name in inputs if inputs[name] != before[name]}
    was = None
    if changed:
        try:
            was = plan_actions.compute(panel.case, before)
        except ActionRefused:
            was = None
    return {
        "plan": plan,
        "inputs": inputs,
        "computed": computed,
        "method_words": plans.METHODS.get(inputs["method"], ""),
        "account_masked": mask_card(inputs["account_number"]) if inputs["account_number"] else "",
        "changed": changed,
        "changed_words": [editor.LABELS[name] for name in editor.LABELS if name in changed],
        "changed_lines": _changed_lines(was, computed),
        "plan_key": _key(plan.pk, plan.revision, panel.talk and panel.talk.inside),
    }


def _changed_lines(was: Any, now: Any) -> set[int]:
    """Numbers of instalments that are not as they were."""
    if was is None or now is None or was.schedule is None or now.schedule is None:
        return set()
    old = {line.number: line for line in was.schedule.lines}
    return {line.number for line in now.schedule.lines if old.get(line.number) != line}


def _proposals(panel: Panel) -> dict[str, Any]:
    rows = list(panel.case.proposals.select_related("by"))
    return {"proposals": rows, "proposals_key": _key(len(rows))}


def _agreement_part(panel: Panel) -> dict[str, Any]:
    version = panel.version
    done = set(version.confirmations.values_list("user_id", flat=True)) if version else set()
    requests = list(version.change_requests.select_related("user")) if version else []
    rows = [(each, each.user.pk in done) for each in signatories(panel.case.dispute, everyone=False)]
    return {
        "agreement_rows": rows,
        "change_requests": requests,
        "agreement_key": _key(version and version.pk, sorted(map(str, done)), len(requests)),
    }


def _signatures(panel: Panel) -> dict[str, Any]:
    version = panel.version
    file = version.signing_file if version else None
    slots = list(file.slots.select_related("user").order_by("order")) if file else []
    state = (version.parties_signed_at, version.sealed_at) if version else None
    return {
        "slots": slots,
        "signed_version": version,
        "signing_file": file,
        "signatures_key": _key([slot.signed_at for slot in slots], state, file and file.state),
    }


PARTS: dict[str, Callable[[Panel], dict[str, Any]]] = {
    "people": _people,
    "facts": _facts_part,
    "plan": _plan_part,
    "proposals": _proposals,
    "agreement": _agreement_part,
    "signatures": _signatures,
    **beside.PARTS,
}


def _meeting(request: HttpRequest, meeting_id: UUID) -> Meeting:
    return get_object_or_404(queries.panels_of(request.user), pk=meeting_id)


def _show(request: HttpRequest, panel: Panel, status: int = 200) -> HttpResponse:
    template = "mediation/panel/_panel.html" if request.headers.get("HX-Request") else "mediation/panel/panel.html"
    return render(request, template, panel.context(), status=status)


@login_required
@require_GET
def panel(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """The panel: a whole page, or the fragment in the room. With `seen` = its key, nothing (204) when nothing is new.

    A judge who was called sees the file's summary in its place.
    """
    called = guidance_actions.open_to(request.user).filter(meeting=meeting_id).first()
    if called is not None:
        return render(request, "mediation/guidance_summary.html", guidance.summary(called))
    view = Panel(request, _meeting(request, meeting_id))
    if request.headers.get("HX-Request") and request.GET.get("seen") == view.key():
        return HttpResponse(status=204)
    return _show(request, view)


@login_required
@require_GET
def part(request: HttpRequest, meeting_id: UUID, name: str) -> HttpResponse:
    """One part of the panel, or nothing (204) when it has not changed."""
    if name not in PARTS:
        raise Http404
    view = Panel(request, _meeting(request, meeting_id))
    context = PARTS[name](view)
    if request.GET.get("seen") == context[f"{name}_key"]:
        return HttpResponse(status=204)
    return render(request, f"mediation/panel/part_{name}.html", {**view.base(), **context})


# ---------- what a person does on the panel


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
    except ValueError:
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
    meeting = _meeting(request, meeting_id)
    do = answers.chosen(VERBS, verb)
    refusal = None
    try:
        do(request, meeting)
    except ActionRefused as error:
        refusal = Refusal.of(error, verb)
        if isinstance(error, Conflict) and verb == "plan":
            refusal = Refusal(verb, "revision", str(error.message), 409)
    fresh = _meeting(request, meeting_id)
    view = Panel(request, fresh, refusal)
    if request.headers.get("HX-Request"):
        if verb == "plan":
            return render(request, "mediation/panel/plan_answer.html", _plan_answer(request, view))
        return _show(request, view, 422 if refusal else 200)
    if refusal is not None:
        return _show(request, view, refusal.status)
    return redirect(reverse("mediation:panel", args=[meeting_id]))


def _plan_answer(request: HttpRequest, view: Panel) -> dict[str, Any]:
    """The plan as it is now beneath the editor, which keeps what was typed. After a conflict: what the others entered."""
    context = {**view.base(), **PARTS["plan"](view), "lint": _lint(view.case)}
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
