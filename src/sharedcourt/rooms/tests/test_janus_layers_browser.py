"""Real browsers over a gateway: a large picture comes whole, a thumbnail in its least layer, and what nobody looks at not at all."""

from collections.abc import Callable
from typing import Any

import pytest

from sharedcourt.rooms.tests.browsers import MARKS, STATS, People, people, until
from sharedcourt.rooms.tests.gateways import BACKEND, gateways, needs_janus
from tests.live import live_server

pytestmark = [*MARKS, pytest.mark.long, needs_janus]
THREE = """
from sharedcourt.people import cast
from sharedcourt.rooms.actions import SeatSpec
from sharedcourt.rooms.tests.conftest import make_room
seats = [
    SeatSpec(cast.person(cast.MEDIATOR), "mediator", is_host=True),
    SeatSpec(cast.person(cast.BORROWER), "borrower"),
    SeatSpec(cast.person(cast.OFFICER), "Officer of the bank"),
]
answer = str(make_room(panel_path="", seats=seats).pk)
"""
ENV = {"SHAREDCOURT_DEMO": "1", "SHAREDCOURT_VIDEO": "640x360@8", "SHAREDCOURT_MEDIA_BACKEND": BACKEND}
LEAST, FULL, SCREEN_ROWS = 90, 360, 720
HIDE = """hidden => {
  Object.defineProperty(document, "visibilityState", { value: hidden ? "hidden" : "visible", configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""

# A screen of text, larger than any camera's picture, on which something moves.
SCREEN = """
navigator.mediaDevices.getDisplayMedia = async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 1280, height: 720 });
  const pen = canvas.getContext("2d");
  let line = 0;
  setInterval(() => {
    pen.fillStyle = "white";
    pen.fillRect(0, 0, 1280, 720);
    pen.fillStyle = "black";
    pen.font = "28px sans-serif";
    for (let row = 1; row < 24; row++) pen.fillText(`Line ${(line + row) % 97} of the agreement, as everyone reads it`, 40, row * 30);
    line++;
  }, 200);
  return canvas.captureStream(5);
};
"""


def row(page: Any, seat: str) -> dict[str, Any]:
    """What this page measures of one person's picture and sound."""
    return next((found for found in page.evaluate(STATS) if found["seat"] == seat), {})


def rows(page: Any, seat: str, height: int) -> Callable[[], bool]:
    return lambda: row(page, seat).get("frameHeight") == height


def grows(page: Any, seat: str, key: str) -> Callable[[], bool]:
    before = row(page, seat).get(key, 0)
    return lambda: row(page, seat).get(key, 0) > before


def nothing_more(page: Any, seats: list[str], key: str) -> Callable[[], bool]:
    """A question whether this has not grown since the last time it was asked."""
    known: list[int] = []

    def asked() -> bool:
        now = [row(page, seat).get(key, 0) for seat in seats]
        still, known[:] = known == now, now
        page.wait_for_timeout(500)
        return still

    return asked


def large(who: People, at: str, seat: str) -> None:
    who.pages[at].locator(f"[data-seat='{seat}'] .vr-tile__pin").click()


def test_a_phone_receives_one_large_picture_and_thumbnails() -> None:
    with (
        live_server(env=ENV) as server,
        gateways(server.environment()),
        people(server, server.run(THREE)) as who,
    ):
        who.come("mediator", size=(1280, 800))
        phone = who.come("borrower", size=(360, 740))
        who.come("officer", size=(1280, 800), script=SCREEN)
        who.join("mediator", "borrower", "officer")
        mediator, officer = who.seat("mediator"), who.seat("officer")

        large(who, "borrower", officer)
        until(rows(phone, officer, FULL), "the large one comes whole")
        until(rows(phone, mediator, LEAST), "the thumbnail comes in its least layer")
        large(who, "borrower", mediator)
        seconds = until(rows(phone, mediator, FULL), "the other one is sharp soon after it has become large")
        assert seconds < 10
        until(rows(phone, officer, LEAST), "and the first one small")

        # Nobody looks at the page: no picture bytes, sound all the same; looked at again, the pictures come back.
        phone.evaluate(HIDE, True)
        until(nothing_more(phone, [mediator, officer], "videoBytes"), "no picture comes to a hidden page")
        heard = [grows(phone, seat, "audioEnergy") for seat in (mediator, officer)]
        stopped = [row(phone, seat)["videoBytes"] for seat in (mediator, officer)]
        until(lambda: all(more() for more in heard), "the others are heard")
        assert [row(phone, seat)["videoBytes"] for seat in (mediator, officer)] == stopped
        phone.evaluate(HIDE, False)
        until(lambda: row(phone, mediator)["videoBytes"] > stopped[0], "the pictures are back")
        until(rows(phone, mediator, FULL), "and whole")

        # A tall desktop window with two others shows both large.
        for seat in (mediator, who.seat("borrower")):
            until(rows(who.pages["officer"], seat, FULL), "on a desktop both come whole")

        # A shared screen comes whole to everybody, also to a page that shows it small; then the layers are back.
        who.pages["officer"].click(".vr-controls [data-share]")
        for name in ("mediator", "borrower"):
            until(rows(who.pages[name], officer, SCREEN_ROWS), f"the screen comes whole to the {name}")
        who.pages["officer"].click(".vr-controls [data-share]")
        until(rows(who.pages["mediator"], officer, FULL), "the camera's picture is back, whole")
        until(rows(phone, officer, LEAST), "and small where it is small")
