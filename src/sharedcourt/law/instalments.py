"""What a loan that is repaid in equal instalments owes on a day: 等额本息 and 等额本金.

The instalments are those of `schedules`. What is late bears penalty interest from the day after which it was due; interest that is
unpaid bears compound interest. Days are counted and sums rounded as in `interest`.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from sharedcourt.law.errors import LawError
from sharedcourt.law.interest import (
    Balance,
    Debt,
    InterestItem,
    LoanTerms,
    Payment,
    day_interest,
    posted_compound,
    settle,
)
from sharedcourt.law.money import ZERO
from sharedcourt.law.schedules import MOST_INSTALMENTS, Schedule, equal_instalments, equal_principal
from sharedcourt.law.workdays import add_months

Method = Literal["equal_instalments", "equal_principal"]


def instalments_until(first_due: date, matures_on: date) -> int:
    """How many monthly instalments there are from the first to the maturity, which is the day of the last.

    Raises LawError `not_whole_months` when the maturity is no instalment's day.
    """
    months = (matures_on.year - first_due.year) * 12 + matures_on.month - first_due.month
    if not 0 <= months < MOST_INSTALMENTS or add_months(first_due, months) != matures_on:
        raise LawError("not_whole_months", "the loan does not mature on an instalment's day", field="first_due")
    return months + 1


def agreed_schedule(terms: LoanTerms, method: Method, first_due: date) -> Schedule:
    """The instalments as agreed, from the release to the maturity. Raises LawError with the field."""
    count = instalments_until(first_due, terms.matures_on)
    shape = equal_principal if method == "equal_principal" else equal_instalments
    try:
        return shape(terms.principal, terms.annual_rate, count, terms.released_on, first_due, day_base=terms.day_base)
    except LawError as error:
        error.field = {"months": "first_due"}.get(error.field or "", error.field)
        raise


def instalments_on(
    terms: LoanTerms,
    schedule: Schedule,
    *,
    payments: Sequence[Payment] = (),
    interest_paid_to: date | None = None,
    on: date,
    compound: bool = True,
    early_on: date | None = None,
) -> Debt:
    """What has fallen due by `on` and has not been paid; with `early_on` everything that was left fell due on that day.

    `terms.matures_on` is the last instalment's day. Principal that was paid settles the oldest instalments; it may run ahead by the coming
    instalment, not further, because the plan would then have been made anew. `interest_paid_to` is the release or an instalment's day.
    Interest paid after it settles the oldest interest first, then penalty. Raises LawError with the field.
    """
    paid_to = interest_paid_to or terms.released_on
    if early_on is not None and not terms.released_on < early_on < terms.matures_on:
        raise LawError("not_before_maturity", "only a loan not yet due can be declared due early", field="early_on")
    fallen = early_on if early_on is not None and early_on <= on else None
    _check(terms, schedule, payments, paid_to, on, fallen)
    end = fallen or on
    due = [line for line in schedule.lines if line.due <= end]
    left = due[-1].balance if due else terms.principal
    parts = [(line.due, line.principal) for line in due]
    if fallen is not None and left:
        parts.append((fallen, left))
    done = sorted((payment for payment in payments if payment.on <= on), key=lambda payment: payment.on)
    balances = _by_part(parts, done)

    posted = [
        InterestItem(start, line.due, (line.due - start).days, before, line.interest)
        for (start, before), line in zip(_openings(terms, schedule), schedule.lines, strict=True)
        if paid_to < line.due <= end and line.interest
    ]
    if fallen is not None and left:
        since = due[-1].due if due else terms.released_on
        if fallen > since:
            accrued = day_interest(left, terms.annual_rate, (fallen - since).days, terms.day_base)
            posted.append(InterestItem(since, fallen, (fallen - since).days, left, accrued))
    ended = replace(terms, matures_on=fallen) if fallen is not None else terms
    pool = [[payment.on, payment.interest] for payment in done if payment.interest and payment.on > paid_to]
    interest, compounds = [], []
    for item in posted:
        balance, still = settle(item, pool)
        if compound:
            compounds += posted_compound(ended, balance, item.end, on)
        if still:
            interest.append(replace(item, amount=still))
    penalty = []
    for item in _penalty(ended, balances, on):
        still = settle(item, pool)[1]
        if still:
            penalty.append(replace(item, amount=still))
    principal = sum((balance.on(on) for _due, balance in balances), ZERO)
    return Debt(on, principal, tuple(interest), tuple(penalty), tuple(compounds))


def _check(
    terms: LoanTerms,
    schedule: Schedule,
    payments: Sequence[Payment],
    paid_to: date,
    on: date,
    fallen: date | None,
) -> None:
    if on < terms.released_on:
        raise LawError("before_release", "nothing is owed before the release", field="on")
    if paid_to > min(on, fallen or on):
        raise LawError("paid_to_out_of_range", "interest is paid to a day of the loan", field="interest_paid_to")
    if paid_to != terms.released_on and paid_to not in {line.due for line in schedule.lines}:
        raise LawError("not_an_instalment_day", "no instalment was due on that day", field="interest_paid_to")
    if any(payment.principal < 0 or payment.interest < 0 for payment in payments):
        raise LawError("negative_amount", "a payment cannot be negative", field="payments")
    paid = ZERO
    for payment in sorted(payments, key=lambda payment: payment.on):
        paid += payment.principal
        if paid > terms.principal:
            raise LawError("overpaid", "more principal was paid than lent", field="payments")
        if fallen is not None and payment.on >= fallen:
            continue
        coming = next((line for line in schedule.lines if line.due >= payment.on), schedule.lines[-1])
        if paid > terms.principal - coming.balance:
            raise LawError("paid_ahead", "more principal was repaid than was due", field="payments")


def _openings(terms: LoanTerms, schedule: Schedule) -> list[tuple[date, Decimal]]:
    """For each instalment the day from which its interest is counted, and the principal on which."""
    before = [(line.due, line.balance) for line in schedule.lines[:-1]]
    return [(terms.released_on, terms.principal), *before]


def _by_part(parts: Sequence[tuple[date, Decimal]], done: Sequence[Payment]) -> list[tuple[date, Balance]]:
    """What was paid of each part, the oldest first."""
    pool = [[payment.on, payment.principal] for payment in done if payment.principal]
    found = []
    for due, principal in parts:
        balance, _still = settle(InterestItem(due, due, 0, principal, principal), pool)
        found.append((due, balance))
    return found


def _penalty(terms: LoanTerms, balances: Sequence[tuple[date, Balance]], on: date) -> list[InterestItem]:
    """Penalty interest on what is late, from each change of it to the next."""
    moments = {due for due, _balance in balances} | {day for _due, balance in balances for day in balance.days} | {on}
    first = min((due for due, _balance in balances), default=on)
    items: list[InterestItem] = []
    for start, end in pairwise(sorted(day for day in moments if first <= day <= on)):
        base = sum((balance.on(start) for due, balance in balances if due <= start), ZERO)
        days = (end - start).days
        if base:
            items.append(
                InterestItem(start, end, days, base, day_interest(base, terms.penalty_rate, days, terms.day_base))
            )
    return items
