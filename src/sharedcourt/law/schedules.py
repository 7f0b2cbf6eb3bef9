"""Instalment schedules to the fen: equal instalments (等额本息), equal principal (等额本金), without interest, custom.

Every line is rounded half up; the last line absorbs what rounding leaves. Balances never go below zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any

from sharedcourt.law.errors import LawError
from sharedcourt.law.interest import day_interest
from sharedcourt.law.money import FEN, ZERO, fen
from sharedcourt.law.workdays import add_months

MOST_INSTALMENTS = 600


@dataclass(frozen=True, slots=True)
class Line:
    """One instalment: `amount` = `principal` + `interest`; `balance` is the principal left after it."""

    number: int
    due: date
    amount: Decimal
    principal: Decimal
    interest: Decimal
    balance: Decimal


@dataclass(frozen=True, slots=True)
class Schedule:
    """A plan line by line. `method` is equal_instalments, equal_principal, zero_interest or custom."""

    lines: tuple[Line, ...]
    method: str = "custom"
    annual_rate: Decimal = Decimal(0)
    interest_from: date | None = None
    day_base: int = 360

    @property
    def total(self) -> Decimal:
        """All that is paid."""
        return sum((line.amount for line in self.lines), ZERO)

    @property
    def total_interest(self) -> Decimal:
        """The interest in it."""
        return sum((line.interest for line in self.lines), ZERO)

    @property
    def principal(self) -> Decimal:
        """The principal in it."""
        return sum((line.principal for line in self.lines), ZERO)

    def to_json(self) -> dict[str, Any]:
        """Amounts as text, dates as ISO text; totals are written for readers and ignored by `from_json`."""
        return {
            "method": self.method,
            "annual_rate": str(self.annual_rate),
            "interest_from": self.interest_from.isoformat() if self.interest_from else None,
            "day_base": self.day_base,
            "total": str(self.total),
            "total_interest": str(self.total_interest),
            "principal": str(self.principal),
            "lines": [
                {
                    "number": line.number,
                    "due": line.due.isoformat(),
                    "amount": str(line.amount),
                    "principal": str(line.principal),
                    "interest": str(line.interest),
                    "balance": str(line.balance),
                }
                for line in self.lines
            ],
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Schedule":
        """Inverse of `to_json`."""
        return cls(
            lines=tuple(
                Line(
                    int(line["number"]),
                    date.fromisoformat(line["due"]),
                    Decimal(line["amount"]),
                    Decimal(line["principal"]),
                    Decimal(line["interest"]),
                    Decimal(line["balance"]),
                )
                for line in value["lines"]
            ),
            method=value.get("method", "custom"),
            annual_rate=Decimal(value.get("annual_rate", "0")),
            interest_from=date.fromisoformat(value["interest_from"]) if value.get("interest_from") else None,
            day_base=int(value.get("day_base", 360)),
        )


def due_dates(first_due: date, count: int) -> list[date]:
    """The same day of `count` successive months, clipped to each month's end and never drifting."""
    return [add_months(first_due, step) for step in range(count)]


def _checked(principal: Decimal, annual_rate: Decimal, count: int) -> Decimal:
    if principal <= 0:
        raise LawError("principal_not_positive", "the principal must be above zero", field="principal")
    if principal != fen(principal):
        raise LawError("finer_than_fen", "the principal has more than two decimals", field="principal")
    if annual_rate < 0:
        raise LawError("negative_rate", "a rate cannot be negative", field="annual_rate")
    if not 1 <= count <= MOST_INSTALMENTS:
        raise LawError(
            "bad_instalment_count",
            f"a plan has 1 to {MOST_INSTALMENTS} instalments",
            field="months",
            most=str(MOST_INSTALMENTS),
        )
    return fen(principal)


def _first_interest(
    principal: Decimal, annual_rate: Decimal, interest_from: date, first_due: date, day_base: int
) -> Decimal:
    """A whole first month bears a twelfth of the year's interest; a longer or shorter one is counted by days."""
    if first_due <= interest_from:
        raise LawError("due_before_interest", "the first instalment falls after interest begins", field="first_due")
    if add_months(interest_from, 1) == first_due:
        return fen(principal * annual_rate / 12)
    return day_interest(principal, annual_rate, (first_due - interest_from).days, day_base)


def _monthly(
    parts: Sequence[Decimal],
    principal: Decimal,
    annual_rate: Decimal,
    interest_from: date,
    first_due: date,
    *,
    method: str,
    day_base: int,
) -> Schedule:
    """Lines from the principal part of each instalment but the last, which takes the rest."""
    lines = []
    balance = principal
    for number, due in enumerate(due_dates(first_due, len(parts) + 1), start=1):
        interest = (
            _first_interest(balance, annual_rate, interest_from, due, day_base)
            if number == 1
            else fen(balance * annual_rate / 12)
        )
        part = parts[number - 1] if number <= len(parts) else balance
        balance -= part
        if part < 0 or balance < 0:
            raise LawError("too_many_instalments", "the sum is too small for so many instalments", field="months")
        lines.append(Line(number, due, part + interest, part, interest, balance))
    return Schedule(tuple(lines), method, annual_rate, interest_from, day_base)


def instalment_amount(principal: Decimal, annual_rate: Decimal, months: int) -> Decimal:
    """M = P·i(1+i)^n / ((1+i)^n - 1), rounded to the fen; P/n without interest."""
    if annual_rate == 0:
        return fen(principal / months)
    monthly = annual_rate / 12
    growth = (1 + monthly) ** months
    return fen(principal * monthly * growth / (growth - 1))


def equal_instalments(
    principal: Decimal,
    annual_rate: Decimal,
    months: int,
    interest_from: date,
    first_due: date,
    *,
    day_base: int = 360,
) -> Schedule:
    """等额本息: the same amount each month, the last differs by what rounding leaves.

    When `first_due` is not exactly a month after `interest_from`, the first line bears interest by days and its amount differs.
    """
    principal = _checked(principal, annual_rate, months)
    amount = instalment_amount(principal, annual_rate, months)
    parts = []
    balance = principal
    for _ in range(months - 1):
        part = amount - fen(balance * annual_rate / 12)
        parts.append(part)
        balance -= part
    return _monthly(
        parts, principal, annual_rate, interest_from, first_due, method="equal_instalments", day_base=day_base
    )


def equal_principal(
    principal: Decimal,
    annual_rate: Decimal,
    months: int,
    interest_from: date,
    first_due: date,
    *,
    day_base: int = 360,
) -> Schedule:
    """等额本金: the same principal each month and interest on what is left."""
    principal = _checked(principal, annual_rate, months)
    parts = [fen(principal / months)] * (months - 1)
    return _monthly(
        parts, principal, annual_rate, interest_from, first_due, method="equal_principal", day_base=day_base
    )


def zero_interest_split(principal: Decimal, n: int, first_due: date) -> Schedule:
    """`n` equal parts without interest, monthly from `first_due`."""
    principal = _checked(principal, Decimal(0), n)
    part = fen(principal / n)
    if part * (n - 1) > principal:
        part = (principal / n).quantize(FEN, rounding=ROUND_DOWN)
    lines = []
    balance = principal
    for number, due in enumerate(due_dates(first_due, n), start=1):
        paid = part if number < n else balance
        balance -= paid
        lines.append(Line(number, due, paid, paid, ZERO, balance))
    return Schedule(tuple(lines), "zero_interest")


def custom_plan(
    principal: Decimal,
    annual_rate: Decimal,
    payments: Sequence[tuple[date, Decimal | None]],
    interest_from: date,
    day_base: int = 360,
    grace_until: date | None = None,
) -> Schedule:
    """Any amounts on any days; interest by days on the balance, none before `grace_until` (宽限期).

    An amount of None pays that day's interest only, and on the last line everything that is left. A last amount that is given
    must be exactly that. Raises LawError naming the line in `params["number"]`: `dates_not_rising`, `below_interest` (with `needed`),
    `exceeds_balance` (with `needed`), `last_amount_mismatch` (with `needed`).
    """
    principal = _checked(principal, annual_rate, len(payments))
    begin = max(interest_from, grace_until) if grace_until else interest_from
    lines: list[Line] = []
    balance, previous, last_number = principal, interest_from, len(payments)
    for number, (due, given) in enumerate(payments, start=1):
        if due <= previous:
            raise LawError("dates_not_rising", "each date lies after the one before", field="due", number=str(number))
        start = max(previous, begin)
        interest = day_interest(balance, annual_rate, max(0, (due - start).days), day_base)
        previous = due
        everything = balance + interest
        amount = given if given is not None else (everything if number == last_number else interest)
        _check_amount(amount, interest, everything, number=number, is_last=number == last_number)
        balance = everything - amount
        lines.append(Line(number, due, fen(amount), fen(amount) - interest, interest, balance))
    return Schedule(tuple(lines), "custom", annual_rate, interest_from, day_base)


def _check_amount(amount: Decimal, interest: Decimal, everything: Decimal, *, number: int, is_last: bool) -> None:
    at = str(number)
    if amount != fen(amount):
        raise LawError("finer_than_fen", "an amount has more than two decimals", field="amount", number=at)
    if amount < interest:
        raise LawError(
            "below_interest",
            f"instalment {at} does not cover the interest then due",
            field="amount",
            number=at,
            needed=str(interest),
        )
    if is_last and amount != everything:
        raise LawError(
            "last_amount_mismatch",
            "the last instalment must pay exactly what is left",
            field="amount",
            number=at,
            needed=str(everything),
        )
    if not is_last and amount >= everything:
        raise LawError(
            "exceeds_balance",
            f"instalment {at} pays everything though others follow",
            field="amount",
            number=at,
            needed=str(everything),
        )
