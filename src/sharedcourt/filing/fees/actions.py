"""What happens to bills: asked for, changed, deferred, waived, lapsed, paid back. Paying is in `paying`, the end of a case in `settling`."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.disputes.models import Party
from sharedcourt.filing.cases.models import Case, Procedure
from sharedcourt.filing.cases.states import ON_TRIAL
from sharedcourt.filing.fees import policy, queries, telling
from sharedcourt.filing.fees.models import (
    OF_BEARERS,
    OF_CLAIM,
    Bill,
    BillKind,
    Discrepancy,
    DiscrepancyReason,
    Refund,
    RefundGround,
    Relief,
    ReliefKind,
)
from sharedcourt.filing.fees.states import PAYABLE, BillState, PaymentState, RefundState
from sharedcourt.law import fees
from sharedcourt.law.errors import LawError
from sharedcourt.law.money import fen
from sharedcourt.law.plaints.sums import LARGEST
from sharedcourt.ledger.actions import personal, record
from sharedcourt.ledger.locks import hold_scope
from sharedcourt.people.models import User

LONGEST_DEFERRAL_DAYS = 366
RELIEF: dict[ReliefKind, fees.Relief] = {
    ReliefKind.DEFER: "defer",
    ReliefKind.REDUCE: "reduce",
    ReliefKind.WAIVE: "waive",
}
ITEMS = {ReliefKind.WAIVE: "12345", ReliefKind.REDUCE: "1234", ReliefKind.DEFER: "1234"}


def note(action: str, bill: Bill, *, by: User | None, subject: Any = None, **facts: Any) -> None:
    """Record an action under the dispute."""
    record(action, by=by, subject=subject or bill, scope=bill.case.dispute_id, **facts)


def locked(bill: Bill) -> Bill:
    """The bill as it stands now, its dispute held first."""
    hold_scope(bill.case.dispute_id)
    return (
        Bill.objects.select_for_update(of=("self",), no_key=True)
        .select_related("case__dispute", "case__number", "case__judge", "court", "payer")
        .get(pk=bill.pk)
    )


def locked_bills(case: Case, kinds: Sequence[str] = OF_CLAIM) -> list[Bill]:
    """The bills of a case for its claim, or of other `kinds`, in their order, its dispute held first."""
    hold_scope(case.dispute_id)
    rows = Bill.objects.select_for_update(of=("self",), no_key=True).filter(case=case, kind__in=kinds)
    return list(rows.select_related("case__dispute", "case__number", "court", "payer").order_by("pk"))


def is_summary(case: Case) -> bool:
    """Summary and small claims procedure pay half (FEE 16)."""
    return case.procedure in {Procedure.SUMMARY, Procedure.SMALL}


def figure() -> Decimal | None:
    """The province's fee of a case without an amount, if one is set."""
    return Decimal(settings.SHAREDCOURT_FEE_WITHOUT_AMOUNT) if settings.SHAREDCOURT_FEE_WITHOUT_AMOUNT else None


def fee_of(claim: Decimal | None, *, summary: bool) -> Decimal:
    """What a claim costs today. Raises Invalid."""
    try:
        return fees.due(claim, summary=summary, figure=figure(), on=clock.today())
    except LawError as error:
        raise Invalid(error.text(), field=error.field or "amount") from error


def bill_accepted_case(*, case_id: UUID) -> Bill | None:
    """The acceptance fee is asked for when the case is accepted, within that transaction (FEE 20, 22). Once for a case."""
    case = Case.objects.select_related("dispute", "court", "number").get(pk=case_id)
    payer = queries.payer_of(case)
    if payer is None or Bill.objects.filter(case=case, kind=BillKind.ACCEPTANCE).exists():
        return None
    fee = fee_of(case.amount, summary=is_summary(case))
    return ask(case, BillKind.ACCEPTANCE, fee, by=None)


def ask(
    case: Case,
    kind: BillKind,
    fee: Decimal,
    *,
    by: User | None,
    payer: Party | None = None,
    claim: Decimal | None = None,
    due: date | None = None,
) -> Bill:
    """A new bill, told to who pays it: `payer`, or the plaintiffs for their claim. Within seven days unless `due` says otherwise."""
    addressee = payer or queries.payer_of(case)
    assert addressee is not None
    bill = Bill.objects.create(
        case=case,
        court=case.court,
        payer=addressee,
        kind=kind,
        claim=case.amount if payer is None else claim,
        summary=kind in OF_CLAIM and is_summary(case),
        full=fee,
        amount=fee,
        due=due or _asked_until(kind),
    )
    note("filing.fees.billed", bill, by=by, kind=kind.value, amount=fee, due=bill.due)
    words: dict[str, Any] = {"amount": telling.sum_of(fee), "due": bill.due}
    if kind in OF_CLAIM:
        telling.tell(telling.payers(bill), "filing.fee_due", bill, by=by, **words)
    else:
        telling.tell(telling.payers(bill), "filing.fee_due_for", bill, by=by, what=bill.get_kind_display(), **words)
    return bill


def _asked_until(kind: BillKind) -> date:
    """Seven days from the notice (FEE 22; CPLI 199 for the other half in ordinary procedure)."""
    today = clock.today()
    return fees.top_up_deadline(today) if kind == BillKind.PROCEDURE else fees.payment_deadline(today)


def set_sum(bill: Bill, full: Decimal, *, by: User | None) -> None:
    """Another sum for a bill that has not been paid; what was begun for the old one counts no longer."""
    share = _share_left(bill)
    bill.full, bill.amount = full, fen(full * share)
    bill.summary = bill.kind in OF_CLAIM and is_summary(bill.case)
    if bill.amount == 0:
        bill.cancel()
    bill.save()
    replace_payments(bill)
    note("filing.fees.changed", bill, by=by, amount=bill.amount)


def add_to(bill: Bill, amount: Decimal, *, by: User) -> None:
    """More to pay on a bill that is open; whoever pays is told of the new sum."""
    set_sum(bill, bill.full + amount, by=by)
    tell_changed(bill, by)


def _share_left(bill: Bill) -> Decimal:
    """The part of the tariff that relief has left for a bill."""
    if bill.state == BillState.WAIVED:
        return Decimal(0)
    granted = bill.reliefs.filter(granted=True, kind=ReliefKind.REDUCE).order_by("-decided_at").first()
    return 1 - granted.share if granted is not None and granted.share is not None else Decimal(1)


def replace_payments(bill: Bill) -> None:
    """Payments that were begun for another sum."""
    for payment in bill.payments.select_for_update(no_key=True).filter(state=PaymentState.OPENED):
        payment.replace()
        payment.save(update_fields=["state"])


@transaction.atomic
def change_claim(*, by: User, case: Case, amount: Decimal, inquiry_over: bool = False) -> list[Bill]:
    """The plaintiff claims another amount (FEE 21): more is billed in addition, less goes back unless the inquiry is over.

    While nothing has been paid the bill itself changes. The acceptance bill keeps the claim from which the fee is computed: after
    the inquiry that stays the higher one (FEE 35). Gives the bills of the case as they then are.
    """
    bills = locked_bills(case)
    row = Case.objects.select_for_update(of=("self",), no_key=True).select_related("dispute", "court").get(pk=case.pk)
    policy.require_court(by, row)
    if row.state not in ON_TRIAL or not bills:
        raise Conflict(_("The claim of this case does not change any more."))
    basis = bills[0].claim
    if row.amount is None or basis is None:
        raise Invalid(_("This case has no amount from which its fee is computed."), field="amount")
    if amount > LARGEST:
        raise Invalid(LawError("amount_too_large", f"{amount} yuan", field="amount").text(), field="amount")
    if row.amount == amount:
        return bills
    summary = is_summary(row)
    fee_of(amount, summary=summary)  # refuses what is no amount
    difference = fees.change_of_claim(basis, amount, inquiry_over=inquiry_over, summary=summary, on=clock.today())
    if amount > basis or not inquiry_over:
        bills[0].claim = amount
        bills[0].save(update_fields=["claim"])
    row.amount = amount
    row.save(update_fields=["amount"])
    _balance(row, bills, difference, kind=BillKind.INCREASE, ground=RefundGround.DECREASED, by=by)
    return list(queries.of_case(row))


@transaction.atomic
def go_to_ordinary(*, by: User, case: Case) -> list[Bill]:
    """The case has been moved from summary to ordinary procedure: the other half is billed (CPLI 199)."""
    bills = locked_bills(case)
    row = Case.objects.select_related("dispute", "court").get(pk=case.pk)
    policy.require_court(by, row)
    if is_summary(row) or row.state not in ON_TRIAL:
        raise Conflict(_("The case is not in ordinary procedure."))
    return _other_half(row, bills, by=by)


def bill_other_half(*, case_id: UUID) -> None:
    """The ruling has moved the case to ordinary procedure: the other half is billed within that transaction (CPLI 199). Once for a case."""
    case = Case.objects.select_related("dispute", "court", "judge").get(pk=case_id)
    if case.judge is not None and not is_summary(case):
        _other_half(case, locked_bills(case), by=case.judge)


def _other_half(row: Case, bills: list[Bill], *, by: User) -> list[Bill]:
    halved = [bill for bill in bills if bill.summary]
    if not halved:
        return bills
    difference = fee_of(bills[0].claim, summary=False) - fee_of(bills[0].claim, summary=True)
    for bill in halved:
        bill.summary = False
        if bill.is_payable:
            bill.due = max(bill.due, fees.top_up_deadline(clock.today()))
        bill.save(update_fields=["summary", "due"])
    _balance(row, bills, difference, kind=BillKind.PROCEDURE, ground=RefundGround.DECREASED, by=by)
    return list(queries.of_case(row))


def _balance(
    case: Case, bills: list[Bill], difference: Decimal, *, kind: BillKind, ground: RefundGround, by: User
) -> None:
    """More to pay: on the open bill, else as a bill of its own. Less: off the open bills first, then paid back."""
    for bill in bills:
        bill.case = case
    open_bills = [bill for bill in bills if bill.is_payable]
    if difference > 0 and open_bills:
        add_to(open_bills[-1], difference, by=by)
    elif difference > 0:
        ask(case, kind, difference, by=by)
    less = -difference
    for bill in reversed(open_bills):
        if less <= 0:
            break
        taken = min(less, bill.full)
        less -= taken
        set_sum(bill, bill.full - taken, by=by)
        tell_changed(bill, by)
    if less > 0:
        paid = [bill for bill in bills if bill.state == BillState.PAID]
        left = less * share_of(paid)
        pay_back(paid, fen(left), ground=ground, article="第二十一条（二）", due=None, by=by)


def tell_changed(bill: Bill, by: User) -> None:
    """Who pays is told of the new sum, while there is something to pay."""
    if bill.is_payable:
        sums = {"amount": telling.sum_of(bill.amount), "due": bill.due}
        telling.tell(telling.payers(bill), "filing.fee_changed", bill, by=by, **sums)


def share_of(bills: list[Bill]) -> Decimal:
    """The same for several bills together."""
    full = sum((bill.full for bill in bills), Decimal(0))
    return sum((bill.full * _share_left(bill) for bill in bills), Decimal(0)) / full if full else Decimal(1)


def pay_back(
    bills: list[Bill], amount: Decimal, *, ground: RefundGround, article: str, due: date | None, by: User
) -> list[Refund]:
    """Order refunds, from the newest bill backwards, never more than was paid and not paid back yet."""
    made = []
    for bill in reversed(bills):
        part = min(amount, bill.refundable)
        payment = bill.payments.filter(state=PaymentState.BOOKED).first()
        if part <= 0 or payment is None:
            continue
        amount -= part
        bill.refunded += part
        bill.save(update_fields=["refunded"])
        refund = Refund.objects.create(
            payment=payment, amount=part, ground=ground, article=article, due=due, ordered_by=by
        )
        _note_refund(refund, bill, by)
        made.append(refund)
    return made


def _note_refund(refund: Refund, bill: Bill, by: User) -> None:
    note("filing.fees.refund_ordered", bill, by=by, subject=refund, amount=refund.amount, ground=refund.ground)
    amount = telling.sum_of(refund.amount)
    telling.tell(telling.payers(bill), "filing.fee_refund", bill, by=by, amount=amount)


# ---------- judicial assistance


@transaction.atomic
def ask_for_relief(*, by: User, bill: Bill, kind: str, item: str, reasons: str) -> Relief:
    """A plaintiff asks to pay later, less, or nothing (FEE 44-48). While it is open nothing lapses."""
    row = locked(bill)
    policy.require_payer(by, row)
    if kind not in set(ReliefKind):
        raise Invalid(_("Choose what you ask for."), field="kind")
    if kind == ReliefKind.WAIVE and not row.payer.is_person:
        raise Invalid(_("Only natural persons can be exempted from the fee."), field="kind")
    if item not in ITEMS[ReliefKind(kind)] or len(item) != 1:
        raise Invalid(_("Choose the reason that fits."), field="item")
    text = needed(reasons, "reasons", _("Write down your circumstances and which papers prove them."))
    _require_payable(row)
    if queries.open_relief(row) is not None:
        raise Conflict(_("You have asked already; the court has not decided yet."))
    relief = Relief.objects.create(bill=row, asked_by=by, kind=kind, item=item, reasons=text)
    note("filing.fees.relief_asked", row, by=by, subject=relief, kind=kind, reasons=personal(text))
    telling.tell(telling.court(row), "filing.fee_relief", row, by=by)
    return relief


def _require_payable(bill: Bill) -> None:
    if bill.state not in PAYABLE:
        message = _("The bill is now: %(state)s. Look again, then decide.")
        raise Conflict(message % {"state": BillState(bill.state).label})


@transaction.atomic
def decide_relief(
    *, by: User, bill: Bill, granted: bool, reasons: str, share: Decimal | None = None, due: date | None = None
) -> Relief:
    """Grant or refuse, with the reason in words (FEE 44-48). `share`: by how much the fee is reduced, 0.3 at least.

    `due`: by when it is paid then (deferral needs it); otherwise seven days from tomorrow.
    """
    row = locked(bill)
    policy.require_decider(by, row.case)
    relief = row.reliefs.select_for_update(no_key=True).filter(decided_at=None).first()
    if relief is None:
        raise Conflict(_("Nothing has been asked for that is still open."))
    _require_payable(row)
    text = needed(reasons, "reasons", _("Write down why, so that the plaintiff understands."))
    kind = ReliefKind(relief.kind)
    last = new_day(due, must=granted and kind == ReliefKind.DEFER)
    before = row.amount
    if granted:
        _grant(row, kind, share, natural_person=row.payer.is_person)
    else:
        row.ask_again()
    if row.state in PAYABLE:
        row.due = last
    row.save()
    if row.amount != before or row.state == BillState.WAIVED:
        replace_payments(row)
    relief.granted, relief.decided_at, relief.decided_by, relief.decision = granted, clock.now(), by, text
    relief.share = share if granted and kind == ReliefKind.REDUCE else None
    relief.due = row.due if row.state in PAYABLE else None
    relief.save()
    facts = {"granted": granted, "kind": kind.value, "amount": row.amount, "reasons": personal(text)}
    note("filing.fees.decided", row, by=by, subject=relief, **facts)
    telling.tell(telling.payers(row), "filing.fee_decided", row, by=by)
    return relief


def new_day(due: date | None, *, must: bool) -> date:
    """The day by which a fee is paid then, within a year; seven days from tomorrow unless one `must` be set. Raises Invalid."""
    if due is None:
        if must:
            raise Invalid(_("Set the day by which the fee is to be paid."), field="due")
        return fees.payment_deadline(clock.today())
    if due <= clock.today() or (due - clock.today()).days > LONGEST_DEFERRAL_DAYS:
        raise Invalid(_("Set a day within the next year."), field="due")
    return due


def _grant(row: Bill, kind: ReliefKind, share: Decimal | None, *, natural_person: bool) -> None:
    try:
        amount = fees.relieved_fee(
            row.full, RELIEF[kind], share=share or Decimal(0), natural_person=natural_person, on=clock.today()
        )
    except LawError as error:
        raise Invalid(error.text(), field=error.field) from error
    if kind == ReliefKind.DEFER:
        row.defer()
    elif kind == ReliefKind.WAIVE:
        row.waive()
    else:
        row.amount = amount
        row.ask_again()


@transaction.atomic
def treat_as_withdrawn(*, by: User, bill: Bill) -> Bill:
    """The fee has not been paid in time and no application is open: the suit counts as withdrawn (CPLI 213).

    The judge decides it; nothing happens by itself. The ruling and the end of the case are made on the case.
    """
    row = locked(bill)
    policy.require_decider(by, row.case)
    if row.state == BillState.LAPSED:
        return row
    _require_payable(row)
    if row.kind in OF_BEARERS:
        raise Conflict(_("The case has been decided; this part of its fee is collected."))
    if not row.is_overdue:
        raise Conflict(_("The time to pay is not over."))
    if queries.open_relief(row) is not None:
        raise Conflict(_("First decide on the application for relief."))
    row.lapse()
    row.save()
    replace_payments(row)
    note("filing.fees.lapsed", row, by=by, due=row.due, amount=row.amount)
    telling.tell(telling.payers(row), "filing.fee_lapsed", row, by=by)
    return row


# ---------- money that does not fit


@transaction.atomic
def resolve(*, by: User, bill: Bill, discrepancy_id: UUID | None, note_text: str, pay_back: bool) -> Discrepancy:
    """Deal with money that could not be booked: pay it back, or keep what was found out, in words."""
    row = locked(bill)
    policy.require_court(by, row.case)
    found = (
        Discrepancy.objects.select_for_update(no_key=True, of=("self",))
        .select_related("payment")
        .filter(payment__bill=row, pk__in=[discrepancy_id])
        .first()
    )
    if found is None:
        raise Invalid(_("There is no such entry."), field="discrepancy")
    if found.resolved_at is not None:
        return found
    found.note = needed(note_text, "note", _("Write down what you found out."))
    found.resolved_at, found.resolved_by = clock.now(), by
    found.save()
    note("filing.fees.discrepancy_resolved", row, by=by, subject=found, note=personal(found.note), pay_back=pay_back)
    if pay_back and found.amount > 0 and found.reason != DiscrepancyReason.REFUND:
        refund = Refund.objects.create(
            payment=found.payment,
            discrepancy=found,
            amount=found.amount,
            ground=RefundGround.NOT_BOOKED,
            ordered_by=by,
        )
        _note_refund(refund, row, by)
    return found


@transaction.atomic
def order_refund_again(*, by: User, bill: Bill, refund_id: UUID | None) -> Refund:
    """Have a refund that the provider refused tried once more."""
    row = locked(bill)
    policy.require_court(by, row.case)
    refund = (
        Refund.objects.select_for_update(no_key=True, of=("self",))
        .filter(payment__bill=row, pk__in=[refund_id])
        .first()
    )
    if refund is None:
        raise Invalid(_("There is no such refund."), field="refund")
    if refund.state == RefundState.REFUSED:
        refund.order_again()
        refund.attempts, refund.next_attempt_at = 0, clock.now()
        refund.save()
        note("filing.fees.refund_ordered", row, by=by, subject=refund, amount=refund.amount, ground=refund.ground)
    return refund
