"""The words for what was read: kinds of papers, fields, why to look twice, what is wrong with a value."""

from typing import Any

from django.utils.translation import gettext_lazy as _

KINDS: dict[str, Any] = {
    "id_card": _("resident identity card"),
    "loan_contract": _("loan contract"),
    "credit_card": _("paper of a credit card"),
    "other": _("other paper"),
}
FIELDS: dict[str, Any] = {
    "name": _("Name"),
    "resident_id": _("ID number"),
    "address": _("Address"),
    "phone": _("Mobile phone"),
    "contract_name": _("Name of the contract"),
    "contract_number": _("Number of the contract"),
    "signed_on": _("Signed on"),
    "lender": _("Lender"),
    "borrower": _("Borrower"),
    "guarantor": _("Guarantor"),
    "principal": _("Amount lent (yuan)"),
    "annual_rate": _("Rate per year (%)"),
    "penalty_uplift": _("Added when payment is late (% of the rate)"),
    "released_on": _("Term begins"),
    "matures_on": _("Term ends"),
    "term_months": _("Term in months"),
    "day_base": _("Days in a year"),
    "interest_day": _("Interest falls due on this day of the month"),
    "card_number": _("Card number"),
    "holder": _("Cardholder"),
    "statement_on": _("Day of the statement"),
    "due_on": _("Due on"),
    "amount_due": _("Amount due (yuan)"),
    "minimum_due": _("Minimum payment (yuan)"),
    "credit_limit": _("Credit limit (yuan)"),
}
DOUBTS: dict[str, Any] = {
    "check_digit": _("The check digit does not fit: at least one character was misread, or the paper is wrong."),
    "capitals_differ": _("The amount in capital numerals is another one, or was misread."),
}
REFUSALS: dict[str, Any] = {
    "id_length": _("An ID number has 18 characters."),
    "id_format": _("An ID number is 17 digits and a digit or X."),
    "id_province": _("The first two digits are no province."),
    "id_birth_date": _("The birth date in the number cannot be."),
    "id_checksum": _("The number is mistyped: its last character does not fit."),
    "mobile_format": _("Enter a mobile number with 11 digits."),
    "card_format": _("A card number has 13 to 19 digits."),
    "not_a_day": _("Enter a real date, for example 2020-11-10."),
    "not_a_rate": _("Enter a rate as a number, for example 6.5."),
    "not_a_number": _("Enter a whole number."),
}
# What stands beside an upload. The codes are those of `judging`.
WARNINGS: dict[str, Any] = {
    "damaged": _("The picture cannot be opened. Take it again."),
    "large": _("The picture is too large to be read by machine."),
    "small": _("The picture is small: its text may not be readable. Take it again, closer."),
    "blank": _("There seems to be nothing on this picture."),
    "dark": _("The picture is dark. Take it again with more light."),
    "blurred": _("The picture is blurred. Take it again, holding still."),
    "no_reader": _("This photo (HEIC) cannot be opened here. Take it again, or save it as JPG and send that."),
}
SURE, LIKELY = 0.95, 0.75


def refusal(code: str) -> Any:
    """What is wrong with a value, in words."""
    return REFUSALS.get(code, _("Enter an amount in yuan, for example 280,000.00."))


def sureness(confidence: float) -> Any:
    """How sure the machine is, in a word."""
    if confidence >= SURE:
        return _("read clearly")
    return _("probably right") if confidence >= LIKELY else _("unsure: look closely")


def warnings(codes: list[str]) -> list[str]:
    """The warnings of a file in words."""
    return [str(WARNINGS[code]) for code in codes if code in WARNINGS]
