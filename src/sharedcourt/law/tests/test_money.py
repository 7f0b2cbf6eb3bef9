"""Amounts as the field writes them."""

from decimal import Decimal

import pytest

from sharedcourt.law.errors import LawError
from sharedcourt.law.money import capital_numerals, fen, format_rate, format_yuan, yuan


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("0.55", "伍角伍分"),
        ("1.20", "壹元贰角整"),
        ("10.05", "壹拾元零伍分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("10001", "壹万零壹元整"),
        ("46433.20", "肆万陆仟肆佰叁拾叁元贰角整"),
        ("100000", "壹拾万元整"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("280000.00", "贰拾捌万元整"),
        ("288300.24", "贰拾捌万捌仟叁佰元贰角肆分"),
        ("1010000", "壹佰零壹万元整"),
        ("100000000", "壹亿元整"),
        ("100010000", "壹亿零壹万元整"),
        ("1000100010", "壹拾亿零壹拾万零壹拾元整"),
        ("100000001", "壹亿零壹元整"),
        ("1000000000000", "壹万亿元整"),
        ("1200100000000", "壹万贰仟零壹亿元整"),
        ("-3.10", "负叁元壹角整"),
    ],
)
def test_capital_numerals(amount, words):
    assert capital_numerals(Decimal(amount)) == words


def test_rounds_half_up_and_not_to_even():
    assert [fen(Decimal(text)) for text in ("0.005", "0.015", "0.025")] == [
        Decimal("0.01"),
        Decimal("0.02"),
        Decimal("0.03"),
    ]


def test_figures_and_rates():
    assert format_yuan(Decimal(280000)) == "280,000.00"
    assert format_rate(Decimal("0.065")) == "6.50%"
    assert format_rate(Decimal("0.0975")) == "9.75%"
    assert format_rate(Decimal("0.1")) == "10.00%"
    assert format_rate(Decimal("0.043525")) == "4.3525%"


def test_reads_typed_amounts_and_refuses_the_rest():
    assert yuan("280,000.5") == Decimal("280000.50")
    for text, code in [
        ("1.001", "finer_than_fen"),
        ("abc", "not_an_amount"),
        ("NaN", "not_an_amount"),
        ("1e40", "amount_too_large"),
    ]:
        with pytest.raises(LawError) as caught:
            yuan(text)
        assert caught.value.code == code
