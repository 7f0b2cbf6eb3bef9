"""In a real browser: nothing for axe to find, no sideways scrolling, and the islands do what they promise."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from sharedcourt.web import assets

AXE = Path(__file__).resolve().parents[4] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = Path("/usr/bin/chromium")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCREENS = {"phone": (360, 780), "desk": (1280, 800), "terminal": (1920, 1080)}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (assets.is_built() and CHROMIUM.exists() and AXE.exists()), reason="needs Chromium and the built front end"),
    pytest.mark.django_db(transaction=True),
]  # fmt: skip


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # Playwright's own loop runs in this thread; the database is used outside of it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_page(chromium, live_server, settings):
    settings.DEMO = True
    contexts = []

    def opened(path: str, *, screen: str = "desk", large: bool = False, axe: bool = False) -> Page:
        width, height = SCREENS[screen]
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            locale="zh-CN",
            has_touch=screen != "desk",
            bypass_csp=axe,
            service_workers="block",  # requests are stopped on their way here, which it would hide
        )
        contexts.append(context)
        if large:
            context.add_cookies([{"name": "large_type", "value": "1", "url": live_server.url}])
        page: Page = context.new_page()
        page.goto(live_server.url + path)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(open_page, screen, large):
    for path in ("/", "/styleguide/", "/help/"):
        page = open_page(path, screen=screen, large=large, axe=True)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate(f"axe.run(document, {{runOnly: {json.dumps(RULES)}}}).then(r => r.violations)")
        assert [(item["id"], item["nodes"][0]["html"]) for item in found] == []
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0


def test_a_signature_is_drawn_undone_and_sent_as_strokes(open_page):
    page = open_page("/styleguide/", screen="phone")
    pad = page.locator(".sc-signature__pad canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None

    def stroke(x1: float, y1: float, x2: float, y2: float) -> None:
        page.mouse.move(box["x"] + x1, box["y"] + y1)
        page.mouse.down()
        page.mouse.move(box["x"] + x2, box["y"] + y2, steps=12)
        page.mouse.up()

    value = page.locator('.sc-signature input[name="strokes"]')
    stroke(40, 60, 140, 90)
    stroke(150, 40, 260, 120)
    strokes = json.loads(value.input_value())
    assert len(strokes) == 2
    assert all({"x", "y", "t"} <= set(point) for line in strokes for point in line)
    assert max(point["x"] for line in strokes for point in line) <= 600
    page.get_by_role("button", name="撤销一笔").click()
    page.get_by_role("button", name="重新签").click()
    assert value.input_value() == ""


def test_large_type_grows_the_text_without_a_reload_and_stays(open_page):
    page = open_page("/help/", screen="phone")
    size = "parseFloat(getComputedStyle(document.querySelector('.govuk-body')).fontSize)"
    assert page.evaluate(size) == pytest.approx(18)
    page.get_by_role("button", name="大字版").click()
    assert page.evaluate(size) == pytest.approx(24, abs=0.1)
    page.reload()
    assert page.evaluate(size) == pytest.approx(24, abs=0.1)


def test_a_double_click_sends_a_form_once(open_page):
    page = open_page("/styleguide/")
    sent: list[str] = []
    page.route("**/slow/", lambda route: sent.append(route.request.method))
    page.evaluate(
        """() => {
          const form = document.createElement("form");
          form.method = "post";
          form.action = "/slow/";
          form.innerHTML = "<button id='twice'>twice</button>";
          document.querySelector("main").append(form);
        }"""
    )
    page.evaluate("() => { const b = document.getElementById('twice'); b.click(); b.click(); }")
    page.wait_for_timeout(300)
    assert sent == ["POST"]
