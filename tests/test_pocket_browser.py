"""A phone whose network goes away in the middle of things: nothing is lost, and nothing is sent twice."""

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, Route, expect, sync_playwright

from sharedcourt.core.models import Answered
from sharedcourt.disputes.models import Answer, Evidence
from sharedcourt.disputes.tests import worked
from sharedcourt.documents.models import StoredFile, Upload
from sharedcourt.ledger.models import Entry
from sharedcourt.people import cast
from sharedcourt.web import assets
from sharedcourt.web.tests.test_browser import AXE, CHROMIUM, RULES

SHOTS = os.environ.get("SHAREDCOURT_SHOTS")
NOTE = "我每月可以还两千元"
WAIT_MS = 20_000
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
CONTENT = PDF + b"%" + os.urandom(1_750_000).hex().encode() + b"\ntrailer<</Root 1 0 R>>\n%%EOF\n"
# Everything that the databases of this page hold, as bytes read as text.
KEPT = """async () => {
  const open = indexedDB.open("pocket"); await new Promise(r => open.onsuccess = r);
  const found = {};
  for (const name of open.result.objectStoreNames) {
    const all = open.result.transaction(name).objectStore(name).getAll(); await new Promise(r => all.onsuccess = r);
    found[name] = all.result.map(row => JSON.stringify(row, (key, value) =>
      value instanceof ArrayBuffer ? new TextDecoder().decode(value) :
      value instanceof CryptoKey ? `key, extractable: ${value.extractable}` : value));
  }
  open.result.close();
  return found;
}"""

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
def phone(chromium, live_server) -> Iterator[BrowserContext]:
    """The borrower's phone, signed in."""
    context = chromium.new_context(
        viewport={"width": 360, "height": 780}, locale="zh-CN", has_touch=True, is_mobile=True, base_url=live_server.url
    )
    context.set_default_timeout(WAIT_MS)
    sign_in(context, live_server.url)
    yield context
    context.close()


def sign_in(context: BrowserContext, url: str) -> None:
    client = Client()
    client.force_login(cast.person(cast.BORROWER), backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])


def shoot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"pocket-{name}.png"), full_page=True)


def faults(page: Page) -> list[str]:
    """What axe finds, and whether something is wider than the phone."""
    # As a script of the page's own world: the site's policy lets none in.
    session = page.context.new_cdp_session(page)
    session.send("Page.setBypassCSP", {"enabled": True})
    session.send("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})
    seen = page.evaluate(f"axe.run(document, {{runOnly: {json.dumps(RULES)}}}).then(r => r.violations)")
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{item['id']} {item['nodes'][0]['html'][:120]}" for item in seen] + ([f"{wider} px"] if wider > 0 else [])


def without_answer(page: Page, pattern: str, method: str, *, always: bool = False) -> list[str]:
    """The next such request reaches the server, and its answer is lost (`always`: later ones get nowhere). What came, in order."""
    passed: list[str] = []

    def lose(route: Route) -> None:
        if route.request.method != method:
            route.continue_()
            return
        passed.append("lost" if not passed else "answered")
        if len(passed) == 1:
            route.fetch(max_redirects=0)
            route.abort("connectionreset")
        elif always:
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route(pattern, lose)
    return passed


def until(page: Page, expression: str) -> None:
    """Wait for a condition in the page; Playwright's own waiting compiles text, which the site's policy forbids."""
    for _ in range(WAIT_MS // 50):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"It never came true: {expression}")


SLOW = {"offline": False, "latency": 50, "downloadThroughput": 2_000_000, "uploadThroughput": 900_000}


def slowed(page: Page) -> CDPSession:
    """A poor line; the session that made it must also cut it, because the last word about the line counts."""
    line = page.context.new_cdp_session(page)
    line.send("Network.emulateNetworkConditions", SLOW)
    return line


def cut(page: Page, line: CDPSession, *, off: bool) -> None:
    page.context.set_offline(off)
    line.send("Network.emulateNetworkConditions", {**SLOW, "offline": off})


def fill(page: Page) -> None:
    for radio in page.locator('form#each input[type=radio][value="yes"]').all():
        radio.check()
    page.fill('[name="note"]', NOTE)


def test_what_was_typed_outlives_the_page_encrypted_and_ends_with_the_visit(phone):
    dispute, _party = worked.joined()
    page = phone.new_page()
    page.goto(f"/disputes/{dispute.pk}/answer/?each=1")
    page.wait_for_selector("form[data-kept]")
    fill(page)
    page.wait_for_timeout(700)  # as long as the page waits for more
    kept = page.evaluate(KEPT)
    assert len(kept["drafts"]) == 1 and NOTE not in json.dumps(kept, ensure_ascii=False)
    assert "extractable: false" in kept["keys"][0] and str(dispute.pk) not in json.dumps(kept)

    page.reload()
    expect(page.locator(".sc-kept").first).to_contain_text("已恢复您")
    expect(page.locator('[name="note"]')).to_have_value(NOTE)
    assert page.locator('form#each input[value="yes"]:checked').count() > 3
    shoot(page, "restored")
    assert faults(page) == []
    page.get_by_role("button", name="撤销恢复").click()
    expect(page.locator('[name="note"]')).to_have_value("")
    page.reload()
    page.wait_for_selector("form[data-kept]")
    expect(page.locator('[name="note"]')).to_have_value("")

    page.fill('[name="note"]', NOTE)
    page.wait_for_timeout(700)
    page.locator("nav form[action='/sign-out/'] button").click()
    page.wait_for_url("**/")
    kept = page.evaluate(KEPT)
    assert kept == {"drafts": [], "keys": [], "uploads": []}


def test_an_answer_given_without_network_goes_by_itself_and_once(phone):
    dispute, party = worked.joined()
    page = phone.new_page()
    page.goto(f"/disputes/{dispute.pk}/answer/?each=1")
    page.wait_for_selector("form[data-kept]")

    # Something is missing: the page says so, nothing entered is lost, and the form is still alive.
    page.fill('[name="note"]', NOTE)
    page.locator("form#each .sc-actions button").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    expect(page.locator('[name="note"]')).to_have_value(NOTE)
    page.wait_for_selector("form[data-kept]")
    fill(page)

    phone.set_offline(True)
    page.locator("form#each .sc-actions button").click()
    expect(page.locator(".sc-kept", has_text="还没有发送成功")).to_be_visible()
    shoot(page, "not-sent-yet")
    page.get_by_role("button", name="先不发送").click()
    expect(page.locator(".sc-kept", has_text="已停止")).to_be_visible()
    assert not Answer.objects.exists()
    phone.set_offline(False)

    # The answer of the server is lost on its way: asked again, it has been received once.
    passed = without_answer(page, "**/answer/*", "POST")
    page.locator("form#each .sc-actions button").click()
    page.wait_for_url(f"**/disputes/{dispute.pk}/consent/")
    assert passed == ["lost", "answered"]
    assert Answer.objects.get(party=party).note == NOTE
    assert Entry.objects.filter(action="disputes.answer.given").count() == 1 and Answered.objects.count() == 1
    assert page.evaluate(KEPT)["drafts"] == []


def test_what_arrived_unnoticed_and_was_then_changed_is_said_and_can_be_sent_anew(phone):
    dispute, party = worked.joined()
    page = phone.new_page()
    page.goto(f"/disputes/{dispute.pk}/answer/?each=1")
    page.wait_for_selector("form[data-kept]")
    fill(page)
    without_answer(page, "**/answer/*", "POST", always=True)
    page.locator("form#each .sc-actions button").click()
    page.get_by_role("button", name="先不发送").click()
    page.unroute_all()
    assert Answer.objects.get(party=party).note == NOTE

    page.goto(f"/disputes/{dispute.pk}/answer/?each=1")
    page.wait_for_selector("form[data-kept]")
    page.fill('[name="note"]', "改主意了")
    page.locator("form#each .sc-actions button").click()
    expect(page.locator(".sc-kept", has_text="内容与此次不同")).to_be_visible()
    assert Answer.objects.get(party=party).note == NOTE
    page.goto(f"/disputes/{dispute.pk}/answer/?each=1")
    expect(page.locator('[name="note"]')).to_have_value("改主意了")
    page.locator("form#each .sc-actions button").click()
    page.wait_for_url(f"**/disputes/{dispute.pk}/consent/")
    assert Answer.objects.get(party=party).note == "改主意了"


def test_whoever_is_signed_out_meanwhile_loses_nothing_of_what_was_typed(phone, live_server):
    dispute, _party = worked.joined()
    page = phone.new_page()
    page.goto(f"/disputes/{dispute.pk}/answer/?each=1")
    page.wait_for_selector("form[data-kept]")
    fill(page)
    phone.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.locator("form#each .sc-actions button").click()
    expect(page.locator(".sc-kept", has_text="登录已过期")).to_be_visible()
    sign_in(phone, live_server.url)
    page.goto(f"/disputes/{dispute.pk}/answer/?each=1")
    expect(page.locator('[name="note"]')).to_have_value(NOTE)
    page.locator("form#each .sc-actions button").click()
    page.wait_for_url(f"**/disputes/{dispute.pk}/consent/")
    assert Answer.objects.count() == 1


def test_an_upload_survives_a_dead_network_a_lost_answer_and_a_reload(phone, tmp_path):
    dispute, _party = worked.joined()
    photo = tmp_path / "合同.pdf"
    photo.write_bytes(CONTENT)
    page = phone.new_page()
    page.goto(f"/disputes/{dispute.pk}/evidence/")
    page.wait_for_selector("form[data-kept]")
    until(page, "navigator.serviceWorker.controller !== null")
    line = slowed(page)
    page.set_input_files("#evidence-file", str(photo))
    until(page, "document.querySelector('.sc-upload__file progress')?.value > 20")
    cut(page, line, off=True)
    expect(page.locator(".sc-upload__state")).to_contain_text("网络断开")
    shoot(page, "upload-waits")
    assert NOTE not in json.dumps(page.evaluate(KEPT)) and "PDF-1.4" not in json.dumps(page.evaluate(KEPT))

    # Without network there is an honest page, and of the case nothing is on the phone.
    page.goto(f"/disputes/{dispute.pk}/evidence/", wait_until="commit")
    expect(page.locator("h1")).to_have_text("没有网络")
    assert faults(page) == []
    shoot(page, "offline")
    held = page.evaluate("caches.keys().then(n => Promise.all(n.map(k => caches.open(k).then(c => c.keys()))))"
                         ".then(all => all.flat().map(r => new URL(r.url).pathname))")  # fmt: skip
    shells = {"/offline/", reverse("hearings:offline-shell")}  # the same for everybody: nothing of a case
    assert held and all(path.startswith("/static/") or path in shells for path in held)

    cut(page, line, off=False)
    before = Upload.objects.get().offset
    assert 0 < before < len(CONTENT)
    passed = without_answer(page, "**/uploads/*/", "PATCH")
    page.goto(f"/disputes/{dispute.pk}/evidence/")
    expect(page.locator(".sc-upload__state")).to_contain_text("已上传", timeout=WAIT_MS)
    assert passed[0] == "lost"
    page.reload()  # before the form was sent
    expect(page.locator(".sc-upload__state")).to_contain_text("已上传")
    page.fill('[name="proves"]', "借款合同")
    shoot(page, "uploaded")
    lost = without_answer(page, "**/evidence/", "POST")
    page.locator(".sc-actions button").click()
    page.wait_for_url(f"**/disputes/{dispute.pk}/")
    assert lost == ["lost", "answered"]
    assert StoredFile.objects.get(purpose="evidence").sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert Evidence.objects.get().proves == "借款合同" and Upload.objects.count() == 1
    assert page.evaluate(KEPT)["uploads"] == []


def test_a_file_given_up_is_gone_here_and_there(phone, tmp_path):
    dispute, _party = worked.joined()
    photo = tmp_path / "a.pdf"
    photo.write_bytes(CONTENT)
    page = phone.new_page()
    page.goto(f"/disputes/{dispute.pk}/evidence/")
    page.wait_for_selector("form[data-kept]")
    slowed(page)
    page.set_input_files("#evidence-file", str(photo))
    until(page, "document.querySelector('.sc-upload__file progress')?.value > 20")
    with page.expect_response(lambda answer: answer.request.method == "DELETE"):
        page.get_by_role("button", name="取消").click()
    expect(page.locator(".sc-upload__file")).to_have_count(0)
    assert Upload.objects.get().state == "refused" and page.evaluate(KEPT)["uploads"] == []


def test_the_page_about_the_phone_has_nothing_for_axe_to_find(phone):
    cast.person(cast.BORROWER)
    page = phone.new_page()
    page.goto("/notices/phone/")
    page.get_by_role("button", name="生成地址").click()
    expect(page.locator("code")).to_contain_text(".ics")
    shoot(page, "phone")
    assert faults(page) == []
    manifest = page.evaluate("fetch(document.querySelector('link[rel=manifest]').href).then(r => r.json())")
    assert manifest["lang"] == "zh-Hans" and {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
