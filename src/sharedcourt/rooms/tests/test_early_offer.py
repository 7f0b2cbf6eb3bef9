"""The offer to a gateway that a page makes before it knows whether it may come in, and what the gateway says back."""

from typing import Any

import pytest
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer

from sharedcourt.people import cast
from sharedcourt.rooms import actions, backends, live
from sharedcourt.rooms.tests.conftest import seat_of

pytestmark = pytest.mark.django_db(transaction=True)
OFFER = {"to": backends.UP, "epoch": 1, "description": {"type": "offer", "sdp": "v=0\r\n"}}


class Listening(backends.Mesh):
    """A mesh that remembers what was said to a gateway."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, dict[str, Any]]] = []

    async def on_signal(self, room_id: str, seat: dict[str, Any], to: str, *rest: Any) -> list[backends.Delivery]:
        if to == backends.UP:
            self.heard.append((seat["seat"], rest[0]))
        return []


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> Listening:
    made = Listening()
    monkeypatch.setattr(backends, "chosen", lambda: made)
    return made


async def test_it_is_refused_at_the_door_and_heard_inside(page, room, backend):
    await database_sync_to_async(actions.admit)(
        by=await database_sync_to_async(cast.person)(cast.MEDIATOR),
        seat=await database_sync_to_async(seat_of)(room, cast.BORROWER),
    )
    wife = await page(cast.WIFE)
    await wife.say("signal", **OFFER)
    assert (await wife.hear("error"))["code"] == "not_allowed"
    assert backend.heard == []

    borrower = await page(cast.BORROWER)
    await borrower.say("signal", **OFFER)
    await borrower.hear("welcome", lambda message: message["stage"] == "call")
    await borrower.say("heartbeat", n=1)
    await borrower.hear("heartbeat")
    seat = await database_sync_to_async(seat_of)(room, cast.BORROWER)
    assert [(by, body["from_instance"]) for by, body in backend.heard] == [(str(seat.pk), seat.instance)]


async def test_what_the_gateway_says_reaches_only_the_page_it_is_for(inside, room, backend):
    borrower = await inside(cast.BORROWER)
    seat = await database_sync_to_async(seat_of)(room, cast.BORROWER)
    group, layer = live.group(room.pk), get_channel_layer()
    for page, sdp in (("an-older-page", "v=1"), (seat.instance, "v=2")):
        body = {"type": "signal", "from": backends.DOWN, "to_instance": page, "epoch": 1, "description": {"sdp": sdp}}
        await layer.group_send(group, {"type": "room.signal", "seat": str(seat.pk), "body": body})
    assert (await borrower.hear("signal"))["description"] == {"sdp": "v=2"}
