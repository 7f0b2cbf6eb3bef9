"""What one person sees of a meeting: the step in view, and the parts that look again when something has changed."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from sharedcourt.core.errors import ActionRefused
from sharedcourt.core.language import language
from sharedcourt.disputes.queries import parties_of
from sharedcourt.documents.actions import record_opened
from sharedcourt.law.agreement_difference import difference
from sharedcourt.law.agreements import AgreementTerms
from sharedcourt.law.identity import mask_card, mask_resident_id
from sharedcourt.mediation import elements, plans, policy
from sharedcourt.mediation.actions import agreements, apart, sessions
from sharedcourt.mediation.actions import plans as plan_actions
from sharedcourt.mediation.actors import Actor, actor_of, role_label, signatories
from sharedcourt.mediation.models import Case, Meeting, Plan, Understanding
from sharedcourt.mediation.states import CaseState, MeetingState, VersionState
from sharedcourt.mediation.steps import SCRIPT, STEP_NAMES, Step
from sharedcourt.mediation.views import answers, beside, editor
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
        return {"plan": plan, "groups": editor.rows(plans.clean(plan.inputs)), "lint": lint(self.case)}

    def _agreement(self) -> dict[str, Any]:
        if self.version is None:
            return {"plan": Plan.objects.filter(case=self.case).first()}
        lang = language()
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


def lint(case: Case) -> list[tuple[str, str]]:
    lang = language()
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
