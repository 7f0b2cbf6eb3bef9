"""What a page may cost the controller and the gateway, and that whoever was removed sends nothing more."""

import asyncio
from typing import Any

import pytest

from sharedcourt.rooms.backends import UP
from sharedcourt.rooms.janus import controller as controlling
from sharedcourt.rooms.janus.calls import Call
from sharedcourt.rooms.janus.controller import Controller
from sharedcourt.rooms.janus.negotiation import MOST_WAITING
from sharedcourt.rooms.tests.test_janus_recording import FIRST, Gateway, controller, gateway, settled

__all__ = ["controller", "gateway"]


@pytest.fixture
def call(controller: Controller, gateway: Gateway) -> Call:
    """The first has not begun to send."""
    made = controller.calls["room"]
    first = made.people[FIRST]
    first.up_handle, first.up_epoch, first.sends = 0, 0, False
    return made


def begun(gateway: Gateway) -> int:
    """How often the gateway was asked to take what a page sends."""
    asked = [made.args[1]["request"] for made in gateway.line.message.await_args_list]
    return asked.count("joinandconfigure")


def offer(epoch: int) -> dict[str, Any]:
    return {"epoch": epoch, "description": {"type": "offer", "sdp": ""}}


def candidate(epoch: int) -> dict[str, Any]:
    return {"epoch": epoch, "candidate": {"candidate": "candidate"}}


@pytest.mark.parametrize("waits_for", ["attach", "allowed", "joinandconfigure"])
async def test_whoever_is_removed_while_beginning_to_send_is_detached(
    call: Call, gateway: Gateway, waits_for: str
) -> None:
    person = call.people[FIRST]
    person.record = True

    def removed() -> None:
        call.people.pop(FIRST, None)
        call.live.pop(FIRST, None)

    async def attach(*_: Any) -> int:
        if waits_for == "attach":
            removed()
        return 77

    async def order(what: str, **_: Any) -> dict[str, Any]:
        if waits_for == what:
            removed()
        return {}

    async def message(handle: int, request: dict[str, Any], *_: Any) -> tuple[dict[str, Any], None]:
        asked.append(request["request"])
        if waits_for == request["request"]:
            removed()
        return {}, None

    asked: list[str] = []
    gateway.attach.side_effect, gateway.order.side_effect = attach, order
    gateway.line.message.side_effect = message
    call.heard(FIRST, "page", UP, offer(1))
    await settled(call)
    gateway.detach.assert_awaited_with(77)
    assert not person.sends
    assert ("joinandconfigure" in asked) == (waits_for == "joinandconfigure")


async def test_what_waits_for_an_offer_that_never_comes_is_bounded(call: Call, gateway: Gateway) -> None:
    for _ in range(3 * MOST_WAITING):
        call.heard(FIRST, "page", UP, candidate(9))
        await asyncio.sleep(0)
    await settled(call)
    assert len(call.live[FIRST].early) == MOST_WAITING
    call.gateway = None
    for _ in range(3 * MOST_WAITING):
        call.heard(FIRST, "page", UP, candidate(9))
    for _ in range(5):
        call.heard(FIRST, "page", UP, offer(9))
    assert len(call.live[FIRST].held) <= MOST_WAITING


async def test_while_the_gateway_hangs_steps_do_not_pile_up_and_the_last_offer_counts(
    call: Call, gateway: Gateway
) -> None:
    live = call.live[FIRST]
    await live.up.acquire()
    for _ in range(3 * MOST_WAITING):
        call.heard(FIRST, "page", UP, candidate(1))
    assert len(call._tasks) == live.waiting == MOST_WAITING
    live.up.release()
    await settled(call)
    assert live.waiting == 0

    await live.up.acquire()
    for epoch in (1, 2, 3):
        call.heard(FIRST, "page", UP, offer(epoch))
    live.up.release()
    await settled(call)
    assert call.people[FIRST].up_epoch == 3
    assert begun(gateway) == 1


async def test_offers_in_a_flood_are_not_carried_out(call: Call, gateway: Gateway) -> None:
    for epoch in range(1, 100):
        call.heard(FIRST, "page", UP, offer(epoch))
        await settled(call)
    assert 20 <= begun(gateway) <= 25


async def test_nothing_is_left_of_a_room_that_was_forgotten(
    controller: Controller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(controlling, "TICK_S", 0)
    monkeypatch.setattr(controlling, "EMPTY_S", -1.0)
    controller.call("empty")
    ticking = asyncio.create_task(controller.tick())
    await asyncio.sleep(0.05)
    ticking.cancel()
    assert "empty" not in controller.calls
    assert "empty" not in controller.asked_at
