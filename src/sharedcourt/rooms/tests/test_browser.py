"""Four people in real browsers: moving pictures, and coming back by themselves after everything that goes wrong."""

import contextlib
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sharedcourt.rooms.tests.gateways import BACKENDS, serving
from tests.live import LiveServer, has_network

pytestmark = [
    pytest.mark.browser,
    pytest.mark.sqlite_only,
    pytest.mark.skipif(not has_network(), reason="only a loopback interface: Chromium finds no path for video"),
    pytest.mark.skipif(not Path("/usr/bin/chromium").exists(), reason="Chromium is not installed"),
]
FOUR = ("mediator", "borrower", "wife", "officer")
FLAGS = [
    "--disable-dev-shm-usage",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
]
PATIENCE_S = 120
SEED = """
from sharedcourt.people import cast
from sharedcourt.rooms.tests.conftest import make_room
answer = str(make_room(panel_path="").pk)
"""
STATES = """
SELECT person.username, seat.id, seat.state,
       (SELECT group_concat(event.kind) FROM rooms_seatevent AS event WHERE event.seat_id = seat.id)
FROM rooms_seat AS seat JOIN people_user AS person ON person.id = seat.user_id
"""
STATS = "() => window.sharedcourtRoom ? window.sharedcourtRoom.stats() : []"


@pytest.fixture(params=BACKENDS)
def server(request: pytest.FixtureRequest) -> Iterator[LiveServer]:
    with serving(request.param, {"SHAREDCOURT_DEMO": "1", "SHAREDCOURT_VIDEO": "160x90@5"}) as started:
        yield started


def until(true: Callable[[], bool], what: str, seconds: float = PATIENCE_S, seen: Any = None) -> float:
    """Wait until it is true; returns how long that took, in seconds."""
    begun = time.monotonic()
    while time.monotonic() - begun < seconds:
        if true():
            print(f"{what}: {time.monotonic() - begun:.1f} s")  # noqa: T201  shown by pytest -s
            return time.monotonic() - begun
        time.sleep(0.3)
    connections = {name: page.evaluate(STATS) for name, page in (seen or {}).items()}
    raise AssertionError(f"{what}: not within {seconds} s. {connections}")


def seats_of(server: LiveServer) -> dict[str, tuple[str, str, str]]:
    """Every person's seat, its state and its connection log, read from the database by our own hands."""
    with contextlib.closing(sqlite3.connect(server.home / "sharedcourt.sqlite3", timeout=20)) as database:
        return {row[0]: (row[1], row[2], row[3] or "") for row in database.execute(STATES)}


def frames(page: Any) -> dict[str, int]:
    """Frames decoded so far, by the name of whose picture it is."""
    return {peer["name"]: peer["framesDecoded"] for peer in page.evaluate(STATS)}


def sees_all(page: Any, others: int = 3) -> Callable[[], bool]:
    """A question whether the pictures of all the others move, beginning now."""
    before = frames(page)

    def moving() -> bool:
        now = frames(page)
        for name, count in now.items():
            # A connection made anew counts from nought.
            before[name] = min(before.get(name, 0), count)
        return sum(count > before[name] + 3 for name, count in now.items()) == others

    return moving


def test_four_people_see_each_other_and_come_back_by_themselves(server: LiveServer) -> None:
    from playwright.sync_api import sync_playwright

    room = server.run(SEED)
    cookies = server.session_cookies(*FOUR)
    address = f"{server.url}/rooms/{room}/"
    with sync_playwright() as playwright:
        # A browser each, as people have: pages of one browser share its pretended camera, and one's reload may stop all.
        browsers = {name: playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS) for name in FOUR}
        contexts, pages = {}, {}
        for name in FOUR:
            contexts[name] = browsers[name].new_context(viewport={"width": 1000, "height": 640})
            contexts[name].set_default_timeout(90_000)
            contexts[name].set_default_navigation_timeout(90_000)
            contexts[name].add_cookies([cookies[name]])  # type: ignore[list-item]
            pages[name] = contexts[name].new_page()
            pages[name].goto(address)

        # The parties come to the door; the mediator lets everyone in with one tap.
        for name in ("borrower", "wife", "officer", "mediator"):
            pages[name].click("[data-join]")
        pages["borrower"].wait_for_selector("[data-view=waiting]:not([hidden])")
        until(lambda: pages["mediator"].locator("[data-door-list] li").count() == 3, "three at the door")
        pages["mediator"].click("[data-admit-all]")
        for name in FOUR:
            until(sees_all(pages[name]), f"{name} sees the three others move", seen=pages)
        heard = {peer["name"]: peer["audioEnergy"] for peer in pages["mediator"].evaluate(STATS)}
        assert all(energy > 0 for energy in heard.values()), heard
        seats = {name: state[0] for name, state in seats_of(server).items()}

        # The borrower's network fails and returns: nobody presses anything.
        contexts["borrower"].set_offline(True)
        pages["borrower"].wait_for_selector("[data-banner]:not([hidden])", timeout=90_000)
        until(lambda: seats_of(server)["borrower"][1] == "disconnected", "the loss is noticed")
        contexts["borrower"].set_offline(False)
        until(lambda: seats_of(server)["borrower"][1] == "present", "the borrower is back")
        for name in FOUR:
            until(sees_all(pages[name]), f"{name} sees everyone after the lost network", seen=pages)

        # The wife closes her page and opens it again: the same seat, and one tap on Join at most.
        pages["wife"].close()
        until(lambda: seats_of(server)["wife"][1] == "disconnected", "the closed page is noticed")
        pages["wife"] = contexts["wife"].new_page()
        pages["wife"].goto(address)
        pages["wife"].click("[data-join]")
        pages["wife"].wait_for_selector("[data-view=call]:not([hidden])")
        for name in FOUR:
            until(sees_all(pages[name]), f"{name} sees everyone after the closed page", seen=pages)

        # The officer reloads: straight back in without a tap.
        pages["officer"].reload()
        pages["officer"].wait_for_selector("[data-view=call]:not([hidden])", timeout=90_000)
        until(sees_all(pages["officer"]), "the officer sees everyone after a reload", seen=pages)

        # The server dies. The pictures go on meanwhile; when it is back, everyone takes their seat again.
        server.kill9()
        until(sees_all(pages["mediator"]), "pictures go on without the server", seen=pages)
        server.restart()
        for name in FOUR:
            pages[name].wait_for_selector("[data-banner]", state="hidden", timeout=90_000)
            until(sees_all(pages[name]), f"{name} sees everyone after the server's death", seen=pages)
        after = seats_of(server)
        assert {name: state[0] for name, state in after.items()} == seats
        assert {name: state[1] for name, state in after.items()} == dict.fromkeys(FOUR, "present")
        assert {"lost", "returned"} <= set(after["borrower"][2].split(","))

        # What is said after all this reaches everyone, once.
        pages["officer"].click(".vr-controls [data-chat]")
        pages["officer"].fill("#chat-text", "Good morning.")
        pages["officer"].keyboard.press("Enter")
        until(lambda: pages["wife"].locator("[data-lines] li").count() == 1, "the line arrives")

        # A second tab of the same person takes the seat; the first is told.
        second = contexts["wife"].new_page()
        second.goto(address)
        second.click("[data-join]")
        pages["wife"].wait_for_selector("[data-view=end]:not([hidden])")
        until(sees_all(second), "the newer tab sees everyone")
        for browser in browsers.values():
            browser.close()
