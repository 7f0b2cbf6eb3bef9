"""What the creditor and the clerk see and press."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from sharedcourt.filing.enforcing.tests.conftest import Default
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db
BrowserOf = Callable[[Any], Client]


def test_from_the_disputes_page_to_the_number(default: Default, browser_of: BrowserOf) -> None:
    bank, clerk = browser_of(cast.OFFICER), browser_of(cast.FILING_CLERK)
    page = f"/filing/disputes/{default.dispute.pk}/enforcement/"
    assert page in bank.get(f"/disputes/{default.dispute.pk}/").content.decode()
    shown = bank.get(page).content.decode()
    assert "287,798.20" in shown and "46,433.20" in shown and "民特1号" in shown and "第四百六十条" in shown
    assert "执行后" in shown, "that nothing is paid in advance is said"

    debtors = [str(party.pk) for party in default.dispute.parties.filter(side="respondent", removed_at=None)]
    refused = bank.post(page, {"step": "draw-up", "against": debtors, "ground": "property", "clues": "某车辆"})
    assert refused.status_code == 422 and "某车辆" in refused.content.decode(), "nothing entered is lost"
    looked = bank.post(page, {"step": "look", "against": debtors, "ground": "property", "place": "330203"})
    assert looked.status_code == 200 and "海曙" in looked.content.decode()

    sent = {"step": "draw-up", "against": debtors, "ground": "made_it", "clues": "某车辆", "once": "a" * 22}
    made = bank.post(page, sent)
    again = bank.post(page, sent)
    assert made.status_code == 302 and again["Location"] == made["Location"], "a double click draws up once"
    application = made["Location"]
    assert bank.get(page)["Location"] == application
    draft = bank.get(f"{application}draft.docx")
    assert draft.status_code == 200 and draft.content.startswith(b"PK")
    assert bank.get(f"{application}draft.pdf").content.startswith(b"%PDF")
    assert bank.get(f"{application}change/").status_code == 200
    assert clerk.get(application).status_code == 404, "the court knows nothing before it is signed"

    default.sign(default.bank, default.row.application)
    assert application in clerk.get("/filing/enforcements/").content.decode()
    assert "某车辆" in clerk.get(application).content.decode()
    assert clerk.get(f"{application}draft.docx").status_code == 404
    short = clerk.post(f"{application}do/return/", {"items": "补充", "days": "0"})
    assert short.status_code == 422 and "补充" in short.content.decode()
    for _click in range(2):
        assert clerk.post(f"{application}do/accept/").status_code == 302
    assert "（2022）浙0302执1号" in bank.get(application).content.decode()


def test_to_everybody_else_it_does_not_exist(default: Default, browser_of: BrowserOf) -> None:
    default.submitted()
    for member in (cast.BORROWER, cast.WIFE, cast.MEDIATOR, cast.STRANGER, cast.RIVAL_OFFICER):
        browser, page = browser_of(member), f"/filing/enforcements/{default.row.pk}/"
        for address in (
            page,
            f"{page}change/",
            f"{page}draft.pdf",
            f"/filing/disputes/{default.dispute.pk}/enforcement/",
        ):
            assert browser.get(address).status_code == 404, address
        for verb in ("withdraw", "accept", "return", "refuse", "take-refusal-back"):
            assert browser.post(f"{page}do/{verb}/").status_code == 404, verb
        assert browser.get("/filing/enforcements/").status_code == 404
        seen = browser.get(f"/disputes/{default.dispute.pk}/")
        assert seen.status_code == 404 or f"/filing/enforcements/{default.row.pk}/" not in seen.content.decode()


def test_over_the_api_it_is_the_same(default: Default, browser_of: BrowserOf) -> None:
    bank, clerk = browser_of(cast.OFFICER), browser_of(cast.FILING_CLERK)
    root = "/api/v1/filing"
    known = bank.get(f"{root}/disputes/{default.dispute.pk}/enforceable").json()
    assert known["total"] == "287798.20" and known["courts"][0]["ground"] == "made_it" and known["typed"] is False
    debtors = [str(party.pk) for party in default.dispute.parties.filter(side="respondent", removed_at=None)]
    body = {"against": debtors, "ground": "made_it", "clues": "某车辆"}
    made = bank.post(f"{root}/disputes/{default.dispute.pk}/enforcement", body, "application/json")
    assert made.status_code == 201, made.content
    one = f"{root}/enforcements/{made.json()['id']}"
    changed = bank.put(one, {**body, "clues": "另一车辆"}, "application/json")
    assert changed.status_code == 200 and changed.json()["state"] == "signing"
    default.sign(default.bank, default.row.application)
    (listed,) = clerk.get(f"{root}/enforcements?state=submitted").json()["items"]
    assert listed["amount"] == "287798.20" and listed["title_number"] == "（2022）浙0302民特1号"
    assert clerk.post(f"{one}/accept", {}, "application/json").json()["number"] == "（2022）浙0302执1号"
    assert browser_of(cast.BORROWER).get(one).status_code == 404


def test_the_page_costs_the_same_however_much_there_is(
    default: Default, browser_of: BrowserOf, django_assert_max_num_queries: Any
) -> None:
    default.submitted()
    clerk = browser_of(cast.FILING_CLERK)
    clerk.get("/filing/enforcements/")
    with django_assert_max_num_queries(25):
        assert clerk.get("/filing/enforcements/").status_code == 200
    with django_assert_max_num_queries(60):
        assert clerk.get(f"/filing/enforcements/{default.row.pk}/").status_code == 200
