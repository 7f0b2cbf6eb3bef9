"""The elements of a loan dispute (要素式): what may be entered, what must be, and the debt that follows from them.

Stored as plain JSON: amounts and rates as decimal text, dates as ISO text. Rates are yearly fractions ("0.065").
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from sharedcourt.core import clock
from sharedcourt.core.errors import Invalid
from sharedcourt.law import identity, interest, money
from sharedcourt.law.errors import LawError

Elements = Mapping[str, Any]

REPAYMENT_METHODS: dict[str, Any] = {
    "interest_monthly": _("interest monthly, principal at maturity"),
    "interest_quarterly": _("interest quarterly, principal at maturity"),
    "interest_yearly": _("interest yearly, principal at maturity"),
    "bullet": _("principal and interest together at maturity"),
}
CLAIMS: dict[str, Any] = {
    "principal": _("repayment of the principal"),
    "interest": _("interest within the term"),
    "penalty": _("penalty interest"),
    "compound": _("compound interest"),
    "costs": _("costs of realising the claim"),
}
REQUIRED = (
    "contract_name", "contract_number", "signed_on", "principal", "released_on", "matures_on", "annual_rate",
    "penalty_uplift", "day_base", "repayment_method", "interest_day", "interest_paid_to", "as_of", "claims",
    "payee_holder", "payee_bank", "payee_number",
)  # fmt: skip
EARLIEST = date(1990, 1, 1)
LARGEST = Decimal("999999999999.99")
MOST_PAYMENTS = 120
HIGHEST_RATE = Decimal(1)
HIGHEST_UPLIFT = Decimal(2)
LAST_DAY = 31

LAW_MESSAGES: dict[str, Any] = {
    "principal_not_positive": _("The amount lent must be above zero."),
    "negative_rate": _("A rate cannot be negative."),
    "matures_before_release": _("The loan must fall due after the day it was released."),
    "unknown_day_base": _("Choose 360 or 365 days a year."),
    "not_a_day_of_month": _("The interest day is a day of the month, from 1 to 31."),
    "unknown_repayment_method": _("Choose one of the ways of repaying."),
    "before_release": _("Choose a day after the loan was released."),
    "paid_to_out_of_range": _(
        "The day up to which interest has been paid lies between the release and the day of calculation."
    ),
    "negative_amount": _("An amount cannot be negative."),
    "overpaid": _("More principal has been repaid than was lent. Check the payments."),
}


def _text(longest: int) -> Callable[[str, Any], str]:
    def check(field: str, value: Any) -> str:
        text = " ".join(str(value or "").split())
        if len(text) > longest:
            raise Invalid(_("Use at most %(longest)d characters.") % {"longest": longest}, field=field)
        return text

    return check


def _long_text(field: str, value: Any) -> str:
    text = str(value or "").strip()
    if len(text) > 2000:  # noqa: PLR2004  about two printed pages
        raise Invalid(_("Use at most %(longest)d characters.") % {"longest": 2000}, field=field)
    return text


def amount(field: str, value: Any) -> str:
    """An amount of yuan with at most two decimals, not negative, as text."""
    try:
        found = money.yuan(value)
    except LawError as error:
        raise Invalid(_("Enter an amount in yuan, for example 280,000.00."), field=field) from error
    if found < 0:
        raise Invalid(_("An amount cannot be negative."), field=field)
    if found > LARGEST:
        raise Invalid(_("This amount is too large."), field=field)
    return str(found)


def _positive(field: str, value: Any) -> str:
    found = amount(field, value)
    if Decimal(found) == 0:
        raise Invalid(LAW_MESSAGES["principal_not_positive"], field=field)
    return found


def _fraction(highest: Decimal, message: Any) -> Callable[[str, Any], str]:
    def check(field: str, value: Any) -> str:
        try:
            found = Decimal(str(value))
        except InvalidOperation as error:
            raise Invalid(_("Enter a rate as a number."), field=field) from error
        if not found.is_finite() or not 0 <= found <= highest:
            raise Invalid(message, field=field)
        if found != round(found, 8):
            raise Invalid(_("Use at most six decimals."), field=field)
        return f"{found.normalize():f}"

    return check


def _day(field: str, value: Any) -> str:
    try:
        found = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError as error:
        raise Invalid(_("Enter a real date: year, month, day."), field=field) from error
    if not EARLIEST <= found <= date(2099, 12, 31):
        raise Invalid(_("Enter a date between 1990 and 2099."), field=field)
    return found.isoformat()


def _past_day(field: str, value: Any) -> str:
    found = _day(field, value)
    if date.fromisoformat(found) > clock.today():
        raise Invalid(_("This day cannot be in the future."), field=field)
    return found


def _one_of(choices: Mapping[Any, Any], message: Any) -> Callable[[str, Any], Any]:
    def check(field: str, value: Any) -> Any:
        found = next((choice for choice in choices if str(choice) == str(value)), None)
        if found is None:
            raise Invalid(message, field=field)
        return found

    return check


def _flag(field: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() in {"1", "true", "yes", "on"}:
        return True
    if str(value).lower() in {"0", "false", "no", "off", "", "none"}:
        return False
    raise Invalid(_("Answer yes or no."), field=field)


def _interest_day(field: str, value: Any) -> int:
    try:
        found = int(str(value))
    except ValueError as error:
        raise Invalid(LAW_MESSAGES["not_a_day_of_month"], field=field) from error
    if not 1 <= found <= LAST_DAY:
        raise Invalid(LAW_MESSAGES["not_a_day_of_month"], field=field)
    return found


def _claims(field: str, value: Any) -> list[str]:
    chosen = [str(each) for each in value] if isinstance(value, list | tuple | set) else []
    if not chosen or not set(chosen) <= set(CLAIMS):
        raise Invalid(_("Choose what is claimed."), field=field)
    return [claim for claim in CLAIMS if claim in chosen]


def _payments(field: str, value: Any) -> list[dict[str, str]]:
    if not isinstance(value, list | tuple) or len(value) > MOST_PAYMENTS:
        raise Invalid(_("There are too many payments. Ask the mediation organisation for help."), field=field)
    found = []
    for each in value:
        if not isinstance(each, Mapping):
            raise Invalid(_("A payment has a day and an amount."), field=field)
        principal = amount(field, each.get("principal") or "0")
        paid_interest = amount(field, each.get("interest") or "0")
        if Decimal(principal) + Decimal(paid_interest) == 0:
            raise Invalid(LAW_MESSAGES["principal_not_positive"], field=field)
        found.append({"on": _past_day(field, each.get("on")), "principal": principal, "interest": paid_interest})
    return sorted(found, key=lambda each: each["on"])


def _account(field: str, value: Any) -> str:
    try:
        return identity.bank_card(str(value)).number
    except LawError as error:
        raise Invalid(_("An account number has 13 to 19 digits."), field=field) from error


CHECKS: dict[str, Callable[[str, Any], Any]] = {
    "contract_name": _text(60),
    "contract_number": _text(60),
    "signed_on": _past_day,
    "purpose": _text(200),
    "principal": _positive,
    "released_on": _past_day,
    "matures_on": _day,
    "annual_rate": _fraction(HIGHEST_RATE, _("A yearly rate lies between 0 and 100 %.")),
    "penalty_uplift": _fraction(HIGHEST_UPLIFT, _("The addition lies between 0 and 200 %.")),
    "day_base": _one_of({360: 0, 365: 0}, LAW_MESSAGES["unknown_day_base"]),
    "compound": _flag,
    "repayment_method": _one_of(REPAYMENT_METHODS, LAW_MESSAGES["unknown_repayment_method"]),
    "interest_day": _interest_day,
    "payments": _payments,
    "interest_paid_to": _day,
    "as_of": _past_day,
    "costs": amount,
    "claims": _claims,
    "until_paid": _flag,
    "other_claims": _long_text,
    "facts": _long_text,
    "payee_holder": _text(60),
    "payee_bank": _text(80),
    "payee_number": _account,
}
# Fields that stand on the same page are judged together: which page to send people to when something is missing.
REQUIRED_TEXT = frozenset({"contract_name", "contract_number", "payee_holder", "payee_bank"})


def checked(values: Elements) -> dict[str, Any]:
    """Each value in its stored form. Raises `Invalid` with the field for the first that is wrong or unknown."""
    found: dict[str, Any] = {}
    for field, value in values.items():
        if field not in CHECKS:
            raise Invalid(_("There is no element of this name: %(name)s.") % {"name": field}, field=field)
        if field in REQUIRED_TEXT and not str(value or "").strip():
            raise Invalid(_("This cannot be left empty."), field=field)
        found[field] = CHECKS[field](field, value)
    return found


def missing(elements: Elements) -> list[str]:
    """Required elements that have not been entered."""
    return [name for name in REQUIRED if elements.get(name) in (None, "", [])]


def terms(elements: Elements) -> interest.LoanTerms:
    """The loan as agreed. Raises `Invalid` when the elements contradict each other or are not complete."""
    try:
        return interest.LoanTerms(
            principal=Decimal(elements["principal"]),
            annual_rate=Decimal(elements["annual_rate"]),
            released_on=date.fromisoformat(elements["released_on"]),
            matures_on=date.fromisoformat(elements["matures_on"]),
            penalty_uplift=Decimal(elements["penalty_uplift"]),
            day_base=int(elements["day_base"]),
            interest_day=int(elements["interest_day"]),
            repayment_method=elements["repayment_method"],
        )
    except KeyError as error:
        raise Invalid(_("This has not been answered yet."), field=str(error.args[0])) from error
    except LawError as error:
        raise law_message(error) from error


def payments(elements: Elements) -> list[interest.Payment]:
    """What has been repaid, by day."""
    return [
        interest.Payment(date.fromisoformat(each["on"]), Decimal(each["principal"]), Decimal(each["interest"]))
        for each in elements.get("payments") or []
    ]


def debt(elements: Elements, on: date | None = None) -> interest.Debt:
    """What is owed on a day (default: the day chosen in the elements), item by item. Raises `Invalid` like `terms`."""
    loan = terms(elements)
    try:
        day = on or date.fromisoformat(elements["as_of"])
        paid_to = date.fromisoformat(elements["interest_paid_to"])
    except KeyError as error:
        raise Invalid(_("This has not been answered yet."), field=str(error.args[0])) from error
    try:
        return interest.debt_on(
            loan,
            payments=payments(elements),
            interest_paid_to=paid_to,
            on=day,
            compound=bool(elements.get("compound", True)),
            costs=Decimal(elements.get("costs") or "0"),
        )
    except LawError as error:
        raise law_message(error, {"on": "as_of"}) from error


def claimed(elements: Elements) -> Decimal:
    """The sum of what is claimed on the day of calculation, in yuan."""
    owed = debt(elements)
    parts = {
        "principal": owed.principal,
        "interest": owed.interest,
        "penalty": owed.penalty,
        "compound": owed.compound,
        "costs": owed.costs,
    }
    return sum((parts[claim] for claim in elements.get("claims") or []), Decimal("0.00"))


def law_message(error: LawError, fields: Mapping[str, str] | None = None) -> Invalid:
    """A refusal of the law in words, next to its field."""
    field = (fields or {}).get(error.field, error.field)
    return Invalid(LAW_MESSAGES.get(error.code, error.message), field=field or None)


def check_together(elements: Elements) -> None:
    """Everything is there and fits together; raises `Invalid` for the first thing that is not."""
    absent = missing(elements)
    if absent:
        raise Invalid(_("This has not been answered yet."), field=absent[0])
    owed = debt(elements)
    signed, released = date.fromisoformat(elements["signed_on"]), date.fromisoformat(elements["released_on"])
    if signed > released:
        raise Invalid(_("The contract was signed after the money was released. Check both days."), field="signed_on")
    if any(payment.on < released for payment in payments(elements)):
        raise Invalid(_("A payment lies before the release of the loan. Check its day."), field="payments")
    if owed.total <= 0 or claimed(elements) <= 0:
        raise Invalid(_("By these figures nothing is owed. Check the amounts and what is claimed."), field="claims")
