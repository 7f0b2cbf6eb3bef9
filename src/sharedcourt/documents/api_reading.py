"""Readings for programs: have a file read, fetch what is proposed, say what is right."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Schema, Status
from pydantic import Field

from sharedcourt.documents import queries as files
from sharedcourt.documents.api import router
from sharedcourt.documents.reading import actions, policy, queries
from sharedcourt.documents.reading.models import Reading, ReadingField
from sharedcourt.documents.reading.states import ReadingState
from sharedcourt.people.policy import person_of


class ProposedField(Schema):
    """What may be one field's value, where it stands (pixels of its page: left, top, width, height), and what was decided."""

    key: str
    value: str
    page: int
    box: list[int]
    confidence: float = Field(description="0 to 1")
    checked: bool = Field(description="a check digit or a second writing of it agrees")
    doubt: str = Field(description="check_digit, capitals_differ or empty")
    outcome: str = Field(description="taken, corrected, ignored, or empty while nobody has decided")
    confirmed: str = Field(description="the value taken over, or empty")


class ReadPage(Schema):
    """One page: `source` is layer (text of the PDF), picture or none; `turned` in degrees, counterclockwise."""

    number: int
    source: str
    width: int
    height: int
    turned: int


class ReadingOut(Schema):
    """`state`: queued, reading, read or failed (`failure` says why). Fields are proposals of a machine until confirmed."""

    id: UUID
    file: UUID
    state: str
    failure: str
    engine: str
    engine_version: str
    pages_total: int
    pages_done: int
    kind: str
    pages: list[ReadPage]
    fields: list[ProposedField]


class ReadFieldsIn(Schema):
    """The fields to take over, each as it is right; all others count as ignored."""

    values: dict[str, str] = {}


def _out(reading: Reading) -> dict[str, Any]:
    known = ("id", "state", "failure", "engine", "engine_version", "pages_total", "pages_done", "kind")
    found: dict[str, Any] = {name: getattr(reading, name) for name in known}
    decided: dict[str, ReadingField] = {field.key: field for field in reading.fields.all()}
    proposals = queries.proposed(reading).proposals if reading.state == ReadingState.READ else ()
    found["fields"] = [
        {
            "key": one.key,
            "value": one.value,
            "page": one.page,
            "box": list(one.box),
            "confidence": one.confidence,
            "checked": one.checked,
            "doubt": one.doubt,
            "outcome": decided[one.key].outcome if one.key in decided else "",
            "confirmed": decided[one.key].value if one.key in decided else "",
        }
        for one in proposals
    ]
    return {**found, "file": reading.file_id, "pages": list(reading.pages.all())}


def _usable(request: HttpRequest, pk: UUID) -> Reading:
    found = queries.usable_by(person_of(request), pk)
    if found is None:
        raise Http404
    return found


@router.post(
    "/files/{uuid:pk}/read", response={201: ReadingOut}, operation_id="documents_read", summary="Have a file read"
)
def ask(request: HttpRequest, pk: UUID) -> Status[Any]:
    """In the background; asking twice gives the same reading, and a failed one is tried again."""
    user = person_of(request)
    file = get_object_or_404(files.readable_files(user), pk=pk)
    if not policy.may_use(user, file):
        raise Http404
    return Status(201, _out(actions.ask(by=user, file=file)))


@router.get(
    "/readings/{uuid:pk}", response=ReadingOut, operation_id="documents_reading", summary="What was read in a file"
)
def one(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """How far it is, and the fields that its text proposes."""
    return _out(_usable(request, pk))


@router.put(
    "/readings/{uuid:pk}/fields",
    response=ReadingOut,
    operation_id="documents_confirm_reading",
    summary="Say which fields are right",
)
def confirm(request: HttpRequest, pk: UUID, body: ReadFieldsIn) -> dict[str, Any]:
    """Nothing is taken over that is not named here. A refusal names the field."""
    return _out(actions.confirm(by=person_of(request), reading=_usable(request, pk), values=body.values))
