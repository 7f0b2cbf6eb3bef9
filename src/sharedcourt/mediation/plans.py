"""The instalment plan as the mediator enters it, and what it comes to. All arithmetic is the law's; here texts become values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sharedcourt.core.errors import Invalid
from sharedcourt.law import plans as law
from sharedcourt.law.errors import LawError
from sharedcourt.law.interest import Debt
from sharedcourt.law.money import ZERO, yuan
from sharedcourt.law.plans import FirstPayment, Schedule, Settlement
from sharedcourt.law.workdays import add_months

METHODS = {
    "equal_instalments": gettext_lazy("equal instalments"),
    "equal_principal": gettext_lazy("equal principal"),
    "zero_interest": gettext_lazy("equal parts without interest"),
    "custom": gettext_lazy("own dates and amounts"),
}
COSTS_BORNE = {
    "none": gettext_lazy("nobody owes the other any"),
    "debtor": gettext_lazy("the debtor"),
    "creditor": gettext_lazy("the creditor"),
    "each": gettext_lazy("each their own"),
}
FIELDS: dict[str, str] = {
    "as_of": "",
    "waive_interest": "0",
    "waive_penalty": "0",
    "waive_compound": "0",
    "waive_principal": "0",
    "costs": "0",
    "down_due": "",
    "down_principal": "0",
    "method": "equal_instalments",
    "count": "12",
    "rate": "0",
    "interest_from": "",
    "first_due": "",
    "custom": "",
    "acceleration_days": "10",
    "default_rate": "",
    "costs_borne": "none",
    "account_holder": "",
    "account_bank": "",
    "account_number": "",
    "confirmation_court": "",
    "dispute": "",
    "extra": "",
}
LONGEST_TEXT = 2000
HUNDRED = Decimal(100)
MESSAGES: dict[str, Any] = {
    "not_an_amount": gettext_lazy("Enter an amount in yuan, like 40000 or 40000.50."),
    "amount_too_large": gettext_lazy("This amount is too large."),
    "finer_than_fen": gettext_lazy("An amount has at most two decimals."),
    "negative_amount": gettext_lazy("An amount cannot be negative."),
    "negative_rate": gettext_lazy("A rate cannot be negative."),
    "bad_share": gettext_lazy("Enter a percentage between 0 and 100."),
    "waives_too_much": gettext_lazy("No more can be waived than is owed: %(most)s."),
    "exceeds_balance": gettext_lazy("This is more than is owed: %(needed)s."),
    "bad_instalment_count": gettext_lazy("A plan has 1 to %(most)s instalments."),
    "due_before_interest": gettext_lazy("The first instalment must fall after the day on which interest begins."),
    "too_many_instalments": gettext_lazy("The sum is too small for so many instalments."),
    "principal_not_positive": gettext_lazy("Nothing is left to be paid in instalments: enter 0 instalments."),
    "dates_not_rising": gettext_lazy("Line %(number)s: each date must lie after the one before."),
    "below_interest": gettext_lazy("Line %(number)s: the amount does not cover the interest then due, %(needed)s."),
    "last_amount_mismatch": gettext_lazy("Line %(number)s: the last amount must be exactly what is left, %(needed)s."),
}
LAW_FIELDS = {
    "months": "count",
    "annual_rate": "rate",
    "principal": "down_principal",
    "due": "custom",
    "amount": "custom",
}


@dataclass(frozen=True)
class Computed:
    """A plan worked out: the debt, what is let go, the first payment and the schedule (either may be missing)."""

    debt: Debt
    settlement: Settlement
    first: FirstPayment | None
    schedule: Schedule | None

    @property
    def total_payable(self) -> Decimal:
        return (self.first.total if self.first else ZERO) + (self.schedule.total if self.schedule else ZERO)


def clean(entered: Mapping[str, Any]) -> dict[str, str]:
    """Only the fields of the plan, as trimmed text; absent ones get their defaults."""
    return {name: str(entered.get(name, default) or "").strip()[:LONGEST_TEXT] for name, default in FIELDS.items()}


def refused(error: LawError, field: str = "") -> Invalid:
    """What the law refuses, as a message beside a field of the editor."""
    text = MESSAGES.get(error.code)
    message = text % error.params if text is not None else _("This cannot be computed. Check the value.")
    return Invalid(message, field=field or LAW_FIELDS.get(error.field, error.field) or None)


def _date(inputs: Mapping[str, str], field: str, *, required: bool = False) -> date | None:
    text = inputs[field]
    if not text and not required:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid(_("Enter a date."), field=field) from error


def _amount(inputs: Mapping[str, str], field: str) -> Decimal:
    try:
        amount = yuan(inputs[field] or "0")
    except LawError as error:
        raise refused(error, field) from error
    if amount < 0:
        raise Invalid(MESSAGES["negative_amount"], field=field)
    return amount


def _percentage(inputs: Mapping[str, str], field: str) -> Decimal:
    try:
        value = Decimal(inputs[field].rstrip("%％").strip() or "0")
    except ArithmeticError as error:
        raise Invalid(_("Enter a percentage, like 6.5."), field=field) from error
    if not value.is_finite() or not 0 <= value <= HUNDRED:
        raise Invalid(MESSAGES["bad_share"], field=field)
    return value / HUNDRED


def _whole(inputs: Mapping[str, str], field: str, default: int) -> int:
    text = inputs[field]
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 4:  # noqa: PLR2004
        raise Invalid(_("Enter a whole number."), field=field)
    return int(text)


def as_of(inputs: Mapping[str, str]) -> date:
    """The day to which the debt is computed."""
    day = _date(inputs, "as_of", required=True)
    assert day is not None
    return day


def costs(inputs: Mapping[str, str]) -> Decimal:
    """Costs of realising the claim, yuan."""
    return _amount(inputs, "costs")


def acceleration_days(inputs: Mapping[str, str]) -> int | None:
    return _whole(inputs, "acceleration_days", 0) if inputs["acceleration_days"] else None


def default_rate(inputs: Mapping[str, str]) -> Decimal | None:
    return _percentage(inputs, "default_rate") if inputs["default_rate"] else None


def compute(inputs: Mapping[str, str], debt: Debt) -> Computed:
    """Work the plan out to the fen. Raises Invalid beside the field that stands in the way."""
    for field, choices in (("method", METHODS), ("costs_borne", COSTS_BORNE)):
        if inputs[field] not in choices:
            raise Invalid(_("Choose one of the list."), field=field)
    acceleration_days(inputs)
    default_rate(inputs)
    waived = {head: _waived(inputs, head, getattr(debt, head)) for head in ("interest", "penalty", "compound")}
    try:
        settlement = law.waive(debt, **waived, principal=_amount(inputs, "waive_principal"))
    except LawError as error:
        raise refused(error, f"waive_{error.field}") from error
    down_due = _date(inputs, "down_due")
    count = _whole(inputs, "count", 0)
    if inputs["method"] == "custom":
        count = 1
    if down_due is None and count == 0:
        raise Invalid(_("Say when the debt is paid: at once by a day, or in instalments."), field="down_due")
    first = None
    if down_due is not None:
        principal = settlement.principal if count == 0 else _amount(inputs, "down_principal")
        try:
            first = law.first_payment(settlement, due=down_due, principal=principal)
        except LawError as error:
            raise refused(error, "down_principal") from error
    schedule = None
    if count:
        rest = settlement.total - (first.total if first else ZERO)
        schedule = _schedule(inputs, rest, count, start=_date(inputs, "interest_from") or down_due or debt.as_of)
    return Computed(debt, settlement, first, schedule)


def _waived(inputs: Mapping[str, str], head: str, owed: Decimal) -> Decimal:
    """A share of a head: the odd fen stays with the creditor."""
    return law.share_waived(owed, _percentage(inputs, f"waive_{head}"))


def _schedule(inputs: Mapping[str, str], rest: Decimal, count: int, *, start: date) -> Schedule:
    rate = _percentage(inputs, "rate")
    try:
        if inputs["method"] == "custom":
            return law.custom_plan(rest, rate, _payments(inputs["custom"]), start)
        first_due = _date(inputs, "first_due") or add_months(start, 1)
        if inputs["method"] == "zero_interest":
            return law.zero_interest_split(rest, count, first_due)
        shape = law.equal_principal if inputs["method"] == "equal_principal" else law.equal_instalments
        return shape(rest, rate, count, start, first_due)
    except LawError as error:
        raise refused(error) from error


def _payments(text: str) -> list[tuple[date, Decimal | None]]:
    """Lines like `2022-03-20 5000`; without an amount only the interest is paid, on the last line everything."""
    found: list[tuple[date, Decimal | None]] = []
    for number, line in enumerate(filter(None, map(str.strip, text.splitlines())), start=1):
        day, _space, amount = line.partition(" ")
        try:
            found.append((date.fromisoformat(day), yuan(amount) if amount.strip() else None))
        except (ValueError, LawError) as error:
            message = _("Line %(number)d: write a date and an amount, like 2022-03-20 5000.") % {"number": number}
            raise Invalid(message, field="custom") from error
    if not found:
        raise Invalid(_("Write one line per payment: a date and an amount."), field="custom")
    return found


def first_guess(
    *, today: date, rate: Decimal, penalty_rate: Decimal, account: Mapping[str, str], court: str
) -> dict[str, str]:
    """Where the mediator begins: the debt of today, a first payment in two weeks, twelve equal instalments."""
    down_due = today + timedelta(days=14)
    return {
        **FIELDS,
        "as_of": today.isoformat(),
        "down_due": down_due.isoformat(),
        "first_due": add_months(down_due, 1).isoformat(),
        "rate": percent(rate),
        "default_rate": percent(penalty_rate),
        "account_holder": account.get("holder", ""),
        "account_bank": account.get("bank", ""),
        "account_number": account.get("number", ""),
        "confirmation_court": court,
    }


def percent(rate: Decimal) -> str:
    """0.065 → 6.5."""
    return f"{(rate * HUNDRED).normalize():f}"
