"""Numbers and days that nobody means: refused beside the field, and never a page that says the fault is ours."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.fees import actions as fees
from sharedcourt.filing.fees.models import Bill
from sharedcourt.filing.tests.cases import accepted_case, submitted_case
from sharedcourt.mediation.tests.stage import at
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db
BrowserOf = Callable[[Any], Client]
ENDLESS = "9" * 5000


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    with time_machine.travel(at("2022-01-10T09:00"), tick=False):
        yield


@pytest.mark.parametrize("days", [ENDLESS, "²", "-1", "1e9", ""])
def test_days_for_a_correction(browser_of: BrowserOf, days: str) -> None:
    case = submitted_case()
    sent = {"items": "补充证据", "days": days}
    answer = browser_of(cast.FILING_CLERK).post(f"/filing/cases/{case.pk}/do/return/", sent)
    assert answer.status_code == 422 and "补充证据" in answer.content.decode(), "what was typed is still there"


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "9999-12-31"])
def test_a_place_in_a_list_that_there_never_was(browser_of: BrowserOf, moment: str) -> None:
    case = accepted_case()
    for tab in ("ended", "passed_on", "on_trial"):
        asked = {"tab": tab, "after": f"{moment}_{case.pk}"}
        assert browser_of(cast.FILING_CLERK).get("/filing/cases/desk/", asked).status_code == 200


def test_a_list_asked_for_beyond_any_end(browser_of: BrowserOf) -> None:
    officer = browser_of(cast.OFFICER)
    for address in ("/api/v1/filing/cases", "/api/v1/notices/messages"):
        assert officer.get(f"{address}?offset={10**20}").status_code == 422
        assert officer.get(f"{address}?offset={10**9}").json()["items"] == []


@pytest.fixture
def bill() -> Bill:
    return Bill.objects.get(case=accepted_case())


@pytest.mark.parametrize("share", ["NaN", "1e9999", "30.5", "-5", ENDLESS])
def test_shares_by_which_a_fee_is_reduced(bill: Bill, browser_of: BrowserOf, share: str) -> None:
    fees.ask_for_relief(by=cast.person(cast.OFFICER), bill=bill, kind="reduce", item="4", reasons="经营困难")
    judge = browser_of(cast.JUDGE)
    sent = {"granted": "yes", "share": share, "reasons": "确有困难"}
    answer = judge.post(f"/filing/fees/{bill.pk}/do/decide/", sent)
    assert answer.status_code == 422 and "确有困难" in answer.content.decode()
    body = {"granted": True, "reasons": "确有困难", "share": share}
    assert judge.post(f"/api/v1/filing/fees/{bill.pk}/decide", body, "application/json").status_code == 422
    assert bill.reliefs.get().decided_at is None


def test_sums_no_case_is_about(bill: Bill, browser_of: BrowserOf) -> None:
    clerk = browser_of(cast.FILING_CLERK)
    assert clerk.post(f"/filing/fees/{bill.pk}/do/claim/", {"amount": "99999999999999"}).status_code == 422
    for amount in ("1e400", "NaN", "Infinity", "-1", "0.005", "99999999999999"):
        answer = clerk.post(f"/api/v1/filing/cases/{bill.case_id}/claim", {"amount": amount}, "application/json")
        assert answer.status_code == 422, amount
    assert Case.objects.get(pk=bill.case_id).amount == bill.claim


def test_days_before_there_was_a_case(bill: Bill, browser_of: BrowserOf) -> None:
    clerk = browser_of(cast.FILING_CLERK)
    for day in ("0001-01-01", "2000-01-01", "2022-01-09", "9999-12-31"):
        sent = {"ending": "mediated", "effective_on": day}
        assert clerk.post(f"/filing/fees/{bill.pk}/do/settle/", sent).status_code == 422
        answer = clerk.post(f"/api/v1/filing/cases/{bill.case_id}/settle-fee", sent, "application/json")
        assert answer.status_code == 422 and answer.json()["field"] == "effective_on"
        if day != "2022-01-09":
            assert clerk.get(f"/api/v1/filing/fees/books?day={day}").status_code in {422, 200}


def test_a_hash_that_is_none(browser_of: BrowserOf) -> None:
    officer = browser_of(cast.OFFICER)
    content = b"%PDF-1.4\n%%EOF"
    begun = officer.post("/uploads/", {"filename": "a.pdf", "size": len(content), "purpose": "other"}).json()
    officer.patch(begun["url"], content, "application/octet-stream", headers={"Upload-Offset": "0"})
    assert officer.post(f"{begun['url']}finish/", {"sha256": "é"}).status_code == 422
    whole = SimpleUploadedFile("a.pdf", content, "application/pdf")
    assert officer.post("/api/v1/documents/uploads", {"file": whole, "purpose": "other"}).status_code == 201


def test_half_a_character_and_a_moment_before_the_calendar_over_the_api(bill: Bill, browser_of: BrowserOf) -> None:
    officer = browser_of(cast.OFFICER)
    for address, body in (
        (f"/api/v1/filing/fees/{bill.pk}/relief", r'{"kind": "defer", "item": "4", "reasons": "\ud800"}'),
        ("/api/v1/documents/resumable", r'{"name": "a", "size": 1, "purpose": "other", "key": "\ud800"}'),
    ):
        answer = officer.post(address, body, "application/json")
        assert answer.status_code == 422 and answer.json()["code"] == "invalid", address
    assert not bill.reliefs.exists()
    asked = {"before": "0001-01-01T00:00:00+14:00"}
    # One database can look for such a moment, another cannot say it.
    assert officer.get("/api/v1/notices/messages", asked).status_code in {200, 422}
