"""What a media server recorded by itself becomes tracks of ours, sealed; its own files, in clear, are then removed.

Of each file only what lies within the recorded stretches is kept: an order to stop takes a moment to arrive.
"""

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sharedcourt.core import clock, transaction
from sharedcourt.rooms import backends
from sharedcourt.rooms.backends import RecordedTrack
from sharedcourt.rooms.recording import ffmpeg, plan, sealed
from sharedcourt.rooms.recording.models import Purpose, Recording, RecordingPiece, RecordingSpan, RecordingTrack
from sharedcourt.rooms.recording.pieces import close_track
from sharedcourt.rooms.recording.states import LIVE, RecordingState


def take_over(recording: Recording, place: Path) -> None:
    """Bring in what belongs to this recording; doing it again after a kill brings in the rest. `place`: a folder to work in."""
    backend = backends.chosen()
    if not backend.capabilities().records:
        return
    spans = list(RecordingSpan.objects.filter(recording__room=recording.room_id).select_related("recording"))
    for found in backend.recorded_tracks(str(recording.room_id)):
        within = [span for span in spans if span.begun_at < found.ended_at and found.started_at < _end(span)]
        own = [span for span in within if span.recording_id == recording.pk]
        if own and _may_be_kept(recording, found):
            _keep(recording, found, until=min(found.ended_at, max(map(_end, own))), place=place)
        if not any(_has_yet_to_take(span.recording) for span in within if span not in own):
            backend.forget(found)


def _end(span: RecordingSpan) -> datetime:
    return span.ended_at or clock.now()


def _has_yet_to_take(other: Recording) -> bool:
    return other.state in (*LIVE, RecordingState.ENDED, RecordingState.COMPOSING, RecordingState.FAILED)


def _may_be_kept(recording: Recording, found: RecordedTrack) -> bool:
    # A yes taken back ended the recording, and what was said before stays.
    agreed = recording.consents.filter(seat_id=UUID(found.seat), agreed_at__lt=found.ended_at)
    return recording.purpose == Purpose.HEARING or agreed.exists()


def _keep(recording: Recording, found: RecordedTrack, *, until: datetime, place: Path) -> None:
    about = {"seat_id": UUID(found.seat), "kind": found.kind, "started_at": found.started_at}
    track = recording.tracks.filter(**about).first()
    if track is None:
        track = _brought_in(recording, found, about, until=until, place=place)
    if track.closed_at is None:
        close_track(by=None, track=track, closed_at=until)


def _brought_in(
    recording: Recording, found: RecordedTrack, about: dict[str, Any], *, until: datetime, place: Path
) -> RecordingTrack:
    file = found.path
    if until < found.ended_at:
        file = place / f"cut{found.path.suffix}"
        # As long by the device's clock as by ours.
        began, ended = found.started_at.timestamp(), found.ended_at.timestamp()
        whole = plan.Clip("", found.seat, found.kind, found.path, began, ended, ffmpeg.content_s(found.path))
        ffmpeg.cut(found.path, file, (until - found.started_at).total_seconds() * whole.pace)
    kept = sealed.put_file(file)
    try:
        with transaction.atomic():
            mime = f"{found.kind}/{found.path.suffix.lstrip('.')}"
            track = RecordingTrack.objects.create(recording=recording, mime=mime, **about)
            RecordingPiece.objects.create(track=track, number=0, path=kept.path, size=kept.size, sha256=kept.sha256)
    except Exception:
        sealed.remove(kept.path)
        raise
    return track
