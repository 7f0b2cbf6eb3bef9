"""A broadcast as the public reads it: nothing comes from here that the law or an order keeps back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.conf import settings
from django.utils.translation import get_language

from sharedcourt.broadcasts import chapters, queries
from sharedcourt.broadcasts.chapters import Chapter
from sharedcourt.broadcasts.masking import Cast
from sharedcourt.broadcasts.models import Broadcast
from sharedcourt.broadcasts.states import BroadcastState
from sharedcourt.broadcasts.stream import folders
from sharedcourt.core import clock
from sharedcourt.disputes.models import Side

Kind = Literal["live", "stopped", "coming", "replay"]
KINDS: dict[str, Kind] = {
    BroadcastState.LIVE: "live",
    BroadcastState.STOPPED: "stopped",
    BroadcastState.ANNOUNCED: "coming",
    BroadcastState.REPLAY: "replay",
}


@dataclass(frozen=True)
class Item:
    """A line of a list: court, case number, cause, time; nobody's name."""

    pk: UUID
    kind: Kind
    court: str
    number: str
    cause: str
    starts_at: datetime | None


@dataclass(frozen=True)
class Shown:
    """A broadcast's own page."""

    item: Item
    session: int
    plaintiffs: str
    defendants: str
    judges: tuple[str, ...]
    playlist: str
    state_url: str
    delay_s: int
    chapters: tuple[Chapter, ...]
    today: int
    all: int


def lang() -> str:
    return get_language() or "zh-hans"


def item(row: Broadcast) -> Item:
    """One line."""
    cause = queries.cause_words(row.cause, lang())
    return Item(row.pk, KINDS[row.state], row.court.name, queries.number_of(row), cause, row.hearing.starts_at)


def items(rows: list[Broadcast]) -> list[Item]:
    return [item(row) for row in rows]


def shown(row: Broadcast) -> Shown:
    """One page (a fixed number of queries). The address of the files is told only while there is something to play."""
    cast = Cast(row)
    told = tuple(chapters.of(row, cast)) if row.state == BroadcastState.REPLAY else ()
    today, every = queries.watched(row, clock.today())
    return Shown(
        item=item(row),
        session=row.hearing.session_number,
        plaintiffs=cast.parties(Side.APPLICANT),
        defendants=cast.parties(Side.RESPONDENT),
        judges=tuple(cast.judges),
        playlist=_playlist(row),
        state_url=f"{settings.SHAREDCOURT_BROADCAST_URL}{row.folder}/{folders.STATE}" if _is_on_air(row) else "",
        delay_s=row.delay_s,
        chapters=told,
        today=today,
        all=every,
    )


def _is_on_air(row: Broadcast) -> bool:
    return row.state in (BroadcastState.LIVE, BroadcastState.STOPPED)


def _playlist(row: Broadcast) -> str:
    base = settings.SHAREDCOURT_BROADCAST_URL
    if _is_on_air(row):
        return f"{base}{row.folder}/{folders.LIVE}"
    return f"{base}{row.replay_folder}/{folders.REPLAY}" if row.state == BroadcastState.REPLAY else ""
