"""What a page says of how it shows the others, and who may be seen and heard at all."""

from typing import Any

import pytest
from channels.db import database_sync_to_async
from pydantic import ValidationError

from sharedcourt.core.errors import NotAllowed
from sharedcourt.people import cast
from sharedcourt.rooms import actions, backends, messages
from sharedcourt.rooms.actions import SeatSpec
from sharedcourt.rooms.janus.backend import _seen
from sharedcourt.rooms.queries import seat_view
from sharedcourt.rooms.tests.conftest import make_room, seat_of

pytestmark = pytest.mark.django_db(transaction=True)
SEAT = "00000000-0000-4000-8000-00000000000a"


@pytest.mark.parametrize(
    "wrong",
    [
        {"sizes": {SEAT: -1}},
        {"sizes": {SEAT: 10_001}},
        {"sizes": {"nobody": 90}},
        {"sizes": {f"{SEAT[:-2]}{number:02x}": 90 for number in range(33)}},
        {"sizes": {}, "line": 4},
        {"sizes": {}, "line": -1},
        {"sizes": [SEAT]},
        {},
    ],
)
def test_a_view_out_of_bounds_is_no_message(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        messages.read({"type": "view", **wrong})
    most = {f"{SEAT[:-2]}{number:02x}": 10_000 for number in range(32)}
    assert messages.read({"type": "view", "sizes": most, "line": 3}).sizes == most  # type: ignore[union-attr]


class Watching(backends.Mesh):
    """A mesh that remembers what pages said of their view."""

    def __init__(self) -> None:
        self.views: list[tuple[str, dict[str, int], int]] = []

    async def on_view(self, room_id: str, seat: dict[str, Any], sizes: dict[str, int], line: int) -> None:
        self.views.append((seat["seat"], sizes, line))


async def test_the_backend_is_told_what_a_page_inside_shows(page, inside, room, monkeypatch):
    backend = Watching()
    monkeypatch.setattr(backends, "chosen", lambda: backend)
    borrower = await inside(cast.BORROWER)
    await borrower.say("view", sizes={SEAT: 90}, line=1)
    # Who waits at the door shows nobody.
    wife = await page(cast.WIFE)
    await wife.hear("welcome")
    await wife.say("view", sizes={SEAT: 90}, line=1)
    assert (await wife.hear("error"))["code"] == "not_allowed"
    # Too many are dropped.
    for rows in range(12):
        await borrower.say("view", sizes={SEAT: rows})
    assert await borrower.hear("error") == {"type": "error", "code": "rate_limited", "ref": "view"}
    seat = str((await database_sync_to_async(seat_of)(room, cast.BORROWER)).pk)
    assert backend.views[0] == (seat, {SEAT: 90}, 1)
    assert len(backend.views) < 13


@pytest.mark.parametrize(
    ("seat", "withheld"),
    [
        ({"mic": True, "camera": True, "sharing": False}, []),
        ({"mic": False, "camera": True, "sharing": False}, ["audio"]),
        ({"mic": True, "camera": False, "sharing": False}, ["video"]),
        ({"mic": True, "camera": False, "sharing": True}, []),
        ({"mic": False, "camera": False, "sharing": False}, ["audio", "video"]),
    ],
)
def test_the_gateway_forwards_nothing_that_is_off(seat: dict[str, bool], withheld: list[str]) -> None:
    told = _seen([{"seat": SEAT, "name": "Somebody", "state": "present", "instance": "page", "circle": "", **seat}])
    person = {"seat": SEAT, "state": "present", "instance": "page", "circle": ""}
    assert told == [{**person, "withheld": withheld, "record": False}]


def test_who_only_observes_is_off_whatever_their_page_says(browser_of):
    seats = [
        SeatSpec(cast.person(cast.MEDIATOR), "mediator", is_host=True),
        SeatSpec(cast.person(cast.WIFE), "observer"),
    ]
    room = make_room(seats=seats)
    actions.admit(by=cast.person(cast.MEDIATOR), seat=seat_of(room, cast.WIFE))
    arrival = actions.Arrival(
        session="wife", instance="page-of-the-wife", device="", mic=True, camera=True, rtt_ms=None
    )
    observer = actions.arrive(by=cast.person(cast.WIFE), seat=seat_of(room, cast.WIFE), arrival=arrival)
    assert (observer.mic, observer.camera) == (False, False)
    for said in ({"mic": True}, {"camera": True}, {"sharing": True}):
        report: dict[str, Any] = {"mic": False, "camera": False, "sharing": False} | said
        with pytest.raises(NotAllowed):
            actions.report_media(by=observer.user, seat=observer, session="wife", **report)
    assert _seen([seat_view(seat_of(room, cast.WIFE))])[0]["withheld"] == ["audio", "video"]
    actions.report_media(by=observer.user, seat=observer, session="wife", mic=False, camera=False, sharing=False)
    # Their page offers no microphone, camera or screen; everybody else's does.
    for member, sends in ((cast.WIFE, "false"), (cast.MEDIATOR, "true")):
        assert f'"may_send": {sends}' in browser_of(member).get(f"/rooms/{room.pk}/").content.decode()
