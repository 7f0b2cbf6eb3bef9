"""What a loan owes on a date: in-term interest, penalty interest (罚息), compound interest (复利), and the caps on them.

Days are counted with the first and without the last (算头不算尾). Each posted item is rounded to the fen, half up, and nothing
before. A payment made on a day reduces the balance from that day on.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal, get_args

from sharedcourt.law.errors import LawError
from sharedcourt.law.lpr import private_lending_cap
from sharedcourt.law.money import ZERO, fen
from sharedcourt.law.tables import rule
from sharedcourt.law.workdays import add_months

RepaymentMethod = Literal["interest_monthly", "interest_quarterly", "interest_yearly", "bullet"]
_MONTHS_BETWEEN: dict[str, int] = {"interest_monthly": 1, "interest_quarterly": 3, "interest_yearly": 12}
_LAST_DAY_IN_EVERY_MONTH = 31


@dataclass(frozen=True, slots=True)
class LoanTerms:
    """A loan as agreed. Rates are yearly fractions (0.065); `penalty_uplift` 0.5 means the contract rate plus 50 %.

    `interest_day` is the day of the month on which interest falls due (clipped to the month's end); principal is due on `matures_on`.
    """

    principal: Decimal
    annual_rate: Decimal
    released_on: date
    matures_on: date
    penalty_uplift: Decimal = Decimal("0.5")
    day_base: int = 360
    interest_day: int = 20
    repayment_method: RepaymentMethod = "interest_monthly"

    def __post_init__(self) -> None:
        if self.principal <= 0:
            raise LawError("principal_not_positive", "the principal must be above zero", field="principal")
        if self.annual_rate < 0:
            raise LawError("negative_rate", "a rate cannot be negative", field="annual_rate")
        if self.penalty_uplift < 0:
            raise LawError("negative_rate", "an uplift cannot be negative", field="penalty_uplift")
        if self.matures_on <= self.released_on:
            raise LawError("matures_before_release", "the loan must mature after its release", field="matures_on")
        if self.day_base not in {360, 365}:
            raise LawError("unknown_day_base", "interest is counted by 360 or 365 days a year", field="day_base")
        if not 1 <= self.interest_day <= _LAST_DAY_IN_EVERY_MONTH:
            raise LawError("not_a_day_of_month", "the interest day is a day of the month", field="interest_day")
        if self.repayment_method not in get_args(RepaymentMethod):
            raise LawError("unknown_repayment_method", "this way of repaying is not computed", field="repayment_method")

    @property
    def penalty_rate(self) -> Decimal:
        """Yearly rate after maturity: 6.5 % + 50 % → 9.75 %."""
        return self.annual_rate * (1 + self.penalty_uplift)


@dataclass(frozen=True, slots=True)
class Payment:
    """Money received on a day, already split by the lender's books."""

    on: date
    principal: Decimal = ZERO
    interest: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class InterestItem:
    """One posted sum of interest. `start` is counted, `end` is not; for compound items the span is that of the base's delay."""

    start: date
    end: date
    days: int
    base: Decimal
    amount: Decimal

    def to_json(self) -> dict[str, Any]:
        """Dates as ISO text, amounts as text."""
        return {
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "days": self.days,
            "base": str(self.base),
            "amount": str(self.amount),
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "InterestItem":
        """Inverse of `to_json`."""
        return cls(
            date.fromisoformat(value["start"]),
            date.fromisoformat(value["end"]),
            int(value["days"]),
            Decimal(value["base"]),
            Decimal(value["amount"]),
        )


@dataclass(frozen=True, slots=True)
class Debt:
    """Everything owed on `as_of`, item by item. `interest_items` are what is still unpaid of each interest period."""

    as_of: date
    principal: Decimal
    interest_items: tuple[InterestItem, ...] = ()
    penalty_items: tuple[InterestItem, ...] = ()
    compound_items: tuple[InterestItem, ...] = ()
    costs: Decimal = ZERO

    @property
    def interest(self) -> Decimal:
        """In-term interest (期内利息)."""
        return _sum(self.interest_items)

    @property
    def penalty(self) -> Decimal:
        """Penalty interest on overdue principal (罚息)."""
        return _sum(self.penalty_items)

    @property
    def compound(self) -> Decimal:
        """Compound interest on unpaid in-term interest (复利)."""
        return _sum(self.compound_items)

    @property
    def total(self) -> Decimal:
        """All of it."""
        return self.principal + self.interest + self.penalty + self.compound + self.costs

    def to_json(self) -> dict[str, Any]:
        """Items and totals, amounts as text."""
        return {
            "as_of": self.as_of.isoformat(),
            "principal": str(self.principal),
            "interest_items": [item.to_json() for item in self.interest_items],
            "penalty_items": [item.to_json() for item in self.penalty_items],
            "compound_items": [item.to_json() for item in self.compound_items],
            "costs": str(self.costs),
            "interest": str(self.interest),
            "penalty": str(self.penalty),
            "compound": str(self.compound),
            "total": str(self.total),
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Debt":
        """Inverse of `to_json`; totals are computed anew."""
        return cls(
            as_of=date.fromisoformat(value["as_of"]),
            principal=Decimal(value["principal"]),
            interest_items=tuple(InterestItem.from_json(item) for item in value["interest_items"]),
            penalty_items=tuple(InterestItem.from_json(item) for item in value["penalty_items"]),
            compound_items=tuple(InterestItem.from_json(item) for item in value["compound_items"]),
            costs=Decimal(value.get("costs", "0.00")),
        )


def _sum(items: Iterable[InterestItem]) -> Decimal:
    return sum((item.amount for item in items), ZERO)


class Balance:
    """A sum that payments reduce, read by day."""

    def __init__(self, opening: Decimal, reductions: Iterable[tuple[date, Decimal]]) -> None:
        self.opening = opening
        by_day: dict[date, Decimal] = {}
        for on, amount in reductions:
            by_day[on] = by_day.get(on, ZERO) + amount
        self.days = sorted(by_day)
        self.after: list[Decimal] = []
        running = opening
        for day in self.days:
            running -= by_day[day]
            self.after.append(running)

    def on(self, day: date) -> Decimal:
        """Balance at the end of a day."""
        index = bisect_right(self.days, day)
        return self.after[index - 1] if index else self.opening

    def spans(self, start: date, end: date) -> list[tuple[date, date, Decimal]]:
        """[start, end) cut where the balance changes."""
        cuts = [start, *(day for day in self.days if start < day < end), end]
        return [(a, b, self.on(a)) for a, b in pairwise(cuts) if a < b]


def day_interest(base: Decimal, annual_rate: Decimal, days: int, day_base: int = 360) -> Decimal:
    """Simple interest by days, rounded to the fen."""
    return fen(base * annual_rate * days / day_base)


def interest_dates(terms: LoanTerms) -> list[date]:
    """Days on which in-term interest falls due, the maturity last."""
    step = _MONTHS_BETWEEN.get(terms.repayment_method)
    days: list[date] = []
    if step is not None:
        first = date(terms.released_on.year, terms.released_on.month, 1)
        offset = 0
        while True:
            month = add_months(first, offset)
            day = add_months(date(2000, 1, terms.interest_day), (month.year - 2000) * 12 + month.month - 1)
            if day >= terms.matures_on:
                break
            if day > terms.released_on:
                days.append(day)
                offset += step
            else:
                offset += 1
    return [*days, terms.matures_on]


def accelerate(terms: LoanTerms, on: date) -> LoanTerms:
    """The same loan declared due early (宣布提前到期): from `on` the penalty rate runs."""
    if not terms.released_on < on < terms.matures_on:
        raise LawError("not_before_maturity", "only a loan not yet due can be declared due early", field="on")
    return replace(terms, matures_on=on)


def debt_on(
    terms: LoanTerms,
    *,
    payments: Sequence[Payment] = (),
    interest_paid_to: date | None = None,
    on: date,
    compound: bool = True,
    costs: Decimal = ZERO,
) -> Debt:
    """What the loan owes on a day.

    `interest_paid_to` is the day up to which interest has been paid (default: the release). Principal payments count from their
    day; interest payments after `interest_paid_to` (those before it are what paid it) settle the oldest unpaid in-term interest
    first, then penalty. Compound interest runs on unpaid in-term interest only: at the contract rate to maturity, at the penalty
    rate after it; never on penalty interest.
    """
    paid_to = interest_paid_to or terms.released_on
    if on < terms.released_on:
        raise LawError("before_release", "nothing is owed before the release", field="on")
    if not terms.released_on <= paid_to <= max(on, terms.released_on):
        raise LawError("paid_to_out_of_range", "interest is paid to a day of the loan", field="interest_paid_to")
    done = [payment for payment in payments if payment.on <= on]
    if any(payment.principal < 0 or payment.interest < 0 for payment in payments):
        raise LawError("negative_amount", "a payment cannot be negative", field="payments")
    principal = Balance(terms.principal, ((payment.on, payment.principal) for payment in done))
    if principal.on(on) < 0:
        raise LawError("overpaid", "more principal was paid than lent", field="payments")

    in_term_end = min(on, terms.matures_on)
    posted = _periods(terms, principal, paid_to, in_term_end)
    pool = [[payment.on, payment.interest] for payment in done if payment.interest and payment.on > paid_to]
    interest_items: list[InterestItem] = []
    compound_items: list[InterestItem] = []
    for item in posted:
        balance, still = settle(item, pool)
        if compound and item.end <= on:
            compound_items += posted_compound(terms, balance, item.end, on)
        if still:
            interest_items.append(replace(item, amount=still))
    penalty_items = []
    start = max(terms.matures_on, paid_to)
    if on > start:
        penalty_items = [
            InterestItem(a, b, (b - a).days, base, day_interest(base, terms.penalty_rate, (b - a).days, terms.day_base))
            for a, b, base in principal.spans(start, on)
            if base
        ]
        penalty_items = [replace(item, amount=still) for item in penalty_items if (still := settle(item, pool)[1])]
    return Debt(
        as_of=on,
        principal=principal.on(on),
        interest_items=tuple(interest_items),
        penalty_items=tuple(penalty_items),
        compound_items=tuple(compound_items),
        costs=fen(costs),
    )


def _periods(terms: LoanTerms, principal: Balance, start: date, end: date) -> list[InterestItem]:
    """In-term interest from `start` to `end`, one item per interest period."""
    items = []
    bounds = [start, *(day for day in interest_dates(terms) if start < day < end), end]
    for a, b in pairwise(bounds):
        if a >= b:
            continue
        exact = sum(
            ((span_end - span_start).days * base for span_start, span_end, base in principal.spans(a, b)), Decimal(0)
        )
        amount = fen(exact * terms.annual_rate / terms.day_base)
        items.append(InterestItem(a, b, (b - a).days, principal.on(a), amount))
    return items


def settle(item: InterestItem, pool: list[list[Any]]) -> tuple[Balance, Decimal]:
    """Take what is left of interest payments for this item; its balance over time and what stays unpaid."""
    taken: list[tuple[date, Decimal]] = []
    open_amount = item.amount
    for payment in pool:
        part = min(payment[1], open_amount)
        if part:
            taken.append((payment[0], part))
            payment[1] -= part
            open_amount -= part
    return Balance(item.amount, taken), open_amount


def posted_compound(terms: LoanTerms, balance: Balance, due: date, on: date) -> list[InterestItem]:
    """One rounded item of compound interest on one unpaid sum of interest; none when no day of delay or nothing open."""
    exact = Decimal(0)
    for a, b, base in balance.spans(due, on):
        inside = max(0, (min(b, terms.matures_on) - a).days)
        outside = (b - a).days - inside
        exact += base * (inside * terms.annual_rate + outside * terms.penalty_rate)
    if on <= due or not exact:
        return []
    return [InterestItem(due, on, (on - due).days, balance.opening, fen(exact / terms.day_base))]


def late_performance_interest(base: Decimal, due: date, paid_on: date) -> Decimal:
    """The doubled part (加倍部分债务利息): base × 0.000175 a day from the end of the performance period to payment (DBL 1-3).

    `base` is the unpaid adjudicated money without general interest. Zero when paid in time.
    """
    if base < 0:
        raise LawError("negative_amount", "a base cannot be negative", field="base")
    daily = Decimal(rule("penalty_bounds", "late_performance", max(paid_on, date(2014, 8, 1)))["daily_rate"])
    return fen(base * daily * max(0, (paid_on - due).days))


@dataclass(frozen=True, slots=True)
class Application:
    """How a payment was applied; `remainder` was not needed."""

    costs: Decimal
    interest: Decimal
    penalty: Decimal
    compound: Decimal
    principal: Decimal
    remainder: Decimal


Head = Literal["costs", "interest", "penalty", "compound", "principal"]
STATUTORY_ORDER: tuple[Head, ...] = ("costs", "interest", "compound", "penalty", "principal")


def apply_payment(
    amount: Decimal,
    *,
    costs: Decimal = ZERO,
    interest: Decimal = ZERO,
    penalty: Decimal = ZERO,
    compound: Decimal = ZERO,
    principal: Decimal = ZERO,
    order: Sequence[Head] = STATUTORY_ORDER,
) -> Application:
    """Apply a payment that does not cover everything: costs, then interest, then principal unless agreed otherwise (CC 561)."""
    if amount < 0:
        raise LawError("negative_amount", "a payment cannot be negative", field="amount")
    if sorted(order) != sorted(STATUTORY_ORDER):
        raise LawError("incomplete_order", "the order names every head once", field="order")
    owed: dict[Head, Decimal] = {
        "costs": costs,
        "interest": interest,
        "penalty": penalty,
        "compound": compound,
        "principal": principal,
    }
    if min(owed.values()) < 0:
        raise LawError("negative_amount", "a debt cannot be negative", field="amount")
    applied: dict[Head, Decimal] = {}
    left = amount
    for head in order:
        applied[head] = min(left, owed[head])
        left -= applied[head]
    return Application(**applied, remainder=left)


@dataclass(frozen=True, slots=True)
class RateCheck:
    """One bound of law compared with what is claimed. `code` is for faces to translate; rates are yearly fractions."""

    code: str
    limit: Decimal
    actual: Decimal
    exceeded: bool
    article: str


def penalty_uplift_warning(uplift: Decimal, *, misuse: bool = False, on: date = date(2022, 1, 1)) -> RateCheck | None:
    """The check that failed when an overdue uplift lies outside 30-50 % (misuse of the loan: 50-100 %), else None."""
    bounds = rule("penalty_bounds", "misuse" if misuse else "overdue", on)
    lowest, highest = Decimal(bounds["lowest"]), Decimal(bounds["highest"])
    if lowest <= uplift <= highest:
        return None
    code, limit = ("uplift_too_high", highest) if uplift > highest else ("uplift_too_low", lowest)
    return RateCheck(code, limit, uplift, exceeded=True, article=f"{bounds['source']}{bounds['article']}")


def cap_checks(
    terms: LoanTerms, *, licensed_lender: bool, contract_on: date, on: date, sued_on: date | None = None
) -> tuple[RateCheck, ...]:
    """Caps on the yearly rate, in term and overdue.

    Licensed lender: 24 % in all may be cut on the debtor's request (法发〔2017〕22号); 4 × LPR does not bind it (PL 1).
    Private lender: 4 × LPR at the contract's formation, also for overdue interest (PL 25, 28, 29).
    """
    if licensed_lender:
        bound = rule("penalty_bounds", "financial_total", on)
        limit, article, code = Decimal(bound["annual_rate"]), f"{bound['source']}{bound['article']}", "financial_total"
    else:
        limit = private_lending_cap(contract_on, sued_on=sued_on)
        cap = rule("private_lending", "cap", max(contract_on, sued_on or contract_on))
        article, code = f"{cap['source']}{cap['article']}", "private_lending"
    return tuple(
        RateCheck(f"{code}_{when}", limit, rate, rate > limit, article)
        for when, rate in (("in_term", terms.annual_rate), ("overdue", terms.penalty_rate))
    )
