"""All rooms of a run: everyone enters, media flows, and what can be measured at the receivers is told."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from lab import rtp
from lab.media import Reel, reel
from lab.page import Page
from lab.sending import Pacer

# So many people enter at once; the handshakes of a whole lab at the same moment would only wait for each other.
AT_ONCE = 8
ENTER_S = 60.0


def films(people: list[dict[str, Any]], **kind: Any) -> list[Reel]:
    """One film for each place at the table, the same in every room."""
    return [reel(number, str(person["role"]), **kind) for number, person in enumerate(people)]


@dataclass
class Count:
    """What has come at all receivers together, up to a moment."""

    at: float
    frames: int
    sounds: int
    octets: int
    expected: int
    received: int


@dataclass
class State:
    """One line of progress."""

    seconds: float
    rooms: int
    inside: int
    people: int
    pictures: int
    pictures_due: int
    frames_s: float
    sounds_s: float
    mbit_s: float
    loss_percent: float
    round_trip_ms: float | None
    delay_ms: float | None
    late_ms: float

    def words(self) -> str:
        trip = f"{self.round_trip_ms:.1f}" if self.round_trip_ms is not None else "-"
        delay = f"{self.delay_ms:.1f}" if self.delay_ms is not None else "-"
        return (
            f"{self.seconds:5.0f} s   rooms {self.rooms}   inside {self.inside}/{self.people}   "
            f"pictures {self.pictures}/{self.pictures_due}   frames {self.frames_s:,.0f}/s   sounds {self.sounds_s:,.0f}/s   "
            f"{self.mbit_s:,.1f} Mbit/s   lost {self.loss_percent:.2f} %   round trip {trip} ms   delay {delay} ms"
            + (f"   this lab is {self.late_ms:.0f} ms late" if self.late_ms > 100 else "")
        )


class Meeting:
    """Rooms as `casts.make` tells of them, with a page for everyone."""

    def __init__(self, url: str, rooms: list[dict[str, Any]], reels: list[Reel]) -> None:
        self.url, self.rooms, self._reels = url, rooms, reels
        self.pages: dict[str, list[Page]] = {}
        self._began = time.monotonic()
        self._before = self._count()

    @property
    def everyone(self) -> list[Page]:
        return [page for pages in self.pages.values() for page in pages]

    async def enter(self, rooms: Iterable[dict[str, Any]] | None = None) -> None:
        """Everyone of these rooms (of all) enters and sees the others; raises TimeoutError when that does not come to pass."""
        fresh = []
        for room in self.rooms if rooms is None else rooms:
            pages = [
                Page(self.url, room["room"], person, self._reels[number])
                for number, person in enumerate(room["people"])
            ]
            self.pages[room["room"]] = pages
            fresh.append(pages)
            if len(fresh) * len(pages) % AT_ONCE == 0:
                await self._wait(fresh)
        await self._wait(fresh)

    async def _wait(self, rooms: list[list[Page]]) -> None:
        async with asyncio.timeout(ENTER_S):
            while not all(self._sees_all(pages) for pages in rooms):  # noqa: ASYNC110
                await asyncio.sleep(0.1)

    @staticmethod
    def _sees_all(pages: list[Page]) -> bool:
        seats = {page.seat for page in pages}
        return all(seats - {page.seat} <= set(page.sees()) for page in pages)

    def _count(self) -> Count:
        sources = [source for page in self.everyone for source in page.incoming()]
        return Count(
            at=time.monotonic(),
            frames=sum(source.frames for source in sources if source.kind == rtp.VIDEO),
            sounds=sum(source.received for source in sources if source.kind == rtp.AUDIO),
            octets=sum(source.octets for source in sources),
            expected=sum(source.expected for source in sources),
            received=sum(source.received for source in sources),
        )

    def look(self) -> State:
        """How it goes, for the time since the last look."""
        now, before = self._count(), self._before
        self._before = now
        passed = max(0.001, now.at - before.at)
        expected = now.expected - before.expected
        trips, delays = [], []
        for page in self.everyone:
            for connection in (page.participant.up, page.participant.down):
                if connection is not None:
                    trips += connection.connection.round_trips
                    delays += connection.connection.delays
                    connection.connection.round_trips.clear()
                    connection.connection.delays.clear()
        return State(
            seconds=now.at - self._began,
            rooms=sum(all(page.stage == "call" for page in pages) for pages in self.pages.values()),
            inside=sum(page.stage == "call" for page in self.everyone),
            people=sum(len(room["people"]) for room in self.rooms),
            pictures=sum(
                len(set(page.sees()) & {other.seat for other in pages})
                for pages in self.pages.values()
                for page in pages
            ),
            pictures_due=sum(len(room["people"]) * (len(room["people"]) - 1) for room in self.rooms),
            frames_s=(now.frames - before.frames) / passed,
            sounds_s=(now.sounds - before.sounds) / passed,
            mbit_s=(now.octets - before.octets) * 8 / passed / 1e6,
            loss_percent=max(0.0, 100 * (1 - (now.received - before.received) / expected)) if expected > 0 else 0.0,
            round_trip_ms=statistics.median(trips) * 1000 if trips else None,
            delay_ms=statistics.median(delays) * 1000 if delays else None,
            late_ms=Pacer.here().lateness() * 1000,
        )

    def problems(self) -> list[str]:
        """Why somebody is not inside, each reason once."""
        told = {page.problem for page in self.everyone} | {
            {"full": "the gateway has no room left", "away": "the gateway is away", "mesh": "the room is a mesh"}.get(
                page.trouble, ""
            )
            for page in self.everyone
        }
        return sorted(told - {""})

    async def leave(self, *, closing: bool = True) -> None:
        """Everyone says good-bye; who presides closes the room."""
        guests = [page.leave() for page in self.everyone if not page.is_host]
        await _all(guests)
        await _all([page.leave(closing=closing) for page in self.everyone if page.is_host])
        self.pages.clear()


async def _all(work: Sequence[Awaitable[None]]) -> None:
    await asyncio.gather(*work, return_exceptions=True)
