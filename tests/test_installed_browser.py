"""The site on a phone as Chromium sees it: it can be installed, a push is shown and proved, a new version is offered."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.test import Client
from playwright.sync_api import BrowserContext, CDPSession, Page, Worker, expect, sync_playwright
from pytest_django import Settings

from sharedcourt.disputes.tests import worked
from sharedcourt.ledger.models import Entry
from sharedcourt.notices import actions, delivery, texts
from sharedcourt.notices.models import Channel
from sharedcourt.notices.tests.test_push import Phone
from sharedcourt.people import cast
from sharedcourt.people.tests.local_server import serving
from sharedcourt.web import assets
from sharedcourt.web.tests.test_browser import CHROMIUM

WAIT_MS = 20_000
SHOTS = os.environ.get("SHAREDCOURT_SHOTS")
SHOWN = """navigator.serviceWorker.ready.then(r => r.getNotifications()).then(all =>
  all.map(n => ({ title: n.title, text: n.body, tag: n.tag, url: n.data.url })))"""
# A tap as the worker hears it. A tap that is not the system's may open no window, so what it asks for is written down.
TAP = """async () => {
  const opened = [];
  self.clients.openWindow = async (url) => { opened.push(url); return null; };
  const [shown] = await self.registration.getNotifications();
  self.dispatchEvent(new NotificationEvent("notificationclick", { notification: shown }));
  return opened;
}"""
UPDATE = "navigator.serviceWorker.getRegistration().then(found => found.update()).then(() => undefined)"
VERSIONS = "caches.keys().then(names => names.filter(name => name.startsWith('shell-')))"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (assets.is_built() and CHROMIUM.exists()), reason="needs Chromium and the built front end"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def phone(live_server: Any, tmp_path: Path) -> Iterator[BrowserContext]:
    """The borrower's own browser: one with a profile, for in a private window nothing is installed."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path / "profile",
            executable_path=str(CHROMIUM),
            args=["--no-sandbox"],
            viewport={"width": 360, "height": 780},
            locale="zh-CN",
            has_touch=True,
            is_mobile=True,
            base_url=live_server.url,
            permissions=["notifications"],
        )
        context.set_default_timeout(WAIT_MS)
        context.grant_permissions(["notifications"], origin=live_server.url)
        client = Client()
        client.force_login(cast.person(cast.BORROWER), backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.cookies[site.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": site.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        yield context
        context.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def until(page: Page, expression: str, wanted: Any = True) -> Any:
    """Wait until an expression in the page gives this; Playwright's own waiting compiles text, which the site's policy forbids."""
    found = None
    for _ in range(WAIT_MS // 50):
        found = page.evaluate(expression)
        if found == wanted:
            return found
        page.wait_for_timeout(50)
    raise AssertionError(f"{expression} stays {found!r}")


def opened(context: BrowserContext, address: str) -> Page:
    """A page under the service worker's care."""
    page = context.pages[0]
    page.goto(address)
    until(page, "navigator.serviceWorker.controller !== null")
    return page


def registration(page: Page) -> tuple[CDPSession, str]:
    """The service worker as the developer tools know it."""
    tools = page.context.new_cdp_session(page)
    found: list[str] = []
    tools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: found.extend(each["registrationId"] for each in told["registrations"]),
    )
    tools.send("ServiceWorker.enable")
    for _ in range(WAIT_MS // 50):
        if found:
            return tools, found[0]
        page.wait_for_timeout(50)
    raise AssertionError("no registration")


def worker_of(context: BrowserContext) -> Worker:
    return context.service_workers[0] if context.service_workers else context.wait_for_event("serviceworker")


def test_chromium_finds_nothing_that_keeps_the_site_from_being_installed(phone: BrowserContext) -> None:
    page = opened(phone, "/desk/")
    tools = phone.new_cdp_session(page)
    manifest = tools.send("Page.getAppManifest")
    assert manifest["errors"] == [] and json.loads(manifest["data"])["lang"] == "zh-Hans"
    assert tools.send("Page.getInstallabilityErrors") == {"installabilityErrors": []}


def test_a_push_is_shown_once_proved_and_leads_to_its_page(
    phone: BrowserContext, settings: Settings, monkeypatch: pytest.MonkeyPatch, live_server: Any
) -> None:
    settings.SHAREDCOURT_PUSH_PRIVATE = True
    monkeypatch.setattr(texts, "_texts", dict(texts._texts))
    texts.register("test.told", subject="林建川欠款", body="林建川：280000元")
    borrower = cast.person(cast.BORROWER)
    dispute, _party = worked.joined()
    page = opened(phone, "/notices/phone/")
    tools, known = registration(page)

    with serving(lambda asked: (201, b"")) as server:
        browser = Phone(f"{server.url}/push/secret")
        browser.subscribe(borrower)
        rows = actions.tell(
            user=borrower, kind="test.told", context={}, scope=dispute.pk, link=f"/disputes/{dispute.pk}/"
        )
        message = next(row for row in rows if row.channel == Channel.PUSH)
        delivery.deliver(message.pk)
    content = json.dumps(browser.read(server.requests[0].body), ensure_ascii=False)
    push = {"origin": live_server.url, "registrationId": known, "data": content}
    for _again in range(20):  # a push service may deliver twice, and the tools drop what comes before the worker is up
        tools.send("ServiceWorker.deliverPushMessage", push)
        page.wait_for_timeout(500)
        if page.evaluate(f"{SHOWN}.then(all => all.length)") == 1:
            break
    tools.send("ServiceWorker.deliverPushMessage", push)
    page.wait_for_timeout(300)
    assert page.evaluate(f"{SHOWN}.then(all => all.length)") == 1
    shown = page.evaluate(SHOWN)[0]
    assert shown["tag"] == str(message.pk) and shown["url"] == f"/disputes/{dispute.pk}/"
    assert shown["title"] == "共享法庭" and "林建川" not in json.dumps(shown, ensure_ascii=False)
    for _wait in range(100):
        message.refresh_from_db()
        if message.state == "delivered":
            break
        page.wait_for_timeout(50)
    assert message.state == "delivered" and message.delivered_at is not None
    assert Entry.objects.filter(action="notices.message.delivered", subject=message.pk).count() == 1

    asked = worker_of(phone).evaluate(TAP)
    assert asked == [f"{live_server.url}/disputes/{dispute.pk}/"]
    until(page, f"{SHOWN}.then(all => all.length)", 0)
    page.goto(asked[0])
    expect(page.locator("h1")).to_be_visible()


def test_a_new_version_is_offered_and_taken_without_losing_what_is_typed(
    phone: BrowserContext, settings: Settings
) -> None:
    dispute, _party = worked.joined()
    page = opened(phone, f"/disputes/{dispute.pk}/answer/?each=1")
    page.wait_for_selector("form[data-kept]")
    first = page.evaluate(VERSIONS)
    other = phone.new_page()
    other.goto("/account/name/")
    other.fill('[name="name"]', "林建川（在另一页）")

    settings.SITE_NAME = "新版本的共享法庭"
    page.evaluate(UPDATE)
    banner = page.locator(".sc-update")
    expect(banner).to_contain_text("网站有新版本")
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / "new-version.png"))
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    page.fill('[name="note"]', "还没有写完")
    with page.expect_navigation():
        banner.get_by_role("button").tap()  # at once: before the page would have kept it by itself
    until(page, f"{VERSIONS}.then(names => names.length)", 1)
    page.wait_for_selector("form[data-kept]")
    expect(page.locator('[name="note"]')).to_have_value("还没有写完")
    expect(banner).to_have_count(0)
    assert page.evaluate(VERSIONS) != first
    assert other.input_value('[name="name"]') == "林建川（在另一页）", "no other page is taken away"
    page.context.set_offline(True)
    page.goto("/desk/", wait_until="commit")
    expect(page).to_have_title("没有网络 · 新版本的共享法庭")
