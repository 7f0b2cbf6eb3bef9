"""The question, the answers and the mark, over the room's WebSocket."""

from collections.abc import Callable
from typing import Any

import pytest
from channels.db import database_sync_to_async

from sharedcourt.people import cast
from sharedcourt.rooms.models import Room
from sharedcourt.rooms.tests.conftest import seat_of

pytestmark = pytest.mark.django_db(transaction=True)
Inside = Callable[..., Any]


def standing(state: str, why: str = "") -> Callable[[dict[str, Any]], bool]:
    return lambda message: message["state"] == state and message.get("paused_for", "") == why


async def test_everyone_inside_is_asked_told_and_asked_again_when_somebody_comes(inside: Inside, room: Room) -> None:
    mediator, borrower = await inside(cast.MEDIATOR), await inside(cast.BORROWER)
    await borrower.say("recording", action="ask")
    assert (await borrower.hear("error"))["code"] == "not_allowed"
    await mediator.say("recording", action="ask")
    asked = await borrower.hear("recording", standing("asked"))
    seats = {
        member.key: str((await database_sync_to_async(seat_of)(room, member)).pk)
        for member in (cast.MEDIATOR, cast.BORROWER, cast.WIFE)
    }
    assert asked["answers"] == {seats["mediator"]: True}
    await borrower.say("recording", action="consent")
    on = await mediator.hear("recording", standing("on"))
    assert sorted(on["record"]) == sorted([seats["mediator"], seats["borrower"]])
    assert on["span_began_ms"] <= on["now_ms"]

    wife = await inside(cast.WIFE)
    paused = await mediator.hear("recording", standing("paused", "consent"))
    assert seats["wife"] not in paused["record"]
    await wife.hear("recording", standing("paused", "consent"))
    await wife.say("recording", action="consent")
    await mediator.hear("recording", standing("on"))

    # Saying no later ends it for all; a page that comes back afterwards hears that nothing is recorded.
    await borrower.say("recording", action="refuse")
    await wife.hear("recording", standing(""))
    await wife.vanish()
    again = await inside(cast.WIFE)
    await again.hear("recording", standing(""))
