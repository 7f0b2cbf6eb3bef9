"""Tracks and their pieces, as the host's browser uploads them: each piece once, in order, checked against its hash."""

import hashlib
import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext as _

from sharedcourt.core import clock, disk, transaction
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed, Unavailable
from sharedcourt.people.models import User
from sharedcourt.rooms import backends
from sharedcourt.rooms.models import Seat
from sharedcourt.rooms.recording import policy, queries, sealed, tasks
from sharedcourt.rooms.recording.models import Purpose, Recording, RecordingPiece, RecordingTrack
from sharedcourt.rooms.recording.noting import locked, note
from sharedcourt.rooms.recording.states import RecordingState

log = logging.getLogger(__name__)
LARGEST_PIECE = 4 * 1024 * 1024
MOST_PIECES = 24 * 3600 // queries.PIECE_S
MOST_TRACKS = 2000
# Twice what a browser sends of a large picture, and of sound.
MOST_BYTES_A_SECOND: dict[str, int] = {RecordingTrack.Kind.VIDEO: 1_250_000, RecordingTrack.Kind.AUDIO: 64_000}
AHEAD_S = 60
# A page whose network failed brings what it kept, even after the end.
LATE = timedelta(minutes=30)
CLOCK_TOLERANCE = timedelta(seconds=30)
OPEN_FOR_PIECES = (RecordingState.ON, RecordingState.PAUSED, RecordingState.ENDED)
MIMES = ("audio/webm", "video/webm", "audio/mp4", "video/mp4")


class OutOfOrder(Conflict):
    """Another piece is expected; `expected` says which."""

    def __init__(self, expected: int) -> None:
        super().__init__(_("Piece %(number)d is expected.") % {"number": expected}, field="number")
        self.expected = expected


def _require_open(recording: Recording, by: User) -> None:
    if not policy.may_upload(by, recording):
        raise NotAllowed(_("Only the person presiding over the room may do this."))
    if backends.chosen().capabilities().records:
        raise Conflict(_("The media server records here; nothing is brought in by a page."), field="closed")
    late = recording.ended_at is not None and clock.now() - recording.ended_at > LATE
    if recording.state not in OPEN_FOR_PIECES or late:
        raise Conflict(_("This recording takes nothing more."), field="closed")


@transaction.atomic
def open_track(
    *, by: User, recording: Recording, seat: Seat, kind: RecordingTrack.Kind, mime: str, started_at: datetime
) -> RecordingTrack:
    """Begin a person's picture or sound. Raises `Invalid` when they have not agreed, or outside the recorded time."""
    row = Recording.objects.select_related("room").get(pk=recording.pk)
    _require_open(row, by)
    if seat.room_id != row.room_id:
        raise Invalid(_("This person has no seat in the room."), field="seat")
    agreed = row.consents.filter(seat=seat, given=True).exists()
    if row.purpose == Purpose.MEDIATION and not agreed:
        raise Invalid(_("This person has not agreed to be recorded."), field="seat")
    if mime.partition(";")[0] not in MIMES:
        raise Invalid(_("This kind of recording is not understood."), field="mime")
    begins, ends = row.started_at or started_at, row.ended_at or clock.now()
    if not begins - CLOCK_TOLERANCE <= started_at <= ends + CLOCK_TOLERANCE:
        raise Invalid(_("This lies outside the time of the recording."), field="started_at")
    if row.tracks.count() >= MOST_TRACKS:
        raise Invalid(_("Too many parts."), field="seat")
    return RecordingTrack.objects.create(recording=row, seat=seat, kind=kind, mime=mime[:80], started_at=started_at)


def take_piece(*, by: User, track: RecordingTrack, number: int, content: bytes, sha256: str) -> RecordingPiece:
    """Keep one piece. The same piece sent again is kept once; another one under its number is refused."""
    known = _known_piece(by, track, number, content, sha256)
    if known is not None:
        return known
    # On disk before the row says so, and before anything is locked.
    kept = sealed.put([content])
    try:
        with transaction.atomic():
            row = RecordingTrack.objects.select_for_update(of=("self",)).get(pk=track.pk)
            known = _known_piece(by, row, number, content, sha256)
            if known is None:
                return RecordingPiece.objects.create(
                    track=row, number=number, path=kept.path, size=kept.size, sha256=kept.sha256
                )
    except Exception:
        sealed.remove(kept.path)
        raise
    sealed.remove(kept.path)
    return known


def _known_piece(by: User, track: RecordingTrack, number: int, content: bytes, sha256: str) -> RecordingPiece | None:
    """The piece if it is here already; None when it may come in now. Raises what `take_piece` refuses."""
    recording = Recording.objects.select_related("room").get(pk=track.recording_id)
    if not policy.may_upload(by, recording):
        raise NotAllowed(_("Only the person presiding over the room may do this."))
    known = track.pieces.filter(number=number).first()
    if known is not None:
        if known.sha256 != sha256:
            raise Conflict(_("There is another piece of this number already."), field="sha256")
        return known
    _require_open(recording, by)
    if track.closed_at is not None:
        raise Conflict(_("This part is closed."), field="closed")
    if not content or len(content) > LARGEST_PIECE or number >= MOST_PIECES:
        raise Invalid(_("This piece is empty or too large."), field="size")
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Invalid(_("This piece was damaged on its way. It is sent again."), field="sha256")
    expected = track.pieces.count()
    if number != expected:
        raise OutOfOrder(expected)
    _require_room_for(recording, track, len(content))
    return None


def _require_room_for(recording: Recording, track: RecordingTrack, size: int) -> None:
    """No more than this person's microphone or camera can have sent so far; nothing when the disk is nearly full."""
    of_the_same = {"track__recording": recording, "track__seat": track.seat_id, "track__kind": track.kind}
    came_in = RecordingPiece.objects.filter(**of_the_same).aggregate(size=Sum("size"))["size"] or 0
    ended_at = recording.ended_at or clock.now()
    seconds = (ended_at - (recording.started_at or recording.created_at)).total_seconds() + AHEAD_S
    if came_in + size > seconds * MOST_BYTES_A_SECOND[track.kind]:
        raise Conflict(_("This is more than can have been recorded so far."), field="size")
    if disk.is_nearly_full():
        raise Unavailable(_("There is too little space left on the server's disk."))


def close_track(
    *, by: User | None, track: RecordingTrack, closed_at: datetime | None = None, left: int = 0
) -> RecordingTrack:
    """The end of a track: its hash goes into the ledger. Without `closed_at` (nobody said when) the end is a guess.

    `left`: how many others the same page still has to announce.
    """
    # Reading an hour takes a moment, during which nobody else should wait.
    pieces = list(track.pieces.all())
    whole = digest(pieces)
    with transaction.atomic():
        return _close(track, pieces, whole, by=by, closed_at=closed_at, left=left)


def _close(
    track: RecordingTrack,
    pieces: list[RecordingPiece],
    whole: str,
    *,
    by: User | None,
    closed_at: datetime | None,
    left: int,
) -> RecordingTrack:
    recording = locked(track.recording_id)
    row = RecordingTrack.objects.select_for_update(of=("self",)).get(pk=track.pk)
    if by is not None and not policy.may_upload(by, recording):
        raise NotAllowed(_("Only the person presiding over the room may do this."))
    if row.closed_at is not None:
        return row
    if row.pieces.count() != len(pieces):
        raise Conflict(_("Something has just come in. Try again."))
    if closed_at is not None and not row.started_at <= closed_at <= clock.now() + CLOCK_TOLERANCE:
        raise Invalid(_("This lies outside the time of the recording."), field="closed_at")
    guess = pieces[-1].created_at if pieces else row.started_at
    row.closed_at, row.closed_properly = closed_at or max(guess, row.started_at), closed_at is not None
    row.finished_at, row.left = clock.now(), min(left, MOST_TRACKS)
    row.size = sum(piece.size for piece in pieces)
    row.sha256 = whole
    row.save()
    note(
        "track_closed",
        recording,
        by=by,
        track=row.pk,
        seat=row.seat_id,
        kind=row.kind,
        started_at=row.started_at,
        closed_at=row.closed_at,
        size=row.size,
        sha256=row.sha256,
        pieces=[piece.sha256 for piece in pieces],
    )
    recording_id: UUID = recording.pk
    transaction.on_commit(lambda: tasks.look_later(recording_id), robust=True)
    return row


def digest(pieces: list[RecordingPiece]) -> str:
    """SHA-256 of the whole track, read piece by piece."""
    whole = hashlib.sha256()
    for piece in pieces:
        for part in sealed.read(piece.path, piece.size):
            whole.update(part)
    return whole.hexdigest()


def close_abandoned() -> int:
    """Scheduled: tracks of ended recordings that nobody will finish any more; returns how many."""
    left = RecordingTrack.objects.filter(
        closed_at__isnull=True, recording__state=RecordingState.ENDED, recording__ended_at__lt=clock.now() - LATE
    )
    count = 0
    for track in left:
        try:
            close_track(by=None, track=track)
        except (sealed.Damaged, OSError):
            log.exception("Track %s could not be read.", track.pk)
            _close_damaged(track)
        except Exception:  # whatever is wrong with one must not keep the others waiting
            log.exception("Track %s could not be closed.", track.pk)
            continue
        count += 1
    return count


def _close_damaged(track: RecordingTrack) -> None:
    """Close what cannot be read: without a hash, which the composer finds and writes down as a fault."""
    with transaction.atomic():
        _close(track, list(track.pieces.all()), "", by=None, closed_at=None, left=0)
