"""The pages of fees and of service in a real browser: nothing for axe to find, nothing wider than the screen."""

from typing import Any

import pytest

from sharedcourt.filing.fees import actions, paying
from sharedcourt.filing.fees.tests.conftest import Fee
from sharedcourt.filing.serving import actions as serving
from sharedcourt.filing.serving.tests.conftest import Papers
from sharedcourt.filing.tests.looking import MARKS, faults

pytestmark = [*MARKS, pytest.mark.long]


def test_axe_finds_nothing_on_the_pages_of_fees_and_service(live_server: Any) -> None:
    papers = Papers(None)
    fee = Fee(papers.case, None)
    payment = paying.begin(by=fee.officer, bill=fee.bill)
    fee.report(payment, amount="1.00")
    actions.ask_for_relief(
        by=fee.officer, bill=fee.bill, kind="reduce", item="4", reasons="经营困难，正在接受社会救济。"
    )
    serving.serve(by=papers.clerk, case=papers.case, file_id=papers.file.pk, parties=[papers.defendant.pk])
    bill = f"/filing/fees/{fee.bill.pk}/"
    service = f"/filing/cases/{papers.case.pk}/service/"
    pages = {
        "bill-payer": (fee.officer, bill),
        "demonstration": (fee.officer, payment.address),
        "bill-judge": (fee.judge, bill),
        "bills": (fee.clerk, "/filing/fees/?tab=relief"),
        "books": (fee.clerk, "/filing/fees/reconciliation/"),
        "service-party": (papers.borrower, service),
        "service-address": (papers.borrower, f"{service}address/{papers.defendant.pk}/"),
        "service-court": (papers.clerk, service),
    }
    assert faults(live_server.url, pages) == []
