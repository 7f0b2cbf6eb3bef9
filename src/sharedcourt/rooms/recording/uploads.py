"""How the host's page brings tracks in: open one, send its pieces in order, close it. Answers are JSON."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sharedcourt.core.errors import Invalid
from sharedcourt.people.policy import person_of
from sharedcourt.rooms import policy as rooms_policy
from sharedcourt.rooms import queries as rooms
from sharedcourt.rooms.models import Seat
from sharedcourt.rooms.recording import pieces
from sharedcourt.rooms.recording.models import Recording, RecordingTrack


def _recording(request: HttpRequest, room_id: UUID, recording_id: UUID) -> Recording:
    room = get_object_or_404(rooms.visible_to(request.user), pk=room_id)
    if not rooms_policy.may_host(request.user, room):
        raise Http404
    return get_object_or_404(Recording.objects.select_related("room"), room=room, pk=recording_id)


def _track(request: HttpRequest, room_id: UUID, recording_id: UUID, track_id: UUID) -> RecordingTrack:
    recording = _recording(request, room_id, recording_id)
    return get_object_or_404(RecordingTrack.objects.select_related("recording__room"), recording=recording, pk=track_id)


def _sent(request: HttpRequest) -> dict[str, Any]:
    try:
        content = json.loads(request.body)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise Invalid(_("The request does not fit its description."))
    return content


def _moment(content: dict[str, Any], name: str) -> datetime:
    value = content.get(name)
    try:
        return datetime.fromtimestamp(float(value) / 1000, UTC)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError, OSError):
        raise Invalid(_("The request does not fit its description."), field=name) from None


@login_required
@require_POST
def tracks(request: HttpRequest, room_id: UUID, recording_id: UUID) -> HttpResponse:
    """Begin a person's picture or sound: `seat`, `kind`, `mime`, `started_ms` (by the server's clock)."""
    recording = _recording(request, room_id, recording_id)
    content = _sent(request)
    try:
        seat = Seat.objects.get(room=recording.room, pk=UUID(str(content.get("seat"))))
        kind = RecordingTrack.Kind(str(content.get("kind")))
    except (Seat.DoesNotExist, ValueError):
        raise Invalid(_("The request does not fit its description."), field="seat") from None
    track = pieces.open_track(
        by=person_of(request),
        recording=recording,
        seat=seat,
        kind=kind,
        mime=str(content.get("mime", "")),
        started_at=_moment(content, "started_ms"),
    )
    return JsonResponse({"track": str(track.pk)}, status=201)


@login_required
@require_POST
def piece(request: HttpRequest, room_id: UUID, recording_id: UUID, track_id: UUID, number: int) -> HttpResponse:
    """One piece as the body, its SHA-256 in `X-Piece-SHA256`. 409 with `expected` when another one is due."""
    track = _track(request, room_id, recording_id, track_id)
    try:
        pieces.take_piece(
            by=person_of(request),
            track=track,
            number=number,
            content=request.body,
            sha256=request.headers.get("X-Piece-SHA256", "").lower(),
        )
    except pieces.OutOfOrder as refused:
        return JsonResponse({"expected": refused.expected}, status=409)
    return JsonResponse({"next": number + 1}, status=201)


@login_required
@require_POST
def close(request: HttpRequest, room_id: UUID, recording_id: UUID, track_id: UUID) -> HttpResponse:
    """The track is complete: `closed_ms`, by the server's clock, and `left`, how many others this page has yet to announce."""
    track = _track(request, room_id, recording_id, track_id)
    content = _sent(request)
    left = content.get("left", 0)
    if not isinstance(left, int) or left < 0:
        raise Invalid(_("The request does not fit its description."), field="left")
    by, closed_at = person_of(request), _moment(content, "closed_ms")
    closed = pieces.close_track(by=by, track=track, closed_at=closed_at, left=left)
    return JsonResponse({"sha256": closed.sha256, "size": closed.size})
