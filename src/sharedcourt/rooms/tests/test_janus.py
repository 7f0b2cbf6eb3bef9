"""Calls over a real gateway, by participants without browsers: circles are kept apart, deaths are survived, recordings play."""

import asyncio
import itertools
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from sharedcourt.rooms import backends
from sharedcourt.rooms.janus import configuration, recordings
from sharedcourt.rooms.janus.backend import Janus
from sharedcourt.rooms.janus.line import ControllerRefused, Line, Message
from sharedcourt.rooms.janus.pool import Gateway, Pool, streams
from sharedcourt.rooms.tests.gateways import Gateways, gateways, needs_janus
from tests.live import has_network
from tests.participant import Participant

pytestmark = [pytest.mark.sqlite_only]
PATIENCE_S = 20.0
real = [needs_janus, pytest.mark.skipif(not has_network(), reason="only a loopback interface: no path for media")]


async def until(true: Callable[[], bool], what: Callable[[], Any] = lambda: "") -> float:
    begun = time.monotonic()
    while not true():
        if time.monotonic() - begun > PATIENCE_S:
            pytest.fail(str(what()), pytrace=False)
        await asyncio.sleep(0.05)
    return time.monotonic() - begun


@dataclass
class Meeting:
    """A room as a web process tells of it, and its participants."""

    media: Gateways
    line: Line | None = None
    room: str = field(default_factory=lambda: str(uuid4()))
    people: dict[str, Participant] = field(default_factory=dict)
    seats: dict[str, dict[str, Any]] = field(default_factory=dict)

    def pushed(self, message: Message) -> None:
        if message["seat"] in self.people:
            self.people[message["seat"]].heard(message["body"])

    async def connect(self) -> None:
        self.line = await Line.open(self.media.folder / "controller.sock", self.pushed)

    @property
    def told(self) -> dict[str, Any]:
        return {"room": self.room, "seats": list(self.seats.values()), "read_at": time.monotonic()}

    async def enter(self, circle: str = "", withheld: Sequence[str] = ()) -> Participant:
        seat = str(uuid4())
        page = f"page-{seat[:8]}"
        self.seats[seat] = {"seat": seat, "state": "present", "instance": page, "circle": circle}
        self.seats[seat]["withheld"] = list(withheld)

        def send(body: dict[str, Any]) -> None:
            assert self.line is not None
            self.line.tell("signal", room=self.room, seat=seat, page=page, to=body["to"], body=body)

        person = self.people[seat] = Participant(seat, send)
        assert self.line is not None
        answer = await self.line.ask("enter", seat=seat, page=page, **self.told)
        person.begin(answer["instance"])
        return person

    def tell(self) -> None:
        assert self.line is not None
        self.line.tell("roster", **self.told)

    async def record(self, *people: Participant) -> None:
        """Of these, and of nobody else, from now on."""
        for seat in self.seats.values():
            seat["record"] = seat["seat"] in {person.seat for person in people}
        assert self.line is not None
        await self.line.ask("record", **self.told)

    def receives(
        self, person: Participant, *others: Participant, kinds: tuple[str, ...] = ("audio", "video")
    ) -> Callable[[], bool]:
        """Whether picture and sound of all the others arrive, from now on."""
        before = dict(person.received)
        keys = list(itertools.product((other.seat for other in others), kinds))
        return lambda: all(person.received[key] > before.get(key, 0) + 2 for key in keys)

    async def receive_each_other(self, people: list[Participant]) -> float:
        asked = [self.receives(person, *(other for other in people if other is not person)) for person in people]
        return await until(
            lambda: all(question() for question in asked),
            lambda: "\n".join(f"{each.seat[:4]} {each.whose} {dict(each.received)}" for each in people),
        )


@pytest.fixture
async def meeting(tmp_path: Path) -> AsyncIterator[Meeting]:
    environment = {**os.environ, "SHAREDCOURT_HOME": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    environment["SHAREDCOURT_JANUS_GATEWAYS"] = "local,local-2"
    with gateways(environment, "local", "local-2") as media:
        made = Meeting(media)
        await made.connect()
        assert made.line is not None
        while sum(each["up"] for each in (await made.line.ask("health"))["gateways"]) < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        yield made
        for person in made.people.values():
            await person.close()
        await made.line.close()


class TestOverARealGateway:
    pytestmark = real

    async def test_circles_are_kept_apart_and_deaths_survived(
        self, meeting: Meeting, settings: Any, tmp_path: Path
    ) -> None:
        first, second = [await meeting.enter() for _ in range(2)]
        apart = await meeting.enter(circle="apart")
        assert meeting.line is not None
        together = [first, second]
        await meeting.receive_each_other(together)

        # Who is apart receives nothing, is not received, and is not recorded; of the others those who agreed.
        await meeting.record(first, apart)
        await meeting.receive_each_other(together)
        assert not apart.received and not any(key[0] == apart.seat for who in together for key in who.received)
        await meeting.record()
        settings.HOME = tmp_path
        await until(lambda: len(list(configuration.recordings_folder(meeting.room).glob("*.mjr"))) == 2)
        tracks = recordings.tracks(meeting.room)
        assert {(track.seat, track.kind) for track in tracks} == set(
            itertools.product((first.seat,), ("audio", "video"))
        )
        for track in tracks:
            subprocess.run(["ffprobe", "-v", "error", track.path], check=True)  # noqa: ASYNC221  a moment

        # The controller is killed: media goes on, and it claims what it had.
        meeting.media.kill9("controller")
        await meeting.receive_each_other(together)
        connections = [(who.up, who.down) for who in together]
        meeting.media.start("controller")
        await meeting.connect()
        meeting.tell()
        third = await meeting.enter()
        together.append(third)
        await meeting.receive_each_other(together)
        assert [(who.up, who.down) for who in together[:2]] == connections

        # The gateway of the room is killed: the room moves to the other one by itself.
        carrying = next(each for each in (await meeting.line.ask("health"))["gateways"] if each["rooms"])
        meeting.media.kill9(carrying["name"])
        seconds = await meeting.receive_each_other(together)
        print(f"moved to another gateway within {seconds:.1f} s")  # noqa: T201  shown by pytest -s
        now = {each["name"]: each for each in (await meeting.line.ask("health"))["gateways"]}
        assert now[carrying["name"]]["rooms"] == 0

        # A gateway that is being emptied takes no new room.
        for name in now:
            await meeting.line.ask("drain", gateway=name, on=True)
        with pytest.raises(ControllerRefused, match="full"):
            await Meeting(meeting.media, meeting.line).enter()

        # The first is taken apart too, elsewhere: what the others receive of it, and it of them, ends.
        meeting.seats[first.seat]["circle"] = "elsewhere"
        begun = time.monotonic()
        meeting.tell()
        pairs = [(first, second), (first, third), (second, first), (third, first)]
        await until(lambda: all(other.seat not in who.whose.values() for who, other in pairs))
        print(f"taken apart within {time.monotonic() - begun:.2f} s")  # noqa: T201
        before = {who.seat: dict(who.received) for who in (first, second, third)}
        await until(meeting.receives(second, third))
        for who, other in pairs:
            for kind in ("audio", "video"):
                assert who.received[other.seat, kind] == before[who.seat].get((other.seat, kind), 0)
        assert dict(first.received) == before[first.seat]


def gateway(name: str, *, cores: int = 1, up: bool = True) -> Gateway:
    made = Gateway(configuration.Place(name, "unix:/nowhere", "", "", cores, is_local=True))
    made.is_up = up
    return made


def test_a_room_goes_to_the_least_loaded_healthy_gateway_that_has_room() -> None:
    small, large, dead, leaving = (
        gateway("small"),
        gateway("large", cores=4),
        gateway("dead", up=False),
        gateway("leaving"),
    )
    leaving.draining = True
    pool = Pool([small, large, dead, leaving])
    assert pool.choose(streams(4), {"large": 100}) is small
    assert pool.choose(streams(4), {"small": 60, "large": 100}) is large
    assert pool.choose(streams(4), {"small": 140, "large": 140 * 4}) is large
    assert pool.choose(streams(4), {"small": 140, "large": 144 * 4 - 5}) is None
    # Twelve rooms of four fill a core.
    assert pool.choose(streams(4), {"small": streams(4) * 11, "large": 144 * 4}) is small


def test_a_local_gateway_is_closed_to_everybody_else(settings: Any, tmp_path: Path) -> None:
    settings.HOME, settings.SHAREDCOURT_JANUS_GATEWAYS = tmp_path, ["local", "local-2"]
    first, second = configuration.places()
    home = configuration.write(first)
    text = (home / "etc" / "janus.jcfg").read_text()
    assert first.secret in text and first.secret != second.secret
    assert "41000-42999" in text and configuration.ports(second) == (43000, 44999)
    assert (home / "etc" / "janus.jcfg").stat().st_mode & 0o077 == 0
    assert (tmp_path / "janus").stat().st_mode & 0o077 == 0
    assert "ws_port" not in (home / "etc" / "janus.transport.websockets.jcfg").read_text()


async def test_without_a_controller_the_room_is_entered_all_the_same(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    backend: backends.MediaBackend = Janus()
    seat = {"seat": str(uuid4()), "state": "present", "instance": "page-1234"}
    media = await backend.welcome("room", seat, [seat])
    assert (media["endpoints"], media["trouble"]) == ([], "away")
    assert await backend.on_signal("room", seat, "server-up", {"epoch": 1}, [seat]) == []
    assert backend.recorded_tracks("room") == []
