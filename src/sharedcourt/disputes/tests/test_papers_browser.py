"""Papers in a real browser: judged before they are sent, read, compared beside the picture; for axe nothing, no page wider than its screen."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, expect, sync_playwright

from sharedcourt.disputes import actions
from sharedcourt.documents.models import StoredFile
from sharedcourt.documents.reading.tests import papers
from sharedcourt.documents.reading.tests.test_reading import AT_ONCE, locked_pdf
from sharedcourt.people import cast
from sharedcourt.web import assets
from sharedcourt.web.tests.test_browser import AXE, CHROMIUM, RULES

SHOTS = os.environ.get("SHAREDCOURT_SHOTS")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (assets.is_built() and CHROMIUM.exists() and AXE.exists()), reason="needs Chromium and the built front end"),
    pytest.mark.django_db(transaction=True),
]  # fmt: skip


@pytest.fixture
def chromium() -> Iterator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def test_a_paper_is_judged_sent_read_and_compared_on_a_phone_and_a_desk(
    chromium, live_server, person, tmp_path, settings
):
    settings.TASKS = AT_ONCE
    settings.SHAREDCOURT_TEXT_READER = "sharedcourt.documents.reading.tests.engines.Knowing"
    officer = person(cast.OFFICER)
    dispute = actions.open_draft(by=officer)
    files = {"合同.jpg": papers.contract().jpeg(), "模糊.jpg": papers.contract().jpeg(blur=5), "加密.pdf": locked_pdf()}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    context = chromium.new_context(viewport={"width": 360, "height": 780}, locale="zh-CN", bypass_csp=True)
    context.set_default_timeout(120_000)  # a busy machine is not a fault of the page
    page, found = context.new_page(), []
    client = Client()
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])

    def look(name: str) -> None:
        for width in (360, 1280, 1920):
            page.set_viewport_size({"width": width, "height": 900})
            if SHOTS:
                page.screenshot(path=str(Path(SHOTS) / f"{name}-{width}.png"), full_page=True)
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append(f"{name}: wider than {width}")
        page.set_viewport_size({"width": 360, "height": 780})
        page.evaluate(AXE.read_text(encoding="utf-8"))
        seen = page.evaluate(f"axe.run(document, {{runOnly: {json.dumps(RULES)}}}).then(r => r.violations)")
        found.extend(f"{name}: {item['id']} {item['nodes'][0]['html'][:150]}" for item in seen)

    page.goto(f"{live_server.url}/disputes/{dispute.pk}/edit/papers/")
    box = page.locator("#evidence-file")
    box.set_input_files(tmp_path / "加密.pdf")
    expect(page.locator(".sc-upload__state--failed")).to_contain_text("设有密码", timeout=120_000)
    assert not StoredFile.objects.exists()
    page.get_by_role("button", name="移除").click()
    box.set_input_files(tmp_path / "模糊.jpg")
    expect(page.locator(".sc-upload__state--failed")).to_contain_text("模糊", timeout=120_000)
    assert not StoredFile.objects.exists()
    page.get_by_role("button", name="仍然上传").click()
    expect(page.locator(".sc-upload__state--done")).to_be_visible(timeout=120_000)
    expect(page.locator("input[name=readable]")).to_be_checked()
    expect(page.locator(".sc-upload__warning")).to_contain_text("模糊")
    look("papers")
    page.get_by_role("button", name="移除").click()
    box.set_input_files(tmp_path / "合同.jpg")
    expect(page.locator(".sc-upload__state--done")).to_be_visible(timeout=120_000)
    expect(page.locator(".sc-upload__warning")).to_have_count(0)
    page.get_by_role("button", name="开始识别").click()
    expect(page.locator("#value-contract_number")).to_have_value("OY-2020-1110-0316", timeout=120_000)
    assert page.locator("input[type=checkbox]:checked").count() == 0
    page.locator("#value-contract_number").focus()
    expect(page.locator(".sc-reading__box--here")).to_have_count(1)
    shown = page.evaluate(
        """async () => {
            const hrefs = new Set([...document.querySelectorAll(".sc-reading image")].map((each) => each.href.baseVal));
            const sizes = [];
            for (const href of hrefs) {
                const picture = new Image();
                picture.src = href;
                await picture.decode();
                sizes.push([picture.naturalWidth, picture.naturalHeight]);
            }
            return sizes;
        }"""
    )
    assert shown == [[1240, 1754]]
    look("reading")
    page.locator("label[for=take-contract_number]").click()
    page.get_by_role("button", name="采用勾选的内容").click()
    page.wait_for_url("**/edit/papers/")
    page.goto(f"{live_server.url}/disputes/{dispute.pk}/edit/contract/")
    expect(page.locator("#id_contract_number")).to_have_value("OY-2020-1110-0316")
    assert page.locator("#id_contract_name").input_value() == ""
    look("contract")
    assert not found
