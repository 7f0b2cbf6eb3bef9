"""Payments received under an agreement: what each cleared, what is late, and what is owed once everything has fallen due."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from sharedcourt.law.agreements import AgreementTerms
from sharedcourt.law.errors import LawError
from sharedcourt.law.interest import STATUTORY_ORDER, Head, apply_payment
from sharedcourt.law.money import ZERO, fen
from sharedcourt.law.performance import Default
from sharedcourt.law.schedules import Line, Schedule
from sharedcourt.law.settlement import FirstPayment


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money that arrived on a day."""

    on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Due:
    """One payment of the agreement (number 0 is the first payment) and how much of it has been paid."""

    number: int
    due: date
    amount: Decimal
    paid: Decimal
    cleared_on: date | None

    @property
    def open(self) -> Decimal:
        """What is left of it."""
        return self.amount - self.paid


@dataclass(frozen=True, slots=True)
class Span:
    """A principal that bore the penalty from one day to the next (the first day counts, the last does not)."""

    since: date
    until: date
    principal: Decimal

    @property
    def days(self) -> int:
        """How many days that is."""
        return (self.until - self.since).days


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the performance stands on a day.

    `arrears.missed` is None while nothing is late; with `arrears.accelerated_on` everything has fallen due and the dues after the
    missed one count no longer; `spans` are then the times and sums on which the penalty runs. `surplus` is what was paid beyond all
    that is owed.
    """

    as_of: date
    dues: tuple[Due, ...]
    received: Decimal
    arrears: Default
    surplus: Decimal
    spans: tuple[Span, ...] = ()

    @property
    def remaining(self) -> Decimal:
        """All that is still to be paid; after acceleration as of this day, since the penalty runs on."""
        if self.arrears.accelerated_on is not None:
            return self.arrears.total
        return sum((each.open for each in self.dues), ZERO)

    @property
    def next_open(self) -> Due | None:
        """The earliest payment that is not complete."""
        return next((each for each in self.dues if each.open), None)

    @property
    def late(self) -> tuple[Due, ...]:
        """Payments whose day has passed and that are not complete."""
        return tuple(each for each in self.dues if each.open and each.due < self.as_of)

    @property
    def is_performed(self) -> bool:
        """Nothing is owed any more."""
        return self.remaining == ZERO


@dataclass(slots=True)
class _Open:
    """A payment of the agreement while receipts are applied to it."""

    number: int
    due: date
    owed: dict[Head, Decimal]
    balance: Decimal
    amount: Decimal = field(init=False)
    cleared_on: date | None = None

    def __post_init__(self) -> None:
        self.amount = self.left

    @property
    def left(self) -> Decimal:
        return sum(self.owed.values(), ZERO)

    def take(self, heads: Iterable[Head], amount: Decimal, on: date) -> Decimal:
        """Pay these heads in their order; returns what was not needed."""
        for head in heads:
            part = min(amount, self.owed[head])
            self.owed[head] -= part
            amount -= part
        if self.cleared_on is None and not self.left:
            self.cleared_on = on
        return amount

    @property
    def carried(self) -> Decimal:
        """All but principal."""
        return self.left - self.owed["principal"]

    def line(self) -> Line:
        return Line(self.number, self.due, self.left, self.owed["principal"], self.carried, self.balance)


def _opened(first: FirstPayment | None, schedule: Schedule | None) -> list[_Open]:
    found = []
    if first is not None:
        heads: dict[Head, Decimal] = {
            "costs": first.costs,
            "interest": first.interest,
            "compound": first.compound,
            "penalty": first.penalty,
            "principal": first.principal,
        }
        found.append(_Open(0, first.due, heads, schedule.principal if schedule else ZERO))
    for line in schedule.lines if schedule else ():
        heads = dict.fromkeys(STATUTORY_ORDER, ZERO)
        heads["interest"], heads["principal"] = line.interest, line.principal
        found.append(_Open(line.number, line.due, heads, line.balance))
    return sorted((each for each in found if each.amount), key=lambda each: each.due)


def _apply(dues: Sequence[_Open], receipt: Receipt) -> Decimal:
    """To all that has fallen due: costs, then interest, then principal (CC 561), the earliest first; the rest goes ahead to what comes next."""
    left = receipt.amount
    fallen = [each for each in dues if each.due <= receipt.on]
    for head in STATUTORY_ORDER:
        for each in fallen:
            left = each.take([head], left, receipt.on)
    for each in dues:
        left = each.take(STATUTORY_ORDER, left, receipt.on)
    return left


def standing(
    first: FirstPayment | None,
    schedule: Schedule | None,
    receipts: Iterable[Receipt],
    on: date,
    *,
    penalty_rate: Decimal = ZERO,
    grace_days: int | None = None,
    day_base: int = 360,
) -> Standing:
    """Where an agreement stands on a day, after the receipts up to it.

    A payment that is not complete `grace_days` after its day makes everything due on the next one (None: never); then the open
    principal bears `penalty_rate` from the missed day until it is paid, and interest ahead is not owed. Raises LawError
    `negative_amount` for a receipt that is not above zero.
    """
    counted = sorted((each for each in receipts if each.on <= on), key=lambda each: each.on)
    if any(each.amount <= 0 for each in counted):
        raise LawError("negative_amount", "a payment must be above zero", field="amount")
    dues = _opened(first, schedule)
    surplus = ZERO
    for each in counted:
        surplus += _apply(dues, each)
    received = sum((each.amount for each in counted), ZERO)
    missed = _missed(dues, on, grace_days)
    spans: tuple[Span, ...] = ()
    if missed is None:
        arrears = _in_grace(dues, on)
    else:
        assert grace_days is not None
        falls_due = missed.due + timedelta(days=grace_days + 1)
        fresh = _opened(first, schedule)
        arrears, surplus, spans = _accelerated(fresh, missed, counted, on, falls_due, penalty_rate / day_base)
    shown = tuple(Due(each.number, each.due, each.amount, each.amount - each.left, each.cleared_on) for each in dues)
    return Standing(on, shown, received, arrears, surplus, spans)


def standing_under(terms: AgreementTerms, receipts: Iterable[Receipt], on: date) -> Standing:
    """Where an agreement stands on a day by its own terms: its plan, its days of grace, its rate after default."""
    return standing(
        terms.down_payment,
        terms.schedule,
        receipts,
        on,
        penalty_rate=terms.default_rate or ZERO,
        grace_days=terms.acceleration_days,
        day_base=day_base_of(terms),
    )


def day_base_of(terms: AgreementTerms) -> int:
    """The days of the year by which the agreement counts interest."""
    return terms.schedule.day_base if terms.schedule else terms.confirmed.day_base


def _missed(dues: Sequence[_Open], on: date, grace_days: int | None) -> _Open | None:
    """The first payment that was not complete when its days of grace were over."""
    if grace_days is None:
        return None
    for each in dues:
        settled = min(each.cleared_on or on, on)
        if (settled - each.due).days > grace_days:
            return each
    return None


def _in_grace(dues: Sequence[_Open], on: date) -> Default:
    late = [each for each in dues if each.left and each.due < on]
    if not late:
        return Default(on, None, None, 0, ZERO, ZERO, ZERO)
    return Default(
        on,
        late[0].line(),
        None,
        (on - late[0].due).days,
        sum((each.owed["principal"] for each in late), ZERO),
        sum((each.carried for each in late), ZERO),
        ZERO,
    )


def _accelerated(
    dues: Sequence[_Open],
    missed: _Open,
    receipts: Sequence[Receipt],
    on: date,
    falls_due: date,
    daily_rate: Decimal,
) -> tuple[Default, Decimal, tuple[Span, ...]]:
    """Everything due: what was carried to the missed day, all open principal, and the penalty on it from that day."""
    surplus = ZERO
    for receipt in receipts:
        if receipt.on <= missed.due:
            surplus += _apply(dues, receipt)
    line = next(each for each in dues if each.number == missed.number).line()
    principal = sum((each.owed["principal"] for each in dues), ZERO)
    owed: dict[Head, Decimal] = dict.fromkeys(STATUTORY_ORDER, ZERO)
    for each in dues:
        if each.due <= missed.due:
            for head in STATUTORY_ORDER[:-1]:
                owed[head] += each.owed[head]
    # The penalty that the first payment was to clear is owed apart from the one that runs now.
    carried_penalty, running, paid, since = owed.pop("penalty"), Decimal(0), ZERO, missed.due
    spans: list[Span] = []
    for receipt in receipts:
        if receipt.on <= missed.due:
            continue
        running += principal * daily_rate * (receipt.on - since).days
        spans.append(Span(since, receipt.on, principal))
        since = receipt.on
        accrued = fen(running) - paid if receipt.on >= falls_due else ZERO
        applied = apply_payment(
            receipt.amount,
            costs=owed["costs"],
            interest=owed["interest"],
            compound=owed["compound"],
            penalty=carried_penalty + accrued,
            principal=principal,
        )
        owed["costs"] -= applied.costs
        owed["interest"] -= applied.interest
        owed["compound"] -= applied.compound
        from_carried = min(applied.penalty, carried_penalty)
        carried_penalty -= from_carried
        paid += applied.penalty - from_carried
        principal -= applied.principal
        surplus += applied.remainder
    running += principal * daily_rate * (on - since).days
    spans.append(Span(since, on, principal))
    carried = owed["costs"] + owed["interest"] + owed["compound"] + carried_penalty
    days = (on - missed.due).days
    arrears = Default(on, line, falls_due, days, principal, carried, fen(running) - paid)
    return arrears, surplus, tuple(span for span in spans if span.days and span.principal)
