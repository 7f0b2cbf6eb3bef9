"""Clips coming in: announced, then piece by piece from where it stopped, then one sealed file. Or whole, with a form."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from sharedcourt.core import clock, disk, transaction
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed, Unavailable
from sharedcourt.hearings.in_turn import policy, queries
from sharedcourt.hearings.in_turn.locking import locked, note
from sharedcourt.hearings.in_turn.models import TurnClip, TurnClipPiece
from sharedcourt.hearings.in_turn.states import ClipState
from sharedcourt.hearings.models import Hearing
from sharedcourt.hearings.states import ENDED
from sharedcourt.people.models import User
from sharedcourt.rooms.recording import sealed

CHUNK = 1024 * 1024  # bytes a browser sends at a time
LARGEST_PIECE = 2 * CHUNK
MOST_UNUSED = 10  # clips of a person in a hearing that belong to nothing yet
UNUSED_FOR = timedelta(days=7)
KEY = re.compile(r"[0-9a-f-]{36}")
SHA256 = re.compile(r"[0-9a-f]{64}")
HEAD = 12  # bytes that say what it is


class WrongOffset(Conflict):
    """The piece does not start where the last one ended; `offset` says where to go on."""

    def __init__(self, offset: int) -> None:
        super().__init__(_("The upload goes on from another place."), field="offset")
        self.offset = offset


def announce(*, by: User, hearing: Hearing, key: str, size: int) -> TurnClip:
    """Say that a clip of `size` bytes comes. The same `key` gives the same clip, with how much of it has arrived.

    Raises `Invalid` (`size`) for nothing and beyond the limit, `Conflict` when the key was another clip's.
    """
    if KEY.fullmatch(key) is None:
        raise Invalid(_("The request does not fit its description."), field="key")
    _require_size(size)
    with transaction.atomic():
        row = _speaking(by, hearing)
        earlier = TurnClip.objects.filter(hearing=row, by=by, key=key).first()
        if earlier is not None:
            if earlier.announced != size:
                raise Conflict(_("This upload was announced already, as another file."), field="key")
            return earlier
        return TurnClip.objects.create(hearing=row, by=by, key=key, announced=size)


def _speaking(by: User, hearing: Hearing) -> Hearing:
    """The hearing, locked, for whoever may record something in it now."""
    row = locked(hearing)
    who = policy.require_attendee(by, row)
    if not (who.is_judge or who.is_clerk or policy.own_parties(by, row)):
        raise NotAllowed(_("This is not yours to do in this hearing."))
    if row.state in ENDED:
        raise Conflict(_("The hearing is over."))
    if queries.unused(by, row).count() >= MOST_UNUSED:
        raise Conflict(_("Too many uploads are waiting. Finish those first."))
    return row


def _require_size(size: int) -> None:
    limit = settings.SHAREDCOURT_IN_TURN_CLIP_LIMIT
    if size <= 0:
        raise Invalid(_("The file is empty."), field="clip")
    if size > limit:
        raise Invalid(_("The file is larger than %(limit)s.") % {"limit": filesizeformat(limit)}, field="clip")
    if disk.is_nearly_full():
        raise Unavailable(_("There is too little space left on the server's disk."))


def take_piece(*, by: User, clip: TurnClip, offset: int, content: bytes, sha256: str = "") -> TurnClip:
    """The next piece. Raises `WrongOffset` when it is not the next one (a piece sent twice, too), so that the sender goes on there."""
    _require_own(by, clip)
    if not content or len(content) > LARGEST_PIECE:
        raise Invalid(_("A piece is empty or too large."), field="content")
    if sha256 and hashlib.sha256(content).hexdigest() != sha256.lower():
        raise Invalid(_("This piece is not the one that was declared. It is sent again."), field="sha256")
    if offset != clip.offset:
        raise WrongOffset(TurnClip.objects.values_list("offset", flat=True).get(pk=clip.pk))
    kept = sealed.put([content])  # on disk before the row says so
    try:
        with transaction.atomic():
            row = TurnClip.objects.select_for_update(no_key=True).get(pk=clip.pk)
            if row.state != ClipState.COMING:
                raise Conflict(_("This upload has ended."))
            if offset != row.offset:
                raise WrongOffset(row.offset)
            if row.offset + len(content) > row.announced:
                raise Invalid(_("The file is larger than announced."), field="content")
            TurnClipPiece.objects.create(clip=row, offset=offset, size=len(content), path=kept.path)
            row.offset += len(content)
            row.save(update_fields=["offset"])
    except Exception:
        sealed.remove(kept.path)
        raise
    return row


def finish(*, by: User, clip: TurnClip, sha256: str = "") -> TurnClip:
    """Everything is here: one sealed file. Twice changes nothing.

    Raises `WrongOffset` while something is missing, `Invalid` when it is no video or (with `sha256`) not what was sent.
    """
    _require_own(by, clip)
    fresh = TurnClip.objects.select_related("hearing").get(pk=clip.pk)
    if fresh.state == ClipState.KEPT:
        return fresh
    if fresh.offset != fresh.announced:
        raise WrongOffset(fresh.offset)
    pieces = list(fresh.pieces.all())
    try:
        kept, mime = _sealed(part for piece in pieces for part in sealed.read(piece.path, piece.size))
    except (sealed.Damaged, OSError) as problem:
        raise Conflict(_("What lies on the server's disk is damaged. Send the recording again.")) from problem
    if sha256 and kept.sha256 != sha256.lower():
        sealed.remove(kept.path)
        raise Invalid(_("The file arrived damaged. Send it again."), field="clip")
    return _recorded(fresh, kept, mime, by=by, pieces=[piece.path for piece in pieces])


def keep_whole(*, by: User, hearing: Hearing, upload: "UploadedFile[Any]") -> TurnClip:
    """A clip sent with the form, from a phone's camera or a file. Raises `Invalid` (`clip`)."""
    _require_size(upload.size or 0)
    policy.require_attendee(by, hearing)
    kept, mime = _sealed(upload.chunks())
    try:
        with transaction.atomic():
            row = _speaking(by, hearing)
            made = TurnClip.objects.create(hearing=row, by=by, key=str(uuid4()), announced=kept.size, offset=kept.size)
            return _recorded(made, kept, mime, by=by, pieces=[])
    except Exception:
        sealed.remove(kept.path)
        raise


def _sealed(parts: Iterable[bytes]) -> tuple[sealed.Kept, str]:
    """Sealed, and what it is; nothing stays when it is no video."""
    head = bytearray()

    def looked_at() -> Iterator[bytes]:
        for part in parts:
            if len(head) < HEAD:
                head.extend(part[: HEAD - len(head)])
            yield part

    kept = sealed.put(looked_at())
    mime = _mime(bytes(head))
    if not mime:
        sealed.remove(kept.path)
        raise Invalid(
            _("This is no video that can be played. Record it again, or send an MP4 or WebM file."), field="clip"
        )
    return kept, mime


def _mime(head: bytes) -> str:
    """WebM and the family of MP4 (QuickTime among them) by their first bytes."""
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "video/webm"
    return "video/mp4" if head[4:8] == b"ftyp" else ""


def _recorded(clip: TurnClip, kept: sealed.Kept, mime: str, *, by: User, pieces: list[str]) -> TurnClip:
    with transaction.atomic():
        hearing = locked(clip.hearing)
        row = TurnClip.objects.select_for_update(no_key=True).get(pk=clip.pk)
        is_first = row.state == ClipState.COMING
        if is_first:
            row.keep()
            row.mime, row.path, row.size, row.sha256, row.kept_at = (
                mime,
                kept.path,
                kept.size,
                kept.sha256,
                clock.now(),
            )
            row.save()
            row.pieces.all().delete()
            note("clip_kept", hearing, by=by, subject=row, sha256=row.sha256, size=row.size)
            transaction.on_commit(lambda: sealed.remove_all(pieces))
    if not is_first:
        sealed.remove(kept.path)
    return row


def _require_own(by: User, clip: TurnClip) -> None:
    if clip.by_id != by.pk:
        raise NotAllowed(_("This is not your upload."))


def for_use(by: User, hearing: Hearing, clip_id: UUID | None) -> TurnClip | None:
    """A kept clip of the person's own that belongs to nothing yet, for what is handed in now. Raises `Invalid` (`clip`)."""
    if clip_id is None:
        return None
    found = queries.unused(by, hearing).filter(pk=clip_id, state=ClipState.KEPT).first()
    if found is None:
        raise Invalid(
            _("The recording has not arrived whole, or was handed in already. Record it again."), field="clip"
        )
    return found


def watch(*, by: User, clip: TurnClip) -> None:
    """Somebody opens a clip to watch it: written down."""
    with transaction.atomic():
        hearing = locked(clip.hearing)
        note("clip_watched", hearing, by=by, subject=clip)


def clear_unused(now: datetime | None = None) -> int:
    """Scheduled: clips that were never handed in are removed after a week; how many."""
    before = (now or clock.now()) - UNUSED_FOR
    stale = TurnClip.objects.filter(question=None, answer=None, created_at__lt=before)
    removed = 0
    for pk in list(stale.values_list("pk", flat=True)[:200]):
        removed += _cleared(pk)
    return removed


@transaction.atomic
def _cleared(pk: UUID) -> int:
    found = TurnClip.objects.select_related("hearing__case").filter(pk=pk).first()
    if found is None:
        return 0
    hearing = locked(found.hearing)
    row = (
        TurnClip.objects.select_for_update(of=("self",), no_key=True).filter(pk=pk, question=None, answer=None).first()
    )
    if row is None:
        return 0
    paths = [row.path, *row.pieces.values_list("path", flat=True)]
    note("clip_removed", hearing, by=None, subject=row)
    row.delete()
    transaction.on_commit(lambda: sealed.remove_all(paths))
    return 1
