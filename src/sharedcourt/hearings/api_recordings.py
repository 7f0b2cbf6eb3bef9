"""How the recordings of hearings stand, over the API, for the court."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Schema, Status
from ninja.pagination import paginate

from sharedcourt.core.paging import Each
from sharedcourt.hearings.api import router
from sharedcourt.hearings.attendance.telling import number_of
from sharedcourt.hearings.models import Hearing
from sharedcourt.hearings.recordings import actions, policy, queries, tasks, telling
from sharedcourt.hearings.recordings.models import RecordingReview
from sharedcourt.people.policy import person_of


class DoubtOut(Schema):
    what: str
    words: str


class ReviewOut(Schema):
    """How the recording of a closed hearing stands. `checked_at` null: not checked yet."""

    hearing: UUID
    number: str
    opened_at: datetime | None
    closed_at: datetime | None
    checked_at: datetime | None
    doubts: list[DoubtOut]
    explained_at: datetime | None = Field(description="since when a signed explanation covers the doubts")


class ExplanationIn(Schema):
    text: str


class ExplanationOut(Schema):
    text: str
    signed_at: datetime | None


class QueuedOut(Schema):
    queued: bool


def _described(hearing: Hearing) -> dict[str, Any]:
    try:
        found: RecordingReview | None = hearing.recording_review
    except RecordingReview.DoesNotExist:
        found = None
    doubts = found.doubts if found is not None else []
    return {
        "hearing": hearing.pk,
        "number": number_of(hearing),
        "opened_at": hearing.opened_at,
        "closed_at": hearing.closed_at,
        "checked_at": found.checked_at if found is not None else None,
        "doubts": [{"what": str(doubt["what"]), "words": telling.doubt_words(doubt)} for doubt in doubts],
        "explained_at": found.explained_at if found is not None else None,
    }


@router.get(
    "/recordings",
    response=list[ReviewOut],
    operation_id="hearings_recordings",
    summary="Closed hearings and how their recordings stand (clerk, panel, the court's administrator)",
)
@paginate
def recordings(request: HttpRequest, tab: str = "doubtful") -> Each:
    """`tab`: doubtful, unchecked, explained, in_order."""
    if not policy.works_at_a_court(person_of(request)) or tab not in queries.TABS:
        raise Http404
    return Each(queries.in_tab(person_of(request), tab), _described)


def _hearing(request: HttpRequest, hearing_id: UUID) -> Hearing:
    return get_object_or_404(queries.visible_to(person_of(request)), pk=hearing_id)


@router.get(
    "/{uuid:hearing_id}/recording",
    response=ReviewOut,
    operation_id="hearings_recording",
    summary="How the recording of a hearing stands (clerk, panel, the court's administrator)",
)
def recording(request: HttpRequest, hearing_id: UUID) -> dict[str, Any]:
    return _described(_hearing(request, hearing_id))


@router.post(
    "/{uuid:hearing_id}/recording/check",
    response={202: QueuedOut},
    operation_id="hearings_check_recording",
    summary="Have a recording checked once more (clerk, panel, the court's administrator)",
)
def check(request: HttpRequest, hearing_id: UUID) -> Status[Any]:
    tasks.queue(_hearing(request, hearing_id).pk)
    return Status(202, {"queued": True})


@router.post(
    "/{uuid:hearing_id}/recording/explanation",
    response=ExplanationOut,
    operation_id="hearings_explain_recording",
    summary="Explain in writing why a recording is not whole (clerk, panel)",
)
def explain(request: HttpRequest, hearing_id: UUID, body: ExplanationIn) -> Any:
    return actions.explain(by=person_of(request), hearing=_hearing(request, hearing_id), text=body.text)


@router.post(
    "/{uuid:hearing_id}/recording/explanation/signature",
    response=ExplanationOut,
    operation_id="hearings_sign_explanation",
    summary="Check and sign the explanation (presiding judge)",
)
def sign(request: HttpRequest, hearing_id: UUID) -> Any:
    return actions.sign(by=person_of(request), hearing=_hearing(request, hearing_id))
