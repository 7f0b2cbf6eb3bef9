"""The end of a case and its fee: what it costs in the end, what goes back or is still to be paid, who bears it; counterclaims, appeals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.disputes.models import Party, Side
from sharedcourt.disputes.queries import parties_of
from sharedcourt.filing.cases.models import Case, Outcome
from sharedcourt.filing.cases.states import ON_TRIAL, CaseState
from sharedcourt.filing.fees import policy, queries, telling
from sharedcourt.filing.fees.actions import (
    add_to,
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
from sharedcourt.filing.fees.models import OF_CLAIM, Bill, BillKind, FeeSettlement, FeeShare, Refund, RefundGround
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
# A counterclaim ends with the claim in these; when the claim is withdrawn or dismissed it goes on (CPLI 239).
TOGETHER = (Ending.JUDGMENT, Ending.MEDIATED, Ending.TRANSFERRED, Ending.TRANSFERRED_AS_CRIME)
ENDINGS_OF_APPEALS: dict[Ending, RefundGround] = {
    **{each: ENDINGS[each] for each in (Ending.JUDGMENT, Ending.MEDIATED, Ending.WITHDRAWN)},
    Ending.DISMISSED: RefundGround.APPEAL_DISMISSED,
    Ending.REMANDED: RefundGround.REMANDED,
}
OF_OUTCOME: dict[str, Ending] = {
    Outcome.JUDGMENT: Ending.JUDGMENT,
    Outcome.MEDIATED: Ending.MEDIATED,
    Outcome.WITHDRAWN: Ending.WITHDRAWN,
    Outcome.DISMISSED: Ending.DISMISSED,
    Outcome.TRANSFERRED: Ending.TRANSFERRED,
}


NOT_COLLECTED = gettext_lazy(
    "What others bear can be collected once the fee has been paid and it is said who bears it."
)


@dataclass(frozen=True)
class Proposal:
    """What follows from how the case ended, for the clerk to confirm. Yuan."""

    ending: Ending
    fee: Decimal
    kept: Decimal  # what has been paid and not gone back
    refund: Decimal
    outstanding: Decimal  # still to be paid
    article: str


@dataclass(frozen=True)
class Decision:
    """How a claim, a counterclaim or an appeal ended as far as its fee asks, and how much of it each party bears (yuan)."""

    ending: str
    shares: Mapping[UUID, Decimal] = field(default_factory=dict)


def proposed(case: Case, bills: list[Bill], ending: Ending | None = None) -> Proposal | None:
    """What the claim costs in the end, or a counterclaim or an appeal; `bills` are all that were for it, in their order.

    None while the case has not ended; of an appeal, while nobody says how it ended. Raises LawError for what does not happen to it.
    """
    if not bills:
        return None
    how = ending or (OF_OUTCOME.get(case.outcome) if bills[0].kind != BillKind.APPEAL else None)
    if how is None:
        return None
    settled = settled_for(case, bills, how)
    kept = sum((bill.refundable for bill in bills), Decimal(0))
    return Proposal(how, settled.fee, kept, settled.refund, max(settled.fee - kept, Decimal(0)), settled.article)


def proposed_counterclaims(case: Case) -> list[tuple[Bill, Proposal]]:
    """The same for each counterclaim that has not been settled and ended with the claim."""
    if OF_OUTCOME.get(case.outcome) not in TOGETHER:
        return []
    rows = [(bill, proposed(case, [bill])) for bill in queries.of_others(case, BillKind.COUNTERCLAIM)]
    return [(bill, found) for bill, found in rows if found is not None]


def settled_for(case: Case, bills: list[Bill], how: Ending) -> fees.Settled:
    """What it costs in the end and what of the money that was kept goes back."""
    counted = [bill for bill in bills if bill.state not in {BillState.CANCELLED, BillState.LAPSED}]
    kept = sum((bill.refundable for bill in bills), Decimal(0))
    if how is Ending.WITHDRAWN and any(
        bill.kind == BillKind.PROCEDURE and bill.state == BillState.LAPSED for bill in bills
    ):
        return fees.not_topped_up(kept, on=clock.today())
    terms: dict[str, Any] = {"figure": figure(), "share": share_of(counted), "on": clock.today()}
    claim, kind = bills[0].claim, bills[0].kind
    if kind == BillKind.APPEAL:
        return fees.appeal_at_the_end(claim, kept, how, **terms)
    if kind == BillKind.COUNTERCLAIM:
        return fees.at_the_end(claim, kept, how, joined=True, **terms)
    return fees.at_the_end(claim, kept, how, summary=is_summary(case), **terms)


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
    counterclaims: Mapping[UUID, Decision] | None = None,
) -> list[Refund]:
    """Confirm what the fee is in the end, and what goes back within fifteen days of effect (FEE 8, 15, 18, 24, 25, 27, 53).

    What is still open is lowered to what is owed, or asked no more. `shares`: which party bears how much, together the whole fee (29-34);
    who withdraws bears it alone (34). `counterclaims`: the same for each counterclaim, by its bill; what is not said ended as the case
    did, but one that goes on without the claim must be said (CPLI 239). With `collect` whoever has paid gets back what others bear, and
    these are billed, one bill each. Settling twice changes nothing.
    """
    row, bills = _of_case(by, case, (*OF_CLAIM, BillKind.COUNTERCLAIM))
    claim = [bill for bill in bills if bill.kind in OF_CLAIM]
    if row.state not in {*ON_TRIAL, CaseState.CLOSED} or not claim:
        raise Conflict(_("There is no fee to settle."))
    if ending not in ENDINGS:
        raise Invalid(_("Say how the case has ended."), field="ending")
    said = counterclaims or {}
    others = [bill for bill in bills if bill.kind == BillKind.COUNTERCLAIM]
    if ending not in TOGETHER and any(bill.pk not in said and not _is_settled(bill) for bill in others):
        raise Invalid(_("Say of each counterclaim how it ended: it goes on without the claim."), field="counterclaims")
    parts = [(claim, Decision(ending, shares or {}))]
    parts += [([bill], said.get(bill.pk, Decision(ending))) for bill in others]
    return _confirm(row, parts, said, effective_on=effective_on, collect=collect, by=by)


@transaction.atomic
def settle_appeals(
    *, by: User, case: Case, appeals: Mapping[UUID, Decision], effective_on: date, collect: bool = False
) -> list[Refund]:
    """The same for appeals, each by its bill, once the court of second instance has ended them (FEE 8, 15, 17, 27, 29-31, 34, 53).

    An appeal that is not among them goes on. Raises Conflict when nothing was billed for an appeal, Invalid with the field.
    """
    row, bills = _of_case(by, case, (BillKind.APPEAL,))
    if not bills:
        raise Conflict(_("There is no fee to settle."))
    if not appeals:
        raise Invalid(_("Say how the appeal has ended."), field="ending")
    parts = [([bill], appeals[bill.pk]) for bill in bills if bill.pk in appeals]
    return _confirm(row, parts, appeals, effective_on=effective_on, collect=collect, by=by)


def _of_case(by: User, case: Case, kinds: Sequence[str]) -> tuple[Case, list[Bill]]:
    """The case and its bills of these kinds, locked, without those that were given up; for whoever looks after the court's fees."""
    bills = locked_bills(case, kinds)
    row = Case.objects.select_related("dispute", "court", "number").get(pk=case.pk)
    policy.require_court(by, row)
    for bill in bills:
        bill.case = row
    given_up = {BillState.CANCELLED, BillState.LAPSED}
    return row, [bill for bill in bills if bill.kind in OF_CLAIM or bill.state not in given_up]


def _confirm(
    case: Case,
    parts: Sequence[tuple[list[Bill], Decision]],
    said: Mapping[UUID, Decision],
    *,
    effective_on: date,
    collect: bool,
    by: User,
) -> list[Refund]:
    if set(said) - {bills[0].pk for bills, _said in parts if bills[0].kind not in OF_CLAIM}:
        raise Invalid(_("Choose a counterclaim or an appeal of this case."), field="bill")
    if effective_on > clock.today():
        raise Invalid(_("The day of effect cannot be in the future."), field="effective_on")
    if case.accepted_at is not None and effective_on < clock.local(case.accepted_at).date():
        raise Invalid(_("The day of effect cannot be before the case was accepted."), field="effective_on")
    made: list[Refund] = []
    collected: dict[Party, Decimal] = {}
    found = [_Part.of(case, bills, decision) for bills, decision in parts if not _is_settled(bills[0])]
    if collect and found and not any(part.borne for part in found):
        raise Invalid(NOT_COLLECTED, field="collect")
    for part in found:
        made += part.confirm(effective_on=effective_on, collect=collect, by=by)
        if collect:
            for party, amount in part.borne_by_others.items():
                collected[party] = collected.get(party, Decimal(0)) + amount
    kind = BillKind.BORNE_APPEAL if found and found[0].first.kind == BillKind.APPEAL else BillKind.BORNE
    for party, amount in collected.items():
        _bill_bearer(case, kind, party, amount, by=by)
    return made


def _is_settled(bill: Bill) -> bool:
    return queries.settlement_of(bill) is not None


def _bill_bearer(case: Case, kind: BillKind, party: Party, amount: Decimal, *, by: User) -> None:
    """One bill for each party and instance: what is borne of a later appeal is added while the bill is open."""
    standing = (
        Bill.objects.select_for_update(of=("self",), no_key=True).filter(case=case, payer=party, kind=kind).first()
    )
    if standing is None:
        ask(case, kind, amount, by=by, payer=party)
    elif not standing.is_payable:
        raise Conflict(_("A part of the fee has been collected from this party already. Settle it without collecting."))
    else:
        standing.case = case
        add_to(standing, amount, by=by)


@dataclass(frozen=True)
class _Part:
    """A claim, a counterclaim or an appeal whose end is being confirmed."""

    case: Case
    bills: list[Bill]
    found: Proposal
    borne: Mapping[Party, Decimal]

    @classmethod
    def of(cls, case: Case, bills: list[Bill], decision: Decision) -> "_Part":
        known = ENDINGS_OF_APPEALS if bills[0].kind == BillKind.APPEAL else ENDINGS
        if decision.ending not in known:
            raise Invalid(_("Say how the case has ended."), field="ending")
        found = proposed(case, bills, Ending(decision.ending))
        assert found is not None
        return cls(case, bills, found, _shares(case, bills[0], found, decision.shares))

    @property
    def first(self) -> Bill:
        return self.bills[0]

    @property
    def borne_by_others(self) -> dict[Party, Decimal]:
        """The plaintiffs pay for their claim together, a counterclaim and an appeal is paid by the party that brought it."""
        payer = self.first.payer
        if self.first.kind in OF_CLAIM:
            return {party: amount for party, amount in self.borne.items() if party.side != payer.side}
        return {party: amount for party, amount in self.borne.items() if party != payer}

    def confirm(self, *, effective_on: date, collect: bool, by: User) -> list[Refund]:
        found, of_claim = self.found, self.first.kind in OF_CLAIM
        if collect and found.fee and (not self.borne or found.outstanding):
            raise Invalid(NOT_COLLECTED, field="collect")
        settlement = FeeSettlement.objects.create(
            case=self.case,
            bill=None if of_claim else self.first,
            ending=found.ending.value,
            effective_on=effective_on,
            fee=found.fee,
            refund=found.refund,
            outstanding=found.outstanding,
            article=found.article,
            collected=collect,
            settled_by=by,
        )
        for party, amount in self.borne.items():
            FeeShare.objects.create(settlement=settlement, party=party, amount=amount)
        facts = {
            "ending": found.ending.value,
            "fee": found.fee,
            "refund": found.refund,
            "outstanding": found.outstanding,
        }
        note("filing.fees.settled", self.first, by=by, subject=settlement, collected=collect, **facts)
        _lower_open(self.bills, found.outstanding, by=by)
        paid = [bill for bill in self.bills if bill.state == BillState.PAID]
        due = fees.refund_deadline(effective_on)
        grounds = ENDINGS if self.first.kind != BillKind.APPEAL else ENDINGS_OF_APPEALS
        made = pay_back(paid, found.refund, ground=grounds[found.ending], article=found.article, due=due, by=by)
        back = sum(self.borne_by_others.values(), Decimal(0)) if collect else Decimal(0)
        article = fees.collected_from_loser(clock.today())[0][:60]
        return made + pay_back(paid, back, ground=RefundGround.BORNE_BY_OTHERS, article=article, due=due, by=by)


def _shares(case: Case, first: Bill, found: Proposal, shares: Mapping[UUID, Decimal]) -> dict[Party, Decimal]:
    """Who bears the fee. Raises Invalid when the parts are not the whole."""
    entered = {pk: amount for pk, amount in shares.items() if amount}
    if not entered:
        return {first.payer: found.fee} if found.ending is Ending.WITHDRAWN and found.fee else {}
    parties = {party.pk: party for party in parties_of(case.dispute)}
    if not set(entered) <= set(parties) or any(amount < 0 for amount in entered.values()):
        raise Invalid(_("Say how much each party bears."), field="shares")
    if sum(entered.values(), Decimal(0)) != found.fee:
        message = _("The parts must together be the fee: %(fee)s yuan.")
        raise Invalid(message % {"fee": telling.sum_of(found.fee)}, field="shares")
    return {parties[pk]: amount for pk, amount in entered.items()}


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
