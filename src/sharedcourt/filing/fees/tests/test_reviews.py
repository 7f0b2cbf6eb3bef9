"""Asking to pay later before the case is accepted (FEE 48, 49), and a fee that is looked at again (FEE 43)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.filing.cases import actions as cases
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.fees import actions, early, reviews
from sharedcourt.filing.fees.models import Bill, EarlyRelief, Refund, Relief
from sharedcourt.filing.fees.states import BillState
from sharedcourt.filing.fees.tests.conftest import Fee
from sharedcourt.filing.tests.cases import submitted_case
from sharedcourt.mediation.tests.stage import at
from sharedcourt.notices.models import Message
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db
LATER: dict[str, Any] = {"kind": "defer", "item": "4", "reasons": "季节性停产，四月恢复回款。"}


@pytest.fixture
def case() -> Iterator[Case]:
    with time_machine.travel(at("2022-01-10T09:00"), tick=False):
        yield submitted_case()


def accept(case: Case) -> Bill:
    cases.accept(by=cast.person(cast.FILING_CLERK), case=case)
    return Bill.objects.get(case=case)


def test_a_deferral_is_decided_before_the_case_is_accepted_and_stands_on_the_bill(case: Case, browser_of: Any) -> None:
    officer: Client = browser_of(cast.OFFICER)
    address = f"/filing/fees/early/{case.pk}/"
    empty = officer.post(address, {"ground": "defer-4", "reasons": " "})
    assert empty.status_code == 422
    officer.post(address, {"ground": "defer-4", "reasons": LATER["reasons"]})
    assert EarlyRelief.objects.get().kind == "defer"
    with pytest.raises(Conflict, match="四十九条"):
        accept(case)
    for member in (cast.FILING_CLERK, cast.BORROWER):
        with pytest.raises(NotAllowed):
            early.decide(by=cast.person(member), case=case, granted=True, reasons="准予。", due=date(2022, 4, 1))
    administrator: Client = browser_of(cast.COURT_ADMINISTRATOR)
    assert LATER["reasons"] in administrator.get(address).content.decode()
    assert administrator.post(address, {"granted": "yes", "reasons": "准予。", "due": ""}).status_code != 302
    sent = {"granted": "yes", "reasons": "准予缓交。", "due": "2022-04-01"}
    assert administrator.post(address, sent).status_code == 302
    bill = accept(case)
    assert (bill.state, bill.due) == (BillState.DEFERRED, date(2022, 4, 1))
    relief = Relief.objects.get(bill=bill)
    assert relief.granted is True and relief.decision == "准予缓交。"
    with pytest.raises(Conflict):
        early.ask(by=case.filed_by, case=case, **LATER)


def test_refused_it_is_paid_in_seven_days(case: Case) -> None:
    early.ask(by=case.filed_by, case=case, **LATER)
    administrator = cast.person(cast.COURT_ADMINISTRATOR)
    early.decide(by=administrator, case=case, granted=False, reasons="材料不足。")
    with pytest.raises(Conflict):
        early.decide(by=administrator, case=case, granted=True, reasons="改了主意。", due=date(2022, 4, 1))
    bill = accept(case)
    assert (bill.state, bill.due) == (BillState.DUE, date(2022, 1, 17))
    assert Relief.objects.get().granted is False


def test_less_is_decided_on_the_bill_after_acceptance(case: Case) -> None:
    for reasons in ("经营困难。", "经营困难，附报表。"):
        early.ask(by=case.filed_by, case=case, kind="reduce", item="4", reasons=reasons)
    with pytest.raises(Invalid):
        early.ask(by=case.filed_by, case=case, kind="waive", item="1", reasons="公司。")
    bill = accept(case)
    assert Relief.objects.get().decided_at is None and Relief.objects.get().reasons == "经营困难，附报表。"
    judge = cast.person(cast.JUDGE)
    actions.decide_relief(by=judge, bill=bill, granted=True, reasons="准予。", share=Decimal("0.4"))
    assert Bill.objects.get(pk=bill.pk).amount == Decimal("1687.35")


def test_the_president_looks_at_a_decision_again_within_fifteen_days_once(fee: Fee) -> None:
    reviews.ask(by=fee.officer, bill=fee.bill, about="decision", reasons="应当准予减交。")
    with pytest.raises(Conflict):
        reviews.ask(by=fee.officer, bill=fee.bill, about="sum", reasons="也算错了。")
    review = fee.bill.reviews.get()
    assert review.due == date(2022, 1, 25)
    assert Message.objects.filter(user=fee.administrator, kind="filing.fee_review").exists()
    with pytest.raises(NotAllowed):
        reviews.decide(by=fee.judge, bill=fee.bill, changed=False, reasons="维持。")
    reviews.decide(by=fee.administrator, bill=fee.bill, changed=False, reasons="院长复核：维持。")
    assert Message.objects.filter(user=fee.officer, kind="filing.fee_reviewed").exists()
    with pytest.raises(Conflict):
        reviews.ask(by=fee.officer, bill=fee.bill, about="decision", reasons="再来一次。")


def test_a_sum_that_was_worked_out_wrong_is_put_right(fee: Fee, browser_of: Any) -> None:
    officer, judge = browser_of(cast.OFFICER), browser_of(cast.JUDGE)
    act = f"/filing/fees/{fee.bill.pk}/do/"
    assert officer.post(f"{act}review/", {"about": "sum", "reasons": "标的额应为二十万元。"}).status_code == 302
    refused = judge.post(f"{act}reviewed/", {"changed": "yes", "amount": "", "reasons": "计算有误。"})
    assert refused.status_code != 302 and "计算有误。" in refused.content.decode()
    judge.post(f"{act}reviewed/", {"changed": "yes", "amount": "2150", "reasons": "计算有误，更正。"})
    assert fee.bill.amount == Decimal(2150)
    assert "计算有误，更正。" in officer.get(f"/filing/fees/{fee.bill.pk}/").content.decode()


def test_what_was_paid_beyond_goes_back(fee: Fee) -> None:
    fee.paid()
    reviews.ask(by=fee.officer, bill=fee.bill, about="sum", reasons="多算了。")
    with pytest.raises(Invalid):
        reviews.decide(by=fee.judge, bill=fee.bill, changed=True, reasons="应当更多。", amount=Decimal(9000))
    reviews.decide(by=fee.judge, bill=fee.bill, changed=True, reasons="更正。", amount=Decimal(2150))
    assert Refund.objects.get().amount == Decimal("662.25")


@pytest.mark.parametrize("member", [cast.STRANGER, cast.BORROWER, cast.RIVAL_OFFICER, cast.FILING_CLERK])
def test_only_who_pays_asks(fee: Fee, member: Any) -> None:
    with pytest.raises(NotAllowed):
        reviews.ask(by=cast.person(member), bill=fee.bill, about="sum", reasons="多算了。")
