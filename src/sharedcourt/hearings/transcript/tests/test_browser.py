"""The record in real browsers: the clerk types, a reader sees it at once, a lost network loses nothing, the older page reads."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from sharedcourt.web import assets
from sharedcourt.web.tests.test_browser import AXE, CHROMIUM, RULES
from tests.live import LiveServer, free_port
from tests.way import Way, way

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.skipif(not (assets.is_built() and CHROMIUM.exists() and AXE.exists()), reason="needs Chromium and the built front end"),
]  # fmt: skip
SHOTS = os.environ.get("SHAREDCOURT_SHOTS")
MAKE = """
from sharedcourt.hearings.transcript.tests import making
hearing = making.hearing_of(making.case_with_defendant())
making.begun(hearing)
answer = str(hearing.pk)
"""
TEXTS = """
from sharedcourt.hearings.transcript.models import Transcript
from sharedcourt.hearings.transcript.tests.making import text_of
answer = text_of(Transcript.objects.latest("created_at"))
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    made = LiveServer(tmp_path_factory.mktemp("record"), free_port(), {"SHAREDCOURT_DEMO": "1"})
    made.manage("migrate", "--verbosity", "0")
    made.start()
    yield made
    made.kill9()


@pytest.fixture
def line(server: LiveServer) -> Iterator[Way]:
    """The clerk's way to the server, which may be cut."""
    with way(server.port) as made:
        yield made


def opened(
    browser: Browser, server: LiveServer, who: str, address: str, width: int = 1280
) -> tuple[BrowserContext, Page]:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, locale="zh-CN", bypass_csp=True, service_workers="block"
    )
    context.add_cookies([server.session_cookies(who)[who]])  # type: ignore[list-item]
    page = context.new_page()
    page.goto(address)
    return context, page


def look(page: Page, name: str) -> list[str]:
    """What axe finds, and what is wider than the screen; a picture for somebody to look at."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    seen = page.evaluate(f"axe.run(document, {{runOnly: {json.dumps(RULES)}}}).then(r => r.violations)")
    found = [f"{name}: {item['id']} {item['nodes'][0]['html'][:150]}" for item in seen]
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found += [f"{name}: {wider} px too wide"] if wider > 0 else []
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"record-{name}.png"), full_page=True)
    return found


def test_the_clerk_types_and_a_reader_reads(browser: Browser, server: LiveServer, line: Way) -> None:
    at = f"/hearings/{server.run(MAKE)}/transcript/"
    clerks, clerk = opened(browser, server, "court_clerk", f"{line.url}{at}")
    _readers, reader = opened(browser, server, "borrower", f"{server.url}{at}", width=360)
    typing = clerk.locator("[data-typing]")
    expect(typing).to_be_visible()
    expect(clerk.locator("[data-without-script]").first).to_be_hidden()
    clerk.keyboard.press("F2")
    typing.press_sequentially("现在开庭。", delay=30)
    expect(reader.locator("[data-text]").last).to_have_text("现在开庭。")
    expect(reader.locator(".sc-record__who").last).to_have_text("审判员：")
    clerk.keyboard.press("Enter")
    clerk.keyboard.press("Alt+2")  # a phrase of the stage
    clerk.keyboard.press("Enter")
    expect(reader.locator(".sc-record__line")).to_have_count(2)
    faults = look(clerk, "clerk-1280") + look(reader, "reader-360")

    # The network is gone: what is typed stays, and goes by itself when it is back.
    line.cut()
    typing.press_sequentially("断网时记录的一行。", delay=20)
    clerk.keyboard.press("Enter")
    typing.press_sequentially("还有一行。", delay=20)
    clerk.keyboard.press("Enter")
    assert "断网时记录的一行。" not in server.run(TEXTS)
    line.restore()
    expect(reader.locator("[data-text]").last).to_have_text("还有一行。", timeout=30_000)
    assert server.run(TEXTS)[-2:] == ["断网时记录的一行。", "还有一行。"]

    # The same clerk on another page: the older one reads.
    second = clerks.new_page()
    second.goto(f"{line.url}{at}")
    expect(clerk.locator("[data-apart]")).to_be_visible(timeout=15_000)
    expect(typing).to_be_disabled()
    second.locator("[data-typing]").press_sequentially("从另一页面继续。", delay=20)
    expect(clerk.locator("[data-text]").last).to_have_text("从另一页面继续。")
    clerk.locator("[data-take-over]").click()
    expect(typing).to_be_enabled()
    expect(second.locator("[data-apart]")).to_be_visible(timeout=15_000)
    faults += look(clerk, "clerk-after-1280")

    # An earlier line is gone back to, changed, and a line is put in after it.
    typing.press("Alt+ArrowUp")
    expect(typing).to_have_value("从另一页面继续。")
    typing.press("End")
    typing.press_sequentially("（已改）", delay=20)
    typing.press("Enter")
    expect(reader.locator("[data-text]").last).to_have_text("从另一页面继续。（已改）")
    assert not faults, "\n".join(faults)


def test_what_a_killed_browser_had_not_sent_comes_with_the_next_page(
    browser: Browser, server: LiveServer, line: Way
) -> None:
    at = f"/hearings/{server.run(MAKE)}/transcript/"
    clerks, clerk = opened(browser, server, "court_clerk", f"{line.url}{at}")
    typing = clerk.locator("[data-typing]")
    typing.press_sequentially("第一行。", delay=20)
    clerk.keyboard.press("Enter")
    expect(clerk.locator("[data-status]")).to_contain_text("已全部保存")
    line.cut()
    typing.press_sequentially("窗口关闭前的一行。", delay=20)
    clerk.keyboard.press("Enter")
    clerk.wait_for_timeout(500)
    clerk.close(run_before_unload=False)
    line.restore()
    again = clerks.new_page()
    again.goto(f"{line.url}{at}")
    expect(again.locator("[data-text]").last).to_have_text("窗口关闭前的一行。", timeout=30_000)


def test_without_scripts_the_clerk_writes_and_others_read(browser: Browser, server: LiveServer) -> None:
    at = f"/hearings/{server.run(MAKE)}/transcript/"
    context = browser.new_context(java_script_enabled=False, locale="zh-CN", viewport={"width": 1280, "height": 800})
    context.add_cookies([server.session_cookies("court_clerk")["court_clerk"]])  # type: ignore[list-item]
    page = context.new_page()
    page.goto(f"{server.url}{at}")
    page.locator("#text").fill("没有脚本也能记录。")
    page.locator("[data-without-script] button").first.click()
    expect(page.locator("[data-text]").last).to_have_text("没有脚本也能记录。")
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / "record-without-scripts.png"), full_page=True)
