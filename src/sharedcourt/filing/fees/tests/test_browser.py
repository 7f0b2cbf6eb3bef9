"""The pages of fees and of service in a real browser: nothing for axe to find, nothing wider than the screen."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, sync_playwright

from sharedcourt.filing.fees import actions, paying
from sharedcourt.filing.fees.tests.conftest import Fee
from sharedcourt.filing.serving import actions as serving
from sharedcourt.filing.serving.tests.conftest import Papers
from sharedcourt.web import assets
from sharedcourt.web.tests.test_browser import AXE, CHROMIUM, RULES

SHOTS = os.environ.get("SHAREDCOURT_SHOTS")
WIDTHS = (360, 1280, 1920)

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


def test_axe_finds_nothing_on_the_pages_of_fees_and_service(chromium: Browser, live_server: Any) -> None:
    papers = Papers(None)
    fee = Fee(papers.case, None)
    payment = paying.begin(by=fee.officer, bill=fee.bill)
    fee.report(payment, amount="1.00")
    actions.ask_for_relief(
        by=fee.officer, bill=fee.bill, kind="reduce", item="4", reasons="经营困难，正在接受社会救济。"
    )
    serving.serve(by=papers.clerk, case=papers.case, file_id=papers.file.pk, parties=[papers.defendant.pk])
    bill, base = f"{live_server.url}/filing/fees/{fee.bill.pk}/", live_server.url
    service = f"{base}/filing/cases/{papers.case.pk}/service/"
    pages = {
        "bill-payer": (fee.officer, bill),
        "demonstration": (fee.officer, f"{base}{payment.address}"),
        "bill-judge": (fee.judge, bill),
        "bills": (fee.clerk, f"{base}/filing/fees/?tab=relief"),
        "books": (fee.clerk, f"{base}/filing/fees/reconciliation/"),
        "service-party": (papers.borrower, service),
        "service-address": (papers.borrower, f"{service}address/{papers.defendant.pk}/"),
        "service-court": (papers.clerk, service),
    }
    found = []
    for width in WIDTHS:
        context = chromium.new_context(viewport={"width": width, "height": 780}, locale="zh-CN", bypass_csp=True)
        page = context.new_page()
        for name, (who, address) in pages.items():
            client = Client()
            client.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
            answer = page.goto(address)
            assert answer is not None and answer.status == 200, name
            page.evaluate(AXE.read_text(encoding="utf-8"))
            seen = page.evaluate(f"axe.run(document, {{runOnly: {json.dumps(RULES)}}}).then(r => r.violations)")
            found += [f"{name}: {item['id']} {item['nodes'][0]['html'][:150]}" for item in seen]
            wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            found += [f"{name} at {width}: {wider} px too wide"] if wider > 0 else []
            if SHOTS:
                page.screenshot(path=str(Path(SHOTS) / f"{name}-{width}.png"), full_page=True)
        context.close()
    assert found == []
