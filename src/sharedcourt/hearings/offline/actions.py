"""Bringing in what was recorded without a network: declared as a whole, then piece by piece in any order, then kept as one file."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _

from sharedcourt.core import clock, disk, transaction
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed, Unavailable
from sharedcourt.hearings.attendance import policy
from sharedcourt.hearings.attendance.locking import locked_hearing, note
from sharedcourt.hearings.models import Hearing
from sharedcourt.hearings.offline import chain
from sharedcourt.hearings.offline.models import OfflinePiece, OfflineRecording
from sharedcourt.hearings.offline.states import OfflineState
from sharedcourt.hearings.states import HearingState
from sharedcourt.people.models import User
from sharedcourt.rooms.recording import sealed
from sharedcourt.rooms.recording.pieces import LARGEST_PIECE

MOST_PIECES = 20_000  # of three seconds each: some sixteen hours
LONGEST = timedelta(hours=24)
CLOCK_TOLERANCE = timedelta(minutes=5)
KEY = re.compile(r"[0-9a-f-]{36}")
SHA256 = re.compile(r"[0-9a-f]{64}")
MIMES = ("video/webm", "video/mp4", "audio/webm", "audio/mp4")
NOT_RECORDED = (HearingState.PLANNED, HearingState.CANCELLED)


@dataclass(frozen=True)
class Declared:
    """A piece as the browser says it is."""

    sha256: str
    size: int


def require_recorder(by: User, hearing: Hearing) -> None:
    """The clerk of the hearing, or somebody on its panel."""
    if not policy.is_of_the_hearing(by, hearing):
        raise NotAllowed(_("Only the clerk and the judges of the hearing record it."))


@transaction.atomic
def announce(
    *,
    by: User,
    hearing: Hearing,
    key: str,
    mime: str,
    started_ms: int,
    ended_ms: int,
    pieces: Sequence[Declared],
    final: str,
) -> OfflineRecording:
    """Declare the whole before anything is sent: its times (milliseconds of the browser's clock), every piece's hash, and the last link.

    The same declared again is the same recording. Raises `Invalid` (`final` when the chain does not end where it says), and
    `Conflict` when the key was used for something else.
    """
    row = locked_hearing(hearing.pk)
    require_recorder(by, row)
    if row.state in NOT_RECORDED:
        raise Conflict(_("This hearing is not held."))
    earlier = OfflineRecording.objects.filter(hearing=row, key=key).first()
    if earlier is not None:
        if earlier.final != final:
            raise Conflict(_("Another recording was declared under this name."), field="key")
        return earlier
    started_at, ended_at = _times(started_ms, ended_ms)
    if not KEY.fullmatch(key) or mime.partition(";")[0] not in MIMES or len(mime) > 80:  # noqa: PLR2004
        raise Invalid(_("This kind of recording is not understood."), field="mime")
    if not 0 < len(pieces) <= MOST_PIECES:
        raise Invalid(_("There are no pieces, or too many."), field="pieces")
    for piece in pieces:
        if not SHA256.fullmatch(piece.sha256) or not 0 < piece.size <= LARGEST_PIECE:
            raise Invalid(_("A piece is empty or too large."), field="pieces")
    if chain.ending(key, mime, started_ms, (piece.sha256 for piece in pieces)) != final:
        raise Invalid(_("The hashes of the pieces do not lead to the final hash."), field="final")
    made = OfflineRecording.objects.create(
        hearing=row,
        by=by,
        key=key,
        mime=mime,
        started_ms=started_ms,
        started_at=started_at,
        ended_at=ended_at,
        count=len(pieces),
        final=final,
    )
    OfflinePiece.objects.bulk_create(
        OfflinePiece(recording=made, number=number, sha256=piece.sha256, size=piece.size)
        for number, piece in enumerate(pieces)
    )
    note(
        "offline.announced",
        row,
        by=by,
        subject=made,
        final=final,
        pieces=len(pieces),
        started_at=started_at,
        ended_at=ended_at,
    )
    return made


def _times(started_ms: int, ended_ms: int) -> tuple[datetime, datetime]:
    try:
        started_at, ended_at = (datetime.fromtimestamp(each / 1000, UTC) for each in (started_ms, ended_ms))
    except (ValueError, OverflowError, OSError):
        raise Invalid(_("This lies outside the time of a hearing."), field="started_ms") from None
    if not started_at <= ended_at <= clock.now() + CLOCK_TOLERANCE or ended_at - started_at > LONGEST:
        raise Invalid(_("This lies outside the time of a hearing."), field="ended_ms")
    return started_at, ended_at


def take_piece(*, by: User, recording: OfflineRecording, number: int, content: bytes) -> OfflinePiece:
    """Keep one piece, in whatever order they come; the same again is kept once. Raises `Invalid` when it is not what was declared."""
    require_recorder(by, recording.hearing)
    piece = OfflinePiece.objects.filter(recording=recording, number=number).first()
    if piece is None:
        raise Invalid(_("No such piece was declared."), field="number")
    if len(content) != piece.size or hashlib.sha256(content).hexdigest() != piece.sha256:
        raise Invalid(_("This piece is not the one that was declared. It is sent again."), field="sha256")
    if piece.came_at is not None:
        return piece
    if disk.is_nearly_full():
        raise Unavailable(_("There is too little space left on the server's disk."))
    # On disk before the row says so, and before anything is locked.
    kept = sealed.put([content])
    try:
        with transaction.atomic():
            row = OfflinePiece.objects.select_for_update(no_key=True).get(pk=piece.pk)
            is_first = row.came_at is None
            if is_first:
                row.path, row.came_at = kept.path, clock.now()
                row.save(update_fields=["path", "came_at"])
    except Exception:
        sealed.remove(kept.path)
        raise
    if not is_first:
        sealed.remove(kept.path)
    return row


def missing(recording: OfflineRecording) -> list[int]:
    """The numbers of the pieces that have not come in."""
    found = recording.pieces.filter(came_at=None).order_by("number")
    return list(found.values_list("number", flat=True))


def finish(*, by: User, recording: OfflineRecording) -> OfflineRecording:
    """Every piece is here: the whole becomes one sealed file of the hearing, with hash and times in the ledger.

    Doing it twice changes nothing. Raises `Conflict` while pieces are missing, and when what lies on the disk is damaged.
    """
    require_recorder(by, recording.hearing)
    fresh = OfflineRecording.objects.get(pk=recording.pk)
    if fresh.state == OfflineState.KEPT:
        return fresh
    left = missing(fresh)
    if left:
        raise Conflict(_("%(count)d pieces are missing.") % {"count": len(left)}, field="pieces")
    pieces = list(fresh.pieces.all())
    if chain.ending(fresh.key, fresh.mime, fresh.started_ms, (piece.sha256 for piece in pieces)) != fresh.final:
        raise Conflict(_("The hashes of the pieces do not lead to the final hash."), field="final")
    try:
        whole = sealed.put(_content(pieces))
    except (sealed.Damaged, OSError) as problem:
        raise Conflict(_("What lies on the server's disk is damaged. Send the recording again.")) from problem
    try:
        with transaction.atomic():
            done = _keep(fresh, whole, pieces, by=by)
    except Exception:
        sealed.remove(whole.path)
        raise
    if done.path != whole.path:
        sealed.remove(whole.path)
    return done


def _content(pieces: Sequence[OfflinePiece]) -> Iterator[bytes]:
    """The whole recording; of each piece the hash is computed once more, from what lies on the disk."""
    for piece in pieces:
        digest = hashlib.sha256()
        for part in sealed.read(piece.path, piece.size):
            digest.update(part)
            yield part
        if digest.hexdigest() != piece.sha256:
            raise sealed.Damaged(piece.path)


def _keep(
    recording: OfflineRecording, whole: sealed.Kept, pieces: Sequence[OfflinePiece], *, by: User
) -> OfflineRecording:
    hearing = locked_hearing(recording.hearing_id)
    row = OfflineRecording.objects.select_for_update(no_key=True).get(pk=recording.pk)
    if row.state == OfflineState.KEPT:
        return row
    row.keep()
    row.path, row.size, row.sha256, row.kept_at = whole.path, whole.size, whole.sha256, clock.now()
    row.save()
    paths = [piece.path for piece in pieces]
    row.pieces.update(path="")
    note(
        "offline.kept",
        hearing,
        by=by,
        subject=row,
        final=row.final,
        sha256=row.sha256,
        size=row.size,
        started_at=row.started_at,
        ended_at=row.ended_at,
    )
    transaction.on_commit(lambda: sealed.remove_all(paths))
    return row
