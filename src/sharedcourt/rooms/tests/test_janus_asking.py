"""Pages are asked to begin until they do; a room without a gateway is spoken of once, and not before it is sure."""

import asyncio
from typing import Any
from unittest.mock import AsyncMock

import pytest

from sharedcourt.rooms.backends import DOWN, UP
from sharedcourt.rooms.janus.calls import TELL_AFTER_S, Call
from sharedcourt.rooms.janus.client import GatewayRefused, Message
from sharedcourt.rooms.janus.person import INVITE_AFTER_S

SEAT = "00000000-0000-4000-8000-00000000000a"
OTHER = "00000000-0000-4000-8000-00000000000b"


class Clock:
    now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("time.monotonic", made.monotonic)
    return made


@pytest.fixture
def said() -> list[Message]:
    return []


@pytest.fixture
def call(said: list[Message]) -> Call:
    """One person is inside and has not begun to send."""
    made = Call("room", lambda room, seat, body: said.append(body), lambda: None)
    made.see([{"seat": SEAT, "state": "present", "instance": "page"}])
    return made


async def test_a_page_is_asked_to_send_until_it_offers(
    clock: Clock, call: Call, said: list[Message], monkeypatch: Any
) -> None:
    monkeypatch.setattr(Call, "_heard_up", AsyncMock())
    monkeypatch.setattr(Call, "_heard_down", AsyncMock())
    call.gateway = AsyncMock()
    for times in (1, 2, 3):
        clock.now += INVITE_AFTER_S + 0.1
        call.tick()
        assert [body["want"] for body in said if body["from"] == UP] == ["offer"] * times
        # That it receives the others says nothing about its sending.
        call.heard(SEAT, "page", DOWN, {"epoch": 1, "description": {"type": "answer", "sdp": ""}})
    call.heard(SEAT, "page", UP, {"epoch": 1, "description": {"type": "offer", "sdp": ""}})
    clock.now += 10 * INVITE_AFTER_S
    call.tick()
    assert len(said) == 3
    await asyncio.gather(*call._tasks)


@pytest.mark.parametrize("is_there", [True, False], ids=["a gateway is there", "the room is on none yet"])
async def test_paths_of_an_offer_that_was_refused_are_no_beginning(
    clock: Clock, call: Call, said: list[Message], monkeypatch: Any, is_there: bool
) -> None:
    """A page offers before it is let in; the offer is refused, and what follows it gets through."""
    monkeypatch.setattr(Call, "_heard_up", AsyncMock())
    gateway = AsyncMock()
    gateway.place.is_local = False
    if is_there:
        call.gateway = gateway
    call.heard(SEAT, "page", UP, {"epoch": 1, "candidate": {"candidate": "…"}})
    if not is_there:
        await call.make(gateway)
    clock.now += INVITE_AFTER_S + 0.1
    call.tick()
    assert [body["want"] for body in said if body["from"] == UP] == ["offer"]
    await asyncio.gather(*call._tasks)


async def test_who_has_gone_by_themselves_while_a_new_controller_looks_does_not_stop_it(call: Call) -> None:
    gateway = AsyncMock()
    gateway.order.side_effect = [
        {"participants": [{"id": f"{OTHER}-feed", "publisher": True}]},
        GatewayRefused(428, "gone"),
    ]
    assert await call.adopt(gateway)
    assert call.gateway is gateway and gateway.order.await_args_list[1].args == ("kick",)
    await asyncio.gather(*call._tasks)


async def test_trouble_is_told_once_and_only_when_it_lasts(clock: Clock, call: Call, said: list[Message]) -> None:
    def told() -> list[str]:
        return [body["trouble"] for body in said if body["type"] == "trouble"]

    call.tell_trouble("away")
    clock.now += TELL_AFTER_S / 2
    call.tell_trouble("away")
    assert told() == []
    for _ in range(3):
        clock.now += TELL_AFTER_S
        call.tell_trouble("away")
    assert told() == ["away"]
    call.tell_trouble("full")
    assert told() == ["away", "full"]

    # A gateway takes the room; the next trouble is a new one.
    gateway = AsyncMock()
    gateway.place.is_local = False
    await call.make(gateway)
    call.tell_trouble("full")
    assert told() == ["away", "full"]
    clock.now += TELL_AFTER_S + 0.1
    call.tell_trouble("full")
    assert told() == ["away", "full", "full"]
