"""A party as somebody enters it for a court: a person or an organisation, checked before it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from sharedcourt.core.errors import Invalid
from sharedcourt.disputes.actions.parties import LONGEST_NAME, checked_name
from sharedcourt.disputes.models import PartyKind, Side, Standing
from sharedcourt.documents.models import StoredFile
from sharedcourt.law import identity
from sharedcourt.law.errors import LawError
from sharedcourt.people import phones
from sharedcourt.people.actions.identity import checked_resident_id

LONGEST_ADDRESS = 200
FOR_PERSONS = (Standing.LAWYER, Standing.RELATIVE, Standing.RECOMMENDED)
FOR_ORGANISATIONS = (Standing.HEAD, Standing.STAFF, Standing.LAWYER, Standing.RECOMMENDED)
CREDIT_CODE_WRONG: Mapping[str, Any] = {
    "uscc_length": _("A unified social credit code has 18 characters. Check that none is missing."),
    "uscc_format": _("A unified social credit code has no I, O, S, V or Z. Check it."),
    "uscc_checksum": _("The code is mistyped: its last character does not fit the others."),
}


@dataclass(frozen=True)
class Named:
    """A party as somebody enters it. `representative` heads an organisation."""

    kind: str
    name: str
    phone: str = ""
    resident_id: str = ""
    address: str = ""
    credit_code: str = ""
    representative: str = ""


@dataclass(frozen=True)
class Acting:
    """As what one acts for a party, how far, and the paper that says so: an own upload."""

    standing: str
    authority: str
    document: StoredFile | None = None


def checked_credit_code(entered: str) -> str:
    """The unified social credit code in its normal form; raises `Invalid` with what to correct."""
    try:
        return identity.credit_code(entered)
    except LawError as error:
        raise Invalid(CREDIT_CODE_WRONG[error.code], field="credit_code") from error


def line(text: str, longest: int) -> str:
    """One line of text with single blanks, no longer than that."""
    return " ".join(text.split())[:longest]


def checked(entered: Named, side: str) -> dict[str, str]:
    """The fields of a party as they are kept. Raises `Invalid` with the field."""
    if entered.kind not in PartyKind.values:
        raise Invalid(_("Choose whether this is a person or an organisation."), field="kind")
    found = {"name": checked_name(entered.name), "address": line(entered.address, LONGEST_ADDRESS)}
    suing = side == Side.APPLICANT
    if entered.kind == PartyKind.PERSON:
        if suing and not entered.resident_id.strip():
            raise Invalid(_("Enter the ID number."), field="resident_id")
        found["resident_id"] = checked_resident_id(entered.resident_id) if entered.resident_id.strip() else ""
        found["phone"] = phones.normal_phone(entered.phone) if entered.phone.strip() else ""
    else:
        if suing and not entered.credit_code.strip():
            raise Invalid(_("Enter the unified social credit code."), field="credit_code")
        if suing and not entered.representative.strip():
            raise Invalid(_("Say who heads the organisation."), field="representative")
        found["credit_code"] = checked_credit_code(entered.credit_code) if entered.credit_code.strip() else ""
        found["representative"] = line(entered.representative, LONGEST_NAME)
        found["phone"] = _any_phone(entered.phone)
    if not found["address"] and (suing or entered.kind == PartyKind.ORGANISATION or not found["phone"]):
        words = (
            _("Enter the address.")
            if suing or entered.kind == PartyKind.ORGANISATION
            else _("Enter an address or a phone number: the court must be able to find the defendant.")
        )
        raise Invalid(words, field="address")
    return found


def _any_phone(entered: str) -> str:
    if not entered.strip():
        return ""
    try:
        return identity.phone(entered)
    except LawError as error:
        raise Invalid(_("Enter a mobile number, or a landline with its area code."), field="phone") from error
