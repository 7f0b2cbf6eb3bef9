"""What time alone makes happen: files are brought into line with what was decided, salts of past days are destroyed. Safe to run twice."""

from datetime import datetime, timedelta

from sharedcourt.broadcasts import viewers
from sharedcourt.broadcasts.models import Broadcast
from sharedcourt.broadcasts.states import BroadcastState
from sharedcourt.broadcasts.stream import folders, publishing
from sharedcourt.core import clock

RECENT = timedelta(days=1)
AT_ONCE = 200


def run(now: datetime | None = None) -> dict[str, int]:
    """One round."""
    moment = now or clock.now()
    ended = Broadcast.objects.filter(state=BroadcastState.ENDED, ended_at__gte=moment - RECENT)
    settled = [publishing.settle(pk, moment) for pk in ended.values_list("pk", flat=True)[:AT_ONCE]]
    return {"settled": len(settled), "removed": _sweep(), "salts": viewers.forget(clock.local(moment).date())}


def _sweep() -> int:
    """Whatever lies in the public folder must belong to something that may be seen; the rest is looked at again."""
    names = {place.name for place in folders.public_root().iterdir() if place.is_dir()}
    known: set[str] = set()
    looked = 0
    for row in Broadcast.objects.filter(folder__in=names) | Broadcast.objects.filter(replay_folder__in=names):
        known |= {row.folder, row.replay_folder}
        publishing.settle(row.pk)
        looked += 1
    for name in names - known:
        if folders.FOLDER.fullmatch(name):
            publishing.discard(name)
    return looked
