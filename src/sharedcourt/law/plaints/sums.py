"""What is claimed in money: each sum with its formula in words and figures, and all of them together. Sums are rounded to the fen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sharedcourt.law.errors import LawError
from sharedcourt.law.interest import Debt, InterestItem, LoanTerms, Payment, accelerate, day_interest, debt_on
from sharedcourt.law.money import ZERO, capital_numerals, fen, format_rate, format_yuan
from sharedcourt.law.plaints.elements import Sum, Words
from sharedcourt.law.plaints.reading import Reading, holds, plain
from sharedcourt.law.wording import en_date, zh_date

COMPUTED_METHODS = ("interest_monthly", "interest_quarterly", "interest_yearly", "bullet")
DAYS_OF_DAILY_RATE = 1
LARGEST = Decimal("9999999999999.99")


@dataclass(frozen=True, slots=True)
class Claimed:
    """One sum that is claimed. `formulas` says how it was counted, a line for each step; a deduction is negative."""

    key: str
    label: Words
    amount: Decimal
    formulas: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """Everything claimed in money as of the day of calculation, where there is one."""

    sums: tuple[Claimed, ...]
    as_of: date | None
    until_paid: bool

    @property
    def total(self) -> Decimal:
        """The claims together, in yuan."""
        return sum((each.amount for each in self.sums), ZERO)

    @property
    def formula(self) -> Words:
        """The total in figures, and in capital numerals in the Chinese."""
        terms = "".join(
            (" − " if each.amount < 0 else " + " if number else "") + format_yuan(abs(each.amount))
            for number, each in enumerate(self.sums)
        ).strip()
        total = format_yuan(self.total)
        return f"{terms} = {total}元（大写：人民币{capital_numerals(self.total)}）", f"{terms} = {total} yuan"


def account(reading: Reading) -> Account:
    """The sums that follow from the answers.

    Raises LawError with the element that is missing or wrong (`not_answered`, or what the law says of a loan's terms).
    """
    values = reading.values
    found: list[Claimed] = []
    debt: _Loan | None = None
    for each in reading.form.sums:
        if not holds(each.when, values):
            continue
        if each.kind == "loan":
            debt = debt or _Loan.of(reading)
            found.append(debt.claimed(each))
        else:
            claimed = _COUNTS[each.kind](each, reading)
            # What was left empty is not claimed; what is claimed at zero is said only where it must be.
            if claimed is not None:
                found.append(claimed)
    result = Account(tuple(found), values.get("as_of"), until_paid=values.get("until_paid") == "yes")
    if result.total < 0:
        raise LawError("below_zero", "more is taken off than is claimed", field=found[-1].key)
    if result.total > LARGEST:
        raise LawError("amount_too_large", "more than a case can be about", field=found[-1].key)
    return result


def _value(reading: Reading, key: str) -> Any:
    if key not in reading.values:
        raise reading.problems.get(key) or LawError("not_answered", f"{key} is missing", field=key)
    return reading.values[key]


def _optional(reading: Reading, key: str | None) -> Decimal:
    """An amount that may have been left empty; what was typed and cannot be read is no zero."""
    if not key or (key not in reading.values and key not in reading.problems and key not in reading.missing):
        return ZERO
    found: Decimal = _value(reading, key)
    return found


def _entered(each: Sum, reading: Reading) -> Claimed | None:
    amount = _optional(reading, each.refers["amount"])
    return Claimed(each.key, each.label, amount) if amount else None


def _deduction(each: Sum, reading: Reading) -> Claimed | None:
    amount = _optional(reading, each.refers["amount"])
    return Claimed(each.key, each.label, -amount) if amount else None


def _difference(each: Sum, reading: Reading) -> Claimed:
    whole, less = _value(reading, each.refers["amount"]), _optional(reading, each.refers["less"])
    left = whole - less
    if left < 0:
        raise LawError("more_than_owed", "more was repaid than is owed", field=each.refers["less"])
    if not less:
        return Claimed(each.key, each.label, left)
    text = f"{format_yuan(whole)} − {format_yuan(less)} = {format_yuan(left)}"
    return Claimed(each.key, each.label, left, ((f"{text}元", f"{text} yuan"),))


def _daily(each: Sum, reading: Reading) -> Claimed:
    base = _value(reading, each.refers["base"]) - _optional(reading, each.refers.get("less"))
    if base < 0:
        raise LawError("more_than_owed", "more was repaid than is owed", field=each.refers["less"])
    rate, start, end = (_value(reading, each.refers[name]) for name in ("rate", "from", "to"))
    if end < start:
        raise LawError("ends_before_it_begins", "counted to a day before it begins", field=each.refers["to"])
    days, day_base = (end - start).days, int(each.refers["day_base"])
    amount = day_interest(base, rate, days, day_base)
    return Claimed(each.key, each.label, amount, (_span(start, end, base, rate, days, day_base, amount),))


def _span(start: date, end: date, base: Decimal, rate: Decimal, days: int, day_base: int, amount: Decimal) -> Words:
    figures = f"{format_yuan(base)} × {format_rate(rate)} × {days}"
    if day_base != DAYS_OF_DAILY_RATE:
        figures += f" ÷ {day_base}"
    figures += f" = {format_yuan(amount)}"
    return (
        f"{zh_date(start)}至{zh_date(end)}，共{days}天：{figures}元",
        f"{en_date(start)} to {en_date(end)}, {days} days: {figures} yuan",
    )


def _rows(each: Sum, reading: Reading) -> Claimed:
    amounts = [row[each.refers["amount"]] for row in _value(reading, each.refers["table"])]
    total = sum(amounts, ZERO)
    text = " + ".join(format_yuan(amount) for amount in amounts) + f" = {format_yuan(total)}"
    return Claimed(each.key, each.label, total, ((f"{text}元", f"{text} yuan"),) if len(amounts) > 1 else ())


def _rows_daily(each: Sum, reading: Reading) -> Claimed:
    """Each row by itself, from its due day on; a row not yet due on the day of calculation has no delay."""
    rate, end = _value(reading, each.refers["rate"]), _value(reading, each.refers["to"])
    total, lines = ZERO, []
    for row in _value(reading, each.refers["table"]):
        start, base = row[each.refers["due"]], row[each.refers["amount"]]
        days = max(0, (end - start).days)
        amount = day_interest(base, rate, days, DAYS_OF_DAILY_RATE)
        if days:
            total += amount
            lines.append(_span(start, end, base, rate, days, DAYS_OF_DAILY_RATE, amount))
    return Claimed(each.key, each.label, total, tuple(lines))


def _price_difference(each: Sum, reading: Reading) -> Claimed:
    """(what was paid − what was got) × number; no loss where prices rose."""
    high, low, count = (_value(reading, each.refers[name]) for name in ("high", "low", "count"))
    amount = fen(max(Decimal(0), high - low) * count)
    text = f"（{plain(high)} − {plain(low)}）× {count} = {format_yuan(amount)}"
    return Claimed(each.key, each.label, amount, ((f"{text}元", f"{text} yuan"),))


_COUNTS: Mapping[str, Callable[[Sum, Reading], Claimed | None]] = {
    "entered": _entered,
    "deduction": _deduction,
    "difference": _difference,
    "daily": _daily,
    "rows": _rows,
    "rows_daily": _rows_daily,
    "price_difference": _price_difference,
}


@dataclass(frozen=True, slots=True)
class _Loan:
    """A loan's debt on the day of calculation, and its formulas."""

    terms: LoanTerms
    debt: Debt

    @classmethod
    def of(cls, reading: Reading) -> "_Loan":
        values = reading.values
        method = _value(reading, "repayment_method")
        if method not in COMPUTED_METHODS:
            raise LawError("method_not_computed", f"{method} is not worked out", field="reckoning")
        terms = LoanTerms(
            principal=_value(reading, "principal"),
            annual_rate=_value(reading, "annual_rate"),
            released_on=_value(reading, "released_on"),
            matures_on=_value(reading, "matures_on"),
            penalty_uplift=_value(reading, "penalty_uplift"),
            day_base=int(_value(reading, "day_base")),
            interest_day=_value(reading, "interest_day") if method != "bullet" else 20,
            repayment_method=method,
        )
        early = values.get("early") in {"early", "rescind"}
        if early and (on := _value(reading, "early_on")) < terms.matures_on:
            try:
                terms = accelerate(terms, on)
            except LawError as error:
                raise LawError("before_release", error.message, field="early_on") from error
        if "payments" in reading.missing or any(name.startswith("payments") for name in reading.problems):
            raise next(error for name, error in reading.problems.items() if name.startswith("payments"))
        payments = [
            Payment(row["on"], row.get("principal", ZERO), row.get("interest", ZERO))
            for row in values.get("payments", ())
        ]
        try:
            debt = debt_on(
                terms,
                payments=payments,
                interest_paid_to=_value(reading, "interest_paid_to"),
                on=_value(reading, "as_of"),
                compound=values.get("compound") == "yes",
            )
        except LawError as error:
            error.field = {"on": "as_of"}.get(error.field, error.field)
            raise
        return cls(terms, debt)

    def claimed(self, each: Sum) -> Claimed:
        terms, debt = self.terms, self.debt
        if each.key == "principal":
            repaid = terms.principal - debt.principal
            figures = f"{format_yuan(terms.principal)} − {format_yuan(repaid)} = {format_yuan(debt.principal)}"
            formula = f"借款本金减去已还本金：{figures}元", f"what was lent less what was repaid: {figures} yuan"
            return Claimed(each.key, each.label, debt.principal, (formula,))
        if each.key == "interest":
            return self._items(each, debt.interest_items, terms.annual_rate, debt.interest)
        if each.key == "penalty":
            return self._items(each, debt.penalty_items, terms.penalty_rate, debt.penalty)
        lines = tuple(self._compound(item) for item in debt.compound_items)
        return Claimed(each.key, each.label, debt.compound, lines)

    def _items(self, each: Sum, items: tuple[InterestItem, ...], rate: Decimal, amount: Decimal) -> Claimed:
        return Claimed(each.key, each.label, amount, tuple(self._simple(item, rate) for item in items))

    def _simple(self, item: InterestItem, rate: Decimal) -> Words:
        if item.amount == day_interest(item.base, rate, item.days, self.terms.day_base):
            return _span(item.start, item.end, item.base, rate, item.days, self.terms.day_base, item.amount)
        amount, at = format_yuan(item.amount), format_rate(rate)
        return (
            f"{zh_date(item.start)}至{zh_date(item.end)}，年利率{at}，按各日余额计算并扣除已付部分：{amount}元",
            f"{en_date(item.start)} to {en_date(item.end)} at {at}, on each day's balance, less what was paid: {amount} yuan",
        )

    def _compound(self, item: InterestItem) -> Words:
        terms = self.terms
        inside = max(0, (min(item.end, terms.matures_on) - item.start).days)
        spans = [
            (days, rate)
            for days, rate in ((inside, terms.annual_rate), (item.days - inside, terms.penalty_rate))
            if days
        ]
        exact = sum((item.base * rate * days for days, rate in spans), Decimal(0)) / terms.day_base
        if fen(exact) != item.amount:
            return (
                f"{zh_date(item.start)}至{zh_date(item.end)}，按未付利息的各日余额计算：{format_yuan(item.amount)}元",
                f"{en_date(item.start)} to {en_date(item.end)}, on what was unpaid each day: {format_yuan(item.amount)} yuan",
            )
        factors = " + ".join(f"{format_rate(rate)} × {days}" for days, rate in spans)
        bracket = f"（{factors}）" if len(spans) > 1 else factors
        figures = f"{format_yuan(item.base)} × {bracket} ÷ {terms.day_base} = {format_yuan(item.amount)}"
        return (
            f"未付利息自{zh_date(item.start)}起，共{item.days}天：{figures}元",
            f"on interest unpaid since {en_date(item.start)}, {item.days} days: {figures} yuan",
        )
