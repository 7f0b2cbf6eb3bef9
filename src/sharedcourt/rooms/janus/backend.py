"""What a room sees of it all: a `MediaBackend` whose two endpoints are the gateway's."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from channels.layers import get_channel_layer
from django.conf import settings

from sharedcourt.core.errors import Unavailable
from sharedcourt.rooms import live, queries
from sharedcourt.rooms.backends import DOWN, UP, Capabilities, Delivery, RecordedTrack, video_constraints
from sharedcourt.rooms.janus import configuration, recordings
from sharedcourt.rooms.janus.line import ControllerGone, ControllerRefused, Line, Message, ask_once

log = logging.getLogger(__name__)

MAX_PEOPLE = 12
RETRY_S = 0.1
LONGEST_RETRY_S = 1.0
# The same roster is said again so often, for the controller to know that the room is still ours.
REPEAT_S = 60.0
# A line whose controller has gone is repaired while there are rooms that somebody asked about lately.
INTEREST_S = 10 * 60.0


def _seen(roster: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of the roster only what the controller needs: no names."""
    recorded = queries.recorded(roster)
    return [
        {key: seat.get(key, "") for key in ("seat", "state", "instance", "circle")}
        | {"withheld": _withheld(seat), "record": seat["seat"] in recorded}
        for seat in roster
    ]


def _withheld(seat: dict[str, Any]) -> list[str]:
    """What must not be forwarded of a seat, though its page may send it: what the others are told is off."""
    kinds = {"audio": ("mic",), "video": ("camera", "sharing")}
    return [kind for kind, keys in kinds.items() if not any(seat.get(key) for key in keys)]


@dataclass
class Told:
    """What the controller was last told about a room."""

    seats: list[dict[str, Any]]
    read_at: float
    at: float


@dataclass
class Office:
    """This process's dealings with the controller, in one event loop."""

    line: Line | None = None
    opening: asyncio.Lock = field(default_factory=asyncio.Lock)
    keeper: asyncio.Task[None] | None = None
    rooms: dict[str, Told] = field(default_factory=dict)
    deliveries: set[asyncio.Task[None]] = field(default_factory=set)

    def pushed(self, message: Message) -> None:
        event = {"type": "room.signal", "seat": message["seat"], "body": message["body"]}
        task = asyncio.create_task(get_channel_layer().group_send(live.group(message["room"]), event))
        self.deliveries.add(task)
        task.add_done_callback(self.deliveries.discard)

    async def open(self) -> Line:
        async with self.opening:
            if self.line is None or self.line.ended.done():
                self.line = await self._begun()
            if self.keeper is None or self.keeper.done():
                self.keeper = asyncio.create_task(self._keep())
        return self.line

    async def _begun(self) -> Line:
        """A new line, whoever needed it first: the controller learns at once who is inside and through whom it reaches them."""
        line = await Line.open(configuration.controller_socket(), self.pushed)
        for room, told in self.rooms.items():
            line.tell("roster", room=room, seats=told.seats, read_at=told.read_at)
        return line

    async def _keep(self) -> None:
        """While rooms are open here, a broken line is repaired and the controller told again who is inside."""
        pause = RETRY_S
        while self.rooms:
            if self.line is not None and not self.line.ended.done():
                await asyncio.wait({self.line.ended}, timeout=REPEAT_S)
                self.rooms = {
                    room: told for room, told in self.rooms.items() if time.monotonic() - told.at < INTEREST_S
                }
                continue
            await asyncio.sleep(pause)
            pause = min(LONGEST_RETRY_S, pause * 2)
            with contextlib.suppress(ControllerGone):
                async with self.opening:
                    if self.line is None or self.line.ended.done():
                        self.line = await self._begun()
                pause = RETRY_S

    def news(self, room_id: str, roster: Sequence[dict[str, Any]]) -> Told | None:
        """The roster when the controller does not know it yet. An older reading never follows a newer one."""
        told, seats, read_at = self.rooms.get(room_id), _seen(roster), queries.read_at(roster)
        if told is not None and read_at <= told.read_at:
            return None
        now = time.monotonic()
        if told is not None and told.seats == seats and now - told.at < REPEAT_S:
            told.read_at = read_at
            return None
        self.rooms[room_id] = Told(seats, read_at, now)
        return self.rooms[room_id]


class Janus:
    """Everyone sends once, to a gateway, which forwards."""

    name = "janus"

    def __init__(self) -> None:
        self._offices: WeakKeyDictionary[asyncio.AbstractEventLoop, Office] = WeakKeyDictionary()

    @property
    def _office(self) -> Office:
        return self._offices.setdefault(asyncio.get_running_loop(), Office())

    def capabilities(self) -> Capabilities:
        return Capabilities(mode="gateway", max_people=MAX_PEOPLE, records=True)

    async def welcome(self, room_id: str, seat: dict[str, Any], roster: Sequence[dict[str, Any]]) -> dict[str, Any]:
        media: dict[str, Any] = {"mode": "gateway", "video": video_constraints(settings.SHAREDCOURT_VIDEO)}
        office = self._office
        office.news(room_id, roster)
        told = {"room": room_id, "seats": _seen(roster), "read_at": queries.read_at(roster)}
        try:
            answer = await (await office.open()).ask("enter", seat=seat["seat"], page=seat["instance"], **told)
        except (ControllerGone, ControllerRefused) as problem:
            log.warning("No media for seat %s now: %s", seat["seat"], problem)
            trouble = "full" if str(problem) == "full" else "away"
            # The gateway calls the page when it can take it.
            return media | {"endpoints": [], "trouble": trouble}
        return media | {"endpoints": [{"id": endpoint, "instance": answer["instance"]} for endpoint in (UP, DOWN)]}

    async def on_signal(
        self, room_id: str, seat: dict[str, Any], to: str, body: dict[str, Any], roster: Sequence[dict[str, Any]]
    ) -> list[Delivery]:
        if to in {UP, DOWN}:
            with contextlib.suppress(ControllerGone):
                line = await self._office.open()
                line.tell("signal", room=room_id, seat=seat["seat"], page=seat["instance"], to=to, body=body)
        return []

    async def on_view(self, room_id: str, seat: dict[str, Any], sizes: dict[str, int], line: int) -> None:
        with contextlib.suppress(ControllerGone):
            channel = await self._office.open()
            channel.tell("view", room=room_id, seat=seat["seat"], page=seat["instance"], sizes=sizes, line=line)

    async def on_leave(self, room_id: str, seat: dict[str, Any]) -> None:
        with contextlib.suppress(ControllerGone):
            line = await self._office.open()
            line.tell("leave", room=room_id, seat=seat["seat"], page=seat["instance"])

    async def on_roster(self, room_id: str, roster: Sequence[dict[str, Any]]) -> None:
        told = self._office.news(room_id, roster)
        if told is not None:
            with contextlib.suppress(ControllerGone):
                line = await self._office.open()
                line.tell("roster", room=room_id, seats=told.seats, read_at=told.read_at)

    async def record(self, room_id: str, roster: Sequence[dict[str, Any]]) -> None:
        told = {"room": room_id, "seats": _seen(roster), "read_at": queries.read_at(roster)}
        try:
            await ask_once(configuration.controller_socket(), "record", **told)
        except (ControllerGone, ControllerRefused) as problem:
            raise Unavailable("The media gateway cannot be reached.") from problem

    def recorded_tracks(self, room_id: str) -> list[RecordedTrack]:
        return recordings.tracks(room_id)

    def forget(self, track: RecordedTrack) -> None:
        recordings.forget(track)
