"""Whom the gateway records: exactly those whom the roster names, whatever was lost on the way."""

import asyncio
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import AsyncMock, Mock

import pytest

from sharedcourt.rooms.janus.backend import _seen
from sharedcourt.rooms.janus.calls import Call
from sharedcourt.rooms.janus.client import GatewayGone
from sharedcourt.rooms.janus.controller import Controller
from sharedcourt.rooms.janus.person import Live, Person
from sharedcourt.rooms.queries import Roster

FIRST, SECOND = (f"0000000{number}-0000-4000-8000-000000000000" for number in (1, 2))


class Gateway:
    """Writes down what it is asked."""

    name = "local"

    def __init__(self) -> None:
        self.line = SimpleNamespace(message=AsyncMock(return_value=({}, None)))
        self.order = AsyncMock(return_value={"participants": []})
        self.detach = AsyncMock()
        self.attach = AsyncMock(return_value=77)
        self.heard_by: dict[int, Any] = {}

    @property
    def recorded(self) -> list[tuple[int, bool]]:
        """By handle, in order: to be recorded or not."""
        asked = [call.args for call in self.line.message.await_args_list]
        return [(args[0], args[1]["record"]) for args in asked if "record" in args[1]]


@pytest.fixture
def controller(settings: Any, tmp_path: Path) -> Controller:
    settings.HOME = tmp_path
    return Controller(tmp_path, [])


@pytest.fixture
def gateway(controller: Controller) -> Gateway:
    """The first and the second send, over the handles 1 and 2."""
    made, call = Gateway(), controller.call("room")
    call.gateway = made  # type: ignore[assignment]
    for number, seat in enumerate((FIRST, SECOND), start=1):
        person = Person(seat, "page", feed=f"{seat}-feed", sends=True, up_handle=number)
        call.people[seat], call.live[seat] = person, Live()
    for person in call.people.values():
        person.subscribed = sorted(other.feed for other in call.people.values() if other is not person)
    return made


def roster(*recorded: str, read_at: float) -> dict[str, Any]:
    read = Roster({"seat": seat, "state": "present", "instance": "page", "circle": ""} for seat in (FIRST, SECOND))
    read.recorded = frozenset(recorded)
    return {"room": "room", "seats": _seen(read), "read_at": read_at}


async def settled(call: Call) -> None:
    await asyncio.gather(*(live.settler for live in call.live.values() if live.settler), *call._tasks)


async def test_only_whom_the_roster_names_is_recorded(controller: Controller, gateway: Gateway) -> None:
    call = controller.calls["room"]
    await controller.on_record(roster(FIRST, read_at=1))
    await settled(call)
    assert gateway.recorded == [(1, True)]
    # Said again it changes nothing; an order that never came is made up for by the roster.
    await controller.on_roster(roster(FIRST, read_at=2))
    await settled(call)
    await controller.on_roster(roster(read_at=4))
    await settled(call)
    assert gateway.recorded == [(1, True), (1, False)]
    # What was read before the end comes after it.
    await controller.on_record(roster(FIRST, SECOND, read_at=3))
    await settled(call)
    assert gateway.recorded == [(1, True), (1, False)]


async def test_an_order_the_gateway_did_not_hear_is_given_again(controller: Controller, gateway: Gateway) -> None:
    call = controller.calls["room"]
    await controller.on_record(roster(FIRST, read_at=1))
    await settled(call)
    gateway.line.message.side_effect = GatewayGone
    await controller.on_record(roster(read_at=2))
    await settled(call)
    gateway.line.message.side_effect = None
    await controller.on_roster(roster(read_at=3))
    await settled(call)
    assert gateway.recorded[-1] == (1, False)
    assert call.people[FIRST].recorded is False


async def test_after_a_restart_everyone_is_set_anew(controller: Controller, gateway: Gateway) -> None:
    call = controller.calls["room"]
    # What was written down last is not sure: the order may have been under way.
    call.people[FIRST].recorded = False
    gateway.order.return_value = {
        "participants": [{"id": f"{seat}-feed", "publisher": True} for seat in (FIRST, SECOND)]
    }
    await call.adopt(gateway)  # type: ignore[arg-type]
    await settled(call)
    assert sorted(gateway.recorded) == [(1, False), (2, False)]


async def test_whoever_asks_once_passes_nothing_on_to_the_pages(controller: Controller, gateway: Gateway) -> None:
    rooms, once = (Mock(is_closing=Mock(return_value=False)) for _ in range(2))
    await controller._answer({"op": "roster", **roster(read_at=1)}, rooms)
    await controller._answer({"op": "record", **roster(FIRST, read_at=2)}, once)
    controller.push("room", FIRST, {"type": "signal"})
    await settled(controller.calls["room"])
    assert (rooms.write.call_count, once.write.call_count) == (1, 0)


async def test_what_no_web_process_was_there_to_hear_is_said_again(controller: Controller, gateway: Gateway) -> None:
    """Somebody leaves while the controller starts anew: the others' pages must hear that their lines end."""
    call = controller.calls["room"]
    call._offer(call.people[FIRST], {"type": "offer", "sdp": "v=0"})
    web, other = (Mock(is_closing=Mock(return_value=False)) for _ in range(2))
    await controller._answer(
        {"op": "view", "room": "room", "seat": SECOND, "page": "page", "sizes": {}, "line": 0}, web
    )
    await controller._answer({"op": "roster", **roster(read_at=1)}, other)
    await settled(call)
    heard = [json.loads(written.args[0]) for written in web.write.call_args_list]
    assert [(message["seat"], message["body"]["description"]["type"]) for message in heard] == [(FIRST, "offer")]
    assert not other.write.called


async def test_everybody_who_sends_is_asked_for_a_whole_picture(controller: Controller, gateway: Gateway) -> None:
    """Whoever reads what is being recorded must find where a picture begins."""
    assert await controller.on_pictures({"room": "room"}) == {"asked": 2}
    asked = [call.args[:2] for call in gateway.line.message.await_args_list]
    assert asked == [(handle, {"request": "configure", "keyframe": True}) for handle in (1, 2)]
    assert await controller.on_pictures({"room": "nowhere"}) == {"asked": 0}
