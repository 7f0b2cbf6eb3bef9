"""The record's WebSocket, as pages meet it."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
from channels.db import database_sync_to_async
from channels.routing import URLRouter

from sharedcourt.hearings.transcript import actions, consumers, queries
from sharedcourt.hearings.transcript.routing import websocket_urlpatterns
from sharedcourt.hearings.transcript.tests import making
from sharedcourt.people import cast
from sharedcourt.people.models import Membership
from sharedcourt.rooms.tests.socket import Socket

pytestmark = pytest.mark.django_db(transaction=True)


class Page:
    """One connection."""

    def __init__(self, socket: Socket) -> None:
        self.socket = socket

    async def say(self, kind: str, **content: Any) -> None:
        await self.socket.send_json({"type": kind, **content})

    async def hear(self, kind: str) -> dict[str, Any]:
        for _ in range(20):
            message: dict[str, Any] = await self.socket.receive_json()
            if message["type"] == kind:
                return message
        raise AssertionError(f"{kind} did not come")

    async def closed(self) -> int:
        for _ in range(20):
            output = await self.socket.receive_output(timeout=5)
            if output["type"] == "websocket.close":
                return int(output["code"])
        raise AssertionError("not closed")


def put(number: int, text: str, **more: Any) -> dict[str, Any]:
    facts = {"number": number, "line": str(uuid4()), "seen": 0, "rank": f"{number:08}", "text": text, "at_ms": 0}
    return {**facts, **more}


@pytest.fixture
def row(transactional_db):
    return making.begun(making.hearing_of(making.case_with_defendant()))


@pytest.fixture
async def page(row) -> AsyncIterator[Any]:
    application = URLRouter(websocket_urlpatterns)
    opened = []

    async def opener(member, hearing=None):
        socket = Socket(application, f"/ws/hearings/{hearing or row.hearing_id}/transcript/", headers=[])
        socket.scope["user"] = await database_sync_to_async(cast.person)(member) if member else None
        assert await socket.connect()
        opened.append(socket)
        return Page(socket)

    yield opener
    for socket in opened:
        await socket.disconnect()


async def take_pen(row, name="page-of-the-clerk"):
    await database_sync_to_async(actions.take_pen)(by=row.hearing.clerk, transcript=row, name=name)


async def test_readers_get_a_line_as_it_is_written(row, page):
    await take_pen(row)
    clerk, reader = await page(cast.COURT_CLERK), await page(cast.BORROWER)
    await reader.say("since", seq=0)
    assert (await reader.hear("record"))["writer"] == "许记"
    await clerk.say("operations", pen="page-of-the-clerk", operations=[put(1, "现在开庭。")])
    assert await clerk.hear("applied") == {"type": "applied", "number": 1, "seq": 1}
    told = await reader.hear("written")
    assert [line["text"] for line in told["lines"]] == ["现在开庭。"]
    assert (told["before"], told["seq"]) == (0, 1)


async def test_who_comes_back_gets_what_was_written_meanwhile_and_nothing_twice(row, page):
    await take_pen(row)
    clerk = await page(cast.COURT_CLERK)
    await clerk.say("operations", pen="page-of-the-clerk", operations=[put(1, "一"), put(2, "二")])
    await clerk.hear("applied")
    reader = await page(cast.JUDGE)
    await reader.say("since", seq=1)
    told = await reader.hear("record")
    assert [line["text"] for line in told["lines"]] == ["二"]


async def test_a_reader_who_writes_is_refused(row, page):
    await take_pen(row)
    reader = await page(cast.OFFICER)
    await reader.say("operations", pen="page-of-the-clerk", operations=[put(1, "x")])
    assert (await reader.hear("refused"))["field"] == "not_allowed"


async def test_strangers_and_who_is_not_signed_in_find_nothing(row, page):
    for member in (cast.STRANGER, cast.WIFE, None):
        assert await (await page(member)).closed() == consumers.NOT_HERE
    assert await (await page(cast.JUDGE, uuid4())).closed() == consumers.NOT_HERE


async def test_who_may_not_read_any_more_is_cut_off(row, page, monkeypatch):
    monkeypatch.setattr(consumers, "LOOK_EVERY_S", 0.1)
    reader = await page(cast.BORROWER)
    await reader.say("since", seq=0)
    await reader.hear("record")
    await database_sync_to_async(row.hearing.participants.all().delete)()
    assert await reader.closed() == consumers.NOT_HERE


async def test_a_clerk_who_left_the_court_writes_no_more(row, page):
    await take_pen(row)
    clerk = await page(cast.COURT_CLERK)
    await database_sync_to_async(Membership.objects.filter(user=row.hearing.clerk).update)(is_active=False)
    await clerk.say("since", seq=0)
    await clerk.say("operations", pen="page-of-the-clerk", operations=[put(1, "x")])
    assert (await clerk.hear("refused"))["field"] == "not_allowed"


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"type": "burn"}', '{"type": "since"}', '{"type": "since", "seq": -1}', "x" * 3_000_000]
)
async def test_nonsense_is_refused_and_the_line_stays(row, page, text):
    reader = await page(cast.JUDGE)
    await reader.socket.send_text(text)
    assert (await reader.hear("refused"))["field"] in {"malformed", "too_large"}
    await reader.say("ping")
    await reader.hear("pong")


async def test_the_older_page_is_told_that_another_writes(row, page):
    await take_pen(row, "older-page")
    old = await page(cast.COURT_CLERK)
    await old.say("since", seq=0)
    await old.hear("record")
    await take_pen(row, "newer-page")
    assert (await old.hear("record"))["pen"] == "newer-page"


async def test_proposals_reach_the_clerk_alone(row, page):
    clerk, reader = await page(cast.COURT_CLERK), await page(cast.BORROWER)
    await database_sync_to_async(actions.propose)(
        by=row.hearing.clerk, transcript=row, said=[actions.Said("听到的", 1000)]
    )
    assert [line["state"] for line in (await clerk.hear("written"))["lines"]] == ["proposed"]
    assert (await reader.hear("written"))["lines"] == []


async def test_a_message_that_got_lost_is_made_up_for(row, page, monkeypatch):
    monkeypatch.setattr(consumers, "LOOK_EVERY_S", 0.2)
    reader = await page(cast.JUDGE)
    await reader.say("since", seq=0)
    await reader.hear("record")
    with monkeypatch.context() as patched:
        patched.setattr("sharedcourt.hearings.transcript.live._send", lambda *_: None)
        await database_sync_to_async(actions.write)(by=row.hearing.clerk, transcript=row, text="丢失的一行")
    told = await reader.hear("record")
    while not told["lines"]:
        told = await reader.hear("record")
    assert [line["text"] for line in told["lines"]] == ["丢失的一行"]
    assert await database_sync_to_async(lambda: queries.lines(row).count())() == 1
