"""Eight people on one page, at every size: one browser, and seven whom only its roster knows."""

import itertools
import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from sharedcourt.rooms.tests.browsers import CHROMIUM, FLAGS, MARKS
from sharedcourt.rooms.tests.test_care_browser import OVERFLOWING
from sharedcourt.rooms.tests.test_networks_browser import ENV, TWO
from tests.live import live_server
from tests.story.care import look

pytestmark = [*MARKS, pytest.mark.long]
OTHERS = [
    ("王小明", "applicant_agent"),
    ("李丽华", "borrower"),
    ("赵国强", "co_obligor"),
    ("陈法官", "liaison_judge"),
    ("孙译员", "sign_interpreter"),
    ("周建国", "guarantor"),
    ("欧阳志远", "helper"),
]
BOXES = """() => {
  const box = (e) => (({ x, y, width, height }) => ({ x, y, width, height }))(e.getBoundingClientRect());
  return { grid: box(document.querySelector("[data-grid]")),
           tiles: Object.fromEntries([...document.querySelectorAll(".sc-tile")].map((e) => [e.dataset.seat, box(e)])) };
}"""
PHONE, PHONE_ASIDE, DESKTOP, WALL = (360, 740), (740, 360), (1280, 800), (1920, 1080)
# What hands that speak need at least, in pixels.
SIGNING = {PHONE: (320, 150), PHONE_ASIDE: (180, 150), DESKTOP: (320, 240), WALL: (480, 360)}


def area(box: dict[str, float]) -> float:
    return box["width"] * box["height"]


@dataclass
class Crowd:
    """The server's messages to a page, with seven people more in them."""

    sharing: bool = False
    signing: bool = False
    page_side: Any = None
    last: dict[str, Any] = field(default_factory=dict)

    def route(self, page_side: Any) -> None:
        server_side = page_side.connect_to_server()
        self.page_side = page_side
        page_side.on_message(lambda text: None if '"signal"' in text else server_side.send(text))
        server_side.on_message(lambda text: page_side.send(self.crowded(text)))

    def crowded(self, text: str) -> str:
        message = json.loads(text)
        if message["type"] in {"welcome", "roster"}:
            self.last = message
            mine = next(seat for seat in message["seats"] if seat["is_host"])
            message = {**message, "seats": [mine, *(self.other(mine, *each) for each in enumerate(OTHERS))]}
        return json.dumps(message)

    def other(self, mine: dict[str, Any], number: int, who: tuple[str, str]) -> dict[str, Any]:
        name, role = who
        return {
            **mine,
            "seat": self.seat(number),
            "name": name,
            "role": role,
            "is_host": False,
            "state": "present",
            "instance": f"page-of-{number}",
            "mic": number % 2 == 0,
            "camera": number % 3 != 0,
            "sharing": self.sharing and number == 0,
            "keeps_size": self.signing and role == "sign_interpreter",
        }

    @staticmethod
    def seat(number: int) -> str:
        return f"ffffffff-0000-4000-8000-00000000000{number}"

    def show(self, page: Any, size: tuple[int, int], *, sharing: bool = False, signing: bool = False) -> None:
        self.sharing, self.signing = sharing, signing
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.evaluate("wall => document.documentElement.classList.toggle('sc-terminal', wall)", size == WALL)
        self.page_side.send(self.crowded(json.dumps({**self.last, "type": "roster"})))
        page.wait_for_function(
            "share => document.querySelector('[data-grid]').hasAttribute('data-sharing') === share", arg=sharing
        )
        page.wait_for_timeout(400)


def everyone_has_a_place(found: dict[str, Any], where: str) -> None:
    """All eight are within the grid, large enough to see somebody, and none lies over another."""
    grid, tiles = found["grid"], found["tiles"]
    assert len(tiles) == 8, where
    for box in tiles.values():
        assert box["x"] >= grid["x"] - 1 and box["x"] + box["width"] <= grid["x"] + grid["width"] + 1, (where, box)
        assert box["y"] >= grid["y"] - 1 and box["y"] + box["height"] <= grid["y"] + grid["height"] + 1, (where, box)
        assert box["width"] >= 50, (where, box)
        assert box["height"] >= 44, (where, box)
    for one, other in itertools.combinations(tiles.values(), 2):
        apart_x = one["x"] + one["width"] <= other["x"] + 1 or other["x"] + other["width"] <= one["x"] + 1
        apart_y = one["y"] + one["height"] <= other["y"] + 1 or other["y"] + other["height"] <= one["y"] + 1
        assert apart_x or apart_y, (where, one, other)


def test_eight_people_have_a_place_on_every_screen() -> None:
    from playwright.sync_api import sync_playwright

    crowd = Crowd()
    with live_server(env=ENV) as server, sync_playwright() as playwright:
        address = f"{server.url}/rooms/{server.run(TWO)}/"
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        context.set_default_timeout(60_000)
        context.add_cookies([server.session_cookies("mediator")["mediator"]])  # type: ignore[list-item]
        page = context.new_page()
        page.route_web_socket("**/ws/rooms/**", crowd.route)
        page.goto(address)
        page.click("[data-join]")
        page.wait_for_selector("[data-view=call]:not([hidden])")

        for size in (PHONE, PHONE_ASIDE, DESKTOP, WALL):
            for sharing, signing in itertools.product((False, True), repeat=2):
                where = f"{size}, {sharing=}, {signing=}"
                crowd.show(page, size, sharing=sharing, signing=signing)
                found = page.evaluate(BOXES)
                everyone_has_a_place(found, where)
                if signing:
                    box = found["tiles"][crowd.seat(4)]
                    width, height = SIGNING[size]
                    assert box["width"] >= width and box["height"] >= height, (where, box)
            crowd.show(page, size)
            assert page.evaluate(OVERFLOWING) == [], size
            assert look(page, f"eight at {size}") == []

        # From three metres: names of at least 32 px.
        fonts = "[...document.querySelectorAll('.vr-tile__name')].map((e) => parseFloat(getComputedStyle(e).fontSize))"
        assert min(page.evaluate(fonts)) >= 32

        # A phone: one large; whoever is chosen with a key instead of a finger is large, and pinned.
        crowd.show(page, PHONE)
        sizes = {seat: area(box) for seat, box in page.evaluate(BOXES)["tiles"].items()}
        large = max(sizes, key=lambda seat: sizes[seat])
        assert all(sizes[large] > 4 * size for seat, size in sizes.items() if seat != large)
        chosen = crowd.seat(5)
        assert chosen != large
        page.locator(f"[data-seat='{chosen}'] .vr-tile__pin").focus()
        page.keyboard.press("Enter")
        page.wait_for_function(
            "seat => document.querySelector(`[data-seat='${seat}']`).hasAttribute('data-large')", arg=chosen
        )
        assert page.locator(f"[data-seat='{chosen}'] .vr-tile__pin").get_attribute("aria-pressed") == "true"
        browser.close()
