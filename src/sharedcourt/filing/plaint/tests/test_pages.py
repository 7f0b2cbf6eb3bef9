"""The pages as people walk through them: one thing at a time, everything kept, errors beside their fields."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sharedcourt.filing.plaint import actions
from sharedcourt.filing.plaint.models import Plaint
from sharedcourt.filing.plaint.tests.conftest import REST, Steps
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db
BrowserOf = Callable[[Any], Client]


def date_parts(name: str, year: str, month: str, day: str) -> dict[str, str]:
    return {f"{name}_0": year, f"{name}_1": month, f"{name}_2": day}


def test_the_officer_walks_from_the_case_to_the_paper(steps: Steps, browser_of: BrowserOf) -> None:
    browser = browser_of(cast.OFFICER)
    home = f"/filing/plaint/{steps.case.pk}/"
    assert "填写起诉状" in browser.get(f"/filing/cases/{steps.case.pk}/").content.decode()
    first = browser.get(home)
    assert first.context["suggested"] == "financial_loan"
    browser.post(home, {"form": "financial_loan"})
    assert Plaint.objects.count() == 1

    signing = browser.get(f"{home}page/signing/").content.decode()
    assert steps.case.dispute.elements["contract_number"] in signing, "known already"
    wrong = browser.post(
        f"{home}page/signing/",
        {
            "contract_name": "",
            "contract_number": "乙-1",
            "signed_at": "鹿城",
            **date_parts("signed_on", "2020", "13", "1"),
        },
    )
    page = wrong.content.decode()
    assert wrong.status_code == 422 and "请填写真实的日期" in page and "请填写这一项" in page and "已经保存" in page
    assert 'value="乙-1"' in page and 'value="13"' in page, "nothing entered is lost"
    assert "请填写真实的日期" in browser.get(f"{home}page/signing/").content.decode(), "the note stays with the draft"
    right = {"contract_name": "借款合同", "contract_number": "乙-1", **date_parts("signed_on", "2020", "11", "10")}
    assert browser.post(f"{home}page/signing/", right)["Location"] == f"{home}page/persons/"

    more = browser.post(f"{home}page/collateral/", {"collateral": "yes"})
    assert "/page/collateral/" in more["Location"], "an answer that asks for more shows it on the same page"
    assert "担保物" in browser.get(f"{home}page/collateral/").content.decode()
    browser.post(f"{home}page/collateral/", {"collateral": "no"})

    debt = browser.get(f"{home}page/claim_debt/").content.decode()
    assert "280,000.00 × 9.75%" in debt, "the formula stands on the page"

    check = browser.get(f"{home}check/")
    assert {key for key, _title in check.context["open_pages"]} >= {"claim_security", "jurisdiction"}
    refused = browser.post(f"{home}check/")
    assert refused.status_code == 422 and "?back=check" in refused.content.decode()
    actions.save(by=steps.officer, pleading=steps.plaint, answers=REST)
    made = browser.post(f"{home}check/")
    assert steps.plaint.state == "signing"
    assert made["Location"] == f"/documents/{steps.plaint.file_id}/"
    assert "阅读并签名" in browser.get(home).content.decode()
    assert browser.get(f"{home}page/signing/")["Location"] == home, "what is drawn up is not changed by the way"
    browser.post(f"{home}reopen/")
    assert steps.plaint.state == "drafting"


def test_payments_are_lines_that_can_be_added_and_emptied(steps: Steps, browser_of: BrowserOf) -> None:
    steps.begun()
    browser = browser_of(cast.OFFICER)
    page = f"/filing/plaint/{steps.case.pk}/page/repaid/"
    lines = {
        **date_parts("payments-0-on", "2021", "7", "20"), "payments-0-principal": "20000", "payments-0-interest": "",
        **date_parts("payments-1-on", "", "", ""), "payments-1-principal": "", "payments-1-interest": "",
        **date_parts("payments-2-on", "2021", "8", "20"), "payments-2-principal": "", "payments-2-interest": "12.3",
        **date_parts("interest_paid_to", "2021", "8", "20"),
    }  # fmt: skip
    again = browser.post(page, {**lines, "add": "1"})
    assert page in again["Location"]
    assert [row["on"] for row in steps.plaint.answers["payments"]] == ["2021-07-20", "2021-08-20"]
    assert steps.plaint.answers["payments"][1]["interest"] == "12.30"
    form = browser.get(page).content.decode()
    assert 'name="payments-2-on_0"' in form, "there is always an empty line"
    bad = browser.post(page, {**lines, "payments-0-principal": "viel"})
    assert bad.status_code == 422 and 'value="viel"' in bad.content.decode()


def test_a_colleague_was_faster_and_nothing_typed_is_lost(steps: Steps, browser_of: BrowserOf) -> None:
    steps.begun()
    browser = browser_of(cast.OFFICER)
    page = f"/filing/plaint/{steps.case.pk}/page/other_facts/"
    actions.save(by=steps.officer, pleading=steps.plaint, answers={"facts": "同事写的"}, page="other_facts")
    late = browser.post(page, {"facts": "我写的", "revision": "0"})
    assert late.status_code == 409 and "我写的" in late.content.decode()
    assert steps.plaint.answers["facts"] == "同事写的"
    assert browser.post(page, {"facts": "我写的", "revision": str(steps.plaint.revision)}).status_code == 302
    assert steps.plaint.answers["facts"] == "我写的"


@pytest.mark.parametrize(
    "member", [cast.BORROWER, cast.STRANGER, cast.RIVAL_OFFICER, cast.FILING_CLERK, cast.MEDIATOR], ids=lambda m: m.key
)
def test_for_everybody_else_there_is_no_plaint(steps: Steps, browser_of: BrowserOf, member: Any) -> None:
    steps.drawn_up()
    browser = browser_of(member)
    for address in ("", "check/", "page/signing/", "draft.pdf", "draft.docx", "answer/", "answer/page/settle/"):
        assert browser.get(f"/filing/plaint/{steps.case.pk}/{address}").status_code == 404, address
    assert browser.post(f"/filing/plaint/{steps.case.pk}/reopen/").status_code == 404
    assert browser.get(f"/api/v1/filing/cases/{steps.case.pk}/plaint").status_code == 404
    assert browser.get(f"/documents/{steps.plaint.file_id}/").status_code == 404


def test_the_borrower_answers_on_the_pages(steps: Steps, browser_of: BrowserOf) -> None:
    steps.accepted()
    browser = browser_of(cast.BORROWER)
    home = f"/filing/plaint/{steps.case.pk}/answer/"
    case = browser.get(f"/filing/cases/{steps.case.pk}/").content.decode()
    assert home in case
    browser.post(home)
    page = browser.get(f"{home}page/on_sum_penalty/").content.decode()
    assert "9.75%" in page and "您对这一项有没有异议" in page
    assert 'data-when="{&quot;stance_sum_penalty&quot;: [&quot;contested&quot;]}" hidden disabled' in page, (
        "why, as soon as it is contested"
    )
    why = browser.post(f"{home}page/on_sum_penalty/", {"stance_sum_penalty": "contested"})
    assert "on_sum_penalty" in why["Location"], "who contests is asked why"
    assert "有异议" in browser.get(f"{home}page/on_sum_penalty/").content.decode()
    agreed = {"stance_sum_penalty": "agreed", "reason_sum_penalty": "写了又改主意"}
    assert "on_sum_penalty" not in browser.post(f"{home}page/on_sum_penalty/", agreed)["Location"]
    assert "写了又改主意" not in browser.get(f"{home}check/").content.decode(), "what is not asked is not said"
    said = {"stance_sum_penalty": "contested", "reason_sum_penalty": "天数不对"}
    assert browser.post(f"{home}page/on_sum_penalty/", said)["Location"].startswith(f"{home}page/")
    at_once = {"stance_rate": "contested", "reason_rate": "利率太高"}
    assert "on_rate" not in browser.post(f"{home}page/on_rate/", at_once)["Location"], "both were asked on one page"
    without = browser.post(f"{home}page/on_repaid/", {"stance_repaid": "contested", "reason_repaid": " "})
    assert without.status_code == 422 and "govuk-error-message" in without.content.decode()
    assert steps.answer.answers["reason_sum_penalty"] == "天数不对"
    assert "天数不对" in browser.get(f"{home}check/").content.decode()
    assert browser.get(f"{home}draft.docx").status_code == 200
    officer = browser_of(cast.OFFICER)
    assert officer.get(home).status_code == 404
    assert officer.get(f"/api/v1/filing/cases/{steps.case.pk}/answers").json()["items"] == []


def test_a_program_fills_in_the_plaint_and_gets_its_papers(steps: Steps, browser_of: BrowserOf) -> None:
    browser = browser_of(cast.OFFICER)
    address = f"/api/v1/filing/cases/{steps.case.pk}/plaint"
    made = browser.post(address, {"form": ""}, content_type="application/json")
    assert made.status_code == 201, made.content
    begun = made.json()
    assert set(begun["missing"]) <= set(REST) and begun["total"] == str(steps.case.amount)
    body = {"answers": REST, "revision": begun["revision"]}
    saved = browser.patch(address, body, content_type="application/json").json()
    assert saved["complete"], (saved["missing"], saved["problems"])
    wrong = browser.patch(address, {"answers": {"duel": "x"}}, content_type="application/json")
    assert wrong.status_code == 422 and wrong.json()["field"] == "duel"
    assert browser.get(f"{address}/draft").content.startswith(b"%PDF")
    assert browser.get(f"{address}/draft?fmt=docx").content.startswith(b"PK")
    drawn = browser.post(f"{address}/draw-up").json()
    assert drawn["state"] == "signing" and drawn["file"] == str(steps.plaint.file_id)
    assert browser.post(f"{address}/reopen").json()["state"] == "drafting"
    forms = browser.get("/api/v1/filing/plaint-forms").json()["forms"]
    assert {form["code"]: form["certain"] for form in forms}["securities_misstatement"] is False


def test_a_page_takes_a_fixed_number_of_queries(
    steps: Steps, browser_of: BrowserOf, django_assert_max_num_queries: Any
) -> None:
    steps.begun()
    browser = browser_of(cast.OFFICER)
    page = f"/filing/plaint/{steps.case.pk}/page/repaid/"
    browser.get(page)
    with CaptureQueriesContext(connection) as few:
        browser.get(page)
    rows = [{"on": "2021-07-20", "principal": "1", "interest": ""} for _number in range(60)]
    actions.save(by=steps.officer, pleading=steps.plaint, answers={"payments": rows})
    with django_assert_max_num_queries(len(few)):
        browser.get(page)
