"""No place on a media server, or none there: the page says so in plain words, and goes on by itself when there is."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from sharedcourt.rooms.janus.line import ask_once
from sharedcourt.rooms.tests.browsers import MARKS, People, people, until
from sharedcourt.rooms.tests.gateways import BACKEND, Gateways, gateways, needs_janus
from sharedcourt.rooms.tests.test_networks_browser import ENV, TWO
from tests.live import live_server

pytestmark = [*MARKS, pytest.mark.long, needs_janus]
TROUBLE = "[data-media-trouble]"


def drain(media: Gateways, on: bool) -> None:
    """The gateway takes no new rooms, or does again."""
    asked = ask_once(media.folder / "controller.sock", "drain", gateway="local", on=on)
    # Playwright has a loop of its own in this thread.
    with ThreadPoolExecutor(1) as other:
        other.submit(asyncio.run, asked).result()


def reads(page: Any, words: str) -> None:
    page.wait_for_selector(f"{TROUBLE}:not([hidden])")
    assert words in page.inner_text(TROUBLE)
    assert "0577-12368" in page.inner_text(TROUBLE)


def all_is_well(who: People, when: str) -> None:
    for name, page in who.pages.items():
        until(who.sees(name), f"{name} sees the other {when}")
        until(page.locator(TROUBLE).is_hidden, f"{name} reads of no trouble any more")


def test_a_room_without_a_media_server_says_so_and_goes_on_by_itself() -> None:
    env = {**ENV, "SHAREDCOURT_MEDIA_BACKEND": BACKEND}
    with (
        live_server(env=env) as server,
        gateways(server.environment()) as media,
        people(server, server.run(TWO)) as who,
    ):
        drain(media, on=True)
        mediator = who.come("mediator")
        borrower = who.come("borrower", locale="zh-CN", extra_http_headers={"Accept-Language": "zh-hans"})
        who.join("mediator", "borrower")
        reads(mediator, "has no place for this room")
        reads(borrower, "目前已满")
        # Chat works meanwhile.
        mediator.keyboard.press("c")
        mediator.fill("#chat-text", "One moment, please.")
        mediator.keyboard.press("Enter")
        borrower.locator("[data-lines] li").first.wait_for(state="attached")
        drain(media, on=False)
        all_is_well(who, "once there is room")
        assert "media server is there" in mediator.inner_text("[data-banner]")

        # The only gateway dies in the middle of the call and stays away for a while.
        media.kill9("local")
        reads(mediator, "cannot be reached")
        reads(borrower, "暂时连接不上")
        media.start("local")
        all_is_well(who, "when the gateway is back")

        # The whole media side is away when somebody comes.
        media.kill9("controller")
        media.kill9("local")
        borrower.reload()
        borrower.wait_for_selector("[data-view=call]:not([hidden])")
        reads(borrower, "暂时连接不上")
        media.start("local")
        media.start("controller")
        all_is_well(who, "when controller and gateway are back")
