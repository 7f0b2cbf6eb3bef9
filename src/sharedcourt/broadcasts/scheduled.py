"""What time alone makes happen: files are brought into line with what was decided, salts of past days are destroyed. Safe to run twice."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from sharedcourt.broadcasts import queries, viewers
from sharedcourt.broadcasts.models import Broadcast
from sharedcourt.broadcasts.states import ON_AIR, BroadcastState
from sharedcourt.broadcasts.stream import folders, publishing
from sharedcourt.core import clock

AT_ONCE = 500


def run(now: datetime | None = None) -> dict[str, int]:
    """One round."""
    moment = now or clock.now()
    wrong = [pk for names in _folders() for pk in _sweep(names)]
    for pk in wrong:
        publishing.settle(pk, moment)
    return {"settled": len(wrong), "salts": viewers.forget(clock.local(moment).date())}


def _folders() -> Iterator[set[str]]:
    """The names of the public folders, some hundred at a time."""
    names = sorted(place.name for place in folders.public_root().iterdir() if place.is_dir())
    for first in range(0, len(names), AT_ONCE):
        yield set(names[first : first + AT_ONCE])


def _sweep(names: set[str]) -> list[UUID]:
    """Broadcasts of which something is public that should not be, or may not be for long; a folder of none is removed."""
    rows = Broadcast.objects.filter(Q(folder__in=names) | Q(replay_folder__in=names))
    known = list(rows.values_list("pk", "state", "folder", "replay_folder"))
    shown = rows.filter(state__in=[*ON_AIR, BroadcastState.REPLAY])
    lawful = set(queries.lawful(shown).values_list("pk", flat=True))
    for name in names - {name for row in known for name in row[2:]}:
        if folders.FOLDER.fullmatch(name):
            publishing.discard(name)
    return [
        pk
        for pk, state, folder, _replay in known
        if pk not in lawful
        or (state == BroadcastState.REPLAY and folder in names)
        or (state == BroadcastState.STOPPED and any(folders.public(folder).glob("*.ts")))
    ]
