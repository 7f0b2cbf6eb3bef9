"""Checks and masks of the numbers people and organisations are known by. Errors carry codes; faces put them into words."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from stdnum import luhn
from stdnum.cn import ric, uscc
from stdnum.exceptions import InvalidChecksum, InvalidFormat, InvalidLength, ValidationError
from stdnum.iso7064 import mod_11_2

from sharedcourt.law.errors import LawError

Sex = Literal["male", "female"]

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{2,3}-?\d{7,8}(-\d{1,6})?")
_HOTLINES = frozenset({"12368", "12348", "12378"})
_CARD = re.compile(r"\d{13,19}")
_BLANKS = re.compile(r"[\s\u00a0\u3000-]+")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘ＋－", "0123456789Xx+-")
_ID_LENGTH = 18
_SHOWN_OF_ID = 10  # first six, last four
_SHOWN_OF_PHONE = 7  # first three, last four
_SHOWN_OF_CARD = 4
_EARLIEST_BIRTH = date(1880, 1, 1)  # the standard's own example was born then
# First two digits of a division code (GB/T 2260).
_PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    ]
)


def _plain(text: str) -> str:
    return _BLANKS.sub("", text.translate(_FULL_WIDTH))


@dataclass(frozen=True, slots=True)
class ResidentId:
    """A resident identity number (GB 11643) that holds: 18 characters, capital X. `division_known` says whether the table has the county."""

    number: str
    birth_date: date
    sex: Sex
    division: str
    division_known: bool


def resident_id(text: str, *, on: date | None = None) -> ResidentId:
    """Check a resident ID: length, form, province, birth date (not after `on`), check character (ISO 7064 MOD 11-2).

    An unknown county is not an error: the division table has gaps and test numbers use an unassigned one. LawError codes:
    `id_length`, `id_format`, `id_province`, `id_birth_date`, `id_checksum`.
    """
    number = _plain(text).upper()
    if len(number) != _ID_LENGTH:
        raise LawError("id_length", "a resident ID has 18 characters", field="resident_id")
    if not (number[:17].isascii() and number[:17].isdigit() and (number[17].isdigit() or number[17] == "X")):
        raise LawError("id_format", "a resident ID is 17 digits and a digit or X", field="resident_id")
    if number[:2] not in _PROVINCES:
        raise LawError("id_province", "the first two digits are no province", field="resident_id")
    try:
        birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError as exc:
        raise LawError("id_birth_date", "the birth date in the number does not exist", field="resident_id") from exc
    if birth < _EARLIEST_BIRTH or (on is not None and birth > on):
        raise LawError("id_birth_date", "the birth date in the number cannot be", field="resident_id")
    if not mod_11_2.is_valid(number):
        raise LawError("id_checksum", "the number is mistyped: its last character does not fit", field="resident_id")
    return ResidentId(
        number=number,
        birth_date=birth,
        sex="male" if int(number[16]) % 2 else "female",
        division=number[:6],
        division_known=_division_known(number),
    )


def _division_known(number: str) -> bool:
    try:
        ric.get_birth_place(number)
    except (ValidationError, KeyError):  # KeyError: stdnum 2.2 on a province with an unlisted county
        return False
    return True


def age_on(birth_date: date, on: date) -> int:
    """Full years on a day."""
    return on.year - birth_date.year - ((on.month, on.day) < (birth_date.month, birth_date.day))


def credit_code(text: str) -> str:
    """Check a unified social credit code (统一社会信用代码, GB 32100); gives it in capitals. Codes: `uscc_length`, `uscc_format`, `uscc_checksum`."""
    number = _plain(text).upper()
    try:
        checked: str = uscc.validate(number)
    except InvalidLength as exc:
        raise LawError("uscc_length", "a credit code has 18 characters", field="credit_code") from exc
    except InvalidChecksum as exc:
        raise LawError(
            "uscc_checksum", "the code is mistyped: its last character does not fit", field="credit_code"
        ) from exc
    except (InvalidFormat, ValidationError) as exc:
        raise LawError("uscc_format", "a credit code has no I, O, S, V, Z", field="credit_code") from exc
    return checked


def mobile(text: str) -> str:
    """Check a mainland mobile number; accepts +86, blanks and hyphens, gives 11 digits. Code: `mobile_format`."""
    number = _plain(text)
    number = re.sub(r"^(\+86|0086)", "", number)
    if not _MOBILE.fullmatch(number):
        raise LawError("mobile_format", "a mobile number has 11 digits and begins with 13-19", field="mobile")
    return number


def phone(text: str) -> str:
    """Check a mobile, a landline (0577-88881234, extension allowed) or a public hotline. Code: `phone_format`."""
    trimmed = text.translate(_FULL_WIDTH).strip().replace(" ", "")
    if trimmed in _HOTLINES or _LANDLINE.fullmatch(trimmed):
        return trimmed
    try:
        return mobile(trimmed)
    except LawError as exc:
        raise LawError("phone_format", "this is no telephone number", field="phone") from exc


@dataclass(frozen=True, slots=True)
class BankCard:
    """A card or account number; `warnings` holds `card_luhn` when the check digit does not fit (some old accounts have none)."""

    number: str
    is_unionpay: bool
    warnings: tuple[str, ...] = ()


def bank_card(text: str) -> BankCard:
    """Check a bank card number: 13-19 digits; a wrong Luhn digit is a warning, not an error. Code: `card_format`."""
    number = _plain(text)
    if not (number.isascii() and _CARD.fullmatch(number)):
        raise LawError("card_format", "a bank card number has 13 to 19 digits", field="bank_card")
    return BankCard(number, number.startswith("62"), () if luhn.is_valid(number) else ("card_luhn",))


def mask_resident_id(number: str) -> str:
    """330399198506150016 → 330399********0016. Anything shorter than ten characters is hidden whole."""
    return (
        number[:6] + "*" * (len(number) - _SHOWN_OF_ID) + number[-4:]
        if len(number) > _SHOWN_OF_ID
        else "*" * len(number)
    )


def mask_phone(number: str) -> str:
    """13800001234 → 138****1234."""
    return (
        number[:3] + "*" * (len(number) - _SHOWN_OF_PHONE) + number[-4:]
        if len(number) > _SHOWN_OF_PHONE
        else "*" * len(number)
    )


def mask_card(number: str) -> str:
    """Only the last four: 6217000000000000012 → ****0012."""
    digits = _plain(number)
    return "****" + digits[-_SHOWN_OF_CARD:] if len(digits) > _SHOWN_OF_CARD else "****"


def mask_name(name: str) -> str:
    """林建川 → 林**, for people who may know that someone is there but not who."""
    return name[:1] + "*" * (len(name) - 1)
