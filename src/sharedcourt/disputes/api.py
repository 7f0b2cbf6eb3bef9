"""Disputes by API: what institutions' systems and the pages' scripts may do, through the same actions."""

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Header, Query, Router, Schema, Status
from ninja.pagination import paginate
from pydantic import Field

from sharedcourt.core import codes
from sharedcourt.core.errors import NotAllowed
from sharedcourt.core.paging import Each
from sharedcourt.disputes import actions, elements, policy, queries, statement, timeline
from sharedcourt.disputes.listing import Listing
from sharedcourt.disputes.models import Dispute, Evidence, Party, Stage
from sharedcourt.documents.models import StoredFile
from sharedcourt.law.identity import mask_phone, mask_resident_id
from sharedcourt.ledger import queries as ledger
from sharedcourt.people.models import Organisation, User
from sharedcourt.sites.models import Site

router = Router(tags=["disputes"])


class PersonIn(Schema):
    """A natural person on the respondent's side."""

    capacity: str = Field("borrower", description="borrower, co_obligor or guarantor")
    name: str
    phone: str
    resident_id: str = ""
    address: str = ""
    relation: str = Field("", description="what ties a co-obligor or guarantor to the debt, in words")


class DisputeIn(Schema):
    """A whole application. `elements` are those of a loan dispute; rates are yearly fractions."""

    applicant: UUID | None = Field(None, description="the institution; needed only by officers of several")
    mediation_organisation: UUID
    site: UUID | None = None
    cause: str = "financial_loan"
    parties: list[PersonIn]
    elements: dict[str, Any]
    authority: str = "special"
    representative: str = ""
    submit: bool = Field(default=False, description="submit at once; needs `declared`")
    declared: bool = Field(
        default=False,
        description="the institution agrees to online mediation and electronic service, and states the truth",
    )


class AgentOut(Schema):
    name: str
    authority: str


class PartyOut(Schema):
    id: UUID
    side: str
    capacity: str
    kind: str
    name: str
    phone: str = Field(description="masked")
    resident_id: str = Field(description="masked")
    relation: str
    joined_at: datetime | None
    consents: dict[str, bool]
    agents: list[AgentOut]
    answers: dict[str, Any] | None
    note: str


class DebtLine(Schema):
    label: str
    formula: str
    amount: Decimal
    is_total: bool


class DisputeOut(Schema):
    id: UUID
    code: str
    cause: str
    title: str
    state: str
    applicant: UUID | None
    mediation_organisation: UUID | None
    amount_claimed: Decimal | None
    calculated_on: date | None
    submitted_at: datetime | None
    updated_at: datetime
    closed_at: datetime | None
    termination_reason: int | None


class DisputeFull(DisputeOut):
    elements: dict[str, Any]
    parties: list[PartyOut]
    debt: list[DebtLine]


class CorrectionIn(Schema):
    """What is absent stays as it was filed."""

    name: str
    phone: str
    relation: str | None = None
    resident_id: str | None = None


class WithdrawIn(Schema):
    """Why; in the body, since addresses are kept in logs."""

    reason: str = ""


class EvidenceIn(Schema):
    file: UUID = Field(description="a finished upload of yours (POST /uploads/)")
    title: str = ""
    proves: str = ""


class EvidenceOut(Schema):
    id: UUID
    title: str
    proves: str
    party: UUID
    file: UUID
    sha256: str
    size: int
    added_at: datetime


class AnswerIn(Schema):
    admit_all: bool = False
    answers: dict[str, dict[str, Any]] = Field(
        default_factory=dict, description='{"penalty": {"admitted": false, "reason": "…"}}'
    )
    note: str = ""


class ConsentIn(Schema):
    stage: str = Stage.ONLINE_MEDIATION.value
    given: bool
    reason: str = ""


class ItemOut(Schema):
    key: str
    label: str
    text: str


class TimelineOut(Schema):
    seq: int
    at: datetime
    who: str
    what: str
    detail: str


def person(request: HttpRequest) -> User:
    """Whoever calls."""
    if not isinstance(request.user, User):
        raise NotAllowed
    return request.user


def seen(request: HttpRequest, pk: UUID) -> Dispute:
    return get_object_or_404(queries.visible_to(request.user), pk=pk)


def short(dispute: Dispute) -> dict[str, Any]:
    return {
        "id": dispute.pk,
        "code": codes.display(dispute.code),
        "cause": dispute.cause,
        "title": dispute.title,
        "state": str(dispute.state),
        "applicant": dispute.applicant_id,
        "mediation_organisation": dispute.mediation_organisation_id,
        "amount_claimed": dispute.amount_claimed,
        "calculated_on": dispute.calculated_on,
        "submitted_at": dispute.submitted_at,
        "updated_at": dispute.updated_at,
        "closed_at": dispute.closed_at,
        "termination_reason": dispute.termination_reason,
    }


def party_out(party: Party) -> dict[str, Any]:
    answer = getattr(party, "answer", None)
    return {
        "id": party.pk,
        "side": party.side,
        "capacity": party.capacity,
        "kind": party.kind,
        "name": party.name,
        "phone": mask_phone(party.phone) if party.phone else "",
        "resident_id": mask_resident_id(party.resident_id) if party.resident_id else "",
        "relation": party.relation,
        "joined_at": party.joined_at,
        "consents": {each.stage: each.given for each in party.consents_in_force},  # type: ignore[attr-defined]
        "agents": [{"name": agent.user.name, "authority": agent.authority} for agent in party.agents.all()],
        "answers": answer.answers if answer is not None else None,
        "note": answer.note if answer is not None else "",
    }


def full(dispute: Dispute) -> dict[str, Any]:
    lines: list[dict[str, Any]] = []
    if not elements.missing(dispute.elements):
        lines = [
            {"label": line.label, "formula": line.formula, "amount": line.amount, "is_total": line.is_total}
            for line in statement.debt_lines(dispute.elements)
        ]
    return {
        **short(dispute),
        "elements": dispute.elements,
        "parties": [party_out(party) for party in queries.parties_of(dispute)],
        "debt": lines,
    }


@router.post("/", response={201: DisputeFull}, summary="Open a dispute")
def open_dispute(
    request: HttpRequest, body: DisputeIn, idempotency_key: Annotated[str, Header(alias="Idempotency-Key")]
) -> Status[Any]:
    """Draft and, if asked, submit. The same `Idempotency-Key` of the same caller continues the same dispute: repeat it after
    a lost answer, or after correcting what was refused."""
    by = person(request)
    applicant = None
    if body.applicant is not None:
        applicant = next((each for each in policy.applicant_organisations(by) if each.pk == body.applicant), None)
        if applicant is None:
            raise NotAllowed
    site = Site.objects.filter(pk=body.site).first() if body.site else None
    dispute = actions.open_draft(
        by=by, applicant=applicant, cause=body.cause, site=site, idempotency_key=f"api-{idempotency_key}"
    )
    if not policy.may_edit(by, dispute):
        return Status(201, full(dispute))
    organisation = get_object_or_404(Organisation, pk=body.mediation_organisation)
    actions.choose_where(by=by, dispute=dispute, mediation_organisation=organisation, site=site)
    _name_all(by, dispute, body.parties)
    actions.save_elements(by=by, dispute=dispute, elements=body.elements)
    actions.set_authority(by=by, dispute=dispute, authority=body.authority, representative=body.representative)
    if body.submit:
        actions.submit(by=by, dispute=dispute, declared=body.declared)
    return Status(201, full(dispute))


def _name_all(by: User, dispute: Dispute, wanted: list[PersonIn]) -> None:
    """Make the draft's respondents those of the request: told apart by phone, corrected, added, taken out."""
    from sharedcourt.people.phones import normal_phone

    there = {party.phone: party for party in Party.objects.filter(dispute=dispute, side="respondent", removed_at=None)}
    phones = {normal_phone(each.phone) for each in wanted}
    for phone, party in there.items():
        if phone not in phones:
            actions.remove_party(by=by, party=party)
    for each in wanted:
        values = each.dict()
        known = there.get(normal_phone(each.phone))
        if known is None:
            actions.add_party(by=by, dispute=dispute, **values)
        else:
            values.pop("capacity")
            actions.change_party(by=by, party=known, **values)


@router.get("/", response=list[DisputeOut], summary="List disputes")
@paginate
def list_disputes(
    request: HttpRequest,
    q: Annotated[
        str, Query(description="dispute code or contract number, whole; people's numbers belong in no address")
    ] = "",
    state: Annotated[str, Query(description="draft, waiting, mediating, settled or ended")] = "",
    order: Annotated[str, Query(description="changed, oldest or amount")] = "changed",
) -> Each:
    """Those of your work, or, without a role, those you are a party to."""
    asked = {"state": state, "order": order}
    listing = Listing(queries.listed_for(request.user), asked, q, people=False)
    return Each(listing.rows(), short)


@router.get("/{uuid:pk}/", response=DisputeFull, summary="One dispute")
def get_dispute(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """With its parties, elements and the debt line by line."""
    return full(seen(request, pk))


@router.post("/{uuid:pk}/submit/", response=DisputeFull, summary="Submit a draft")
def submit(request: HttpRequest, pk: UUID, declared: bool = False) -> dict[str, Any]:
    """`declared=true` makes the institution's declaration. Repeating it changes nothing."""
    dispute = seen(request, pk)
    return full(actions.submit(by=person(request), dispute=dispute, declared=declared))


@router.post("/{uuid:pk}/withdraw/", response=DisputeOut, summary="Withdraw the application")
def withdraw(request: HttpRequest, pk: UUID, body: WithdrawIn) -> dict[str, Any]:
    return short(actions.withdraw(by=person(request), dispute=seen(request, pk), reason=body.reason))


@router.post("/{uuid:pk}/parties/", response={201: PartyOut}, summary="Name a party")
def add_party(request: HttpRequest, pk: UUID, body: PersonIn) -> Status[Any]:
    """Officers in a draft; a respondent names a co-obligor until the agreement is in force."""
    dispute = seen(request, pk)
    by = person(request)
    if policy.is_applicant(by, dispute):
        party = actions.add_party(by=by, dispute=dispute, **body.dict())
    else:
        party = actions.name_co_obligor(
            by=by,
            dispute=dispute,
            name=body.name,
            phone=body.phone,
            relation=body.relation,
            resident_id=body.resident_id,
        )
    return Status(201, party_out(queries.parties_of(dispute).get(pk=party.pk)))


@router.put("/{uuid:pk}/parties/{uuid:party}/", response=PartyOut, summary="Correct a party who has not joined")
def correct_party(request: HttpRequest, pk: UUID, party: UUID, body: CorrectionIn) -> dict[str, Any]:
    """Whoever named them, and the mediation organisation, after submission; the former invitation ends and a new one is sent."""
    found = get_object_or_404(Party, dispute=seen(request, pk), pk=party, removed_at=None)
    row = actions.correct_party(by=person(request), party=found, **body.dict())
    return party_out(queries.parties_of(found.dispute).get(pk=row.pk))


@router.delete("/{uuid:pk}/parties/{uuid:party}/", response={204: None}, summary="Take out a party named by mistake")
def take_out_party(request: HttpRequest, pk: UUID, party: UUID) -> Status[Any]:
    """Only one who has not joined; the borrower only while the application is a draft."""
    dispute = seen(request, pk)
    found = get_object_or_404(Party, dispute=dispute, pk=party)
    take_out = actions.remove_party if policy.may_edit(request.user, dispute) else actions.take_out_party
    take_out(by=person(request), party=found)
    return Status(204, None)


@router.post("/{uuid:pk}/parties/{uuid:party}/invite/", response={204: None}, summary="Send an invitation by SMS")
def invite_party(request: HttpRequest, pk: UUID, party: UUID) -> Status[Any]:
    found = get_object_or_404(Party, dispute=seen(request, pk), pk=party, removed_at=None)
    actions.invite_party(by=person(request), party=found)
    return Status(204, None)


@router.get("/{uuid:pk}/statement/", response=list[ItemOut], summary="The items of the statement")
@paginate
def statement_items(request: HttpRequest, pk: UUID) -> list[statement.Item]:
    """What the applicant says, item by item: the keys that an answer refers to."""
    dispute = seen(request, pk)
    return statement.items(dispute, queries.party_of(request.user, dispute))


@router.get("/{uuid:pk}/evidence/", response=list[EvidenceOut], summary="Evidence")
@paginate
def list_evidence(request: HttpRequest, pk: UUID) -> Each:
    return Each(queries.evidence_of(seen(request, pk)), evidence_out)


def evidence_out(each: Evidence) -> dict[str, Any]:
    return {
        "id": each.pk,
        "title": each.title,
        "proves": each.proves,
        "party": each.party_id,
        "file": each.file_id,
        "sha256": each.file.sha256,
        "size": each.file.size,
        "added_at": each.created_at,
    }


@router.post("/{uuid:pk}/evidence/", response={201: EvidenceOut}, summary="Add evidence")
def add_evidence(request: HttpRequest, pk: UUID, body: EvidenceIn) -> Status[Any]:
    by = person(request)
    file = get_object_or_404(StoredFile, pk=body.file, uploaded_by=by)
    added = actions.add_evidence(by=by, dispute=seen(request, pk), file=file, title=body.title, proves=body.proves)
    return Status(201, evidence_out(added))


@router.post("/{uuid:pk}/answer/", response=PartyOut, summary="Answer the statement")
def answer(request: HttpRequest, pk: UUID, body: AnswerIn) -> dict[str, Any]:
    dispute = seen(request, pk)
    given = actions.answer(
        by=person(request), dispute=dispute, answers=body.answers, admit_all=body.admit_all, note=body.note
    )
    return party_out(queries.parties_of(dispute).get(pk=given.party_id))


@router.post("/{uuid:pk}/consent/", response=PartyOut, summary="Agree to a stage, refuse it, or take consent back")
def consent(request: HttpRequest, pk: UUID, body: ConsentIn) -> dict[str, Any]:
    dispute = seen(request, pk)
    given = actions.give_consent(
        by=person(request), dispute=dispute, stage=body.stage, given=body.given, reason=body.reason
    )
    return party_out(queries.parties_of(dispute).get(pk=given.party_id))


class OpenedProof(Schema):
    """The ledger's proof of an entry, and what opens the salted hash in its body; `scripts/verify_ledger.py` checks both."""

    body: str
    seq: int
    size: int
    root: str
    path: list[str]
    head_at: str
    head_signature: str
    public_key: str
    opening: dict[str, Any] = Field(
        description="salt, actor, scope, subject, facts; personal values stay salted hashes"
    )


@router.get("/{uuid:pk}/timeline/{int:seq}/proof/", response=OpenedProof, summary="The proof of one line, opened")
def timeline_proof(request: HttpRequest, pk: UUID, seq: int) -> dict[str, Any]:
    """The public proof of a line of the timeline, with what opens the salted hash in it: who, about what, and the facts."""
    if seq not in {line.seq for line in timeline.with_deliveries(seen(request, pk), person(request))}:
        raise Http404
    proof = ledger.proved(seq)
    assert proof is not None
    return {**asdict(proof), "opening": ledger.opening(seq)}


@router.get("/{uuid:pk}/timeline/", response=list[TimelineOut], summary="What happened")
@paginate
def read_timeline(request: HttpRequest, pk: UUID) -> list[timeline.Line]:
    """In words, with what became of each message; `seq` leads to each entry's proof in the ledger."""
    return timeline.with_deliveries(seen(request, pk), person(request))
