"""A party before the court with nothing but a phone, on a line that is slow, breaks, and loses answers; and a server that dies.

What counts is what the database holds in the end: all of it, and once.
"""

import hashlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect, sync_playwright

from sharedcourt.web import assets
from sharedcourt.web.tests.test_browser import CHROMIUM
from tests.live import LiveServer, live_server
from tests.way import Way, way

WAIT_MS = 30_000
SHOTS = os.environ.get("SHAREDCOURT_SHOTS")
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
# What Chromium's own developer tools call so: 400 kbit/s, 400 ms there and back.
SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
FAR = {"offline": False, "latency": 1500, "downloadThroughput": 200_000, "uploadThroughput": 200_000}
WHY = "实际只借到二十八万元，有转账记录"
SEED = """
from contextlib import nullcontext
import time_machine
from sharedcourt.filing.plaint.tests.conftest import Steps
from sharedcourt.disputes import actions as disputes
from sharedcourt.people import cast
with time_machine.travel("2022-01-10T09:00:00+08:00", tick=True):
    steps = Steps(lambda execute: nullcontext()).answering()
answer = {"case": str(steps.case.pk), "username": cast.person(cast.BORROWER).username}
"""
HELD = """
from collections import Counter
from sharedcourt.documents.models import StoredFile, Upload
from sharedcourt.filing.folder.models import CaseApplication, EvidenceItem, Paper
from sharedcourt.filing.plaint.models import AnswerForm
from sharedcourt.ledger.models import Entry
form = AnswerForm.objects.get()
answer = {
    "items": [[item.title, item.proves, item.papers.count()] for item in EvidenceItem.objects.order_by("created_at")],
    "papers": [paper.sha256 for paper in Paper.objects.filter(item__isnull=False).order_by("position")],
    "files": [file.sha256 for file in StoredFile.objects.filter(purpose="case").order_by("created_at")],
    "uploads": sorted(Upload.objects.values_list("state", flat=True)),
    "applications": [[made.kind, made.reason] for made in CaseApplication.objects.all()],
    "answers": form.answers,
    "revision": form.revision,
    "ledger": Counter(Entry.objects.filter(action__startswith="filing.").values_list("action", flat=True)),
}
"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.sqlite_only,  # the server has a database of its own, the embedded one
    pytest.mark.skipif(not (assets.is_built() and CHROMIUM.exists()), reason="needs Chromium and the built front end"),
]


@dataclass
class Phone:
    """The defendant's phone, the way from it to the server, and the server."""

    server: LiveServer
    way: Way
    context: BrowserContext
    case: str

    @property
    def folder(self) -> str:
        return f"{self.way.url}/filing/folder/{self.case}/"

    @property
    def answer(self) -> str:
        return f"{self.way.url}/filing/plaint/{self.case}/answer/"

    def held(self) -> dict[str, Any]:
        found: dict[str, Any] = self.server.run(HELD)
        return found

    def opened(self, address: str) -> Page:
        """A new tab on a page with a form that is kept."""
        page = self.context.new_page()
        page.goto(address)
        page.wait_for_selector("form[data-kept]")
        return page


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def court() -> Iterator[tuple[LiveServer, dict[str, Any]]]:
    with live_server() as server:
        seeded = server.run(SEED)
        yield server, seeded | server.session_cookies(seeded["username"])


@pytest.fixture
def phone(chromium: Browser, court: tuple[LiveServer, dict[str, Any]]) -> Iterator[Phone]:
    server, seeded = court
    with way(server.port) as made:
        context = chromium.new_context(
            viewport={"width": 360, "height": 780}, locale="zh-CN", has_touch=True, is_mobile=True
        )
        context.set_default_timeout(WAIT_MS)
        context.add_cookies([seeded[seeded["username"]]])
        yield Phone(server, made, context, seeded["case"])
        context.close()


def line(page: Page, conditions: dict[str, Any]) -> CDPSession:
    """The line of this tab from now on."""
    session = page.context.new_cdp_session(page)
    session.send("Network.emulateNetworkConditions", conditions)
    return session


def until(page: Page, expression: str) -> None:
    """Wait for a condition in the page; Playwright's own waiting compiles text, which the site's policy forbids."""
    for _ in range(WAIT_MS // 50):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"It never came true: {expression}")


def left(page: Page, part: str) -> None:
    """Wait until the page is another one than that with this part in its address."""
    page.wait_for_url(lambda address: part not in address)


def report(story: str, way_: Way, size: int, begun: float) -> None:
    """With SHAREDCOURT_FIGURES the figures of a story are written there."""
    where = os.environ.get("SHAREDCOURT_FIGURES")
    if where:
        took = time.monotonic() - begun
        with Path(where).open("a") as file:
            file.write(f"{story}: {size} bytes of content, {way_.sent} sent in all, {took:.1f} s\n")


def paper(folder: Path, name: str, size: int) -> tuple[Path, str]:
    """A file like no other, and its fingerprint."""
    content = PDF + b"%" + os.urandom(size // 2).hex().encode() + b"\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    path = folder / name
    path.write_bytes(content)
    return path, hashlib.sha256(content).hexdigest()


def progress(percent: int) -> str:
    return f"document.querySelector('.sc-upload__file progress')?.value > {percent}"


UPLOADED = "document.querySelectorAll('.sc-upload__state--done').length == 1"


def tell(page: Page, proves: str) -> None:
    page.fill('[name="title"]', "转账记录")
    page.fill('[name="proves"]', proves)
    page.locator('label[for="original-electronic"]').tap()


def test_evidence_arrives_once_though_the_line_breaks_the_tab_dies_and_the_answer_is_lost(
    phone: Phone, tmp_path: Path
) -> None:
    file, mark = paper(tmp_path, "转账记录.pdf", 400_000)
    address = f"{phone.folder}evidence/add/"
    page = phone.opened(address)
    before, begun = phone.way.sent, time.monotonic()
    line(page, SLOW_3G)
    page.set_input_files("#folder-file", str(file))
    tell(page, WHY)
    until(page, progress(20))
    phone.way.cut()
    expect(page.locator(".sc-upload__state")).to_contain_text("网络断开")
    page.close()  # the phone's memory is full: the tab is gone, with everything that ran in it
    phone.way.restore()

    page = phone.opened(address)
    line(page, SLOW_3G)
    expect(page.locator('[name="proves"]')).to_have_value(WHY)
    until(page, UPLOADED)
    phone.way.lose_answers("POST /filing/folder/", 2)
    page.get_by_role("button", name="加入证据目录").tap()
    page.wait_for_url("**/evidence/")
    expect(page.get_by_text("转账记录").first).to_be_visible()
    assert phone.way.lost == 2
    sent = phone.way.sent - before
    report("evidence on slow 3G, line cut, tab killed, answer lost twice", phone.way, file.stat().st_size, begun)

    held = phone.held()
    assert held["items"] == [["转账记录", WHY, 1]] and held["papers"] == [mark]
    assert held["files"] == [mark] and held["uploads"] == ["finished"]
    assert held["ledger"]["filing.folder.item_added"] == 1
    assert sent < 2 * file.stat().st_size, "a break costs one piece, not the whole file"
    page = phone.opened(address)
    assert page.locator(".sc-upload__file").count() == 0, "the next piece of evidence begins with nothing"


@pytest.mark.long
def test_a_server_that_is_killed_in_the_middle_of_an_upload_has_what_it_took(phone: Phone, tmp_path: Path) -> None:
    before = phone.held()
    file, mark = paper(tmp_path, "照片.pdf", 900_000)
    page = phone.opened(f"{phone.folder}evidence/add/")
    begun = time.monotonic()
    line(page, {**SLOW_3G, "uploadThroughput": 150_000})
    page.set_input_files("#folder-file", str(file))
    tell(page, "第二份")
    until(page, progress(25))
    phone.server.kill9()
    expect(page.locator(".sc-upload__state")).to_contain_text("网络断开")
    phone.server.start()
    until(page, UPLOADED)
    page.get_by_role("button", name="加入证据目录").tap()
    page.wait_for_url("**/evidence/")
    report("evidence, server killed and started again", phone.way, file.stat().st_size, begun)
    held = phone.held()
    assert held["papers"] == [*before["papers"], mark] and held["files"] == [*before["files"], mark]
    assert held["uploads"] == [*before["uploads"], "finished"]
    assert [item[1] for item in held["items"]][-1] == "第二份" and len(held["items"]) == len(before["items"]) + 1


def test_the_plaint_is_answered_page_by_page_whatever_happens_on_the_way(phone: Phone) -> None:
    begun, before = time.monotonic(), phone.held()
    page = phone.context.new_page()
    page.goto(phone.answer)
    addresses = [
        link.get_attribute("href") or "" for link in page.locator('.govuk-task-list__link[href*="/page/on_"]').all()
    ]
    first, second, third, fourth = [f"{phone.way.url}{each}" for each in addresses[:4]]
    keys = [each.rstrip("/").rpartition("on_")[2] for each in addresses[:4]]

    def contest(which: int) -> None:
        why = page.locator(f'[name="reason_{keys[which]}"]')
        expect(why).to_be_hidden()
        page.locator(f'label[for^="id_stance_{keys[which]}"]', has_text="有异议").tap()
        expect(why).to_be_visible()  # at once, without the network
        page.fill(f'[name="reason_{keys[which]}"]', f"{WHY}（{which}）")

    # The answers of the server get lost, twice.
    page.goto(first)
    page.wait_for_selector("form[data-kept]")
    line(page, FAR)
    contest(0)
    phone.way.lose_answers("POST /filing/plaint/", 2)
    page.get_by_role("button", name="保存并继续").tap()
    left(page, f"/on_{keys[0]}/")
    assert phone.way.lost == 2

    # No network at all when the button is pressed: it goes by itself when there is one.
    page.goto(second)
    page.wait_for_selector("form[data-kept]")
    contest(1)
    phone.way.cut()
    page.get_by_role("button", name="保存并继续").tap()
    expect(page.locator(".sc-kept", has_text="还没有发送成功")).to_be_visible()
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / "answer-not-sent-yet.png"), full_page=True)
    phone.way.restore()
    left(page, f"/on_{keys[1]}/")

    # The tab is killed while somebody types: what was typed is back.
    page.goto(third)
    page.wait_for_selector("form[data-kept]")
    contest(2)
    page.wait_for_timeout(500)  # as long as the page waits for more
    page.close()
    page = phone.opened(third)
    expect(page.locator(f'[name="reason_{keys[2]}"]')).to_have_value(f"{WHY}（2）")
    expect(page.locator(".sc-kept").first).to_contain_text("已恢复您")
    page.get_by_role("button", name="保存并继续").tap()
    left(page, f"/on_{keys[2]}/")

    # The tab is killed before it hears that the page is saved: sent once more, it is saved once.
    page.goto(fourth)
    page.wait_for_selector("form[data-kept]")
    contest(3)
    phone.way.lose_answers("POST /filing/plaint/", 9)
    page.get_by_role("button", name="保存并继续").tap()
    expect(page.locator(".sc-kept", has_text="还没有发送成功")).to_be_visible()
    page.close()
    phone.way.lose_answers("POST /filing/plaint/", 0)
    page = phone.opened(fourth)
    page.get_by_role("button", name="保存并继续").tap()
    left(page, f"/on_{keys[3]}/")

    held = phone.held()
    for which, key in enumerate(keys):
        assert held["answers"][f"stance_{key}"] == "contested"
        assert held["answers"][f"reason_{key}"] == f"{WHY}（{which}）"
    # One saving a page, counted once.
    assert held["revision"] == before["revision"] + 4
    assert held["ledger"]["filing.answer.saved"] == before["ledger"].get("filing.answer.saved", 0) + 4
    report("four pages of the answer to the plaint", phone.way, 0, begun)


def test_an_application_to_the_court_is_made_once(phone: Phone) -> None:
    begun = time.monotonic()
    address = f"{phone.folder}applications/new/adjourn/"
    page = phone.opened(address)
    line(page, SLOW_3G)
    page.fill('[name="until"]', "2022-03-01")
    page.fill('[name="reason"]', "住院，有医院证明")
    phone.way.lose_answers("POST /filing/folder/", 9)
    page.get_by_role("button", name="提出申请").tap()
    expect(page.locator(".sc-kept", has_text="还没有发送成功")).to_be_visible()
    assert phone.way.lost >= 1
    page.close()
    phone.way.lose_answers("POST /filing/folder/", 0)

    page = phone.opened(address)
    expect(page.locator('[name="reason"]')).to_have_value("住院，有医院证明")
    expect(page.locator(".sc-kept").first).to_contain_text("不会重复")
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / "application-back.png"), full_page=True)
    page.get_by_role("button", name="提出申请").tap()
    left(page, "/new/")
    report("application, answer lost, tab killed", phone.way, 0, begun)
    held = phone.held()
    assert held["applications"] == [["adjourn", "住院，有医院证明"]]
    assert held["ledger"]["filing.application.made"] == 1
    assert phone.opened(address).locator('[name="reason"]').input_value() == ""


@pytest.mark.long
def test_on_a_line_that_is_dead_without_a_word_the_page_says_so_and_goes_on_when_it_lives_again(
    phone: Phone, tmp_path: Path
) -> None:
    """Connections are taken and nobody answers: no error ever comes, the browser believes that it has a network."""
    before, begun = phone.held(), time.monotonic()
    file, mark = paper(tmp_path, "短信截图.pdf", 300_000)
    page = phone.opened(f"{phone.folder}evidence/add/")
    line(page, SLOW_3G)
    page.set_input_files("#folder-file", str(file))
    tell(page, "约定还款")
    until(page, progress(15))
    phone.way.fall_silent()
    state = page.locator(".sc-upload__state")
    expect(state).to_contain_text("没有回应", timeout=20_000)
    assert page.evaluate("navigator.onLine") and phone.way.unheard >= 1
    page.get_by_role("button", name="加入证据目录").tap()
    expect(page.get_by_text("文件还在上传").first).to_be_attached()
    expect(state).to_contain_text("恢复后自动继续", timeout=45_000)
    phone.way.restore()
    expect(page.locator(".sc-upload__state--done")).to_have_count(1, timeout=150_000)

    phone.way.fall_silent()
    page.get_by_role("button", name="加入证据目录").tap()
    kept = page.locator(".sc-kept", has_text="没有回应")
    expect(kept).to_be_visible(timeout=20_000)
    page.get_by_role("button", name="先不发送").tap()
    expect(page.locator(".sc-kept", has_text="已停止")).to_be_visible(timeout=5_000)
    phone.way.restore()
    page.get_by_role("button", name="加入证据目录").tap()
    page.wait_for_url("**/evidence/")
    report("evidence, line silent twice", phone.way, file.stat().st_size, begun)
    held = phone.held()
    assert held["papers"] == [*before["papers"], mark]
    assert [item[1] for item in held["items"]][-1] == "约定还款" and len(held["items"]) == len(before["items"]) + 1
