"""Pages in a real browser as different people see them: what axe finds, and what is wider than its screen.

With SHAREDCOURT_SHOTS a picture of each page at each width is put into that folder, for somebody to look at.
"""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, sync_playwright

from sharedcourt.people.models import User
from sharedcourt.web import assets
from sharedcourt.web.tests.test_browser import AXE, CHROMIUM, RULES

SHOTS = os.environ.get("SHAREDCOURT_SHOTS")
WIDTHS = (360, 1280, 1920)
MARKS = [
    pytest.mark.browser,
    pytest.mark.skipif(not (assets.is_built() and CHROMIUM.exists() and AXE.exists()), reason="needs Chromium and the built front end"),
    pytest.mark.django_db(transaction=True),
]  # fmt: skip


@contextmanager
def chromium() -> Iterator[Browser]:
    """One Chromium, while the database is used from the thread in which Playwright's own loop runs."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
            yield browser
            browser.close()
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def faults(
    url: str,
    pages: Mapping[str, tuple[User, str]],
    press: Mapping[str, tuple[str, str]] | None = None,
    *,
    language: str = "zh-hans",
) -> list[str]:
    """What is wrong with the pages, by name: `pages` says who opens which address of the site at `url`, in a language.

    `press` names for a page a button to press there first, and what then stands on it.
    """
    found: list[str] = []
    with chromium() as browser:
        for width in WIDTHS:
            context = browser.new_context(viewport={"width": width, "height": 780}, locale="zh-CN", bypass_csp=True)
            context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": url}])
            page = context.new_page()
            for name, (who, address) in pages.items():
                client = Client()
                client.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
                session = client.cookies[settings.SESSION_COOKIE_NAME].value
                context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])
                answer = page.goto(f"{url}{address}")
                if answer is None or answer.status != 200:
                    found.append(f"{name}: answered {answer.status if answer else 'nothing'}")
                    continue
                if press and name in press:
                    page.locator(press[name][0]).click()
                    page.wait_for_selector(press[name][1])
                page.evaluate(AXE.read_text(encoding="utf-8"))
                seen = page.evaluate(f"axe.run(document, {{runOnly: {json.dumps(RULES)}}}).then(r => r.violations)")
                found += [f"{name} at {width}: {item['id']} {item['nodes'][0]['html'][:150]}" for item in seen]
                wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                found += [f"{name} at {width}: {wider} px too wide"] if wider > 0 else []
                if SHOTS:
                    page.screenshot(path=str(Path(SHOTS) / f"{name}-{width}.png"), full_page=True)
            context.close()
    return found
