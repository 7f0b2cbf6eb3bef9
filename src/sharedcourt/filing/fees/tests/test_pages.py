"""The pages of fees, as the bank pays and the court looks after them."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sharedcourt.filing.fees import actions, paying
from sharedcourt.filing.fees.models import Bill, Refund
from sharedcourt.filing.fees.states import BillState
from sharedcourt.filing.fees.tests.conftest import Fee
from sharedcourt.people import cast

BrowserOf = Callable[[Any], Client]


def test_the_bank_pays_from_the_page_of_the_case(fee: Fee, browser_of: BrowserOf) -> None:
    browser = browser_of(cast.OFFICER)
    page = f"/filing/fees/{fee.bill.pk}/"
    assert page in browser.get(f"/filing/cases/{fee.case.pk}/").content.decode()
    shown = browser.get(page).content.decode()
    assert "2,812.25" in shown and "交费期限" in shown
    assert browser.get(f"{page}receipt/").status_code == 404, "nothing has been paid"
    assert browser.post(f"{page}do/pay/")["Location"] == page
    payment = fee.bill.payments.get()
    assert payment.address in browser.get(page).content.decode()
    pretends = browser.get(payment.address).content.decode()
    assert "演示：不发生任何资金往来" in pretends and "Demonstration: no money moves" in pretends
    assert browser.post(payment.address)["Location"] == page
    assert browser.post(payment.address)["Location"] == page, "pressed twice it is paid once"
    assert "缴费凭证" in browser.get(page).content.decode()
    assert browser.get(f"{page}receipt/")["Content-Type"] == "application/pdf"
    assert [each.pk for each in browser.get("/filing/fees/").context["page"]] == [fee.bill.pk]


def test_an_application_for_relief_loses_nothing_that_was_typed(fee: Fee, browser_of: BrowserOf) -> None:
    browser, page = browser_of(cast.OFFICER), f"/filing/fees/{fee.bill.pk}/"
    refused = browser.post(f"{page}do/relief/", {"reasons": "经营困难"})
    assert refused.status_code == 422 and "经营困难" in refused.content.decode()
    assert "免交" not in str(dict(refused.context["forms"]["relief"].fields["ground"].choices)), "no natural person"
    assert browser.post(f"{page}do/relief/", {"ground": "reduce-4", "reasons": "经营困难"}).status_code == 302
    assert browser.post(f"{page}do/relief/", {"ground": "reduce-4", "reasons": "经营困难"}).status_code == 409

    clerk, judge = browser_of(cast.FILING_CLERK), browser_of(cast.JUDGE)
    decided = {"granted": "yes", "share": "20", "reasons": "准予"}
    assert clerk.post(f"{page}do/decide/", decided).status_code == 403
    refused = judge.post(f"{page}do/decide/", decided)
    assert refused.status_code == 422 and "30%" in refused.content.decode()
    assert judge.post(f"{page}do/decide/", {**decided, "share": "50%"}).status_code == 302
    assert fee.bill.amount == Decimal("1406.13")
    assert "准予" in browser.get(page).content.decode()


def test_the_court_changes_the_claim_pays_back_and_compares_the_books(fee: Fee, browser_of: BrowserOf) -> None:
    fee.paid()
    clerk, page = browser_of(cast.FILING_CLERK), f"/filing/fees/{fee.bill.pk}/"
    assert clerk.post(f"{page}do/claim/", {"amount": "many"}).status_code == 422
    assert clerk.post(f"{page}do/claim/", {"amount": "200,000"}).status_code == 302
    assert Refund.objects.get().amount == Decimal("662.25")
    assert clerk.post(f"{page}do/settle/", {"ending": "withdrawn"}).status_code == 422
    ended = {"ending": "dismissed", "effective_on": "2022-01-10"}
    assert clerk.post(f"{page}do/settle/", ended).status_code == 302
    assert fee.bill.refundable == 0

    books = clerk.get("/filing/fees/reconciliation/")
    assert books.context["found"].differences == 0 and books.context["found"].ours == Decimal("2812.25")
    table = clerk.get("/filing/fees/reconciliation.csv", {"court": str(fee.bill.court_id), "day": "2022-01-10"})
    text = b"".join(table.streaming_content).decode()  # type: ignore[attr-defined]
    assert "（2022）浙0302民初1号" in text and "两边一致" in text
    wrong = clerk.get("/filing/fees/reconciliation/", {"court": str(fee.bill.pk), "day": "2022-02-30"})
    assert wrong.status_code == 422


def test_the_judge_reads_what_follows_and_decides(fee: Fee, browser_of: BrowserOf) -> None:
    fee.hands.shift(8 * 24 * 3600)
    judge, page = browser_of(cast.JUDGE), f"/filing/fees/{fee.bill.pk}/"
    assert "第二百一十三条" in judge.get(page).content.decode()
    listed = judge.get("/filing/fees/?tab=overdue")
    assert [each.pk for each in listed.context["page"]] == [fee.bill.pk]
    assert judge.post(f"{page}do/lapse/").status_code == 302
    assert Bill.objects.get().state == BillState.LAPSED


def test_money_that_does_not_fit_is_dealt_with_on_the_page(fee: Fee, browser_of: BrowserOf) -> None:
    fee.report(fee.begun(), amount="1.00")
    clerk, page = browser_of(cast.FILING_CLERK), f"/filing/fees/{fee.bill.pk}/"
    kept = fee.bill.payments.get().discrepancies.get()
    assert str(kept.pk) in clerk.get(page).content.decode()
    assert str(kept.pk) not in browser_of(cast.OFFICER).get(page).content.decode()
    sent = {"discrepancy": str(kept.pk), "note": "", "pay_back": "on"}
    assert clerk.post(f"{page}do/resolve/", sent).status_code == 422
    assert clerk.post(f"{page}do/resolve/", {**sent, "note": "误付"}).status_code == 302
    assert Refund.objects.get().amount == 1


def test_a_longer_list_takes_no_more_queries(fee: Fee, browser_of: BrowserOf, django_assert_num_queries: Any) -> None:
    fee.paid()
    actions.change_claim(by=fee.clerk, case=fee.case, amount=Decimal(300000))
    fee.press(paying.begin(by=fee.officer, bill=Bill.objects.get(kind="increase")))
    browser, address = browser_of(cast.FILING_CLERK), "/api/v1/filing/fees"
    browser.get(address)
    with CaptureQueriesContext(connection) as one:
        assert len(browser.get(address, {"limit": 1}).json()["items"]) == 1
    with django_assert_num_queries(len(one)):
        assert len(browser.get(address, {"limit": 50}).json()["items"]) == 2
    browser.get("/filing/fees/")
    with CaptureQueriesContext(connection) as page:
        browser.get("/filing/fees/?tab=open")
    assert len(page) <= 14
