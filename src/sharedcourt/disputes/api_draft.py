"""A draft over the API, edited in place: each answer for itself, as on the pages of the application."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Header, Schema, Status
from ninja.pagination import paginate
from pydantic import Field

from sharedcourt.core.errors import NotAllowed
from sharedcourt.core.paging import Each
from sharedcourt.disputes import actions, policy, queries
from sharedcourt.disputes.api import DisputeFull, PartyOut, full, party_out, person, router, seen
from sharedcourt.disputes.models import Dispute, Evidence, Party
from sharedcourt.documents.models import StoredFile
from sharedcourt.people.models import Organisation
from sharedcourt.sites.models import Site


class DraftIn(Schema):
    """A blank application."""

    applicant: UUID | None = Field(None, description="the institution; needed only by officers of several")
    cause: str = "financial_loan"
    site: UUID | None = Field(None, description="the shared court at which the application is made")


class ElementsIn(Schema):
    """Some elements of the loan; those not named stay as they are. Rates are yearly fractions."""

    elements: dict[str, Any]


class WhereIn(Schema):
    mediation_organisation: UUID
    site: UUID | None = None


class AuthorityIn(Schema):
    """How far the officer may act for the institution: only special authority allows to settle (CPL 62, CPLI 147)."""

    authority: str = Field(description="general or special")
    representative: str = Field("", description="who heads the institution; printed in the agreement")
    document: UUID | None = Field(None, description="a finished upload of yours that shows the authority")


class PartyCorrection(Schema):
    """A party as it should be."""

    name: str
    phone: str
    resident_id: str = ""
    address: str = ""
    relation: str = ""


class MissingOut(Schema):
    """The first thing that keeps a draft from being submitted; empty when nothing does."""

    field: str
    message: str


class MediationOrganisation(Schema):
    """An organisation that can be asked to mediate."""

    id: UUID
    name: str
    division: str
    expertise: str


def _applicants(request: HttpRequest, pk: UUID) -> Dispute:
    """A dispute of one's own institution."""
    dispute = seen(request, pk)
    if not policy.is_applicant(request.user, dispute):
        raise NotAllowed
    return dispute


@router.get(
    "/mediation-organisations",
    response=list[MediationOrganisation],
    operation_id="disputes_mediation_organisations",
    summary="Organisations that can be asked to mediate",
)
@paginate
def mediation_organisations(request: HttpRequest, division: str = "") -> Each:
    """By name; `division` narrows to an administrative division (GB/T 2260, a prefix will do)."""
    found = Organisation.objects.filter(kind=Organisation.Kind.MEDIATION, is_active=True).order_by("name", "pk")
    return Each(found.filter(division__startswith=division) if division else found, _organisation)


def _organisation(organisation: Organisation) -> dict[str, Any]:
    return {name: getattr(organisation, name) for name in ("id", "name", "division", "expertise")}


@router.post(
    "/drafts", response={201: DisputeFull}, operation_id="disputes_open_draft", summary="Begin a blank application"
)
def open_draft(
    request: HttpRequest, body: DraftIn, idempotency_key: Annotated[str, Header(alias="Idempotency-Key", max_length=70)]
) -> Status[Any]:
    """Fill it in step by step, then submit it. The same `Idempotency-Key` of the same caller gives the same draft."""
    by = person(request)
    applicant = None
    if body.applicant is not None:
        applicant = next((each for each in policy.applicant_organisations(by) if each.pk == body.applicant), None)
        if applicant is None:
            raise NotAllowed
    site = Site.objects.filter(pk=body.site, is_open=True).first() if body.site else None
    dispute = actions.open_draft(
        by=by, applicant=applicant, cause=body.cause, site=site, idempotency_key=f"draft-{idempotency_key}"
    )
    return Status(201, full(dispute))


@router.patch(
    "/{uuid:pk}/elements/",
    response=DisputeFull,
    operation_id="disputes_save_elements",
    summary="Change elements of a draft",
)
def save_elements(request: HttpRequest, pk: UUID, body: ElementsIn) -> dict[str, Any]:
    """Each is checked by itself; 422 names the one that is wrong. `payments` is replaced whole."""
    return full(actions.save_elements(by=person(request), dispute=_applicants(request, pk), elements=body.elements))


@router.get(
    "/{uuid:pk}/missing/",
    response=MissingOut,
    operation_id="disputes_missing",
    summary="What keeps a draft from being submitted",
)
def missing(request: HttpRequest, pk: UUID) -> dict[str, str]:
    """The same that a submission would be refused for."""
    problem = actions.missing_before_submission(_applicants(request, pk))
    return {"field": problem.field or "", "message": str(problem.message)} if problem else {"field": "", "message": ""}


@router.put(
    "/{uuid:pk}/where/",
    response=DisputeFull,
    operation_id="disputes_choose_where",
    summary="Choose who shall mediate a draft",
)
def choose_where(request: HttpRequest, pk: UUID, body: WhereIn) -> dict[str, Any]:
    """And at which shared court the application is made, if at one."""
    dispute = _applicants(request, pk)
    organisation = get_object_or_404(Organisation, pk=body.mediation_organisation)
    site = Site.objects.filter(pk=body.site).first() if body.site else None
    return full(
        actions.choose_where(by=person(request), dispute=dispute, mediation_organisation=organisation, site=site)
    )


@router.put(
    "/{uuid:pk}/authority/",
    response=DisputeFull,
    operation_id="disputes_set_authority",
    summary="Say how far your authority goes, with the paper that says so",
)
def set_authority(request: HttpRequest, pk: UUID, body: AuthorityIn) -> dict[str, Any]:
    """Of the officer who calls, for the institution whose draft it is."""
    by = person(request)
    dispute = _applicants(request, pk)
    document = get_object_or_404(StoredFile, pk=body.document, uploaded_by=by) if body.document else None
    actions.set_authority(
        by=by, dispute=dispute, authority=body.authority, representative=body.representative, document=document
    )
    return full(dispute)


def _party(request: HttpRequest, pk: UUID, party: UUID) -> Party:
    return get_object_or_404(
        Party.objects.select_related("dispute"), dispute=seen(request, pk), pk=party, removed_at=None
    )


@router.patch(
    "/{uuid:pk}/parties/{uuid:party}/",
    response=PartyOut,
    operation_id="disputes_change_party",
    summary="Correct a party of a draft",
)
def change_party(request: HttpRequest, pk: UUID, party: UUID, body: PartyCorrection) -> dict[str, Any]:
    """With every value; after submission use PUT."""
    changed = actions.change_party(by=person(request), party=_party(request, pk, party), **body.dict())
    return party_out(queries.parties_of(changed.dispute).get(pk=changed.pk))


@router.delete(
    "/{uuid:pk}/evidence/{uuid:evidence}/",
    response={204: None},
    operation_id="disputes_remove_evidence",
    summary="Take evidence back",
)
def remove_evidence(request: HttpRequest, pk: UUID, evidence: UUID) -> Status[Any]:
    """While the application is a draft; what the other side may have seen stays."""
    found = get_object_or_404(Evidence.objects.select_related("dispute"), dispute=seen(request, pk), pk=evidence)
    actions.remove_evidence(by=person(request), evidence=found)
    return Status(204, None)
