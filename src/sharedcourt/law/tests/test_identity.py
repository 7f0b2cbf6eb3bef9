"""Numbers people are known by."""

from datetime import date

import pytest

from sharedcourt.law import identity
from sharedcourt.law.errors import LawError

CAST = ["330399198506150016", "330399198711020026", "330399197903080037", "330399199002140046"]


@pytest.mark.parametrize("number", [*CAST, "11010519491231002X", "440524188001010014"])
def test_real_and_test_resident_ids_hold(number):
    assert identity.resident_id(number).number == number


def test_a_resident_id_tells_birth_date_sex_and_division():
    lin = identity.resident_id(" 3303 9919 8506 1500 16 ")
    assert (lin.birth_date, lin.sex, lin.division, lin.division_known) == (
        date(1985, 6, 15),
        "male",
        "330399",
        False,
    )
    assert identity.resident_id("330399198711020026").sex == "female"
    beijing = identity.resident_id("11010519491231002x")
    assert beijing.number.endswith("X")
    assert beijing.division_known
    assert identity.age_on(lin.birth_date, date(2022, 1, 6)) == 36


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("33039919850615001", "id_length"),
        ("33039919850615001A", "id_format"),
        ("3303991985061500١6", "id_format"),  # an Arabic-Indic digit is a digit to Python
        ("990399198506150016", "id_province"),
        ("330399198502300016", "id_birth_date"),
        ("330399198506150017", "id_checksum"),
        ("330399198506510016", "id_birth_date"),
        ("", "id_length"),
    ],
)
def test_bad_resident_ids_say_why(number, code):
    with pytest.raises(LawError) as caught:
        identity.resident_id(number)
    assert caught.value.code == code


def test_nobody_is_born_after_today():
    with pytest.raises(LawError) as caught:
        identity.resident_id("330399198506150016", on=date(1985, 6, 14))
    assert caught.value.code == "id_birth_date"


@pytest.mark.parametrize(
    "code", ["91350100M000100Y43", "91330399MA2T000154", "52330399MJT000029L", "11330399T000000366"]
)
def test_credit_codes_hold(code):
    assert identity.credit_code(code.lower()) == code


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("91330399MA2T000155", "uscc_checksum"),
        ("91330399MA2T00015", "uscc_length"),
        ("91330399MI2T000154", "uscc_format"),
    ],
)
def test_bad_credit_codes_say_why(code, error):
    with pytest.raises(LawError) as caught:
        identity.credit_code(code)
    assert caught.value.code == error


def test_phones():
    assert identity.mobile("+86 138-0000-1234") == "13800001234"
    assert identity.mobile("１３８００００１２３４") == "13800001234"
    assert identity.phone("0577-88881234") == "0577-88881234"
    assert identity.phone("12368") == "12368"
    for text in ("12800001234", "1380000123", "not a number"):
        with pytest.raises(LawError):
            identity.mobile(text)
        with pytest.raises(LawError):
            identity.phone(text)


def test_bank_cards_warn_but_do_not_block():
    for number in ("6217000000000000012", "6220000000000000008", "621600000000000015"):
        card = identity.bank_card(number)
        assert (card.warnings, card.is_unionpay) == ((), True)
    assert identity.bank_card("6217 0000 0000 0000 013").warnings == ("card_luhn",)
    with pytest.raises(LawError):
        identity.bank_card("123")


def test_masks():
    assert identity.mask_resident_id("330399198506150016") == "330399********0016"
    assert identity.mask_phone("13800001234") == "138****1234"
    assert identity.mask_card("6217 0000 0000 0000 012") == "****0012"
    assert identity.mask_name("林建川") == "林**"
    assert identity.mask_resident_id("short") == "*****"
    assert identity.mask_phone("12368") == "*****"
    assert identity.mask_card("12") == "****"
