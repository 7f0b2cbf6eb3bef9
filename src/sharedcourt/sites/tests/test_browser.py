"""The operator's pages in a real browser: nothing for axe to find, nothing wider than the screen, at phone and desk, in both languages."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, sync_playwright

from sharedcourt.core import clock
from sharedcourt.people import actions, cast
from sharedcourt.people.models import Membership
from sharedcourt.sites.models import Site, Terminal
from sharedcourt.web import assets
from sharedcourt.web.tests.test_browser import AXE, CHROMIUM, RULES

SCREENS = {"phone": (360, 780), "desk": (1280, 800)}
SHOTS = os.environ.get("SHAREDCOURT_SHOTS")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
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
def addresses(person):
    """An installation with its people, a shared court and its terminals, and every page about them."""
    for member in cast.CAST:
        person(member)
    operator, mediation = person(cast.PLATFORM_OPERATOR), cast.organisation(cast.MEDIATION)
    _appointment, link = actions.appoint(by=operator, organisation=mediation, role="mediator", name="新来", send=False)
    gone = Membership.objects.get(user=person(cast.SECOND_MEDIATOR))
    actions.dismiss(by=operator, membership=gone)
    there = Membership.objects.get(user=person(cast.MEDIATOR))
    site = Site.objects.create(
        name="海曙示范街道共享法庭",
        kind="town",
        host=cast.organisation(cast.HOST),
        court=cast.organisation(cast.OTHER_COURT),
        division="330203",
        address="示范市海曙区示范街8号",
    )
    now = clock.now()
    terminal = Terminal.objects.create(site=site, label="大厅", paired_at=now, paired_by=operator, last_seen_at=now)
    Terminal.objects.create(site=site, label="二楼", paired_at=now, withdrawn_at=now)
    return {
        "organisations": "/operator/organisations/",
        "nothing": "/operator/organisations/?q=没有",
        "kind": "/operator/organisations/new/",
        "form": "/operator/organisations/new/institution/",
        "organisation": f"/operator/organisations/{mediation.pk}/",
        "appoint": f"/operator/organisations/{mediation.pk}/appoint/",
        "dismiss": f"/operator/people/{there.pk}/dismiss/",
        "close": f"/operator/organisations/{mediation.pk}/close/",
        "sites": "/operator/sites/",
        "new-site": "/operator/sites/new/",
        "site": f"/operator/sites/{site.pk}/",
        "close-site": f"/operator/sites/{site.pk}/close/",
        "withdraw": f"/operator/sites/terminals/{terminal.pk}/withdraw/",
        "office": link,
    }


@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing_on_the_pages_of_administration(chromium, live_server, addresses, screen, person):
    desk = Client()
    desk.force_login(person(cast.PLATFORM_OPERATOR), backend="allauth.account.auth_backends.AuthenticationBackend")
    session = desk.cookies[settings.SESSION_COOKIE_NAME].value
    width, height = SCREENS[screen]
    found: list[str] = []
    for language in ("zh-CN", "en-GB"):
        context = chromium.new_context(
            viewport={"width": width, "height": height}, locale=language, has_touch=screen == "phone", bypass_csp=True
        )
        page = context.new_page()
        for name, address in addresses.items():
            if name == "office":
                context.clear_cookies()
            else:
                context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
            page.goto(live_server.url + address)
            if name in {"form", "new-site", "appoint", "office"}:
                page.locator("main form .sc-actions .govuk-button").first.click()
                page.wait_for_selector(".govuk-error-summary")
            page.evaluate(AXE.read_text(encoding="utf-8"))
            seen = page.evaluate(f"axe.run(document, {{runOnly: {json.dumps(RULES)}}}).then(r => r.violations)")
            found += [f"{language} {name}: {item['id']} {item['nodes'][0]['html'][:150]}" for item in seen]
            wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            found += [f"{language} {name}: {wider} px too wide"] if wider > 0 else []
            if SHOTS:
                page.screenshot(path=str(Path(SHOTS) / f"{name}-{screen}-{language[:2]}.png"), full_page=True)
        context.close()
    assert found == []
