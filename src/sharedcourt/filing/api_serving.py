"""Service of papers over the API: the same actions, policies and refusals as the pages."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, Schema, Status

from sharedcourt.disputes.models import Party
from sharedcourt.filing.api import router
from sharedcourt.filing.models import Service
from sharedcourt.filing.serving import actions, policy, queries
from sharedcourt.filing.serving.views import entry_of, proof_content, seen
from sharedcourt.people.policy import person_of


class ServiceOut(Schema):
    """One paper, one party, one way. `served_on`: the day from whose next day periods run; empty while it does not count."""

    id: UUID
    file: UUID
    title: str
    party: UUID
    user: UUID | None
    means: str
    channel: str
    basis: str
    reached_at: datetime | None
    opened_at: datetime | None
    replied_at: datetime | None
    bounced_at: datetime | None
    day: date | None
    served_on: date | None
    ground: str


class ServicesOut(Schema):
    """What the court has served in a case: all of it for the court, their own for a party."""

    services: list[ServiceOut]
    answer_due: date | None = Field(description="for a defendant: the last day of the statement of defence")


class CaseServiceAddressIn(Schema):
    party: UUID
    receiver: str
    address: str
    phone: str
    email: str = ""
    e_service: bool
    judgments_too: bool = False
    paper_copy: bool = False


class ServeIn(Schema):
    file: UUID
    parties: list[UUID]


class RecordedServiceIn(Schema):
    """`channel` only for `electronic`: email, fax or message; `tracking` only for `post`."""

    file: UUID
    party: UUID
    means: str
    day: date
    note: str
    tracking: str = ""
    channel: str = ""


class ServiceNoteIn(Schema):
    what: str = Field(description="bounced, acted or rebutted")
    note: str


class ServiceDoneOut(Schema):
    """How many people were served anew."""

    served: int


def _out(row: Service) -> dict[str, Any]:
    plain = ("id", "means", "channel", "basis", "reached_at", "opened_at", "replied_at", "bounced_at", "day")
    return {name: getattr(row, name) for name in plain} | {
        "file": row.file_id,
        "title": row.file.title,
        "party": row.party_id,
        "user": row.user_id,
        "served_on": row.served_day,
        "ground": row.served.ground.value if row.served is not None else "",
    }


@router.get("/cases/{uuid:pk}/service", response=ServicesOut, operation_id="filing_service")
def read_services(request: HttpRequest, pk: UUID) -> Any:
    """What was served on whom, how, and from when it counts. Reading this list opens no paper."""
    case = seen(request.user, pk)
    mine = policy.own_parties(request.user, case)
    entries = queries.table(case, None if policy.serves(request.user, case) else mine)
    due = [answer for party in mine if party.side == "respondent" and (answer := queries.answer_due(case, party))]
    services = [_out(service) for entry in entries for service in entry.services]
    return {"services": services, "answer_due": min(due, default=None)}


@router.post("/cases/{uuid:pk}/service/address", response={204: None}, operation_id="filing_service_address")
def confirm_address(request: HttpRequest, pk: UUID, body: CaseServiceAddressIn) -> Status[None]:
    """A party confirms or changes where papers of the case reach them."""
    case = seen(request.user, pk)
    entered = body.dict(exclude={"party"})
    get_object_or_404(Party.objects.filter(dispute=case.dispute_id, removed_at=None), pk=body.party)
    actions.confirm_address(by=person_of(request), case=case, party_id=body.party, **entered)
    return Status(204, None)


@router.post("/cases/{uuid:pk}/service/serve", response={201: ServiceDoneOut}, operation_id="filing_service_serve")
def serve(request: HttpRequest, pk: UUID, body: ServeIn) -> Status[Any]:
    """The court serves a finished document in the accounts of parties and their agents."""
    case = seen(request.user, pk)
    made = actions.serve(by=person_of(request), case=case, file_id=body.file, parties=body.parties)
    return Status(201, {"served": len(made)})


@router.post("/cases/{uuid:pk}/service/record", response={201: ServiceOut}, operation_id="filing_service_record")
def record(request: HttpRequest, pk: UUID, body: RecordedServiceIn) -> Status[Any]:
    """The court records service by other means."""
    made = actions.record_service(
        by=person_of(request),
        case=seen(request.user, pk),
        file_id=body.file,
        party_id=body.party,
        means=body.means,
        day=body.day,
        note_text=body.note,
        tracking=body.tracking,
        channel=body.channel,
    )
    return Status(201, _out(made))


@router.post("/cases/{uuid:pk}/service/{uuid:service}/reply", response=ServiceOut, operation_id="filing_service_reply")
def reply(request: HttpRequest, pk: UUID, service: UUID) -> Any:
    """Whoever was served says, in person, that they have it."""
    return _out(actions.reply(by=person_of(request), case=seen(request.user, pk), service_id=service))


@router.post("/cases/{uuid:pk}/service/{uuid:service}/note", response=ServiceOut, operation_id="filing_service_note")
def found_out(request: HttpRequest, pk: UUID, service: UUID, body: ServiceNoteIn) -> Any:
    """The court records that it came back, was acted upon, or was shown not to have been read."""
    case, by = seen(request.user, pk), person_of(request)
    return _out(actions.found_out(by=by, case=case, service_id=service, what=body.what, note_text=body.note))


@router.get("/cases/{uuid:pk}/service/proof/{uuid:file}/{uuid:party}", operation_id="filing_service_proof")
def read_proof(request: HttpRequest, pk: UUID, file: UUID, party: UUID) -> HttpResponse:
    """The proof of service of one document on one party, as a PDF under the court's seal; a draft before it counts as served."""
    case = seen(request.user, pk)
    entry = entry_of(request.user, case, file, party)
    return HttpResponse(proof_content(person_of(request), case, entry), content_type="application/pdf")
