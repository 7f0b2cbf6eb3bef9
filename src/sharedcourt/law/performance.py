"""A plan being performed: early payment, arrears, acceleration."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sharedcourt.law.errors import LawError
from sharedcourt.law.interest import Debt, InterestItem, day_interest
from sharedcourt.law.money import ZERO, fen
from sharedcourt.law.schedules import Line, Schedule
from sharedcourt.law.settlement import FirstPayment
from sharedcourt.law.workdays import add_months


@dataclass(frozen=True, slots=True)
class EarlySettlement:
    """What ends a plan early: open principal, interest to the day, and the interest saved."""

    on: date
    paid_count: int
    principal: Decimal
    interest: Decimal
    total: Decimal
    saved_interest: Decimal


def _start_of(schedule: Schedule, index: int) -> tuple[Decimal, date]:
    """Principal open before line `index` (from 0), and the day from which its interest runs."""
    line = schedule.lines[index]
    opening = line.balance + line.principal
    if index:
        return opening, schedule.lines[index - 1].due
    return opening, schedule.interest_from or add_months(line.due, -1)


def settle_early(
    schedule: Schedule, on: date, day_base: int | None = None, *, paid_count: int | None = None
) -> EarlySettlement:
    """Pay everything on a day (CC 677: interest for the actual time). Lines due on or before `on` are taken as paid.

    With `paid_count` the caller says how many were paid; raises LawError `overdue_lines` when a line before `on` is not, since then
    it is default and not early payment.
    """
    fallen = sum(line.due <= on for line in schedule.lines)
    paid = fallen if paid_count is None else paid_count
    if paid < sum(line.due < on for line in schedule.lines):
        raise LawError("overdue_lines", "an instalment is overdue; this is not early payment", field="on")
    if paid >= len(schedule.lines):
        return EarlySettlement(on, len(schedule.lines), ZERO, ZERO, ZERO, ZERO)
    opening, since = _start_of(schedule, paid)
    interest = day_interest(opening, schedule.annual_rate, max(0, (on - since).days), day_base or schedule.day_base)
    ahead = sum((line.interest for line in schedule.lines[paid:]), ZERO)
    return EarlySettlement(on, paid, opening, interest, opening + interest, max(ZERO, ahead - interest))


@dataclass(frozen=True, slots=True)
class Default:
    """A plan in arrears on a day. `accelerated_on` is None while the grace of the agreement still runs.

    `principal`, `interest` and `penalty` are what can be claimed on `as_of`: everything after acceleration, before it the lines due.
    """

    as_of: date
    missed: Line | None
    accelerated_on: date | None
    days_late: int
    principal: Decimal
    interest: Decimal
    penalty: Decimal

    @property
    def total(self) -> Decimal:
        """All of it."""
        return self.principal + self.interest + self.penalty


def default_on(
    schedule: Schedule,
    paid_count: int,
    on: date,
    penalty_rate: Decimal,
    grace_days: int,
    day_base: int | None = None,
) -> Default:
    """Arrears on a day with the first `paid_count` lines paid.

    When a line is more than `grace_days` late everything falls due on the next day; the open principal then bears `penalty_rate`
    from the missed due date, and the interest of the missed line is owed. Calendar days: the agreement's words, not CPL 85.
    """
    if not 0 <= paid_count <= len(schedule.lines):
        raise LawError("bad_paid_count", "more lines paid than the plan has", field="paid_count")
    if grace_days < 0 or penalty_rate < 0:
        raise LawError("negative_period", "grace and rate cannot be negative", field="grace_days")
    if paid_count == len(schedule.lines) or schedule.lines[paid_count].due >= on:
        return Default(on, None, None, 0, ZERO, ZERO, ZERO)
    missed = schedule.lines[paid_count]
    days = (on - missed.due).days
    if days <= grace_days:
        fallen = [line for line in schedule.lines[paid_count:] if line.due < on]
        return Default(
            on,
            missed,
            None,
            days,
            sum((line.principal for line in fallen), ZERO),
            sum((line.interest for line in fallen), ZERO),
            ZERO,
        )
    opening = missed.balance + missed.principal
    accelerated_on = missed.due + timedelta(days=grace_days + 1)
    penalty = day_interest(opening, penalty_rate, days, day_base or schedule.day_base)
    return Default(on, missed, accelerated_on, days, opening, missed.interest, penalty)


def first_payment_default(
    first: FirstPayment, schedule: Schedule, on: date, penalty_rate: Decimal, grace_days: int
) -> Default:
    """Arrears on a day when the first payment was not made: past the grace everything is due, all principal bears `penalty_rate`.

    `interest` holds the interest, penalty, compound interest and costs that the first payment was to clear.
    """
    carried = first.total - first.principal
    days = (on - first.due).days
    missed = Line(0, first.due, first.total, first.principal, carried, schedule.principal)
    if days <= 0:
        return Default(on, None, None, 0, ZERO, ZERO, ZERO)
    if days <= grace_days:
        return Default(on, missed, None, days, first.principal, carried, ZERO)
    opening = first.principal + schedule.principal
    accelerated_on = first.due + timedelta(days=grace_days + 1)
    penalty = day_interest(opening, penalty_rate, days, schedule.day_base)
    return Default(on, missed, accelerated_on, days, opening, carried, penalty)


def instalment_debt_on(
    schedule: Schedule,
    *,
    paid_count: int,
    on: date,
    penalty_rate: Decimal,
    accelerated_on: date | None = None,
    compound: bool = True,
) -> Debt:
    """What a loan repaid by instalments owes on a day when only its first `paid_count` lines were paid.

    Each missed line's principal bears the penalty rate from its due day; the principal not yet due bears contract interest, and the
    penalty rate from `accelerated_on` (宣布提前到期) when the lender called the loan in. Compound interest as in `debt_on`.
    """
    if not 0 <= paid_count <= len(schedule.lines):
        raise LawError("bad_paid_count", "more lines paid than the plan has", field="paid_count")
    if paid_count == len(schedule.lines):
        return Debt(on, ZERO)
    base_days, rate = schedule.day_base, schedule.annual_rate
    ends = min(schedule.lines[-1].due, accelerated_on) if accelerated_on else schedule.lines[-1].due
    until = min(on, ends)
    opening, since = _start_of(schedule, paid_count)
    interest_items, penalty_items, balance = [], [], opening
    for line in schedule.lines[paid_count:]:
        if line.due > until:
            break
        interest_items.append(InterestItem(since, line.due, (line.due - since).days, balance, line.interest))
        if on > line.due and line.principal:
            days = (on - line.due).days
            late = day_interest(line.principal, penalty_rate, days, base_days)
            penalty_items.append(InterestItem(line.due, on, days, line.principal, late))
        balance, since = line.balance, line.due
    if balance and until > since:
        days = (until - since).days
        interest_items.append(InterestItem(since, until, days, balance, day_interest(balance, rate, days, base_days)))
    if balance and on > ends:
        days = (on - ends).days
        penalty_items.append(
            InterestItem(ends, on, days, balance, day_interest(balance, penalty_rate, days, base_days))
        )
    compound_items = []
    for item in interest_items if compound else ():
        inside = max(0, (min(on, ends) - item.end).days)
        outside = (on - item.end).days - inside
        amount = fen(item.amount * (inside * rate + outside * penalty_rate) / base_days)
        if on > item.end and amount:
            compound_items.append(InterestItem(item.end, on, inside + outside, item.amount, amount))
    return Debt(
        on,
        opening,
        tuple(item for item in interest_items if item.amount),
        tuple(penalty_items),
        tuple(compound_items),
    )
