"""The fee of a case from the bill to the receipt: billed, paid, relieved, lapsed, paid back."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.filing.cases import actions as cases
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.fees import actions, local, paying, queries, receipt, scheduled, sections, settling
from sharedcourt.filing.fees.models import Bill, Refund
from sharedcourt.filing.fees.states import BillState, RefundState
from sharedcourt.filing.fees.tests.conftest import Fee
from sharedcourt.filing.tests.cases import with_defendant
from sharedcourt.ledger.models import Entry
from sharedcourt.mediation.tests.stage import at
from sharedcourt.notices.models import Message
from sharedcourt.people import cast

WHOLE, HALF = Decimal("5624.50"), Decimal("2812.25")


def test_the_bill_comes_with_the_acceptance_to_the_fen(fee: Fee) -> None:
    bill = fee.bill
    assert (bill.full, bill.amount, bill.summary) == (HALF, HALF, True)
    assert bill.due == date(2022, 1, 17), "seven days from the day after the notice (FEE 22)"
    assert bill.payer.side == "applicant"
    assert Message.objects.filter(user=fee.officer, kind="filing.fee_due").exists()
    actions.bill_accepted_case(case_id=fee.case.pk)
    assert Bill.objects.count() == 1, "a case accepted twice is billed once"


def test_the_bank_pays_and_has_a_receipt(fee: Fee) -> None:
    payment = fee.begun()
    assert payment.address.endswith(f"/filing/fees/demonstration/{payment.pk}/")
    assert fee.begun() == payment, "a double click begins one payment"
    assert fee.press(payment) == "booked"
    bill = fee.bill
    assert (bill.state, bill.paid) == (BillState.PAID, HALF)
    assert Message.objects.filter(user=fee.judge, kind="filing.fee_paid").exists()
    paper = receipt.receipt_of(bill=bill)
    assert paper.state == "sealed" and paper.sealer == fee.case.court and not paper.slots.exists()
    assert receipt.receipt_of(bill=bill) == paper, "asked for again it is the same file"
    assert receipt.content_of(bill)["demonstration"] is True
    with pytest.raises(Conflict):
        fee.begun()
    assert {"filing.fees.billed", "filing.fees.paid"} <= set(
        Entry.objects.filter(scope=fee.case.dispute_id).values_list("action", flat=True)
    )


def test_a_report_that_got_lost_is_asked_for(fee: Fee) -> None:
    payment = fee.begun()
    local.press_pay(payment.pk)
    assert scheduled.run()["found_paid"] == 0, "not in the first minutes"
    fee.hands.move_to(at("2022-01-10T09:11"))
    assert scheduled.run()["found_paid"] == 1
    assert fee.bill.state == BillState.PAID


def test_nothing_lapses_by_itself_and_the_judge_decides(fee: Fee) -> None:
    with pytest.raises(Conflict):
        actions.treat_as_withdrawn(by=fee.judge, bill=fee.bill)
    fee.hands.move_to(at("2022-01-18T09:00"))
    scheduled.run()
    assert fee.bill.state == BillState.DUE and fee.bill.is_overdue
    for nobody in (fee.clerk, fee.officer, cast.person(cast.STRANGER)):
        with pytest.raises(NotAllowed):
            actions.treat_as_withdrawn(by=nobody, bill=fee.bill)
    relief = actions.ask_for_relief(by=fee.officer, bill=fee.bill, kind="defer", item="4", reasons="资金下周到账。")
    with pytest.raises(Conflict):
        actions.treat_as_withdrawn(by=fee.judge, bill=fee.bill)
    actions.decide_relief(by=fee.judge, bill=fee.bill, granted=False, reasons="不符合缓交条件。")
    relief.refresh_from_db()
    assert fee.bill.due == date(2022, 1, 25), "a new day to pay (FEE 22)"
    fee.hands.move_to(at("2022-01-26T09:00"))
    actions.treat_as_withdrawn(by=fee.judge, bill=fee.bill)
    assert fee.bill.state == BillState.LAPSED
    assert Case.objects.get(pk=fee.case.pk).state == "accepted", "the ruling and the end of the case are the judge's"


def test_a_fee_is_reduced_by_thirty_percent_at_least(fee: Fee) -> None:
    payment = fee.begun()
    actions.ask_for_relief(by=fee.officer, bill=fee.bill, kind="reduce", item="4", reasons="经营困难。")
    decide: dict[str, Any] = {"by": fee.judge, "granted": True, "reasons": "确有困难。"}
    with pytest.raises(Invalid) as refused:
        actions.decide_relief(bill=fee.bill, share=Decimal("0.2"), **decide)
    assert refused.value.field == "share"
    actions.decide_relief(bill=fee.bill, share=Decimal("0.3"), **decide)
    bill = fee.bill
    assert (bill.state, bill.amount, bill.full) == (BillState.DUE, Decimal("1968.58"), HALF)
    assert fee.press(payment) == "kept", "the old sum is not booked on the new bill"
    assert fee.press(fee.begun()) == "booked"


def test_only_natural_persons_are_exempted(fee: Fee) -> None:
    with pytest.raises(Invalid) as refused:
        actions.ask_for_relief(by=fee.officer, bill=fee.bill, kind="waive", item="1", reasons="困难")
    assert refused.value.field == "kind"


def test_a_deferral_has_its_day(fee: Fee) -> None:
    actions.ask_for_relief(by=fee.officer, bill=fee.bill, kind="defer", item="3", reasons="正在接受法律援助。")
    decide: dict[str, Any] = {"by": fee.administrator, "bill": fee.bill, "granted": True, "reasons": "准予缓交。"}
    with pytest.raises(Invalid) as refused:
        actions.decide_relief(**decide)
    assert refused.value.field == "due"
    actions.decide_relief(due=date(2022, 3, 31), **decide)
    assert (fee.bill.state, fee.bill.due) == (BillState.DEFERRED, date(2022, 3, 31))
    assert fee.paid().bill.state == BillState.PAID


def test_a_higher_claim_is_billed_and_a_lower_one_paid_back(fee: Fee) -> None:
    actions.change_claim(by=fee.clerk, case=fee.case, amount=Decimal(300000))
    assert fee.bill.amount == Decimal("2900.00"), "nothing was paid: the bill itself changes"
    fee.paid()
    actions.change_claim(by=fee.judge, case=fee.case, amount=Decimal(500000))
    more = Bill.objects.get(kind="increase")
    assert (more.amount, more.state) == (Decimal("1500.00"), BillState.DUE)
    actions.change_claim(by=fee.judge, case=fee.case, amount=Decimal(200000))
    more.refresh_from_db()
    assert more.state == BillState.CANCELLED
    back = Refund.objects.get()
    assert (back.amount, back.ground) == (Decimal("750.00"), "decreased")
    assert fee.bill.refundable == Decimal("2150.00"), "the fee of 200,000"


def test_after_the_inquiry_a_lower_claim_changes_no_fee(fee: Fee) -> None:
    fee.paid()
    actions.change_claim(by=fee.clerk, case=fee.case, amount=Decimal(200000), inquiry_over=True)
    assert not Refund.objects.exists()
    actions.change_claim(by=fee.clerk, case=fee.case, amount=Decimal("288300.24"))
    assert not Bill.objects.filter(kind="increase").exists(), "what was paid once is not billed again"
    made = settling.settle(by=fee.judge, case=fee.case, ending="withdrawn", effective_on=date(2022, 1, 10))
    assert made == [], "half of the fee was all that was paid"


def test_the_other_half_in_ordinary_procedure_and_half_back_when_mediated(fee: Fee) -> None:
    fee.paid()
    with pytest.raises(Conflict):
        actions.go_to_ordinary(by=fee.judge, case=fee.case)
    Case.objects.filter(pk=fee.case.pk).update(procedure="ordinary")
    actions.go_to_ordinary(by=fee.judge, case=fee.case)
    actions.go_to_ordinary(by=fee.judge, case=fee.case)
    more = Bill.objects.get(kind="procedure")
    assert more.amount == HALF
    assert fee.press(paying.begin(by=fee.officer, bill=more)) == "booked"
    closed = cases.close(by=fee.judge, case=fee.case, outcome="mediated")
    assert [step.label for step in sections.steps(fee.clerk, closed)] == ["退还部分诉讼费"], "the court is reminded"
    made = settling.settle(by=fee.judge, case=fee.case, ending="mediated", effective_on=date(2022, 1, 10))
    assert sections.steps(fee.clerk, closed) == []
    assert [(each.amount, each.due) for each in made] == [(HALF, date(2022, 1, 25))]
    assert settling.settle(by=fee.judge, case=fee.case, ending="mediated", effective_on=date(2022, 1, 10)) == []
    assert scheduled.run()["refunds"] == 1
    assert Refund.objects.get().state == RefundState.DONE
    assert scheduled.run()["refunds"] == 0


def test_a_case_that_ended_before_anything_was_paid_costs_the_rest_only(fee: Fee) -> None:
    settling.settle(by=fee.judge, case=fee.case, ending="dismissed", effective_on=date(2022, 1, 10))
    assert fee.bill.state == BillState.CANCELLED
    assert not Refund.objects.exists()


def test_settled_twice_nothing_is_halved_twice(fee: Fee) -> None:
    Case.objects.filter(pk=fee.case.pk).update(procedure="ordinary")
    actions.go_to_ordinary(by=fee.judge, case=fee.case)
    assert fee.bill.amount == WHOLE, "nothing was paid: the bill itself changes"
    for _time in range(2):
        settling.settle(by=fee.judge, case=fee.case, ending="mediated", effective_on=date(2022, 1, 10))
        assert fee.bill.amount == HALF
    assert fee.paid().bill.paid == HALF


def test_what_goes_back_of_a_reduced_fee_is_reduced_too(fee: Fee) -> None:
    Case.objects.filter(pk=fee.case.pk).update(procedure="ordinary")
    actions.go_to_ordinary(by=fee.judge, case=fee.case)
    actions.ask_for_relief(by=fee.officer, bill=fee.bill, kind="reduce", item="4", reasons="经营困难。")
    granted: dict[str, Any] = {"granted": True, "share": Decimal("0.4"), "reasons": "准予减交。"}
    actions.decide_relief(by=fee.judge, bill=fee.bill, **granted)
    assert fee.paid().bill.paid == Decimal("3374.70")
    made = settling.settle(by=fee.judge, case=fee.case, ending="withdrawn", effective_on=date(2022, 1, 10))
    assert [each.amount for each in made] == [Decimal("1687.35")]


@pytest.mark.parametrize("member", [cast.STRANGER, cast.BORROWER, cast.MEDIATOR, cast.RIVAL_OFFICER])
def test_the_fee_is_between_the_plaintiff_and_the_court(fee: Fee, member: Any) -> None:
    with_defendant(fee.case)
    user = cast.person(member)
    assert not queries.visible_to(user).exists()
    with pytest.raises(NotAllowed):
        paying.begin(by=user, bill=fee.bill)
    with pytest.raises(NotAllowed):
        settling.settle(by=user, case=fee.case, ending="withdrawn", effective_on=date(2022, 1, 10))
    for known in (fee.officer, fee.clerk, fee.judge, fee.administrator):
        assert queries.visible_to(known).get() == fee.bill
