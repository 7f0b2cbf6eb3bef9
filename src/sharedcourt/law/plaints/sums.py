"""What is claimed in money: each sum with its formula in words and figures, and all of them together. Sums are rounded to the fen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sharedcourt.law.errors import LawError
from sharedcourt.law.instalments import agreed_schedule, instalments_on
from sharedcourt.law.interest import Debt, InterestItem, LoanTerms, Payment, accelerate, day_interest, debt_on
from sharedcourt.law.money import ZERO, capital_numerals, fen, format_rate, format_yuan
from sharedcourt.law.plaints.elements import Sum, Words
from sharedcourt.law.plaints.reading import Reading, holds, plain
from sharedcourt.law.schedules import Schedule, instalment_amount
from sharedcourt.law.wording import en_date, zh_date

BY_INTEREST = ("interest_monthly", "interest_quarterly", "interest_yearly")
BY_INSTALMENTS = ("equal_instalments", "equal_principal")
COMPUTED_METHODS = (*BY_INTEREST, "bullet", *BY_INSTALMENTS)
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


def _payments(reading: Reading) -> list[Payment]:
    wrong = [error for name, error in reading.problems.items() if name.startswith("payments")]
    if wrong or "payments" in reading.missing:
        raise wrong[0]
    return [
        Payment(row["on"], row.get("principal", ZERO), row.get("interest", ZERO))
        for row in reading.values.get("payments", ())
    ]


@dataclass(frozen=True, slots=True)
class _Loan:
    """A loan's debt on the day of calculation, and its formulas. `schedule`: its instalments, where it was repaid so."""

    terms: LoanTerms
    debt: Debt
    schedule: Schedule | None = None

    @classmethod
    def of(cls, reading: Reading) -> "_Loan":
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
            interest_day=_value(reading, "interest_day") if method in BY_INTEREST else 20,
            repayment_method=method if method in BY_INTEREST else "bullet",
        )
        schedule = agreed_schedule(terms, method, _value(reading, "first_due")) if method in BY_INSTALMENTS else None
        early = _value(reading, "early_on") if reading.values.get("early") in {"early", "rescind"} else None
        if early is not None and early < terms.matures_on:
            try:
                terms = accelerate(terms, early)
            except LawError as error:
                raise LawError("before_release", error.message, field="early_on") from error
        paid = {
            "payments": _payments(reading),
            "interest_paid_to": _value(reading, "interest_paid_to"),
            "on": _value(reading, "as_of"),
            "compound": reading.values.get("compound") == "yes",
        }
        try:
            if schedule is None:
                return cls(terms, debt_on(terms, **paid))
            whole = replace(terms, matures_on=schedule.lines[-1].due)
            early = terms.matures_on if terms.matures_on < whole.matures_on else None
            return cls(terms, instalments_on(whole, schedule, early_on=early, **paid), schedule)
        except LawError as error:
            error.field = {"on": "as_of"}.get(error.field or "", error.field)
            raise

    def claimed(self, each: Sum) -> Claimed:
        terms, debt = self.terms, self.debt
        if each.key == "principal" and self.schedule is not None:
            return Claimed(each.key, each.label, debt.principal, self._instalments(self.schedule))
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

    def _instalments(self, schedule: Schedule) -> tuple[Words, ...]:
        """What each instalment is, and how much principal has fallen due and not been paid."""
        terms, debt = self.terms, self.debt
        count, principal = len(schedule.lines), format_yuan(terms.principal)
        if schedule.method == "equal_principal":
            figures = f"{principal} ÷ {count} = {format_yuan(schedule.lines[0].principal)}"
            each = f"每期应还本金：{figures}元", f"principal of each instalment: {figures} yuan"
        else:
            amount = format_yuan(instalment_amount(terms.principal, terms.annual_rate, count))
            figures = f"{principal} × i × (1 + i)^{count} ÷ [(1 + i)^{count} − 1] = {amount}"
            if not terms.annual_rate:
                figures = f"{principal} ÷ {count} = {amount}"
            rate = format_rate(terms.annual_rate)
            each = (
                f"每期应还本息（i＝年利率{rate}÷12，最后一期取尾数）：{figures}元",
                f"each instalment (i = {rate} a year ÷ 12; the last takes the rounding): {figures} yuan",
            )
        fallen = debt.as_of >= terms.matures_on
        due = [line for line in schedule.lines if line.due <= debt.as_of and line.due <= terms.matures_on]
        owed = terms.principal if fallen else sum((line.principal for line in due), ZERO)
        figures = f"{format_yuan(owed)} − {format_yuan(owed - debt.principal)} = {format_yuan(debt.principal)}"
        early = fallen and len(due) < count
        zh = f"自{zh_date(terms.matures_on)}起全部本金到期" if early else f"共{count}期，已到期{len(due)}期"
        en = f"all of it due since {en_date(terms.matures_on)}" if early else f"{len(due)} of {count} have fallen due"
        rest = f"{zh}，应还本金减去已还本金：{figures}元", f"{en}, principal due less what was repaid: {figures} yuan"
        return each, rest

    def _simple(self, item: InterestItem, rate: Decimal) -> Words:
        lines = self.schedule.lines if self.schedule is not None and rate == self.terms.annual_rate else ()
        line = next((each for each in lines if each.due == item.end and each.interest == item.amount), None)
        if line is not None and item.amount == fen(item.base * rate / 12):
            figures = f"{format_yuan(item.base)} × {format_rate(rate)} ÷ 12 = {format_yuan(item.amount)}"
            return (
                f"第{line.number}期（{zh_date(item.end)}到期）：{figures}元",
                f"instalment {line.number}, due on {en_date(item.end)}: {figures} yuan",
            )
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
