"""A room with its mediator, borrower, wife and officer, and browsers that speak its protocol."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from channels.db import database_sync_to_async
from channels.routing import URLRouter

from sharedcourt.core import clock
from sharedcourt.core.models import new_id
from sharedcourt.people import cast
from sharedcourt.people.cast import Member
from sharedcourt.rooms import actions
from sharedcourt.rooms.models import Room, Seat
from sharedcourt.rooms.routing import websocket_urlpatterns
from sharedcourt.rooms.tests.socket import Socket

AGENT = (b"user-agent", b"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36")


def make_room(**changes: Any) -> Room:
    """The four of the story in one room that is open now."""
    given: dict[str, Any] = {
        "by": cast.person(cast.MEDIATOR),
        "scope": new_id(),
        "title": "Mediation session",
        "panel_path": "/mediation/panel/",
        "opens_at": clock.now() - timedelta(minutes=5),
        "seats": [
            actions.SeatSpec(cast.person(cast.MEDIATOR), "mediator", is_host=True),
            actions.SeatSpec(cast.person(cast.BORROWER), "borrower"),
            actions.SeatSpec(cast.person(cast.WIFE), "co_obligor"),
            actions.SeatSpec(cast.person(cast.OFFICER), "Officer of the bank"),
        ],
    }
    return actions.open_room(**(given | changes))


def seat_of(room: Room, member: Member) -> Seat:
    return Seat.objects.select_related("room", "user").get(room=room, user__username=member.key)


@pytest.fixture
def room(transactional_db: None) -> Room:
    return make_room()


@dataclass
class Page:
    """A browser's side of one connection."""

    socket: Socket
    member: Member | None
    heard: list[dict[str, Any]] = field(default_factory=list)

    async def say(self, kind: str, **content: Any) -> None:
        await self.socket.send_json({"type": kind, **content})

    async def hear(self, kind: str, matching: Callable[[dict[str, Any]], bool] = lambda _: True) -> dict[str, Any]:
        """The next message of this kind that matches; others on the way are kept in `heard`."""
        for _ in range(60):
            message: dict[str, Any] = await self.socket.receive_json()
            self.heard.append(message)
            if message["type"] == kind and matching(message):
                return message
        raise AssertionError(f"{kind} did not come: {self.heard}")

    async def states(self, **expected: str) -> dict[str, Any]:
        """Wait for a roster in which the members (by key) are in these states."""

        def fits(message: dict[str, Any]) -> bool:
            found = {seat["name"]: seat["state"] for seat in message["seats"]}
            names = {member.key: member.name for member in cast.CAST}
            return all(found[names[key]] == state for key, state in expected.items())

        return await self.hear("roster", fits)

    async def silent(self, kind: str, seconds: float = 0.3) -> bool:
        """Whether no message of this kind comes for a while."""
        while not await self.socket.receive_nothing(timeout=seconds):
            message = await self.socket.receive_json()
            self.heard.append(message)
            if message["type"] == kind:
                return False
        return True

    async def closed(self) -> int:
        """The code with which the server closes."""
        for _ in range(60):
            output = await self.socket.receive_output(timeout=5)
            if output["type"] == "websocket.close":
                return int(output["code"])
        raise AssertionError("not closed")

    async def vanish(self, code: int = 1006) -> None:
        """The network is gone."""
        await self.socket.disconnect(code=code)


Opener = Callable[..., Any]


@pytest.fixture
async def page(room: Room) -> AsyncIterator[Opener]:
    """`await page(cast.BORROWER)` opens a page of the room; `hello=False` stops before the greeting."""
    application = URLRouter(websocket_urlpatterns)
    opened: list[Page] = []

    async def opener(
        member: Member | None, *, hello: bool = True, instance: str = "", of: Room | None = None, **more: Any
    ) -> Page:
        socket = Socket(application, f"/ws/rooms/{(of or room).pk}/", headers=[AGENT])
        user = await database_sync_to_async(cast.person)(member) if member else None
        socket.scope["user"] = user
        assert await socket.connect()
        made = Page(socket, member)
        opened.append(made)
        if hello:
            name = instance or f"load-{member.key if member else 'none'}-{len(opened)}"
            await made.say("hello", v=1, instance=name, mic=True, camera=True, **more)
        return made

    yield opener
    for made in opened:
        await made.socket.disconnect()


@pytest.fixture
async def inside(page: Opener, room: Room) -> Callable[..., Any]:
    """`await inside(cast.BORROWER)` gives a page in the call, let in beforehand by the mediator."""

    async def enter(member: Member, **more: Any) -> Page:
        if member is not cast.MEDIATOR:
            await database_sync_to_async(
                lambda: actions.admit(by=cast.person(cast.MEDIATOR), seat=seat_of(room, member))
            )()
        made: Page = await page(member, **more)
        await made.hear("welcome", lambda message: message["stage"] == "call")
        return made

    return enter
