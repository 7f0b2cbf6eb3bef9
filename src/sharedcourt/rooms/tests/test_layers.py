"""How much of each picture a page receives: what it shows, what its line carries, and no flapping."""

import asyncio
import time
from types import SimpleNamespace
from typing import Any
from unittest.mock import AsyncMock

import pytest

from sharedcourt.rooms.janus import configuration
from sharedcourt.rooms.janus.calls import Call
from sharedcourt.rooms.janus.layers import FULL, LEAST, LESS_AFTER_S, NOTHING, Picture, covering
from sharedcourt.rooms.janus.person import Live, Person

HALF = 1
ROWS = 360


@pytest.mark.parametrize(
    ("shown", "layer"),
    [(1, LEAST), (90, LEAST), (120, LEAST), (121, HALF), (180, HALF), (240, HALF), (241, FULL), (1080, FULL)],
)
def test_the_least_layer_that_fills_what_is_shown(shown: int, layer: int) -> None:
    assert covering(shown, ROWS) == layer


@pytest.mark.parametrize(
    ("shown", "line", "layer"),
    [
        # A page that has said nothing gets everything.
        (None, 0, FULL),
        (None, 2, LEAST),
        (720, 0, FULL),
        (720, 1, HALF),
        (720, 2, LEAST),
        (110, 0, LEAST),
        (110, 1, LEAST),
        # Not seen, or a line for sound only: no picture at all.
        (0, 0, NOTHING),
        (720, 3, NOTHING),
        (None, 3, NOTHING),
    ],
)
def test_a_page_receives_what_it_shows_and_its_line_carries(shown: int | None, line: int, layer: int) -> None:
    assert Picture().choose(shown=shown, line=line, full=ROWS, now=0.0) == layer


STORIES: dict[str, list[tuple[float, int, int, int]]] = {
    # (second, rows shown, line, layer received)
    "larger at once, smaller only after a while": [(0, 100, 0, LEAST), (1, 700, 0, FULL), (2, 100, 0, FULL),
                                                   (3.9, 100, 0, FULL), (4, 100, 0, LEAST)],
    "small for a moment changes nothing": [(0, 700, 0, FULL), (1, 100, 0, FULL), (2, 700, 0, FULL), (3.5, 100, 0, FULL),
                                           (4, 100, 0, FULL), (5.5, 100, 0, LEAST)],
    "around a border it stays": [(0, 250, 0, FULL), (1, 235, 0, FULL), (9, 235, 0, FULL), (10, 200, 0, FULL),
                                 (12, 200, 0, HALF), (13, 235, 0, HALF), (20, 241, 0, FULL)],
    "a hidden page is paused after a while, and back at once": [(0, 700, 0, FULL), (1, 0, 0, FULL), (3, 0, 0, NOTHING),
                                                                (9, 700, 0, FULL)],
    "a poor line waits for nothing": [(0, 700, 0, FULL), (1, 700, 1, HALF), (1.1, 700, 3, NOTHING), (9, 700, 2, LEAST),
                                      (10, 700, 0, FULL)],
    "a poor line and a smaller picture": [(0, 700, 0, FULL), (1, 100, 1, HALF), (3, 100, 1, LEAST), (4, 700, 1, HALF)],
}  # fmt: skip


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_what_is_received_does_not_flap(story: list[tuple[float, int, int, int]]) -> None:
    picture = Picture()
    found = [(at, picture.choose(shown=shown, line=line, full=ROWS, now=at)) for at, shown, line, _ in story]
    assert found == [(at, layer) for at, _, _, layer in story]


class Gateway:
    """A gateway that only writes down what it is asked."""

    def __init__(self) -> None:
        self.line = SimpleNamespace(message=AsyncMock(return_value=({}, None)))
        self.order = AsyncMock(return_value={})

    @property
    def layers(self) -> list[dict[str, Any]]:
        """The streams of the last request."""
        streams: list[dict[str, Any]] = self.line.message.call_args.args[1]["streams"]
        return sorted(streams, key=lambda stream: str(stream["mid"]))


def seat(number: int) -> str:
    return f"0000000{number}-0000-4000-8000-000000000000"


@pytest.fixture
def call(settings: Any) -> tuple[Call, Gateway]:
    """The first person receives the second's and the third's picture and sound."""
    settings.SHAREDCOURT_VIDEO = "640x360@15"
    made, gateway = Call("room", lambda *_: None, lambda: None), Gateway()
    made.gateway = gateway  # type: ignore[assignment]
    for number in (1, 2, 3):
        person = Person(seat(number), "page", feed=f"{seat(number)}-feed", sends=True)
        person.sent = {"0": "audio", "1": "video"}
        person.muted = dict.fromkeys(person.sent, False)
        made.people[person.seat], made.live[person.seat] = person, Live()
    first = made.people[seat(1)]
    first.down_handle, first.pictures = 7, ["1", "3"]
    first.mids = {"0": f"{seat(2)}-feed", "1": f"{seat(2)}-feed", "2": f"{seat(3)}-feed", "3": f"{seat(3)}-feed"}
    first.subscribed = sorted(set(first.mids.values()))
    for person in list(made.people.values())[1:]:
        person.subscribed = sorted(other.feed for other in made.people.values() if other is not person)
    return made, gateway


async def settled(call: Call) -> None:
    for live in call.live.values():
        if live.settler is not None:
            await live.settler


async def test_a_call_asks_for_the_layers_that_a_page_shows(call: tuple[Call, Gateway]) -> None:
    room, gateway = call
    room.view(seat(1), "page", {seat(2): 600, seat(3): 100}, 0)
    await settled(room)
    large, small = {"mid": "1", "send": True, "substream": 2}, {"mid": "3", "send": True, "substream": 0}
    assert gateway.layers == [large, small]

    # The same again asks nothing; another page of that person's has no say; a new speaker changes one at once.
    room.view(seat(1), "page", {seat(2): 600, seat(3): 100}, 0)
    room.view(seat(1), "older", {seat(2): 0, seat(3): 0}, 3)
    await settled(room)
    assert gateway.line.message.await_count == 1
    room.view(seat(1), "page", {seat(2): 100, seat(3): 600}, 0)
    await settled(room)
    assert gateway.layers == [{"mid": "3", "send": True, "substream": 2}]

    # Time alone brings the other one down; a line for sound only stops both at once, and never the sound.
    for picture in room.live[seat(1)].layers.values():
        if not picture.is_settled:
            picture._less_since = time.monotonic() - LESS_AFTER_S
    room.tick()
    await settled(room)
    assert gateway.layers == [{"mid": "1", "send": True, "substream": 0}]
    room.view(seat(1), "page", {seat(2): 100, seat(3): 600}, 3)
    await settled(room)
    assert gateway.layers == [{"mid": "1", "send": False}, {"mid": "3", "send": False}]


async def test_what_the_roster_calls_off_is_shut_at_the_gateway(call: tuple[Call, Gateway]) -> None:
    room, gateway = call
    roster = [
        {"seat": seat(number), "state": "present", "instance": "page", "withheld": ["audio"] if number == 2 else []}
        for number in (1, 2, 3)
    ]
    room.see(roster)
    await settled(room)
    (order,) = [each for each in gateway.order.await_args_list if each.args == ("moderate",)]
    assert (order.kwargs["id"], order.kwargs["mid"], order.kwargs["mute"]) == (f"{seat(2)}-feed", "0", True)
    room.see([{**each, "withheld": []} for each in roster])
    await settled(room)
    assert gateway.order.await_args_list[-1].kwargs["mute"] is False
    assert gateway.order.await_count == 2


async def test_what_is_recorded_goes_on_when_a_layer_ends(call: tuple[Call, Gateway]) -> None:
    room, gateway = call
    person = room.people[seat(2)]
    person.up_handle = 9
    ended = {"janus": "media", "sender": 9, "type": "video", "mid": "1", "substream": 2, "receiving": False}
    heard = room._up_listener(person)
    heard(ended)
    person.recorded = True
    heard({**ended, "type": "audio"})
    heard(ended)
    await asyncio.gather(*room._tasks)
    gateway.line.message.assert_awaited_once_with(9, {"request": "configure", "keyframe": True})


@pytest.mark.parametrize(
    ("video", "layers_kbps"),
    [("640x360@15", 384 + 154 + 80), ("1280x720@30", 3072 * 1.5), ("1920x1080@15", 3456 * 1.5)],
)
def test_the_rooms_bit_rate_holds_all_layers_and_a_shared_screen(settings: Any, video: str, layers_kbps: float) -> None:
    settings.SHAREDCOURT_VIDEO = video
    assert configuration.room_bitrate() >= layers_kbps * 1000
    assert f"x{configuration.picture_height()}@" in video
