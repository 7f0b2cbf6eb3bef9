"""The pages of a case in a real browser: nothing for axe to find, nothing wider than its screen."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, sync_playwright

from sharedcourt.filing.tests import cases as made
from sharedcourt.people import cast
from sharedcourt.web import assets
from sharedcourt.web.tests.test_browser import AXE, CHROMIUM, RULES

SHOTS = os.environ.get("SHAREDCOURT_SHOTS")
WIDTHS = {"phone": 360, "desk": 1280, "terminal": 1920}

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


def test_axe_finds_nothing_on_the_pages_of_a_case(chromium, live_server, person):
    prepared, submitted = made.begun_case(), made.submitted_case()
    officer, clerk = person(cast.OFFICER), person(cast.FILING_CLERK)
    base = f"{live_server.url}/filing/cases"
    pages = {
        "prepared": (officer, f"{base}/{prepared.pk}/"),
        "court": (officer, f"{base}/{prepared.pk}/court/"),
        "mine": (officer, f"{base}/"),
        "desk": (clerk, f"{base}/desk/"),
        "review": (clerk, f"{base}/{submitted.pk}/"),
    }
    context = chromium.new_context(locale="zh-CN", bypass_csp=True)
    page, found = context.new_page(), []
    for name, (who, address) in pages.items():
        client = Client()
        client.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page.goto(address)
        if name == "court":
            page.locator("button[value=look]").click()
            page.wait_for_selector("input[name=court]")
        page.evaluate(AXE.read_text(encoding="utf-8"))
        seen = page.evaluate(f"axe.run(document, {{runOnly: {json.dumps(RULES)}}}).then(r => r.violations)")
        found += [f"{name}: {item['id']} {item['nodes'][0]['html'][:150]}" for item in seen]
        for screen, width in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": 900})
            wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            found += [f"{name}: {wider} px too wide on a {screen}"] if wider > 0 else []
            if SHOTS and screen != "terminal":
                page.screenshot(path=str(Path(SHOTS) / f"{name}-{screen}.png"), full_page=True)
    context.close()
    assert found == []
