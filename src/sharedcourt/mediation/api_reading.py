"""What is on the table as it is read: facts, the plan and what changed in it, proposals, versions and their difference."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db.models import Prefetch
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Schema
from ninja.pagination import paginate

from sharedcourt.core.errors import ActionRefused
from sharedcourt.core.language import language
from sharedcourt.core.paging import Each
from sharedcourt.law.agreement_difference import difference
from sharedcourt.law.agreements import AgreementTerms
from sharedcourt.law.identity import mask_card
from sharedcourt.mediation import plans, policy
from sharedcourt.mediation.actions import agreements
from sharedcourt.mediation.actions import plans as plan_actions
from sharedcourt.mediation.api import _case, _user, router
from sharedcourt.mediation.api_agreements import ProposalMade, VersionOut, _plan, _version, version_out
from sharedcourt.mediation.models import (
    AgreementVersion,
    Case,
    ChangeRequest,
    FactsConfirmation,
    Proposal,
    UndisputedFacts,
)


class FactsOut(Schema):
    """A list of undisputed facts. A later number replaces it and is confirmed anew."""

    number: int
    facts: list[str]
    drafted_by: str
    drafted_at: datetime
    confirmed_by: list[UUID]


class ProposalOut(Schema):
    """The plan as it was put to everyone (`revision`, `inputs`), or a counter-proposal in words (`text`)."""

    id: UUID
    by: UUID
    name: str
    revision: int | None
    inputs: dict[str, str]
    text: str
    at: datetime


class PlanChanges(Schema):
    """What the last change did to the plan: fields with their value before and after, and the instalments that differ."""

    revision: int
    changed_by: UUID | None
    changed_at: datetime
    fields: dict[str, tuple[str, str]]
    instalments: list[int]


class FindingOut(Schema):
    """Something a court would stumble over. `severity`: error keeps the agreement from being made, warning does not."""

    severity: str
    text: str


class SpanOut(Schema):
    kind: Literal["equal", "insert", "delete"]
    text: str


class ChangeOut(Schema):
    """One clause that is not as it was; joining all spans but the inserts gives the old text, all but the deletes the new."""

    key: str
    number: str
    title: str
    kind: Literal["added", "removed", "changed"]
    spans: list[SpanOut]


class DifferenceOut(Schema):
    """From version `before` (none for the first) to version `after`."""

    before: int | None
    after: int
    changes: list[ChangeOut]


class ChangeRequestOut(Schema):
    """Somebody asks for other words."""

    id: UUID
    by: UUID
    name: str
    text: str
    at: datetime
    answered_at: datetime | None


def _at_the_table(request: HttpRequest, case: Case) -> Case:
    """A case whose panel this person sees: the mediator, the parties and their agents. What is said there stays there."""
    if not case.meetings.filter(participants__user=_user(request)).exists():
        raise Http404
    return case


@router.get(
    "/cases/{case_id}/facts",
    response=list[FactsOut],
    operation_id="mediation_facts",
    summary="Undisputed facts and who has confirmed them",
)
@paginate
def facts(request: HttpRequest, case_id: UUID) -> Each:
    """Every list that was written down, oldest first; the last one counts (ODMR 22)."""
    confirmations = Prefetch("confirmations", FactsConfirmation.objects.order_by("created_at"))
    case = _at_the_table(request, _case(request, case_id))
    return Each(case.undisputed_facts.select_related("drafted_by").prefetch_related(confirmations), _facts)


def _facts(row: UndisputedFacts) -> dict[str, Any]:
    return {
        "number": row.number,
        "facts": row.facts,
        "drafted_by": row.drafted_by.name,
        "drafted_at": row.created_at,
        "confirmed_by": [each.user_id for each in row.confirmations.all()],
    }


@router.get(
    "/cases/{case_id}/proposals",
    response=list[ProposalOut],
    operation_id="mediation_proposals",
    summary="Proposals and counter-proposals",
)
@paginate
def proposals(request: HttpRequest, case_id: UUID) -> Each:
    """Oldest first. For those at the table: what was offered cannot be used elsewhere (ODMR 18)."""
    return Each(_at_the_table(request, _case(request, case_id)).proposals.select_related("by"), _proposal)


def _proposal(row: Proposal) -> dict[str, Any]:
    return {
        "id": row.pk,
        "by": row.by_id,
        "name": row.by.name,
        "revision": row.revision,
        "inputs": _shown(row.inputs) if row.inputs else {},
        "text": row.text,
        "at": row.created_at,
    }


def _shown(inputs: dict[str, Any]) -> dict[str, str]:
    """A plan's fields for reading: the account's number masked."""
    found = plans.clean(inputs)
    found["account_number"] = mask_card(found["account_number"]) if found["account_number"] else ""
    return found


@router.post(
    "/cases/{case_id}/proposals/put",
    response=ProposalMade,
    operation_id="mediation_put_proposal",
    summary="Put the plan to everyone",
)
def put_proposal(request: HttpRequest, case_id: UUID) -> dict[str, UUID]:
    """As it stands; it stays in the history. Putting the same revision twice gives the same proposal."""
    return {"id": plan_actions.put_proposal(by=_user(request), case=_case(request, case_id)).pk}


@router.get(
    "/cases/{case_id}/plan/changes",
    response=PlanChanges,
    operation_id="mediation_plan_changes",
    summary="What the last change did to the plan",
)
def plan_changes(request: HttpRequest, case_id: UUID) -> dict[str, Any]:
    """As it is marked on the panel."""
    plan = _plan(_at_the_table(request, _case(request, case_id)))
    now = _shown(plan.inputs)
    before = _shown(plan.before) if plan.before else now
    return {
        "revision": plan.revision,
        "changed_by": plan.changed_by_id,
        "changed_at": plan.changed_at,
        "fields": {name: (before[name], now[name]) for name in now if before[name] != now[name]},
        "instalments": _changed_instalments(plan.case, plan.before, plan.inputs),
    }


def _changed_instalments(case: Case, before: dict[str, Any] | None, now: dict[str, Any]) -> list[int]:
    """Numbers of instalments that are not as they were; none when either plan cannot be computed."""
    if before is None:
        return []
    try:
        was, is_now = (plan_actions.compute(case, plans.clean(each)).schedule for each in (before, now))
    except ActionRefused:
        return []
    if was is None or is_now is None:
        return []
    old = {line.number: line for line in was.lines}
    return [line.number for line in is_now.lines if old.get(line.number) != line]


@router.get(
    "/cases/{case_id}/plan/findings",
    response=list[FindingOut],
    operation_id="mediation_findings",
    summary="What would keep the plan from becoming an agreement",
)
@paginate
def findings(request: HttpRequest, case_id: UUID) -> list[dict[str, str]]:
    """For the mediator, before the agreement is made."""
    case = _case(request, case_id)
    policy.require_mediator(request.user, case)
    return [{"severity": each.severity, "text": each.text(language())} for each in agreements.findings(case)]


@router.get(
    "/versions/{version_id}",
    response=VersionOut,
    operation_id="mediation_version",
    summary="One version of the agreement",
)
def read_version(request: HttpRequest, version_id: UUID) -> Any:
    """With its clauses, its hash and who has confirmed it."""
    return version_out(_version(request, version_id))


@router.get(
    "/versions/{version_id}/difference",
    response=DifferenceOut,
    operation_id="mediation_difference",
    summary="What changed between two versions",
)
def read_difference(request: HttpRequest, version_id: UUID, since: int | None = None) -> dict[str, Any]:
    """Clause by clause, word by word, from the version before (or from number `since`), in the language asked for."""
    version = _version(request, version_id)
    earlier = version.case.versions.filter(number__lt=version.number).order_by("-number")
    before = earlier.first() if since is None else get_object_or_404(earlier, number=since)
    if before is None:
        return {"before": None, "after": version.number, "changes": []}
    changes = difference(AgreementTerms.from_json(before.terms), AgreementTerms.from_json(version.terms), language())
    return {
        "before": before.number,
        "after": version.number,
        "changes": [
            {
                "key": each.key,
                "number": each.number,
                "title": each.title,
                "kind": each.kind,
                "spans": [{"kind": span.kind, "text": span.text} for span in each.spans],
            }
            for each in changes
        ],
    }


@router.get(
    "/versions/{version_id}/change-requests",
    response=list[ChangeRequestOut],
    operation_id="mediation_change_requests",
    summary="Who asked for other words",
)
@paginate
def change_requests(request: HttpRequest, version_id: UUID) -> Each:
    """Of one version, oldest first."""
    version: AgreementVersion = _version(request, version_id)
    _at_the_table(request, version.case)
    return Each(version.change_requests.select_related("user"), _change_request)


def _change_request(row: ChangeRequest) -> dict[str, Any]:
    return {
        "id": row.pk,
        "by": row.user_id,
        "name": row.user.name,
        "text": row.text,
        "at": row.created_at,
        "answered_at": row.answered_at,
    }
