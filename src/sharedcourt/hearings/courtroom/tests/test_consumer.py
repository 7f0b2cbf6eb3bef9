"""The hearing over the room's WebSocket: the door, the floor, the panel's hints, and nothing for whoever waits apart."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from channels.db import database_sync_to_async
from channels.routing import URLRouter

from sharedcourt.hearings.courtroom.actions import discipline, opening, order
from sharedcourt.hearings.courtroom.tests.making import Hall
from sharedcourt.people.models import User
from sharedcourt.rooms import actions as rooms
from sharedcourt.rooms.routing import websocket_urlpatterns
from sharedcourt.rooms.tests.conftest import AGENT, Page
from sharedcourt.rooms.tests.socket import Socket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]
sync = database_sync_to_async
Comer = Callable[..., Any]


@pytest.fixture
async def come() -> AsyncIterator[Comer]:
    """`await come(hall, user)` opens the person's page of the room and says hello."""
    opened: list[Page] = []

    async def comer(hall: Hall, user: User, *, page: str = "") -> Page:
        room = (await sync(lambda: hall.hearing)()).room_id
        socket = Socket(URLRouter(websocket_urlpatterns), f"/ws/rooms/{room}/", headers=[AGENT])
        socket.scope["user"] = user
        assert await socket.connect()
        made = Page(socket, None)
        opened.append(made)
        await made.say("hello", v=1, instance=page or f"page-of-{user.username}", mic=True, camera=True)
        return made

    yield comer
    for made in opened:
        await made.socket.disconnect()


async def inside(page: Page) -> dict[str, Any]:
    return await page.hear("welcome", lambda message: message["stage"] == "call")


async def lead(hall: Hall, stage: str) -> None:
    await sync(lambda: order.advance(by=hall.judge, hearing=hall.hearing, stage=stage))()


def mic_of(roster: dict[str, Any], user: User) -> bool:
    return bool(next(seat["mic"] for seat in roster["seats"] if seat["name"] == user.name))


async def test_a_hearing_over_the_line(come: Comer) -> None:
    hall = await sync(Hall)()
    await sync(hall.prepared)()
    judge = await come(hall, hall.judge)
    await inside(judge)

    # Without declaration and identity the page is sent elsewhere first.
    refused = await come(hall, hall.borrower)
    error = await refused.hear("error")
    assert (error["code"], error["to"]) == ("first_elsewhere", f"/hearings/{hall.hearing_pk}/entry/")

    clerk = await come(hall, hall.clerk)
    await clerk.hear("welcome")
    await sync(lambda: rooms.admit(by=hall.judge, seat=hall.seat(hall.clerk)))()
    await inside(clerk)
    pages: dict[User, Page] = {}
    for user in (hall.officer, hall.borrower, hall.witness):
        await sync(hall.declares)(user)
        pages[user] = await come(hall, user)
        waiting = await pages[user].hear("welcome")
        assert waiting["stage"] == "waiting"
    for user in (hall.officer, hall.borrower):
        await sync(lambda user=user: discipline.call_in(by=hall.clerk, hearing=hall.hearing, who=hall.part(user)))()
        await inside(pages[user])
    # The judge's own taps let no witness in.
    witness_seat = str((await sync(hall.seat)(hall.witness)).pk)
    await judge.say("moderate", action="admit", seat=witness_seat)
    assert (await judge.hear("error"))["code"] == "called_in"

    await sync(lambda: opening.open_session(by=hall.judge, hearing=hall.hearing))()
    recording = await judge.hear("recording", lambda message: message["state"] == "on")
    assert recording["purpose"] == "hearing"
    await judge.say("recording", action="pause")
    assert (await judge.hear("error"))["code"] == "not_allowed"
    await judge.say("moderate", action="close")
    assert (await judge.hear("error"))["code"] == "led"
    await judge.say("caucus", action="begin", side="applicant")
    assert (await judge.hear("error"))["code"] == "not_allowed"

    # The panel of everybody inside looks again; the witness at the door is told nothing.
    borrower = pages[hall.borrower]
    borrower.heard.clear()
    await lead(hall, "investigation")
    hint = await borrower.hear("panel", lambda message: message["body"] == {"part": "order"})
    assert hint["kind"] == "hearing"
    assert await pages[hall.witness].silent("panel")

    # In the debate the microphone goes off by the server's hand, and only the floor brings it back.
    await lead(hall, "debate")
    assert (await borrower.hear("moderated"))["action"] == "mute"
    await borrower.say("media", mic=True, camera=True)
    assert (await borrower.hear("error"))["code"] == "floor"
    await sync(lambda: hall.floor(hall.borrower))()
    await borrower.say("media", mic=True, camera=True)
    await judge.hear("roster", lambda message: mic_of(message, hall.borrower))

    # The line breaks: the court's panels look again, the hearing stands still, the same page comes straight back.
    clerk.heard.clear()
    await borrower.vanish()
    await clerk.hear("panel", lambda message: message["body"] == {"part": "people"})
    assert (await sync(lambda: hall.hearing)()).state == "suspended"
    again = await come(hall, hall.borrower)
    welcome = await inside(again)
    assert not mic_of(welcome, hall.borrower), "while it stands still nobody but the court is heard"
    await sync(lambda: opening.resume(by=hall.judge, hearing=hall.hearing))()
    assert (await sync(lambda: hall.hearing)()).state == "in_session"


async def test_a_witness_is_called_in_heard_and_sent_out(come: Comer) -> None:
    hall = await sync(Hall)()
    await sync(hall.opened)()
    await lead(hall, "investigation")
    page = await come(hall, hall.witness)
    assert (await page.hear("welcome"))["stage"] == "waiting"
    await sync(lambda: discipline.call_in(by=hall.judge, hearing=hall.hearing, who=hall.part(hall.witness)))()
    await inside(page)
    await sync(lambda: discipline.send_out(by=hall.judge, hearing=hall.hearing, who=hall.part(hall.witness)))()
    out = await page.hear("welcome", lambda message: message["stage"] == "waiting")
    assert "chat" not in out and "media" not in out
    await lead(hall, "evidence")
    assert await page.silent("panel")
