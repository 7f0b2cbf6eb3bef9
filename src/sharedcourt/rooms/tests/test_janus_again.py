"""Connections that the gateway has given up or answers late for begin afresh; nobody waits for ever, nobody else is touched."""

import asyncio
from typing import Any

import pytest

from sharedcourt.rooms.janus.backend import DOWN, UP
from sharedcourt.rooms.janus.calls import Call
from sharedcourt.rooms.janus.client import GatewayLate, Message
from sharedcourt.rooms.janus.configuration import Place
from sharedcourt.rooms.janus.pool import Gateway

pytestmark = [pytest.mark.sqlite_only]
FIRST, SECOND, THIRD = (f"0000000{number}-0000-0000-0000-000000000000" for number in (1, 2, 3))
OFFER = {"type": "offer", "sdp": "v=0\r\n"}
ANSWER = {"type": "answer", "sdp": "v=0\r\n\r\nm=audio 9 x 0\r\na=recvonly\r\n"}


class Line:
    """A gateway's answers, as short as they can be."""

    def __init__(self) -> None:
        self.handles = 0
        self.asked: list[tuple[str, int]] = []
        self.late: set[str] = set()  # requests that are not answered in time, once

    async def attach(self) -> int:
        self.handles += 1
        return self.handles

    async def ask(self, kind: str, *, handle: int = 0, **content: Any) -> Message:
        self.asked.append((kind, handle))
        return {}

    async def message(self, handle: int, body: Message, jsep: Message | None = None) -> tuple[Message, Message | None]:
        self.asked.append((body["request"], handle))
        await asyncio.sleep(0)
        if body["request"] in self.late:
            self.late.remove(body["request"])
            raise GatewayLate("not answered in time")
        if body["request"] == "joinandconfigure":
            return {}, {"type": "answer", "sdp": "v=0\r\n"}
        if body["request"] in {"join", "update"}:
            wanted = enumerate(stream["feed"] for stream in body.get("streams", body.get("subscribe", [])))
            streams = [{"mid": str(mid), "feed_id": feed, "active": True, "type": "video"} for mid, feed in wanted]
            return {"streams": streams}, {"type": "offer", "sdp": "v=0\r\n\r\nm=audio 9 x 0\r\na=sendonly\r\n"}
        return {}, None


@pytest.fixture
def told() -> list[tuple[str, Message]]:
    return []


@pytest.fixture
async def call(told: list[tuple[str, Message]], settings: Any, tmp_path: Any) -> Call:
    settings.HOME, settings.SHAREDCOURT_KEYS_DIR = tmp_path, tmp_path / "keys"
    made = Call("room", lambda _room, seat, body: told.append((seat, body)), lambda: None)
    roster = [
        {"seat": seat, "state": "present", "instance": f"page-{seat[7]}", "circle": ""} for seat in (FIRST, SECOND)
    ]
    made.see(roster)
    for seat in (FIRST, SECOND):
        made.heard(seat, f"page-{seat[7]}", UP, {"epoch": 1, "description": OFFER})
    return made


def gateway() -> Gateway:
    made = Gateway(Place("near", "unix:/nowhere", "", "", 1, is_local=False))
    made.connection, made.is_up = Line(), True  # type: ignore[assignment]
    return made


async def settled() -> None:
    for _ in range(200):
        await asyncio.sleep(0.002)


async def test_what_is_offered_while_there_is_no_gateway_is_the_first_that_the_next_one_hears(
    call: Call, told: list[tuple[str, Message]]
) -> None:
    await settled()
    assert told == []
    # Another try of the same page takes the place of the first.
    call.heard(FIRST, "page-1", UP, {"epoch": 2, "description": OFFER})
    call.heard(FIRST, "page-1", UP, {"epoch": 2, "candidate": {}})
    await call.make(gateway())
    await settled()
    answers = [(seat, body["epoch"]) for seat, body in told if body["from"] == UP]
    assert sorted(answers) == [(FIRST, 2), (SECOND, 1)]
    # Both were about to send: each is offered the other at once, and nothing twice.
    assert sorted(seat for seat, body in told if body["from"] == DOWN) == [FIRST, SECOND]


async def test_a_page_comes_back_to_connections_that_are_gone(call: Call, told: list[tuple[str, Message]]) -> None:
    near = gateway()
    await call.make(near)
    await settled()
    before, other = call.people[FIRST], call.people[SECOND]
    near.heard({"janus": "hangup", "sender": before.up_handle, "reason": "ICE failed"})
    near.heard({"janus": "hangup", "sender": before.down_handle, "reason": "ICE failed"})
    await settled()
    assert not call.people[FIRST].sends

    # Trying to restart the path of what is gone would fail again and again: the page hears of a new instance at once.
    told.clear()
    call.heard(FIRST, "page-1", UP, {"epoch": 1, "description": OFFER})
    await settled()
    now = call.people[FIRST]
    assert now.instance != before.instance
    assert (told[0][0], told[0][1]["want"], told[0][1]["from_instance"]) == (FIRST, "offer", now.instance)
    detached = {handle for kind, handle in near.connection.asked if kind == "detach"}  # type: ignore[union-attr]
    assert detached >= {before.up_handle, before.down_handle}
    assert call.people[SECOND] is other and other.sends

    call.heard(FIRST, "page-1", UP, {"epoch": 1, "to_instance": now.instance, "description": OFFER})
    await settled()
    assert call.people[FIRST].sends
    # Whose line was broken shortly goes on with what there is.
    call.welcome_back(call.people[FIRST])
    assert call.people[FIRST] is now


def someone(seat: str, state: str = "present") -> Message:
    return {"seat": seat, "state": state, "instance": f"page-{seat[7]}", "circle": ""}


async def test_whoever_comes_while_pictures_are_asked_for_is_seen_by_all(call: Call) -> None:
    await call.make(gateway())
    await settled()
    first, second = call.people[FIRST], call.people[SECOND]
    # Both answer at once, and a third comes just then: the room changes under those who ask.
    call.heard(FIRST, "page-1", DOWN, {"epoch": first.down_epoch, "description": ANSWER})
    call.heard(SECOND, "page-2", DOWN, {"epoch": second.down_epoch, "description": ANSWER})
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    call.see([someone(FIRST), someone(SECOND), someone(THIRD)])
    call.heard(THIRD, "page-3", UP, {"epoch": 1, "description": OFFER})
    await settled()
    third = call.people[THIRD].feed
    assert third in first.subscribed
    assert third in second.subscribed


@pytest.mark.parametrize("late", ["join", "update"])
async def test_what_the_gateway_did_not_answer_in_time_is_begun_anew(
    call: Call, told: list[tuple[str, Message]], late: str
) -> None:
    near = gateway()
    if late == "join":
        near.connection.late.add(late)  # type: ignore[union-attr]
    await call.make(near)
    await settled()
    if late == "update":
        for person in (call.people[FIRST], call.people[SECOND]):
            call.heard(person.seat, person.page, DOWN, {"epoch": 1, "description": ANSWER})
        await settled()
        near.connection.late.add(late)  # type: ignore[union-attr]
        call.see([someone(FIRST), someone(SECOND), someone(THIRD)])
        call.heard(THIRD, "page-3", UP, {"epoch": 1, "description": OFFER})
    await settled()
    await settled()
    assert not near.connection.late  # type: ignore[union-attr]
    for person in call.people.values():
        assert set(person.subscribed) == call.wanted(person)
        offers = [body["epoch"] for seat, body in told if seat == person.seat and body["from"] == DOWN]
        assert offers[-1] == person.down_epoch
    assert max(person.down_epoch for person in call.people.values()) == 2
