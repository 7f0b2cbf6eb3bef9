"""The end of a case and its fee: what it costs in the end, what goes back or is still to be paid, who bears it; counterclaims, appeals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.disputes.models import Party, Side
from sharedcourt.disputes.queries import parties_of
from sharedcourt.filing.cases.models import Case, Outcome
from sharedcourt.filing.cases.states import ON_TRIAL, CaseState
from sharedcourt.filing.fees import policy, queries, telling
from sharedcourt.filing.fees.actions import (
    ask,
    figure,
    is_summary,
    locked_bills,
    note,
    pay_back,
    replace_payments,
    share_of,
    tell_changed,
)
from sharedcourt.filing.fees.models import Bill, BillKind, FeeSettlement, FeeShare, Refund, RefundGround
from sharedcourt.filing.fees.states import BillState
from sharedcourt.law import fees
from sharedcourt.law.errors import LawError
from sharedcourt.law.fees import Ending
from sharedcourt.people.models import User

ENDINGS: dict[Ending, RefundGround] = {
    Ending.JUDGMENT: RefundGround.NOT_BOOKED,
    Ending.MEDIATED: RefundGround.MEDIATED,
    Ending.WITHDRAWN: RefundGround.WITHDRAWN,
    Ending.DISMISSED: RefundGround.DISMISSED,
    Ending.TRANSFERRED: RefundGround.NOT_BOOKED,
    Ending.TRANSFERRED_AS_CRIME: RefundGround.TRANSFERRED_AS_CRIME,
}
OF_OUTCOME: dict[str, Ending] = {
    Outcome.JUDGMENT: Ending.JUDGMENT,
    Outcome.MEDIATED: Ending.MEDIATED,
    Outcome.WITHDRAWN: Ending.WITHDRAWN,
    Outcome.DISMISSED: Ending.DISMISSED,
    Outcome.TRANSFERRED: Ending.TRANSFERRED,
}


@dataclass(frozen=True)
class Proposal:
    """What follows from how the case ended, for the clerk to confirm. Yuan."""

    ending: Ending
    fee: Decimal
    kept: Decimal  # what has been paid and not gone back
    refund: Decimal
    outstanding: Decimal  # still to be paid
    article: str


def proposed(case: Case, bills: list[Bill], ending: Ending | None = None) -> Proposal | None:
    """What the claim costs in the end; `bills` are all of the claim, in their order. None while the case has not ended."""
    how = ending or OF_OUTCOME.get(case.outcome)
    if how is None or not bills:
        return None
    settled = settled_for(case, bills, how)
    kept = sum((bill.refundable for bill in bills), Decimal(0))
    return Proposal(how, settled.fee, kept, settled.refund, max(settled.fee - kept, Decimal(0)), settled.article)


def settled_for(case: Case, bills: list[Bill], how: Ending) -> fees.Settled:
    """What the case costs in the end and what of the money that was kept goes back."""
    counted = [bill for bill in bills if bill.state not in {BillState.CANCELLED, BillState.LAPSED}]
    kept = sum((bill.refundable for bill in bills), Decimal(0))
    if how is Ending.WITHDRAWN and any(
        bill.kind == BillKind.PROCEDURE and bill.state == BillState.LAPSED for bill in bills
    ):
        return fees.not_topped_up(kept, on=clock.today())
    terms: dict[str, Any] = {"summary": is_summary(case), "figure": figure(), "share": share_of(counted)}
    return fees.at_the_end(bills[0].claim, kept, how, on=clock.today(), **terms)


def announce(*, case_id: UUID) -> None:
    """The case has been closed: who looks after the fees is told that there is something to confirm, inside that transaction."""
    case = Case.objects.select_related("dispute", "court", "number", "judge").get(pk=case_id)
    bills = list(queries.of_claim(case))
    found = proposed(case, bills)
    if found is not None and not queries.is_confirmed(case):
        telling.tell(telling.keepers(bills[0]), "filing.fee_to_settle", bills[0], amount=telling.sum_of(found.fee))


@transaction.atomic
def settle(
    *,
    by: User,
    case: Case,
    ending: str,
    effective_on: date,
    shares: Mapping[UUID, Decimal] | None = None,
    collect: bool = False,
) -> list[Refund]:
    """Confirm what the fee is in the end, and what goes back within fifteen days of effect (FEE 8, 15, 24, 25, 27, 53).

    What is still open is lowered to what is owed, or asked no more. `shares`: which party bears how much, together the whole fee (29-34);
    who withdraws bears it alone (34). With `collect` whoever has paid gets back what others bear, and these are billed. Settling twice
    changes nothing.
    """
    bills = locked_bills(case)
    row = Case.objects.select_related("dispute", "court", "number").get(pk=case.pk)
    policy.require_court(by, row)
    if ending not in ENDINGS:
        raise Invalid(_("Say how the case has ended."), field="ending")
    if effective_on > clock.today():
        raise Invalid(_("The day of effect cannot be in the future."), field="effective_on")
    if row.accepted_at is not None and effective_on < clock.local(row.accepted_at).date():
        raise Invalid(_("The day of effect cannot be before the case was accepted."), field="effective_on")
    if row.state not in {*ON_TRIAL, CaseState.CLOSED} or not bills:
        raise Conflict(_("There is no fee to settle."))
    if queries.is_confirmed(row):
        return []
    how = Ending(ending)
    for bill in bills:
        bill.case = row
    found = proposed(row, bills, how)
    assert found is not None
    borne = _shares(row, bills[0], found, shares)
    if collect and (not borne or found.outstanding):
        raise Invalid(
            _("What others bear can be collected once the fee has been paid and it is said who bears it."),
            field="collect",
        )
    settlement = FeeSettlement.objects.create(
        case=row,
        ending=how.value,
        effective_on=effective_on,
        fee=found.fee,
        refund=found.refund,
        outstanding=found.outstanding,
        article=found.article,
        collected=collect,
        settled_by=by,
    )
    for party, amount in borne.items():
        FeeShare.objects.create(settlement=settlement, party=party, amount=amount)
    facts = {"ending": how.value, "fee": found.fee, "refund": found.refund, "outstanding": found.outstanding}
    note("filing.fees.settled", bills[0], by=by, subject=settlement, collected=collect, **facts)
    _lower_open(bills, found.outstanding, by=by)
    paid = [bill for bill in bills if bill.state == BillState.PAID]
    due = fees.refund_deadline(effective_on)
    made = pay_back(paid, found.refund, ground=ENDINGS[how], article=found.article, due=due, by=by)
    if collect:
        made += _collect(row, paid, borne, due, by=by)
    return made


def _shares(case: Case, first: Bill, found: Proposal, shares: Mapping[UUID, Decimal] | None) -> dict[Party, Decimal]:
    """Who bears the fee. Raises Invalid when the parts are not the whole."""
    entered = {pk: amount for pk, amount in (shares or {}).items() if amount}
    if not entered:
        return {first.payer: found.fee} if found.ending is Ending.WITHDRAWN and found.fee else {}
    parties = {party.pk: party for party in parties_of(case.dispute)}
    if not set(entered) <= set(parties) or any(amount < 0 for amount in entered.values()):
        raise Invalid(_("Say how much each party bears."), field="shares")
    if sum(entered.values(), Decimal(0)) != found.fee:
        message = _("The parts must together be the fee: %(fee)s yuan.")
        raise Invalid(message % {"fee": telling.sum_of(found.fee)}, field="shares")
    return {parties[pk]: amount for pk, amount in entered.items()}


def _collect(case: Case, paid: list[Bill], borne: Mapping[Party, Decimal], due: date, *, by: User) -> list[Refund]:
    """The plaintiffs have paid for all: what the other side bears goes back to them and is asked of that side."""
    others = {party: amount for party, amount in borne.items() if party.side == Side.RESPONDENT}
    article = fees.collected_from_loser(clock.today())[0]
    for party, amount in others.items():
        ask(case, BillKind.BORNE, amount, by=by, payer=party)
    back = sum(others.values(), Decimal(0))
    ground = RefundGround.BORNE_BY_OTHERS
    return pay_back(paid, back, ground=ground, article=article[:60], due=due, by=by)


def _lower_open(bills: list[Bill], owed: Decimal, *, by: User) -> None:
    left = owed
    for bill in bills:
        if bill.is_payable:
            part = min(left, bill.amount)
            left -= part
            _lower(bill, part, by=by)


def _lower(bill: Bill, amount: Decimal, *, by: User) -> None:
    if amount == bill.amount:
        return
    bill.amount = amount
    if amount == 0:
        bill.cancel()
    bill.save()
    replace_payments(bill)
    note("filing.fees.cancelled" if amount == 0 else "filing.fees.changed", bill, by=by, amount=amount)
    tell_changed(bill, by)


# ---------- counterclaims and appeals


@transaction.atomic
def bill_counterclaim(*, by: User, case: Case, party_id: UUID | None, amount: Decimal | None, brought_on: date) -> Bill:
    """A counterclaim (反诉) that is tried together: half the fee, paid by who brings it within seven days of bringing it (FEE 18, 22).

    Once for each party; again it is the same bill. Raises Invalid, Conflict when the case is not on trial.
    """
    row, party = _payer(by, case, party_id, Side.RESPONDENT)
    if row.state not in ON_TRIAL:
        raise Conflict(_("A counterclaim is brought while the case is on trial."))
    if brought_on > clock.today():
        raise Invalid(_("This day lies in the future."), field="brought_on")
    standing = Bill.objects.filter(case=row, payer=party, kind=BillKind.COUNTERCLAIM).first()
    if standing is not None:
        return standing
    fee = _fee(lambda: fees.due(amount, joined=True, figure=figure(), on=clock.today()))
    due = fees.payment_deadline(brought_on)
    return ask(row, BillKind.COUNTERCLAIM, fee, by=by, payer=party, claim=amount, due=due)


@transaction.atomic
def bill_appeal(*, by: User, case: Case, party_id: UUID | None, amount: Decimal | None) -> Bill:
    """An appeal (上诉): the fee by what it is about, paid by who appeals; whoever has not paid is given seven days (FEE 17, 22).

    Once for each party; again it is the same bill. Raises Invalid, Conflict when the case has no judgment.
    """
    row, party = _payer(by, case, party_id, None)
    if row.state != CaseState.CLOSED or row.outcome != Outcome.JUDGMENT:
        raise Conflict(_("Only a judgment is appealed against with a fee."))
    standing = Bill.objects.filter(case=row, payer=party, kind=BillKind.APPEAL).first()
    if standing is not None:
        return standing
    fee = _fee(lambda: fees.appeal_fee(amount, figure=figure(), on=clock.today()))
    return ask(row, BillKind.APPEAL, fee, by=by, payer=party, claim=amount)


def _payer(by: User, case: Case, party_id: UUID | None, side: str | None) -> tuple[Case, Party]:
    locked_bills(case)
    row = Case.objects.select_related("dispute", "court", "number").get(pk=case.pk)
    policy.require_court(by, row)
    found = next((each for each in parties_of(row.dispute) if each.pk == party_id), None)
    if found is None or (side is not None and found.side != side):
        raise Invalid(_("Choose the party that is to pay."), field="party")
    return row, found


def _fee(computed: Any) -> Decimal:
    try:
        return Decimal(computed())
    except LawError as error:
        raise Invalid(error.text(), field=error.field or "amount") from error
