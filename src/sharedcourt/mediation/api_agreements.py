"""What the parties agree on, over the API: facts, the plan, the agreement's versions, confirming and signing them."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Schema
from ninja.pagination import paginate

from sharedcourt.core.errors import NotAllowed
from sharedcourt.core.paging import Each
from sharedcourt.law.agreements import AgreementTerms
from sharedcourt.law.identity import mask_card
from sharedcourt.mediation import plans, queries
from sharedcourt.mediation.actions import agreements, ending, sessions
from sharedcourt.mediation.actions import plans as plan_actions
from sharedcourt.mediation.api import CaseOut, ReasonIn, TextIn, _case, _user, case_out, router
from sharedcourt.mediation.models import AgreementVersion, Case, Plan, SidePlan


class PlanOut(Schema):
    """A plan: what was entered, and what it comes to. Sums are yuan."""

    revision: int
    inputs: dict[str, str]
    owed: Decimal
    waived: Decimal
    first_payment: Decimal | None
    total_payable: Decimal
    total_interest: Decimal | None
    lines: list[dict[str, Any]]


class VersionOut(Schema):
    """A version of the agreement and who has confirmed it."""

    id: UUID
    number: int
    state: str
    text_sha256: str
    clauses: list[dict[str, str]]
    confirmed_by: list[UUID]
    signing_file: UUID | None
    parties_signed_at: datetime | None
    mediator_signed_at: datetime | None
    sealed_at: datetime | None


class FactsIn(Schema):
    facts: list[str]


class NumberIn(Schema):
    number: int


class PlanIn(Schema):
    """`talk`: the number of the separate talk for which it was entered; 0 for the common plan."""

    revision: int
    talk: int
    values: dict[str, str]


class RevisionIn(Schema):
    revision: int


class ConfirmIn(Schema):
    text_sha256: str


class SignIn(Schema):
    strokes: list[list[dict[str, float]]]
    intends: bool
    device: str = ""


class NumberOut(Schema):
    number: int


class ProposalMade(Schema):
    id: UUID


def _version(request: HttpRequest, version_id: UUID) -> AgreementVersion:
    seen = queries.visible_to(request.user).order_by().values("pk")
    return get_object_or_404(
        AgreementVersion.objects.filter(case__in=seen).select_related("case__dispute"), pk=version_id
    )


def _plan(case: Case) -> Plan:
    plan = get_object_or_404(Plan, case=case)
    plan.case = case
    return plan


def plan_out(plan: Plan | SidePlan) -> PlanOut:
    computed = plan_actions.computed(plan)
    inputs = plans.clean(plan.inputs)
    inputs["account_number"] = mask_card(inputs["account_number"]) if inputs["account_number"] else ""
    schedule = computed.schedule
    return PlanOut(
        revision=plan.revision,
        inputs=inputs,
        owed=computed.debt.total,
        waived=computed.settlement.waived,
        first_payment=computed.first.total if computed.first else None,
        total_payable=computed.total_payable,
        total_interest=schedule.total_interest if schedule else None,
        lines=schedule.to_json()["lines"] if schedule else [],
    )


def version_out(version: AgreementVersion) -> VersionOut:
    terms = AgreementTerms.from_json(version.terms)
    return VersionOut(
        id=version.pk,
        number=version.number,
        state=str(version.state),
        text_sha256=version.text_sha256,
        clauses=[{"number": each.number, "title": each.title, "text": each.text} for each in terms.clauses()],
        confirmed_by=[each.user_id for each in version.confirmations.all()],
        signing_file=version.signing_file_id,
        parties_signed_at=version.parties_signed_at,
        mediator_signed_at=version.mediator_signed_at,
        sealed_at=version.sealed_at,
    )


@router.post("/cases/{case_id}/facts", response=NumberOut, summary="Write down the undisputed facts")
def draft_facts(request: HttpRequest, case_id: UUID, body: FactsIn) -> dict[str, int]:
    facts = sessions.draft_facts(by=_user(request), case=_case(request, case_id), facts=body.facts)
    return {"number": facts.number}


@router.post("/cases/{case_id}/facts/confirm", response=NumberOut, summary="Confirm the undisputed facts")
def confirm_facts(request: HttpRequest, case_id: UUID, body: NumberIn) -> dict[str, int]:
    made = sessions.confirm_facts(by=_user(request), case=_case(request, case_id), number=body.number)
    return {"number": made.facts.number}


@router.get("/cases/{case_id}/plan", response=PlanOut, summary="The plan as it stands")
def read_plan(request: HttpRequest, case_id: UUID) -> Any:
    return plan_out(_plan(_case(request, case_id)))


@router.post("/cases/{case_id}/plan", response=PlanOut, summary="Change the plan")
def change_plan(request: HttpRequest, case_id: UUID, body: PlanIn) -> Any:
    """Change values of the plan; `revision` is the one you read (409 when it has moved on, or another talk goes on)."""
    case = _case(request, case_id)
    entered = {name: value for name, value in body.values.items() if name in plans.FIELDS}
    plan = plan_actions.change_plan(
        by=_user(request), case=case, entered=entered, revision=body.revision, talk=body.talk
    )
    plan.case = _case(request, case_id)
    return plan_out(plan)


@router.post("/cases/{case_id}/proposals", response=ProposalMade, summary="Make a counter-proposal")
def counter_proposal(request: HttpRequest, case_id: UUID, body: TextIn) -> dict[str, UUID]:
    """A participant's counter-proposal in words."""
    return {"id": plan_actions.counter_proposal(by=_user(request), case=_case(request, case_id), text=body.text).pk}


@router.get("/cases/{case_id}/versions", response=list[VersionOut], summary="Versions of the agreement")
@paginate
def versions(request: HttpRequest, case_id: UUID) -> Each:
    """Every version, oldest first: replaced ones are kept."""
    return Each(_case(request, case_id).versions.prefetch_related("confirmations"), version_out)


@router.post("/cases/{case_id}/versions", response=VersionOut, summary="Turn the plan into the agreement")
def make_version(request: HttpRequest, case_id: UUID, body: RevisionIn) -> Any:
    """Turn the plan of that revision into the next version of the agreement."""
    return version_out(agreements.make_version(by=_user(request), case=_case(request, case_id), revision=body.revision))


@router.post("/versions/{version_id}/confirm", response=VersionOut, summary="Confirm the agreement")
def confirm(request: HttpRequest, version_id: UUID, body: ConfirmIn) -> Any:
    """Confirm the text you have read, named by its hash."""
    agreements.confirm(by=_user(request), version=_version(request, version_id), text_sha256=body.text_sha256)
    return version_out(_version(request, version_id))


@router.post("/versions/{version_id}/change-request", response=VersionOut, summary="Ask for other words")
def request_change(request: HttpRequest, version_id: UUID, body: TextIn) -> Any:
    agreements.request_change(by=_user(request), version=_version(request, version_id), text=body.text)
    return version_out(_version(request, version_id))


@router.post("/versions/{version_id}/sign", response=VersionOut, summary="Sign the agreement")
def sign(request: HttpRequest, version_id: UUID, body: SignIn) -> Any:
    """Sign with a handwriting. An institution's token cannot sign: a person must be signed in."""
    if request.headers.get("Authorization"):
        raise NotAllowed(_("A person must be signed in to sign."))
    agreements.sign(
        by=_user(request),
        version=_version(request, version_id),
        strokes=body.strokes,
        intends=body.intends,
        device=body.device or request.headers.get("User-Agent", ""),
        address=str(request.META.get("REMOTE_ADDR", "")),
    )
    return version_out(_version(request, version_id))


@router.post("/versions/{version_id}/refuse", response=CaseOut, summary="Refuse to sign")
def refuse(request: HttpRequest, version_id: UUID, body: ReasonIn) -> Any:
    case = ending.refuse_to_sign(by=_user(request), version=_version(request, version_id), explanation=body.reason)
    return case_out(case)


@router.post("/versions/{version_id}/seal", response=VersionOut, summary="Put on the seal")
def seal(request: HttpRequest, version_id: UUID) -> Any:
    """The manager puts on the organisation's seal, where it does not go on by itself."""
    agreements.seal(by=_user(request), version=_version(request, version_id))
    return version_out(_version(request, version_id))
