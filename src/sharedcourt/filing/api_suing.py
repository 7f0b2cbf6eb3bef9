"""Bringing a case over the API: who sues whom and for what. Then `case-courts`, `case` and the plaint, as for every dispute."""

from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Header, Schema, Status

from sharedcourt.core.errors import Invalid, NotAllowed
from sharedcourt.disputes import actions, policy
from sharedcourt.disputes.actions.named import Acting, Named
from sharedcourt.disputes.models import Dispute, Party
from sharedcourt.disputes.queries import parties_of
from sharedcourt.disputes.queries import visible_to as disputes_seen
from sharedcourt.documents.models import StoredFile
from sharedcourt.filing.api import router
from sharedcourt.filing.cases import actions as cases
from sharedcourt.people.models import Organisation, User
from sharedcourt.people.policy import person_of
from sharedcourt.sites.models import Site


class ActingIn(Schema):
    """As what one acts for a plaintiff, how far, and the paper: a finished upload of yours, in no dispute yet."""

    standing: str = Field(
        description="persons: lawyer, relative, recommended; organisations: head, staff, lawyer, recommended"
    )
    authority: str = Field(description="general or special; only special authority settles (CPL 62, CPLI 147)")
    document: UUID | None = None


class NamedIn(Schema):
    """A party. A plaintiff needs number and address; of a defendant what is known, at least an address or a phone."""

    kind: str = Field("person", description="person or organisation")
    name: str = ""
    phone: str = ""
    resident_id: str = ""
    address: str = ""
    credit_code: str = ""
    representative: str = ""


class PlaintiffIn(NamedIn):
    acting: ActingIn | None = Field(
        None, description="left out: oneself, or for a further plaintiff, who is asked by SMS"
    )


class SuitIn(Schema):
    """A dispute to be brought before a court. Either `institution`, whose officer one is, or the first of `plaintiffs`."""

    cause: str
    institution: UUID | None = None
    acting: ActingIn | None = Field(None, description="of the institution's officer; left out: special authority")
    representative: str = Field("", description="who heads the institution")
    plaintiffs: list[PlaintiffIn] = Field(default_factory=list, max_length=9)
    defendants: list[NamedIn] = Field(default_factory=list, max_length=9)
    amount: Decimal | None = Field(None, description="what is claimed, in yuan, as far as it is known")
    site: UUID | None = Field(None, description="the shared court at which it is made")


class SuitClaimIn(Schema):
    cause: str
    amount: Decimal | None = None


class SuitPartyOut(Schema):
    id: UUID
    side: str
    kind: str
    name: str
    has_joined: bool = Field(description="sues or was named themselves, or acts through an agent")


class SuitOut(Schema):
    id: UUID
    code: str
    cause: str
    amount: Decimal | None
    state: str
    parties: list[SuitPartyOut]


def _out(dispute: Dispute) -> SuitOut:
    fresh = Dispute.objects.get(pk=dispute.pk)
    return SuitOut(
        id=fresh.pk,
        code=fresh.code,
        cause=fresh.cause,
        amount=fresh.amount_claimed,
        state=str(fresh.state),
        parties=[
            SuitPartyOut(
                id=party.pk,
                side=party.side,
                kind=party.kind,
                name=party.name,
                has_joined=party.user_id is not None or bool(party.agents.all()),
            )
            for party in parties_of(fresh)
        ],
    )


def _named(body: NamedIn) -> Named:
    return Named(
        body.kind, body.name, body.phone, body.resident_id, body.address, body.credit_code, body.representative
    )


def _acting(by: User, body: ActingIn | None) -> Acting | None:
    if body is None:
        return None
    document = StoredFile.objects.filter(pk=body.document, uploaded_by=by).first() if body.document else None
    if body.document is not None and document is None:
        raise Invalid(_("There is no such upload of yours."), field="document")
    return Acting(body.standing, body.authority, document)


def _institution(by: User, pk: UUID | None) -> Organisation | None:
    if pk is None:
        return None
    found = next((each for each in policy.applicant_organisations(by) if each.pk == pk), None)
    if found is None:
        raise NotAllowed(_("You are not an officer of this institution."))
    return found


@router.post("/suits", response={201: SuitOut}, operation_id="filing_open_suit", summary="Prepare a case for a court")
def open_suit(
    request: HttpRequest, body: SuitIn, idempotency_key: Annotated[str, Header(alias="Idempotency-Key", max_length=70)]
) -> Status[Any]:
    """For oneself, for an institution, or as agent; the other side hears of it when a court has accepted the case.

    The same `Idempotency-Key` of the same caller gives the same suit, with the parties that are in it. A party that is refused
    leaves the suit open with those before it: name the rest with `parties`.
    """
    by = person_of(request)
    institution = _institution(by, body.institution)
    first = body.plaintiffs[0] if body.plaintiffs and institution is None else None
    others = body.plaintiffs if institution is not None else body.plaintiffs[1:]
    plaintiff = _named(first) if first is not None else None
    if institution is not None:
        plaintiff = Named("organisation", institution.name, representative=body.representative)
    dispute = actions.open_for_court(
        by=by,
        cause=body.cause,
        institution=institution,
        plaintiff=plaintiff,
        acting=_acting(by, body.acting if institution is not None else first.acting if first is not None else None),
        amount=body.amount,
        site=Site.objects.filter(pk=body.site, is_open=True).first() if body.site else None,
        idempotency_key=f"suit-{idempotency_key}",
    )
    there = Party.objects.filter(dispute=dispute, removed_at=None)
    if there.count() == 1 and policy.may_prepare(by, dispute):
        for further in others:
            acting = _acting(by, further.acting)
            actions.add_plaintiff(by=by, dispute=dispute, entered=_named(further), acting=acting)
        for defendant in body.defendants:
            actions.add_defendant(by=by, dispute=dispute, entered=_named(defendant))
    return Status(201, _out(dispute))


def _prepared(request: HttpRequest, pk: UUID) -> Dispute:
    dispute = get_object_or_404(disputes_seen(request.user), pk=pk)
    if not dispute.opened_for_court or not policy.is_applicant(request.user, dispute):
        raise Http404
    return dispute


def _party(dispute: Dispute, pk: UUID) -> Party:
    return get_object_or_404(Party.objects.select_related("dispute"), pk=pk, dispute=dispute)


@router.post(
    "/disputes/{uuid:pk}/defendants",
    response={201: SuitOut},
    operation_id="filing_add_defendant",
    summary="Name a defendant",
)
def add_defendant(request: HttpRequest, pk: UUID, body: NamedIn) -> Status[Any]:
    """One more defendant, before the case is handed in."""
    dispute = _prepared(request, pk)
    actions.add_defendant(by=person_of(request), dispute=dispute, entered=_named(body))
    return Status(201, _out(dispute))


@router.post(
    "/disputes/{uuid:pk}/plaintiffs",
    response={201: SuitOut},
    operation_id="filing_add_plaintiff",
    summary="Name a plaintiff",
)
def add_plaintiff(request: HttpRequest, pk: UUID, body: PlaintiffIn) -> Status[Any]:
    """Somebody who sues together with the others: through you, or themselves when they have answered."""
    dispute, by = _prepared(request, pk), person_of(request)
    actions.add_plaintiff(by=by, dispute=dispute, entered=_named(body), acting=_acting(by, body.acting))
    return Status(201, _out(dispute))


@router.put(
    "/disputes/{uuid:pk}/suit-parties/{uuid:party_id}",
    response=SuitOut,
    operation_id="filing_change_party",
    summary="Correct a party of a suit",
)
def change_party(request: HttpRequest, pk: UUID, party_id: UUID, body: PlaintiffIn) -> Any:
    """Before the case is handed in; a plaint that was drawn up is a draft again."""
    dispute, by = _prepared(request, pk), person_of(request)
    acting = _acting(by, body.acting)
    actions.change_named(by=by, party=_party(dispute, party_id), entered=_named(body), acting=acting)
    return _out(dispute)


@router.delete(
    "/disputes/{uuid:pk}/suit-parties/{uuid:party_id}",
    response=SuitOut,
    operation_id="filing_take_out_party",
    summary="Take a party out of a suit",
)
def take_out_party(request: HttpRequest, pk: UUID, party_id: UUID) -> Any:
    """Before the case is handed in."""
    dispute = _prepared(request, pk)
    actions.take_out_named(by=person_of(request), party=_party(dispute, party_id))
    return _out(dispute)


@router.put(
    "/disputes/{uuid:pk}/claim", response=SuitOut, operation_id="filing_change_claim", summary="Another cause or sum"
)
def change_claim(request: HttpRequest, pk: UUID, body: SuitClaimIn) -> Any:
    """Before the case is handed in."""
    dispute = _prepared(request, pk)
    actions.change_claim(by=person_of(request), dispute=dispute, cause=body.cause, amount=body.amount)
    return _out(dispute)


@router.post(
    "/disputes/{uuid:pk}/give-up",
    response=SuitOut,
    operation_id="filing_give_up",
    summary="Give a draft for a court up",
)
def give_up(request: HttpRequest, pk: UUID) -> Any:
    """While no case has begun on it."""
    dispute = _prepared(request, pk)
    cases.give_up(by=person_of(request), dispute=dispute)
    return _out(dispute)
