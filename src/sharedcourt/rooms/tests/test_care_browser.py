"""The whole room for everyone: by keyboard, at 360 px, in large type, on the wall, for those who read instead of hear."""

from typing import Any

import pytest

from sharedcourt.rooms.tests.browsers import MARKS, people, until
from sharedcourt.rooms.tests.faults import DEVICES
from sharedcourt.rooms.tests.test_networks_browser import ENV
from tests.live import live_server
from tests.story.care import look

pytestmark = [*MARKS, pytest.mark.long]
THREE = """
from sharedcourt.people import cast
from sharedcourt.rooms.actions import SeatSpec
from sharedcourt.rooms.tests.conftest import make_room
seats = [
    SeatSpec(cast.person(cast.MEDIATOR), "mediator", is_host=True),
    SeatSpec(cast.person(cast.BORROWER), "borrower"),
    SeatSpec(cast.person(cast.OFFICER), "申请人代理人 · 鹿城支行"),
]
answer = str(make_room(panel_path="", seats=seats).pk)
"""
OVERFLOWING = """() => [...document.querySelectorAll('.sc-tile')].flatMap(tile => {
  const box = tile.getBoundingClientRect();
  return [...tile.querySelectorAll('.vr-role, .vr-tile__name, .vr-badge')].filter(part => {
    const size = part.getBoundingClientRect();
    return size.width > 1 && (size.right > box.right + 1 || size.left < box.left - 1);
  }).map(part => part.textContent);
})"""
AREA = "seat => { const box = document.querySelector(`[data-seat='${seat}']`).getBoundingClientRect(); return box.width * box.height }"
WECHAT = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0.44"


def focused(page: Any) -> str:
    return str(page.evaluate("(document.activeElement?.id || document.activeElement?.className || '')"))


def test_the_room_is_for_everyone() -> None:
    with live_server(env=ENV) as server, people(server, server.run(THREE)) as who:
        mediator = who.come("mediator", size=(1280, 800), script=DEVICES)
        borrower = who.come("borrower", size=(360, 780), script=DEVICES)
        officer = who.come("officer", size=(1280, 800))
        borrower.wait_for_selector("[data-report]:not([hidden])")
        assert look(borrower, "device check") == []
        who.join("mediator", "borrower", "officer")
        for name in ("mediator", "borrower", "officer"):
            until(who.sees(name), f"{name} sees another one")

        # A phone: one large, the others small; a tap makes another one large, and nothing runs out of its picture.
        ids = {name: who.seat(name) for name in who.pages}
        borrower.locator(f"[data-seat='{ids['officer']}'] .vr-tile__pin").click()
        sizes = {name: borrower.evaluate(AREA, seat) for name, seat in ids.items()}
        assert sizes["officer"] > 4 * sizes["mediator"]
        for large in (False, True):
            borrower.evaluate("large => document.documentElement.classList.toggle('sc-large', large)", large)
            for width in (360, 390):
                borrower.set_viewport_size({"width": width, "height": 844})
                assert borrower.evaluate(OVERFLOWING) == []
        borrower.evaluate("document.documentElement.classList.remove('sc-large')")
        for name, page in who.pages.items():
            assert look(page, f"call, {name}") == []

        # By keyboard alone: letters act outside fields and are letters inside; the list of them can be closed again.
        mediator.keyboard.press("m")
        muted = mediator.locator(".vr-controls [data-mic]")
        assert muted.get_attribute("aria-pressed") == "false"
        until(lambda: "off" in (mediator.locator("#room-live").text_content() or ""), "the change is read aloud")
        seen = borrower.locator(f"[data-seat='{ids['mediator']}'] [data-mark='mic-off']")
        until(lambda: seen.count() == 1, "the others see it")
        mediator.keyboard.press("c")
        assert focused(mediator) == "chat-text"
        mediator.keyboard.type("mmm?")
        assert mediator.input_value("#chat-text") == "mmm?"
        assert muted.get_attribute("aria-pressed") == "false"
        mediator.locator(".vr-controls [data-chat]").focus()
        mediator.keyboard.press("?")
        assert mediator.locator("[data-help]").is_visible()
        mediator.keyboard.press("Escape")
        mediator.keyboard.press("s")
        until(lambda: "鹿城支行" in (mediator.locator("#room-live").text_content() or ""), "who is here, read aloud")
        reached = set()
        for _ in range(25):
            mediator.keyboard.press("Tab")
            reached.add(focused(mediator))
        for control in ("vr-help", "vr-control", "vr-control vr-control--leave"):
            assert control in reached

        # Who cannot hear reads: the speaker's browser writes it down, the others see it with the name.
        borrower.click("[data-captions-button]")
        borrower.evaluate("speak('我愿意分期还款')")
        line = mediator.locator("[data-caption-lines]")
        until(lambda: "我愿意分期还款" in line.inner_text(), "the caption arrives")
        assert "林" in line.inner_text()

        # The wall: names in at least 32 px; a sign-language picture keeps its size beside a shared screen.
        officer.set_viewport_size({"width": 1920, "height": 1080})
        officer.evaluate("document.documentElement.classList.add('sc-terminal')")
        sizes_px = officer.evaluate(
            "[...document.querySelectorAll('.vr-tile__name')].map(e => parseFloat(getComputedStyle(e).fontSize))"
        )
        assert min(sizes_px) >= 32
        assert officer.evaluate(OVERFLOWING) == []
        officer.evaluate(
            """seat => {
            document.querySelector(`[data-seat='${seat}']`).toggleAttribute('data-keeps-size', true);
            document.querySelector('[data-grid]').toggleAttribute('data-sharing', true);
        }""",
            ids["borrower"],
        )
        assert officer.evaluate(AREA, ids["borrower"]) > 320 * 240

        # An app's built-in browser without a camera: told what to do instead.
        inside_app = officer.context.browser.new_context(
            user_agent=WECHAT, viewport={"width": 360, "height": 780}, locale="zh-CN"
        )
        page = inside_app.new_page()
        page.add_init_script("Object.defineProperty(navigator, 'mediaDevices', {value: undefined})")
        page.goto(f"{server.url}/rooms/check/")
        notice = page.locator("[data-notice]")
        notice.wait_for()
        assert "在浏览器打开" in notice.inner_text()
        assert "共享法庭" in notice.inner_text()
        assert page.locator("[data-copy-link]").is_visible()
        assert page.get_by_role("link", name="0577-12368").count() == 1
