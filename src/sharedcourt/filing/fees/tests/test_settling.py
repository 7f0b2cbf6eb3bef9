"""A case ends: what its fee is in the end, who bears it, what goes back; counterclaims and appeals."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.documents import checking
from sharedcourt.documents import queries as documents
from sharedcourt.documents.actions import download
from sharedcourt.documents.engine.verifying import Outcome as Verdict
from sharedcourt.filing.cases import actions as cases
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.fees import actions, paying, queries, receipt, scheduled, settling
from sharedcourt.filing.fees.models import Bill, FeeSettlement, Refund
from sharedcourt.filing.fees.states import BillState
from sharedcourt.filing.fees.tests.conftest import Fee
from sharedcourt.filing.tests.cases import with_defendant
from sharedcourt.law import fees as law
from sharedcourt.law.fees import Ending
from sharedcourt.ledger.queries import timeline
from sharedcourt.mediation.tests.stage import at
from sharedcourt.notices.models import Message
from sharedcourt.people import cast
from sharedcourt.people.models import User

WHOLE, HALF = Decimal("5624.50"), Decimal("2812.25")
EFFECT = date(2022, 1, 10)


def ordinary(fee: Fee) -> Fee:
    """In ordinary procedure from the beginning: the whole fee, paid."""
    Case.objects.filter(pk=fee.case.pk).update(procedure="ordinary")
    fee.case.procedure = "ordinary"
    actions.go_to_ordinary(by=fee.judge, case=fee.case)
    return fee.paid()


def closed(fee: Fee, outcome: str) -> Case:
    return cases.close(by=fee.judge, case=fee.case, outcome=outcome)


def parties(fee: Fee) -> tuple[Any, Any]:
    with_defendant(fee.case)
    found = fee.case.dispute.parties
    return found.get(side="applicant"), found.get(capacity="borrower")


@pytest.mark.parametrize(
    ("outcome", "ending", "fee_is", "back"),
    [
        ("judgment", Ending.JUDGMENT, WHOLE, Decimal(0)),
        ("mediated", Ending.MEDIATED, HALF, HALF),
        ("withdrawn", Ending.WITHDRAWN, HALF, HALF),
        ("dismissed", Ending.DISMISSED, Decimal(0), WHOLE),
        ("transferred", Ending.TRANSFERRED, WHOLE, Decimal(0)),
    ],
)
def test_closing_proposes_what_follows_and_the_clerk_confirms(
    fee: Fee, outcome: str, ending: Ending, fee_is: Decimal, back: Decimal
) -> None:
    case = closed(ordinary(fee), outcome)
    assert Message.objects.filter(user=fee.clerk, kind="filing.fee_to_settle").exists()
    assert queries.in_tab(fee.clerk, "settling").get() == fee.bill
    proposal = settling.proposed(case, list(queries.of_claim(case)))
    assert proposal is not None
    assert (proposal.ending, proposal.fee, proposal.refund, proposal.outstanding) == (ending, fee_is, back, Decimal(0))
    assert not Refund.objects.exists(), "nothing moves before it is confirmed"
    settling.settle(by=fee.clerk, case=case, ending=ending.value, effective_on=EFFECT)
    settled = FeeSettlement.objects.get(case=case)
    assert (settled.fee, settled.refund) == (fee_is, back)
    assert sum(refund.amount for refund in Refund.objects.all()) == back
    assert not queries.in_tab(fee.clerk, "settling").exists()


def test_what_has_not_been_paid_is_still_asked_for_after_a_judgment(fee: Fee) -> None:
    case = closed(fee, "judgment")
    proposal = settling.proposed(case, list(queries.of_claim(case)))
    assert proposal is not None and proposal.outstanding == HALF
    settling.settle(by=fee.clerk, case=case, ending="judgment", effective_on=EFFECT)
    assert fee.bill.state == BillState.DUE and fee.bill.amount == HALF


def test_the_parts_of_the_parties_are_together_the_fee(fee: Fee) -> None:
    bank, borrower = parties(fee)
    case = closed(fee.paid(), "judgment")
    settle: dict[str, Any] = {"by": fee.clerk, "case": case, "ending": "judgment", "effective_on": EFFECT}
    for shares in ({borrower.pk: Decimal(1)}, {fee.case.pk: HALF}, {bank.pk: -HALF, borrower.pk: HALF * 2}):
        with pytest.raises(Invalid) as refused:
            settling.settle(**settle, shares=shares)
        assert refused.value.field == "shares"
    settling.settle(**settle, shares={bank.pk: Decimal("812.25"), borrower.pk: Decimal(2000)})
    found = FeeSettlement.objects.get(case=case)
    assert {share.party: share.amount for share in found.shares.all()} == {
        bank: Decimal("812.25"),
        borrower: Decimal(2000),
    }
    assert not Bill.objects.filter(kind="borne").exists(), "between the parties, unless the court collects it"


def test_the_winner_is_paid_back_and_the_loser_billed_when_the_court_collects_it(fee: Fee) -> None:
    _bank, borrower = parties(fee)
    case = closed(fee.paid(), "judgment")
    settle: dict[str, Any] = {"by": fee.clerk, "case": case, "ending": "judgment", "effective_on": EFFECT}
    with pytest.raises(Invalid) as refused:
        settling.settle(**settle, collect=True)
    assert refused.value.field == "collect"
    settling.settle(**settle, shares={borrower.pk: HALF}, collect=True)
    refund, bill = Refund.objects.get(), Bill.objects.get(kind="borne")
    assert (refund.amount, refund.ground) == (HALF, "others")
    assert (bill.payer, bill.amount, bill.state) == (borrower, HALF, BillState.DUE)
    debtor = cast.person(cast.BORROWER)
    assert queries.visible_to(debtor).get() == bill, "the defendant sees this bill and none of the plaintiff's"
    assert Message.objects.filter(user=debtor, kind="filing.fee_due_for").exists()
    with pytest.raises(NotAllowed):
        paying.begin(by=fee.officer, bill=bill)
    assert fee.press(paying.begin(by=debtor, bill=bill)) == "booked"
    bill.refresh_from_db()
    assert bill.state == BillState.PAID
    fee.hands.move_to(at("2022-02-10T09:00"))
    with pytest.raises(Conflict):
        actions.treat_as_withdrawn(by=fee.judge, bill=bill)


def test_who_withdraws_bears_the_fee(fee: Fee) -> None:
    bank, _borrower = parties(fee)
    settling.settle(by=fee.judge, case=closed(fee.paid(), "withdrawn"), ending="withdrawn", effective_on=EFFECT)
    share = FeeSettlement.objects.get().shares.get()
    assert (share.party, share.amount) == (bank, HALF)


def test_confirmed_twice_is_once(fee: Fee) -> None:
    case = closed(ordinary(fee), "mediated")
    assert settling.settle(by=fee.clerk, case=case, ending="mediated", effective_on=EFFECT)
    assert settling.settle(by=fee.judge, case=case, ending="dismissed", effective_on=EFFECT) == []
    assert FeeSettlement.objects.get().ending == "mediated"
    with pytest.raises(NotAllowed):
        settling.settle(by=fee.officer, case=case, ending="mediated", effective_on=EFFECT)


def test_a_counterclaim_costs_half_and_is_paid_by_the_defendant(fee: Fee) -> None:
    bank, borrower = parties(fee)
    ask: dict[str, Any] = {"by": fee.clerk, "case": fee.case, "amount": Decimal(100000), "brought_on": EFFECT}
    with pytest.raises(Invalid) as refused:
        settling.bill_counterclaim(party_id=bank.pk, **ask)
    assert refused.value.field == "party"
    with pytest.raises(NotAllowed):
        settling.bill_counterclaim(party_id=borrower.pk, **{**ask, "by": fee.officer})
    bill = settling.bill_counterclaim(party_id=borrower.pk, **ask)
    assert settling.bill_counterclaim(party_id=borrower.pk, **ask) == bill, "a double click bills once"
    assert (bill.amount, bill.due) == (law.half_fee(Decimal(100000)), date(2022, 1, 17))
    assert queries.visible_to(cast.person(cast.BORROWER)).get() == bill
    assert bill not in list(queries.visible_to(fee.officer))
    actions.change_claim(by=fee.judge, case=fee.case, amount=Decimal(300000))
    bill.refresh_from_db()
    assert bill.amount == law.half_fee(Decimal(100000)), "the claim's bills alone follow the claim"
    with pytest.raises(Conflict):
        settling.bill_appeal(by=fee.clerk, case=fee.case, party_id=borrower.pk, amount=Decimal(1))


def test_an_appeal_costs_by_what_it_is_about(fee: Fee) -> None:
    bank, borrower = parties(fee)
    case = closed(fee.paid(), "judgment")
    with pytest.raises(Conflict):
        settling.bill_counterclaim(by=fee.clerk, case=case, party_id=borrower.pk, amount=Decimal(1), brought_on=EFFECT)
    for party, amount in ((borrower, Decimal(150000)), (bank, Decimal(20000))):
        bill = settling.bill_appeal(by=fee.clerk, case=case, party_id=party.pk, amount=amount)
        assert bill.amount == law.court_fee(amount) and not bill.summary
    with pytest.raises(Invalid):
        settling.bill_appeal(by=fee.clerk, case=case, party_id=None, amount=Decimal(1))


# ---------- the receipt under seal


def test_the_receipt_is_verified_by_anyone_who_holds_it(fee: Fee) -> None:
    bill = fee.paid().bill
    paper = receipt.receipt_of(bill=bill)
    content = download(by=fee.officer, signing_file=paper)
    checked = checking.check(content)
    assert checked.verdict.outcome == Verdict.AUTHENTIC and checked.signing_file == paper and not checked.superseded
    assert [signature.seal for signature in checked.verdict.signatures] == [True], "the court's seal and nothing else"
    assert download(by=fee.clerk, signing_file=receipt.receipt_of(bill=bill)) == content, "the same file, byte for byte"


def test_after_a_refund_a_new_receipt_replaces_the_old_one(fee: Fee) -> None:
    case = closed(ordinary(fee), "mediated")
    first = receipt.receipt_of(bill=fee.bill)
    settling.settle(by=fee.clerk, case=case, ending="mediated", effective_on=EFFECT)
    scheduled.run()
    second = receipt.receipt_of(bill=fee.bill)
    first.refresh_from_db()
    assert first.state == "superseded" and second.state == "sealed" and second != first
    assert receipt.receipt_of(bill=fee.bill) == second
    assert "退费" not in str(first.payload["refunds"]) and second.payload["refunds"]


def test_the_receipt_is_nobody_elses(fee: Fee, person: Any) -> None:
    parties(fee)
    paper = receipt.receipt_of(bill=fee.paid().bill)
    for known in (fee.officer, fee.clerk, fee.judge):
        assert documents.signing_files(known).filter(pk=paper.pk).exists()
    stranger: User
    for stranger in (person(cast.BORROWER), person(cast.MEDIATOR), person(cast.STRANGER)):
        assert not documents.signing_files(stranger).filter(pk=paper.pk).exists()
    assert paper.pk not in {entry.subject for entry in timeline(fee.case.dispute_id)}


def test_there_is_no_receipt_before_anything_is_paid(fee: Fee) -> None:
    with pytest.raises(Conflict):
        receipt.receipt_of(bill=fee.bill)
