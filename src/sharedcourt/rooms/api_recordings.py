"""Recordings of a room: how they stand, and what may be decided about them. They are watched on their page, which writes every viewing down."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Schema
from ninja.pagination import paginate

from sharedcourt.core.paging import Each
from sharedcourt.people.policy import person_of
from sharedcourt.rooms.api import router
from sharedcourt.rooms.recording import actions, keeping, queries
from sharedcourt.rooms.recording.models import Recording


class RecordingOut(Schema):
    """A recording. `state`: asked, on, paused, ended, composing, ready, failed, deleted or given up; `progress` in percent."""

    id: UUID
    state: str
    purpose: str
    started_at: datetime | None
    ended_at: datetime | None
    retention_until: date | None
    progress: int
    sha256: str


class StandsIn(Schema):
    """Whether the recording may stand for the written record."""

    stands: bool


class DeleteIn(Schema):
    """Why it is deleted; kept in the ledger."""

    reason: str


def _out(recording: Recording) -> dict[str, Any]:
    return {
        "id": recording.pk,
        "state": str(recording.state),
        "purpose": recording.purpose,
        "started_at": recording.started_at,
        "ended_at": recording.ended_at,
        "retention_until": recording.retention_until,
        "progress": recording.percent,
        "sha256": recording.sha256,
    }


def _recording(request: HttpRequest, room_id: UUID, recording_id: UUID) -> Recording:
    return get_object_or_404(queries.visible_to(request.user), room=room_id, pk=recording_id)


def _again(request: HttpRequest, recording: Recording) -> dict[str, Any]:
    return _out(_recording(request, recording.room_id, recording.pk))


@router.get(
    "/{uuid:room_id}/recordings",
    response=list[RecordingOut],
    operation_id="rooms_recordings",
    summary="Recordings of a room",
)
@paginate
def recordings(request: HttpRequest, room_id: UUID) -> Each:
    """Newest first, deleted ones too: that they were is not hidden."""
    return Each(queries.visible_to(request.user).filter(room=room_id).order_by("-created_at"), _out)


@router.post(
    "/{uuid:room_id}/recordings/{uuid:recording_id}/stands",
    response=RecordingOut,
    operation_id="rooms_recording_stands",
    summary="Say whether a recording may stand for the record (party)",
)
def stands(request: HttpRequest, room_id: UUID, recording_id: UUID, body: StandsIn) -> dict[str, Any]:
    """It does once both sides have expressly said so (ODMR 22)."""
    recording = _recording(request, room_id, recording_id)
    actions.say_stands(by=person_of(request), recording=recording, stands=body.stands)
    return _again(request, recording)


@router.post(
    "/{uuid:room_id}/recordings/{uuid:recording_id}/compose",
    response=RecordingOut,
    operation_id="rooms_recording_compose",
    summary="Put a failed recording together once more",
)
def compose(request: HttpRequest, room_id: UUID, recording_id: UUID) -> dict[str, Any]:
    """In the background; `progress` tells how far it is."""
    recording = _recording(request, room_id, recording_id)
    keeping.compose_again(by=person_of(request), recording=recording)
    return _again(request, recording)


@router.post(
    "/{uuid:room_id}/recordings/{uuid:recording_id}/delete",
    response=RecordingOut,
    operation_id="rooms_recording_delete",
    summary="Delete a recording with a reason",
)
def delete(request: HttpRequest, room_id: UUID, recording_id: UUID, body: DeleteIn) -> dict[str, Any]:
    """Picture and sound are gone for good; that there was a recording, and why it went, stays."""
    recording = _recording(request, room_id, recording_id)
    keeping.delete(by=person_of(request), recording=recording, reason=body.reason)
    return _again(request, recording)
