"""What is public of a broadcast, brought into line with what was decided: safe to call at any time, from any process.

A piece becomes public once it is as old as the delay, the broadcast is live, nothing in the law stands against it, and no order
came after its composing began. The stop empties the folder under the same lock under which pieces are shown: after it nothing appears.
"""

import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db.models import F, Max, QuerySet

from sharedcourt.broadcasts.locking import decision, locked
from sharedcourt.broadcasts.models import Broadcast, Segment
from sharedcourt.broadcasts.states import ON_AIR, BroadcastState
from sharedcourt.broadcasts.stream import folders, playlist
from sharedcourt.broadcasts.stream.playlist import WINDOW, Piece
from sharedcourt.core import clock, transaction
from sharedcourt.rooms.recording.plan import FRAME_RATE

# Exactly 200 frames of AAC (`picture`).
FRAMES = 64
SEGMENT_S = FRAMES / FRAME_RATE
# A player may still be loading what has left the playlist.
KEPT_BEHIND = 2 * WINDOW
# After the end the last pieces stay for whoever is a little late.
OVER_FOR = timedelta(minutes=5)


def settle(broadcast_id: UUID, now: datetime | None = None) -> int:
    """Show what is due, remove what must not be there. Returns how many pieces were shown."""
    moment = now or clock.now()
    with folders.hold(broadcast_id), transaction.atomic():
        row = locked(broadcast_id)
        if row.state == BroadcastState.LIVE and decision(row).allowed:
            return _show_due(row, moment)
        if row.state in ON_AIR:
            _empty(row)
        elif row.state == BroadcastState.ENDED:
            _close(row, moment)
        elif row.state == BroadcastState.REPLAY and decision(row).allowed:
            _publish_replay(row)
        else:
            _remove(row, all_of_it=row.state == BroadcastState.TAKEN_DOWN)
    return 0


def is_due(row: Broadcast, now: datetime | None = None) -> bool:
    """Whether `settle` would change something of a broadcast on the air: asked often, without a lock."""
    place = folders.public(row.folder)
    told = place / folders.STATE
    state = "live" if row.state == BroadcastState.LIVE else "stopped"
    if not told.exists() or json.loads(told.read_text())["state"] != state:
        return True
    if row.state != BroadcastState.LIVE:
        return any(place.glob("*.ts"))
    oldest = (now or clock.now()) - timedelta(seconds=row.delay_s)
    first = row.segments.filter(shown_at=None, withheld_at=None).order_by("number").first()
    is_old = first is not None and first.began_at + timedelta(seconds=first.seconds) <= oldest
    return is_old or not decision(row).allowed


def withhold(row: Broadcast) -> int:
    """What has been composed and not shown never is; how many pieces. Inside a transaction that holds the broadcast."""
    return row.segments.filter(shown_at=None, withheld_at=None).update(withheld_at=clock.now())


def last_order(row: Broadcast) -> datetime | None:
    """When a name was last ordered to be hidden: what was composed before may still show it."""
    found: datetime | None = row.hidden.aggregate(last=Max("created_at"))["last"]
    return found


def replayable(row: Broadcast) -> QuerySet[Segment]:
    """What the public has seen and may see again, in order."""
    return _seen(row).filter(cut_at=None)


def _seen(row: Broadcast) -> QuerySet[Segment]:
    found = row.segments.filter(shown_at__isnull=False).order_by("number")
    order = last_order(row)
    return found.filter(created_at__gte=order) if order is not None else found


def _pieces(found: QuerySet[Segment]) -> list[Piece]:
    return [Piece(folders.name_of(each.number), each.number, each.began_at, each.seconds) for each in found]


def _show_due(row: Broadcast, now: datetime) -> int:
    place = folders.public(row.folder)
    place.mkdir(parents=True, exist_ok=True)
    order, shown = last_order(row), 0
    oldest = now - timedelta(seconds=row.delay_s)
    kept = folders.made(row.pk)
    for segment in row.segments.filter(shown_at=None, withheld_at=None).order_by("number"):
        late = segment.began_at < row.shown_from if row.shown_from is not None else True
        stale = order is not None and segment.created_at < order
        source = kept / folders.name_of(segment.number)
        if late or stale or not source.exists():
            Segment.objects.filter(pk=segment.pk).update(withheld_at=now)
            source.unlink(missing_ok=True)
            continue
        if segment.began_at + timedelta(seconds=segment.seconds) > oldest:
            break
        folders.show(source, place / source.name)
        Segment.objects.filter(pk=segment.pk).update(shown_at=now)
        shown += 1
    _write_live(row, place, state="live")
    return shown


def _on_screen(row: Broadcast) -> QuerySet[Segment]:
    """What a player may have now: shown since the last beginning, and composed after the last order."""
    found = replayable(row)
    return found.filter(began_at__gte=row.shown_from) if row.shown_from is not None else found.none()


def _write_live(row: Broadcast, place: Path, *, state: str, over: bool = False) -> None:
    shown = _pieces(_on_screen(row))
    window = shown[-WINDOW:]
    before = shown[: len(shown) - len(window) + 1]
    # What was shown before a stop counts too, so that the number never goes back.
    stops = row.segments.filter(shown_at__isnull=False, began_at__lt=F("broadcast__shown_from")).exists()
    text = playlist.live(window, longest=SEGMENT_S, breaks_before=playlist.breaks(before) + int(stops), over=over)
    keep = {piece.name for piece in shown[-KEPT_BEHIND:]}
    for file in place.glob("*.ts"):
        if file.name not in keep:
            file.unlink()
    if window or over:
        folders.write(place / folders.LIVE, text)
    else:
        (place / folders.LIVE).unlink(missing_ok=True)
    folders.write(place / folders.STATE, json.dumps({"state": state}))


def _empty(row: Broadcast) -> None:
    """The stop: the playlist says that it is over and names nothing; every piece in the folder goes, and what was to come."""
    place = folders.public(row.folder)
    place.mkdir(parents=True, exist_ok=True)
    folders.write(place / folders.STATE, json.dumps({"state": "stopped"}))
    folders.write(place / folders.LIVE, playlist.live([], longest=SEGMENT_S, over=True))
    for file in place.glob("*.ts"):
        file.unlink()
    withhold(row)
    _drop_withheld(row)


def _drop_withheld(row: Broadcast) -> None:
    kept = folders.made(row.pk)
    shown = {folders.name_of(number) for number in _seen(row).values_list("number", flat=True)}
    for file in kept.glob("*.ts"):
        if file.name not in shown:
            file.unlink()


def _close(row: Broadcast, now: datetime) -> None:
    place = folders.public(row.folder)
    _drop_withheld(row)
    if row.ended_at is None or now - row.ended_at > OVER_FOR or not decision(row).allowed:
        shutil.rmtree(place, ignore_errors=True)
    elif place.exists():
        _write_live(row, place, state="over", over=True)


def _publish_replay(row: Broadcast) -> None:
    shutil.rmtree(folders.public(row.folder), ignore_errors=True)
    place, kept = folders.public(row.replay_folder), folders.made(row.pk)
    pieces = [piece for piece in _pieces(replayable(row)) if (kept / piece.name).exists()]
    text = playlist.replay(pieces, longest=SEGMENT_S)
    if (place / folders.REPLAY).exists() and (place / folders.REPLAY).read_text() == text:
        return
    place.mkdir(parents=True, exist_ok=True)
    for piece in pieces:
        folders.show(kept / piece.name, place / piece.name)
    folders.write(place / folders.REPLAY, text)
    names = {piece.name for piece in pieces}
    for file in place.glob("*.ts"):
        if file.name not in names:
            file.unlink()


def _remove(row: Broadcast, *, all_of_it: bool) -> None:
    for folder in (row.folder, row.replay_folder):
        shutil.rmtree(folders.public(folder), ignore_errors=True)
    if all_of_it:
        shutil.rmtree(folders.made(row.pk), ignore_errors=True)


def discard(folder: str) -> None:
    """Remove a public folder that belongs to no broadcast."""
    shutil.rmtree(folders.public(folder), ignore_errors=True)
