"""A case ends, and its counterclaims with it; appeals end later: what each costs, who bears it, what goes back. Worked amounts.

The claim is 288,300.24 in summary procedure (2,812.25); a counterclaim of 100,000 costs 1,150, half of 2,300; an appeal about
150,000 costs 3,300, one about 20,000 costs 300.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.disputes.models import Party
from sharedcourt.filing.cases import actions as cases
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.fees import actions, paying, queries, settling
from sharedcourt.filing.fees.models import Bill, FeeSettlement, Refund
from sharedcourt.filing.fees.settling import Decision
from sharedcourt.filing.fees.states import BillState
from sharedcourt.filing.fees.tests.conftest import Fee
from sharedcourt.filing.tests.cases import with_defendant
from sharedcourt.notices.models import Message
from sharedcourt.people import cast

CLAIM, COUNTERCLAIM = Decimal("2812.25"), Decimal(1150)
APPEAL, SMALL_APPEAL = Decimal(3300), Decimal(300)
EFFECT = date(2022, 1, 10)
BrowserOf = Callable[[Any], Client]


class Trial:
    """The bank's claim is paid; the borrower has brought a counterclaim of 100,000."""

    def __init__(self, fee: Fee) -> None:
        self.fee, self.debtor = fee.paid(), cast.person(cast.BORROWER)
        with_defendant(fee.case)
        self.bank: Party = fee.case.dispute.parties.get(side="applicant")
        self.borrower: Party = fee.case.dispute.parties.get(capacity="borrower")
        about: dict[str, Any] = {"party_id": self.borrower.pk, "amount": Decimal(100000), "brought_on": EFFECT}
        self.counterclaim = settling.bill_counterclaim(by=fee.clerk, case=fee.case, **about)

    def pay(self, bill: Bill, by: Any) -> Bill:
        assert self.fee.press(paying.begin(by=by, bill=bill)) == "booked"
        return Bill.objects.get(pk=bill.pk)

    def paid(self) -> "Trial":
        self.counterclaim = self.pay(self.counterclaim, self.debtor)
        return self

    def closed(self, outcome: str) -> Case:
        return cases.close(by=self.fee.judge, case=self.fee.case, outcome=outcome)

    def settle(self, ending: str, **more: Any) -> list[Refund]:
        return settling.settle(by=self.fee.clerk, case=self.fee.case, ending=ending, effective_on=EFFECT, **more)

    def end(self, ending: str, *bills: Bill, shares: Any = None, **more: Any) -> list[Refund]:
        said = {bill.pk: Decision(ending, shares or {}) for bill in bills}
        return settling.settle_appeals(by=self.fee.clerk, case=self.fee.case, appeals=said, effective_on=EFFECT, **more)

    def appealed(self, party: Party, amount: int, by: Any) -> Bill:
        made = settling.bill_appeal(by=self.fee.clerk, case=self.fee.case, party_id=party.pk, amount=Decimal(amount))
        return self.pay(made, by)


@pytest.fixture
def trial(fee: Fee) -> Trial:
    return Trial(fee)


def of(bill: Bill) -> FeeSettlement:
    found = queries.settlement_of(Bill.objects.get(pk=bill.pk))
    assert found is not None
    return found


# ---------- counterclaims


@pytest.mark.parametrize(
    ("outcome", "costs", "back", "article"),
    [
        ("judgment", COUNTERCLAIM, Decimal(0), "第十三条、第十八条"),
        ("mediated", COUNTERCLAIM, Decimal(0), "第十五条"),  # halved once, not twice
        ("transferred", COUNTERCLAIM, Decimal(0), "第二十四条"),
    ],
)
def test_closing_proposes_the_counterclaim_beside_the_claim_and_one_click_confirms_both(
    trial: Trial, outcome: str, costs: Decimal, back: Decimal, article: str
) -> None:
    case = trial.paid().closed(outcome)
    [(bill, proposal)] = settling.proposed_counterclaims(case)
    assert bill == trial.counterclaim
    assert (proposal.fee, proposal.refund, proposal.article) == (costs, back, article)
    trial.settle(outcome)
    settled = of(trial.counterclaim)
    assert (settled.fee, settled.refund, settled.outstanding) == (costs, back, Decimal(0))
    assert of(trial.fee.bill).fee == CLAIM and FeeSettlement.objects.count() == 2
    assert settling.proposed_counterclaims(case) == []


def test_of_a_dismissed_suit_and_counterclaim_everything_goes_back_to_who_paid_it(trial: Trial) -> None:
    trial.paid().closed("dismissed")
    made = trial.settle("dismissed", counterclaims={trial.counterclaim.pk: Decision("dismissed")})
    assert {(refund.payment.bill.payer, refund.amount, refund.ground) for refund in made} == {
        (trial.bank, CLAIM, "dismissed"),
        (trial.borrower, COUNTERCLAIM, "dismissed"),
    }
    assert {refund.due for refund in made} == {date(2022, 1, 25)}, "fifteen days from effect (FEE 53)"
    assert Message.objects.filter(user=trial.debtor, kind="filing.fee_refund").exists()


def test_a_counterclaim_goes_on_when_the_claim_is_withdrawn_so_its_end_must_be_said(trial: Trial) -> None:
    trial.paid().closed("withdrawn")
    assert settling.proposed_counterclaims(trial.fee.case) == [], "nothing is proposed for it"
    with pytest.raises(Invalid) as refused:
        trial.settle("withdrawn")
    assert refused.value.field == "counterclaims" and not FeeSettlement.objects.exists()
    won = Decision("judgment", {trial.bank.pk: COUNTERCLAIM})
    trial.settle("withdrawn", counterclaims={trial.counterclaim.pk: won})
    assert of(trial.fee.bill).shares.get().party == trial.bank, "who withdraws bears it alone (FEE 34)"
    assert of(trial.counterclaim).shares.get().amount == COUNTERCLAIM


def test_each_side_bears_what_it_lost_and_is_billed_once_for_it(trial: Trial) -> None:
    trial.paid().closed("judgment")
    lost = Decision("judgment", {trial.bank.pk: Decimal(1000), trial.borrower.pk: Decimal(150)})
    made = trial.settle(
        "judgment", shares={trial.borrower.pk: CLAIM}, counterclaims={trial.counterclaim.pk: lost}, collect=True
    )
    assert {(refund.payment.bill.payer, refund.amount, refund.ground) for refund in made} == {
        (trial.bank, CLAIM, "others"),
        (trial.borrower, Decimal(1000), "others"),
    }
    borne = {bill.payer: bill.amount for bill in Bill.objects.filter(kind="borne")}
    assert borne == {trial.borrower: CLAIM, trial.bank: Decimal(1000)}
    owed = Bill.objects.get(kind="borne", payer=trial.bank)
    assert owed in queries.visible_to(trial.fee.officer) and owed not in queries.visible_to(trial.debtor)
    assert trial.pay(owed, trial.fee.officer).state == BillState.PAID
    assert not owed.summary


def test_nothing_is_collected_of_a_counterclaim_nobody_has_paid_or_is_said_to_bear(trial: Trial) -> None:
    trial.closed("judgment")
    borne = {trial.borrower.pk: CLAIM}
    for said in ({}, {trial.counterclaim.pk: Decision("judgment", {trial.bank.pk: COUNTERCLAIM})}):
        with pytest.raises(Invalid) as refused:
            trial.settle("judgment", shares=borne, counterclaims=said, collect=True)
        assert refused.value.field == "collect"
    assert not FeeSettlement.objects.exists() and not Refund.objects.exists(), "all or nothing"


def test_an_open_counterclaim_stays_due_after_a_judgment_and_is_asked_no_more_when_it_is_dismissed(
    trial: Trial,
) -> None:
    trial.closed("judgment")
    trial.settle("judgment", counterclaims={trial.counterclaim.pk: Decision("dismissed")})
    trial.counterclaim.refresh_from_db()
    assert trial.counterclaim.state == BillState.CANCELLED and of(trial.counterclaim).fee == 0


def test_a_reduced_counterclaim_costs_the_reduced_fee(trial: Trial) -> None:
    ask = {"kind": "reduce", "item": "4", "reasons": "经营困难"}
    actions.ask_for_relief(by=trial.debtor, bill=trial.counterclaim, **ask)
    actions.decide_relief(
        by=trial.fee.judge, bill=trial.counterclaim, granted=True, reasons="准予", share=Decimal("0.4")
    )
    trial.counterclaim.refresh_from_db()
    trial.paid().closed("judgment")
    trial.settle("judgment")
    assert of(trial.counterclaim).fee == Decimal(690)


def test_the_parts_of_a_counterclaim_are_together_its_fee(trial: Trial) -> None:
    trial.paid().closed("judgment")
    for shares in ({trial.bank.pk: CLAIM}, {trial.bank.pk: Decimal(-1), trial.borrower.pk: Decimal(1151)}):
        with pytest.raises(Invalid) as refused:
            trial.settle("judgment", counterclaims={trial.counterclaim.pk: Decision("judgment", shares)})
        assert refused.value.field == "shares"
    for wrong in (trial.fee.bill.pk, trial.bank.pk):
        with pytest.raises(Invalid):
            trial.settle("judgment", counterclaims={wrong: Decision("judgment")})
    with pytest.raises(Invalid):
        trial.settle("judgment", counterclaims={trial.counterclaim.pk: Decision("remanded")})


def test_confirmed_twice_nothing_is_settled_twice(trial: Trial) -> None:
    trial.paid().closed("dismissed")
    said = {trial.counterclaim.pk: Decision("dismissed")}
    assert len(trial.settle("dismissed", counterclaims=said)) == 2
    assert trial.settle("dismissed", counterclaims=said) == []
    assert Refund.objects.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        twin = of(trial.fee.bill)
        twin.pk, twin._state.adding = trial.bank.pk, True
        twin.save()


# ---------- appeals


@pytest.mark.parametrize(
    ("ending", "costs", "back", "ground"),
    [
        ("judgment", APPEAL, Decimal(0), ""),
        ("mediated", Decimal(1650), Decimal(1650), "mediated"),
        ("withdrawn", Decimal(1650), Decimal(1650), "withdrawn"),
        ("remanded", Decimal(0), APPEAL, "remanded"),
        ("dismissed", Decimal(0), APPEAL, "no_appeal"),
    ],
)
def test_what_an_appeal_costs_in_the_end(trial: Trial, ending: str, costs: Decimal, back: Decimal, ground: str) -> None:
    trial.paid().closed("judgment")
    appeal = trial.appealed(trial.borrower, 150000, trial.debtor)
    assert appeal in queries.in_tab(trial.fee.clerk, "settling")
    made = trial.end(ending, appeal)
    assert [(refund.amount, refund.ground) for refund in made] == ([(back, ground)] if back else [])
    settled = of(appeal)
    assert (settled.fee, settled.refund) == (costs, back)
    assert appeal not in queries.in_tab(trial.fee.clerk, "settling")
    if ending == "withdrawn":
        assert settled.shares.get().party == trial.borrower, "who withdraws an appeal bears it (FEE 34)"
    assert trial.end(ending, appeal) == [], "once"


def test_the_other_side_bears_an_appeal_it_lost(trial: Trial) -> None:
    trial.paid().closed("judgment")
    appeal = trial.appealed(trial.borrower, 150000, trial.debtor)
    [refund] = trial.end("judgment", appeal, shares={trial.bank.pk: APPEAL}, collect=True)
    assert (refund.amount, refund.ground, refund.payment.bill) == (APPEAL, "others", appeal)
    bill = Bill.objects.get(kind="borne_appeal")
    assert (bill.payer, bill.amount, bill.summary) == (trial.bank, APPEAL, False)
    fee = trial.pay(bill, trial.fee.officer)
    with pytest.raises(Conflict):
        actions.treat_as_withdrawn(by=trial.fee.judge, bill=fee)


def test_of_two_appeals_one_ends_and_the_other_goes_on(trial: Trial) -> None:
    trial.paid().closed("judgment")
    ours = trial.appealed(trial.bank, 20000, trial.fee.officer)
    theirs = trial.appealed(trial.borrower, 150000, trial.debtor)
    with pytest.raises(Invalid):
        trial.end("withdrawn")
    trial.end("judgment", theirs, shares={trial.bank.pk: APPEAL}, collect=True)
    assert queries.settlement_of(ours) is None and ours in queries.in_tab(trial.fee.clerk, "settling")
    trial.end("judgment", ours, shares={trial.borrower.pk: SMALL_APPEAL}, collect=True)
    borne = {bill.payer: bill.amount for bill in Bill.objects.filter(kind="borne_appeal")}
    assert borne == {trial.bank: APPEAL, trial.borrower: SMALL_APPEAL}


def test_what_is_borne_of_a_second_appeal_is_added_while_the_bill_is_open_and_refused_once_it_is_paid(
    trial: Trial,
) -> None:
    trial.paid().closed("judgment")
    first = trial.appealed(trial.bank, 20000, trial.fee.officer)
    facts = {
        "side": "respondent",
        "capacity": "co_obligor",
        "name": "共同还款人",
        "kind": trial.borrower.kind,
        "position": 9,
    }
    wife = Party.objects.create(dispute=trial.fee.case.dispute, **facts)
    second = settling.bill_appeal(by=trial.fee.clerk, case=trial.fee.case, party_id=wife.pk, amount=Decimal(20000))
    trial.end("judgment", first, shares={trial.borrower.pk: SMALL_APPEAL}, collect=True)
    bill = Bill.objects.get(kind="borne_appeal")
    with pytest.raises(Invalid):
        trial.end("judgment", second, shares={trial.borrower.pk: SMALL_APPEAL}, collect=True)
    Bill.objects.filter(pk=second.pk).update(state="paid", paid=SMALL_APPEAL, paid_at="2022-01-10T09:00:00+08:00")
    trial.end("judgment", second, shares={trial.borrower.pk: SMALL_APPEAL}, collect=True)
    bill.refresh_from_db()
    assert (bill.amount, bill.state) == (SMALL_APPEAL * 2, BillState.DUE)


def test_nobody_but_the_court_settles_and_only_what_was_billed(trial: Trial) -> None:
    trial.paid().closed("judgment")
    with pytest.raises(Conflict):
        settling.settle_appeals(by=trial.fee.clerk, case=trial.fee.case, appeals={}, effective_on=EFFECT)
    appeal = trial.appealed(trial.borrower, 150000, trial.debtor)
    said: dict[str, Any] = {"case": trial.fee.case, "appeals": {appeal.pk: Decision("remanded")}}
    for stranger in (trial.fee.officer, trial.debtor, cast.person(cast.MEDIATOR)):
        with pytest.raises(NotAllowed):
            settling.settle_appeals(by=stranger, effective_on=EFFECT, **said)
    with pytest.raises(Invalid) as refused:
        settling.settle_appeals(by=trial.fee.clerk, effective_on=date(2022, 1, 11), **said)
    assert refused.value.field == "effective_on"
    with pytest.raises(Invalid):
        trial.end("transferred", appeal)
    with pytest.raises(Invalid):
        trial.end("remanded", appeal, trial.counterclaim)


# ---------- on the pages and over the API


def test_the_clerk_confirms_claim_and_counterclaim_on_one_page(trial: Trial, browser_of: BrowserOf) -> None:
    trial.paid().closed("mediated")
    clerk, page = browser_of(cast.FILING_CLERK), f"/filing/fees/{trial.fee.bill.pk}/"
    shown = clerk.get(page).content.decode()
    assert "赵大勇的反诉" in shown or f"{trial.borrower.name}的反诉" in shown
    assert "1,150.00" in shown
    sent = {
        "ending": "mediated",
        "effective_on": "2022-01-10",
        f"share-{trial.counterclaim.pk}-{trial.bank.pk}": "many",
    }
    refused = clerk.post(f"{page}do/settle/", sent)
    assert refused.status_code == 422 and "many" in refused.content.decode()
    sent |= {f"ending-{trial.counterclaim.pk}": "mediated", f"share-{trial.counterclaim.pk}-{trial.bank.pk}": "1150"}
    assert clerk.post(f"{page}do/settle/", sent).status_code == 302
    assert of(trial.counterclaim).shares.get().party == trial.bank
    debtor = browser_of(cast.BORROWER).get(f"/filing/fees/{trial.counterclaim.pk}/").content.decode()
    assert "1,150.00" in debtor and trial.bank.name in debtor


def test_the_clerk_settles_an_appeal_from_its_bill(trial: Trial, browser_of: BrowserOf) -> None:
    trial.paid().closed("judgment")
    appeal = trial.appealed(trial.borrower, 150000, trial.debtor)
    clerk, page = browser_of(cast.FILING_CLERK), f"/filing/fees/{appeal.pk}/"
    assert "发回重审" in clerk.get(page).content.decode()
    assert clerk.post(f"{page}do/settle-appeals/", {"effective_on": "2022-01-10"}).status_code == 422
    sent = {f"ending-{appeal.pk}": "remanded", "effective_on": "2022-01-10"}
    assert clerk.post(f"{page}do/settle-appeals/", sent).status_code == 302
    assert "发回重审，全部退还" in browser_of(cast.BORROWER).get(page).content.decode()
    assert browser_of(cast.BORROWER).post(f"{page}do/settle-appeals/", sent).status_code == 403


def test_a_program_reads_and_confirms_the_same(trial: Trial, browser_of: BrowserOf) -> None:
    trial.paid().closed("dismissed")
    clerk, address = browser_of(cast.FILING_CLERK), f"/api/v1/filing/cases/{trial.fee.case.pk}"
    read = clerk.get(f"{address}/fee-proposal").json()
    assert [(part["bill"], part["refund"], part["confirmed"]) for part in read["others"]] == [
        (str(trial.counterclaim.pk), "1150.00", False)
    ]
    assert browser_of(cast.OFFICER).get(f"{address}/fee-proposal").json()["others"] == [], "not their bill"
    body: dict[str, Any] = {"ending": "dismissed", "effective_on": "2022-01-10"}
    assert clerk.post(f"{address}/settle-fee", body, content_type="application/json").status_code == 422
    body["counterclaims"] = {str(trial.counterclaim.pk): {"ending": "judgment"}}
    made = clerk.post(f"{address}/settle-fee", body, content_type="application/json")
    assert [each["amount"] for each in made.json()] == [str(CLAIM)]
