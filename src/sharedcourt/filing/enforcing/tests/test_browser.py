"""The pages of enforcement and of a fee's end in a real browser: nothing for axe to find, nothing wider than the screen."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from sharedcourt.core import clock
from sharedcourt.filing.cases import actions as cases
from sharedcourt.filing.enforcing import actions, deciding
from sharedcourt.filing.enforcing.models import Enforcement
from sharedcourt.filing.enforcing.tests.conftest import Default
from sharedcourt.filing.enforcing.titles import Entered
from sharedcourt.filing.fees.tests.conftest import Fee
from sharedcourt.filing.tests.cases import accepted_case, with_defendant
from sharedcourt.filing.tests.looking import MARKS, faults

pytestmark = [*MARKS, pytest.mark.long]


def test_axe_finds_nothing_where_the_agreement_says_the_sums(live_server: Any, default: Default) -> None:
    apply = f"/filing/disputes/{default.dispute.pk}/enforcement/"
    page = {"filled-in": (default.bank, apply), "dispute": (default.bank, f"/disputes/{default.dispute.pk}/")}
    assert faults(live_server.url, page) == []
    assert faults(live_server.url, {"filled-in": (default.bank, apply)}, language="en") == []
    default.submitted()
    one = f"/filing/enforcements/{default.row.pk}/"
    pages = {
        "application-clerk": (default.clerk, one),
        "desk": (default.clerk, "/filing/enforcements/"),
    }
    assert faults(live_server.url, pages) == []
    deciding.return_for_correction(by=default.clerk, enforcement=default.row, items=["补充财产线索。"], days=7)
    assert faults(live_server.url, {"correcting": (default.bank, f"{one}change/")}) == []


def test_axe_finds_nothing_where_the_creditor_enters_them_and_the_fee_is_settled(live_server: Any) -> None:
    fee = Fee(with_defendant(accepted_case()), None).paid()
    case = cases.close(by=fee.judge, case=fee.case, outcome="judgment")
    pages = {
        "typed": (fee.officer, f"/filing/disputes/{case.dispute_id}/enforcement/"),
        "fee-settling": (fee.clerk, f"/filing/fees/{fee.bill.pk}/"),
        "fees-to-settle": (fee.clerk, "/filing/fees/?tab=settling"),
        "case-ended": (fee.officer, f"/filing/cases/{case.pk}/"),
    }
    assert faults(live_server.url, pages) == []
    assert faults(live_server.url, {"fee-settling": (fee.clerk, f"/filing/fees/{fee.bill.pk}/")}, language="en") == []
    debtor = case.dispute.parties.get(capacity="borrower")
    yesterday = clock.today() - timedelta(days=1)
    entered = Entered(against=(debtor.pk,), ground="first_instance", owed=Decimal(280000), due=yesterday)
    made = actions.apply(by=fee.officer, dispute=case.dispute, entered=entered)
    assert Enforcement.objects.filter(pk=made.pk, state="signing").exists()
    assert faults(live_server.url, {"to-sign": (fee.officer, f"/filing/enforcements/{made.pk}/")}) == []
