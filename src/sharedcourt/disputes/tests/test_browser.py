"""The pages about agents in a real browser: nothing for axe to find, nothing wider than a phone."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from playwright.sync_api import Browser, sync_playwright

from sharedcourt.disputes import actions
from sharedcourt.disputes.models import Agent, Party
from sharedcourt.disputes.tests import worked
from sharedcourt.documents.actions import keep_upload
from sharedcourt.people import cast
from sharedcourt.web import assets
from sharedcourt.web.tests.test_browser import AXE, CHROMIUM, RULES

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SHOTS = os.environ.get("SHAREDCOURT_SHOTS")

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


def test_axe_finds_nothing_on_the_pages_about_agents(chromium, live_server, person):
    dispute, party = worked.joined()
    borrower, officer = person(cast.BORROWER), person(cast.OFFICER)
    paper = SimpleUploadedFile("power.pdf", PDF, "application/pdf")
    document = keep_upload(by=borrower, upload=paper, purpose="authority", scope=dispute.pk)
    actions.name_agent(
        by=borrower, party=party, name="律明", phone="19900000041", authority="special", standing="lawyer", document=document
    )  # fmt: skip
    lender = Party.objects.get(dispute=dispute, capacity="lender")
    base = f"{live_server.url}/disputes/{dispute.pk}"
    pages = {
        "agents": (borrower, f"{base}/parties/{party.pk}/agents/"),
        "bank-agents": (officer, f"{base}/parties/{lender.pk}/agents/"),
        "colleague": (officer, f"{base}/parties/{lender.pk}/agents/colleague/"),
        "end-agent": (officer, f"{base}/agents/{Agent.objects.get(party=lender).pk}/end/"),
        "detail": (borrower, f"{base}/"),
    }
    context = chromium.new_context(
        viewport={"width": 360, "height": 780}, locale="zh-CN", has_touch=True, bypass_csp=True
    )
    page, found = context.new_page(), []
    for name, (who, address) in pages.items():
        client = Client()
        client.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page.goto(address)
        if name == "agents":
            page.locator("form[enctype] .govuk-button").click()
            page.wait_for_selector(".govuk-error-summary")
        page.evaluate(AXE.read_text(encoding="utf-8"))
        seen = page.evaluate(f"axe.run(document, {{runOnly: {json.dumps(RULES)}}}).then(r => r.violations)")
        found += [f"{name}: {item['id']} {item['nodes'][0]['html'][:150]}" for item in seen]
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += [f"{name}: {wider} px too wide"] if wider > 0 else []
        if SHOTS:
            page.screenshot(path=str(Path(SHOTS) / f"{name}-phone.png"), full_page=True)
    context.close()
    assert found == []
