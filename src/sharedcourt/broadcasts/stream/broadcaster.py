"""The broadcaster: a process of its own that takes announced hearings on the air, composes them piece by piece and shows what is due.

All it knows is in the database and on disk: killed at any moment, it goes on where it was. One of it in an installation.
"""

import hashlib
import logging
import shutil
import signal
import tempfile
import time
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType
from uuid import UUID

from django.db import close_old_connections, connection
from django.db.models import Sum
from django.utils import translation
from django.utils.translation import gettext as _

from sharedcourt.broadcasts import actions, queries
from sharedcourt.broadcasts.locking import decision, locked
from sharedcourt.broadcasts.masking import Cast
from sharedcourt.broadcasts.models import Broadcast, Segment
from sharedcourt.broadcasts.states import BroadcastState
from sharedcourt.broadcasts.stream import folders, picture, publishing, sessions, sources
from sharedcourt.broadcasts.stream.sources import Source, Window
from sharedcourt.core import clock, disk, transaction
from sharedcourt.core.errors import ActionRefused
from sharedcourt.hearings.states import ENDED as HEARING_ENDED
from sharedcourt.rooms.recording import ffmpeg

log = logging.getLogger(__name__)
TICK_S = 0.4
# Composed at once; each takes one core.
AT_ONCE = 2
# Whoever was away for longer goes on with now: nobody wants to see a quarter of an hour late.
FURTHEST_BEHIND = timedelta(minutes=2)
FAILED_PAUSE_S = 2.0
BEGINNING = datetime(2010, 1, 1, tzinfo=UTC)


def tend(broadcast_id: UUID, source: Source | None = None) -> bool:
    """One step for one broadcast: on the air, one piece, what is due, the end. Returns whether a piece was composed."""
    row = queries.rows().get(pk=broadcast_id)
    if not _is_on_air(row):
        return False
    row = queries.rows().get(pk=broadcast_id)
    composed = False
    if row.state == BroadcastState.LIVE:
        if decision(row).allowed:
            composed = _compose_next(row, source or sources.chosen())
        else:
            actions.stop(by=None, broadcast=row, reason=_("The law no longer lets it be shown."))
    if publishing.is_due(queries.rows().get(pk=row.pk)):
        publishing.settle(row.pk)
    _end_when_over(row.pk, source or sources.chosen())
    return composed


def _is_on_air(row: Broadcast) -> bool:
    if row.state != BroadcastState.ANNOUNCED:
        return row.state in (BroadcastState.LIVE, BroadcastState.STOPPED)
    try:
        if decision(row).allowed:
            actions.go_live(broadcast=row)
            return True
        # An objection that the judge has not decided on holds it up; anything else ends it.
        if all(each.upheld is not None for each in row.objections.all()):
            actions.withdraw(by=None, broadcast=row, reason=_("The law does not let it be shown."))
    except ActionRefused as refused:
        log.warning("Broadcast %s is not shown: %s", row.pk, refused)
    return False


def _next(row: Broadcast, source: Source) -> Window | None:
    now = clock.now()
    spans = sessions.of_hearing(row.hearing)
    own = source.spans(row)
    spans = spans if own is None else sessions.both(spans, own)
    since = max(moment for moment in (row.composed_until, row.shown_from, BEGINNING) if moment is not None)
    if now - since > FURTHEST_BEHIND + timedelta(seconds=row.delay_s):
        since = now - timedelta(seconds=row.delay_s)
    margin = picture.MARGIN_S
    return sessions.next_window(spans, since, open_until=now - timedelta(seconds=source.settles_s + margin))


def _compose_next(row: Broadcast, source: Source) -> bool:
    window = _next(row, source)
    if window is None or disk.is_nearly_full():
        return False
    began, kept = clock.now(), folders.made(row.pk)
    number = row.segments.order_by("-number").values_list("number", flat=True).first()
    number = 0 if number is None else number + 1
    seconds = row.segments.aggregate(all=Sum("seconds"))["all"] or 0.0
    source.stir(row)
    with tempfile.TemporaryDirectory(prefix="piece-", dir=folders.root() / "made") as name:
        place = Path(name)
        try:
            with translation.override("zh-hans"):
                cast = Cast(row)
                material = source.material(row, picture.widened(window), place)
                piece = picture.compose(window, material, picture.looks(material, cast), place, offset_s=seconds)
        except (ffmpeg.Failed, OSError) as problem:
            # It is tried again; what keeps failing is left behind by the clock.
            log.warning("A piece of broadcast %s could not be composed: %s", row.pk, problem)
            time.sleep(FAILED_PAUSE_S)
            return False
        content = piece.read_bytes()
        target = kept / folders.name_of(number)
        piece.replace(target)
    return _keep(row.pk, window, number, content, began, target)


@transaction.atomic
def _keep(pk: UUID, window: Window, number: int, content: bytes, began: datetime, target: Path) -> bool:
    fresh = locked(pk)
    Broadcast.objects.filter(pk=pk).update(composed_until=window.ended)
    if fresh.state != BroadcastState.LIVE:
        # Stopped while it was being composed.
        target.unlink(missing_ok=True)
        return False
    Segment.objects.create(
        broadcast=fresh,
        number=number,
        created_at=began,
        began_at=window.began,
        seconds=window.seconds,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    return True


def _end_when_over(pk: UUID, source: Source) -> None:
    row = queries.rows().get(pk=pk)
    on_air = row.state in (BroadcastState.LIVE, BroadcastState.STOPPED)
    if not on_air or row.hearing.state not in HEARING_ENDED:
        return
    if row.state == BroadcastState.LIVE and not _is_all_shown(row, source):
        return
    try:
        actions.end(broadcast=row)
    except ActionRefused as refused:
        log.warning("Broadcast %s could not be ended: %s", pk, refused)


def _is_all_shown(row: Broadcast, source: Source) -> bool:
    closed = row.hearing.closed_at or clock.now()
    given_up = clock.now() > closed + timedelta(seconds=row.delay_s) + FURTHEST_BEHIND
    settled = clock.now() > closed + timedelta(seconds=source.settles_s + 3 * publishing.SEGMENT_S)
    waiting = row.segments.filter(shown_at=None, withheld_at=None).exists()
    return given_up or (settled and not waiting and _next(row, source) is None)


class Broadcaster:
    """Tends everything that is on, each broadcast by one thread at a time."""

    def __init__(self) -> None:
        self._source = sources.chosen()
        self._busy: dict[UUID, Future[None]] = {}
        self._is_told_to_end = False

    def end(self, number: int = signal.SIGTERM, frame: FrameType | None = None) -> None:
        self._is_told_to_end = True

    def run(self) -> None:
        """Until told to end."""
        sweep()
        with ThreadPoolExecutor(max_workers=AT_ONCE + 2) as pool:
            while not self._is_told_to_end:
                for pk in self._waiting():
                    if pk not in self._busy or self._busy[pk].done():
                        self._busy[pk] = pool.submit(self._tend, pk)
                time.sleep(TICK_S)

    def _waiting(self) -> list[UUID]:
        try:
            close_old_connections()
            return list(queries.being_shown().values_list("pk", flat=True))
        except Exception:  # the database may be away for a moment; whatever was shown stays as it is
            log.exception("What is to be shown could not be read.")
            return []

    def _tend(self, pk: UUID) -> None:
        try:
            close_old_connections()
            while tend(pk, self._source) and not self._is_told_to_end:
                continue
        except Exception:  # one broadcast's trouble is not the others'
            log.exception("Broadcast %s could not be tended.", pk)
            time.sleep(FAILED_PAUSE_S)
        finally:
            connection.close()


def sweep() -> None:
    """Remove what a killed broadcaster was composing."""
    made = folders.root() / "made"
    made.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in made.glob("piece-*"):
        shutil.rmtree(left, ignore_errors=True)


def is_possible() -> bool:
    """Whether this installation can show anything."""
    return sources.chosen().usable() and shutil.which("ffmpeg") is not None
