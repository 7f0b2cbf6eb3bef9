"""Batches of papers over HTTP: sent in, followed, looked at in samples."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import File, Form, Schema, Status
from ninja.files import UploadedFile
from ninja.pagination import paginate

from sharedcourt.core.paging import Each
from sharedcourt.judgments import actions, queries_desk
from sharedcourt.judgments.api import router
from sharedcourt.judgments.api_desk import court_of
from sharedcourt.judgments.models import Batch, Item, Sample
from sharedcourt.judgments.wording import problem_words
from sharedcourt.people.policy import person_of


class DeskBatchOut(Schema):
    """A batch: how many files were taken in and refused, and where it stands."""

    id: UUID
    court: UUID
    source: str
    state: str
    created_at: datetime
    total: int
    taken: int
    refused: int
    problem: str


class DeskRefusedOut(Schema):
    """A file or line that was not taken in; `place` counts from 0."""

    place: int
    name: str
    code: str
    message: str


class DeskSampleOut(Schema):
    """A paper that the second person looks at."""

    id: UUID
    paper: UUID
    number: str
    faulty: bool | None
    note: str


class DeskSampleIn(Schema):
    """`note`: what is wrong, needed with a fault."""

    faulty: bool
    note: str = ""


def batch_of(request: HttpRequest, pk: UUID) -> Batch:
    """A batch of the person's courts; 404 for all others."""
    found: Batch = get_object_or_404(queries_desk.batches_visible_to(request.user), pk=pk)
    return found


def _out(row: Batch) -> dict[str, Any]:
    names = ("source", "created_at", "total", "taken", "refused")
    words = problem_words(row.problem, row.problem_params) if row.problem else ""
    known = {name: getattr(row, name) for name in names}
    return {"id": row.pk, "court": row.court_id, "state": str(row.state), "problem": words, **known}


def _refused(item: Item) -> dict[str, Any]:
    message = problem_words(item.problem, item.problem_params)
    return {"place": item.place, "name": item.name, "code": item.problem, "message": message}


def _sample(sample: Sample) -> dict[str, Any]:
    paper = sample.judgment
    return {
        "id": sample.pk, "paper": paper.pk, "number": paper.number, "faulty": sample.faulty, "note": sample.note,
    }  # fmt: skip


@router.get("/desk/batches", response=list[DeskBatchOut], operation_id="judgments_desk_batches")
@paginate
def batches(request: HttpRequest) -> Each:
    """The batches of your courts, the newest first."""
    return Each(queries_desk.batches_visible_to(request.user).order_by("-created_at", "-id"), _out)


@router.post("/desk/batches", response={201: DeskBatchOut}, operation_id="judgments_desk_send_batch")
def send(request: HttpRequest, file: File[UploadedFile], court: Form[UUID]) -> Status[Any]:
    """Send in an archive (.zip) or JSON Lines; it is taken in afterwards."""
    where = court_of(request, court)
    made = actions.begin_batch(by=person_of(request), court=where, file=file, name=file.name or "")
    return Status(201, _out(batch_of(request, made.pk)))


@router.get("/desk/batches/{uuid:pk}", response=DeskBatchOut, operation_id="judgments_desk_batch")
def batch(request: HttpRequest, pk: UUID) -> Any:
    """How far a batch is."""
    return _out(batch_of(request, pk))


@router.get("/desk/batches/{uuid:pk}/refused", response=list[DeskRefusedOut], operation_id="judgments_desk_refused")
@paginate
def refused(request: HttpRequest, pk: UUID) -> Each:
    """Files that were not taken in, each with the reason."""
    return Each(queries_desk.refused_of(batch_of(request, pk)), _refused)


@router.post("/desk/batches/{uuid:pk}/hand-over", response=DeskBatchOut, operation_id="judgments_desk_hand_over")
def hand_over(request: HttpRequest, pk: UUID) -> Any:
    """Hand what is ready to a second person, who looks at samples."""
    actions.hand_over(by=person_of(request), batch=batch_of(request, pk))
    return _out(batch_of(request, pk))


@router.post("/desk/batches/{uuid:pk}/take-back", response=DeskBatchOut, operation_id="judgments_desk_take_back")
def take_back(request: HttpRequest, pk: UUID) -> Any:
    """Take back a batch that you handed over."""
    actions.take_back(by=person_of(request), batch=batch_of(request, pk))
    return _out(batch_of(request, pk))


@router.get("/desk/batches/{uuid:pk}/samples", response=list[DeskSampleOut], operation_id="judgments_desk_samples")
@paginate
def samples(request: HttpRequest, pk: UUID) -> list[Any]:
    """The samples of the present round."""
    return [_sample(sample) for sample in queries_desk.samples_of(batch_of(request, pk))]


@router.post(
    "/desk/batches/{uuid:pk}/samples/{uuid:sample_id}",
    response=DeskBatchOut,
    operation_id="judgments_desk_answer_sample",
)
def answer(request: HttpRequest, pk: UUID, sample_id: UUID, body: DeskSampleIn) -> Any:
    """The second person says whether a sample is right; a fault sends the batch back."""
    row = batch_of(request, pk)
    actions.answer_sample(
        by=person_of(request), batch=row, sample_id=sample_id, faulty=body.faulty, note_text=body.note
    )
    return _out(batch_of(request, pk))
