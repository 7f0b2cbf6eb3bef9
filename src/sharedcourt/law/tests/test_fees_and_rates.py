"""Court fees and the loan prime rate, by the tables of the law."""

import warnings
from datetime import date
from decimal import Decimal

import pytest

from sharedcourt.law import fees
from sharedcourt.law.errors import LawError
from sharedcourt.law.lpr import PastEndOfTable, known_until, lpr_on, lpr_quote, private_lending_cap
from sharedcourt.law.tables import NAMES, rule, table, whole


@pytest.mark.parametrize(
    ("amount", "full", "half"),
    [
        ("0", "50.00", "25.00"),
        ("0.01", "50.00", "25.00"),
        ("1", "50.00", "25.00"),
        ("999.99", "50.00", "25.00"),
        ("5000", "50.00", "25.00"),
        ("9999.99", "50.00", "25.00"),
        ("10000", "50.00", "25.00"),
        ("10000.01", "50.00", "25.00"),
        ("10000.20", "50.01", "25.00"),
        ("10001", "50.03", "25.01"),
        ("12345.67", "108.64", "54.32"),
        ("20000", "300.00", "150.00"),
        ("33333.33", "633.33", "316.67"),
        ("50000", "1050.00", "525.00"),
        ("88888.88", "2022.22", "1011.11"),
        ("99999.99", "2300.00", "1150.00"),
        ("100000", "2300.00", "1150.00"),
        ("100000.01", "2300.00", "1150.00"),
        ("100001", "2300.02", "1150.01"),
        ("123456.78", "2769.14", "1384.57"),
        ("150000", "3300.00", "1650.00"),
        ("199999.99", "4300.00", "2150.00"),
        ("200000", "4300.00", "2150.00"),
        ("200000.01", "4300.00", "2150.00"),
        ("250000", "5050.00", "2525.00"),
        ("288300.24", "5624.50", "2812.25"),
        ("300000", "5800.00", "2900.00"),
        ("499999.99", "8800.00", "4400.00"),
        ("500000", "8800.00", "4400.00"),
        ("500000.01", "8800.00", "4400.00"),
        ("750000", "11300.00", "5650.00"),
        ("999999.99", "13800.00", "6900.00"),
        ("1000000", "13800.00", "6900.00"),
        ("1000000.01", "13800.00", "6900.00"),
        ("1234567.89", "15911.11", "7955.56"),
        ("1500000", "18300.00", "9150.00"),
        ("2000000", "22800.00", "11400.00"),
        ("2000000.01", "22800.00", "11400.00"),
        ("3000000", "30800.00", "15400.00"),
        ("5000000", "46800.00", "23400.00"),
        ("5000000.01", "46800.00", "23400.00"),
        ("7500000", "64300.00", "32150.00"),
        ("10000000", "81800.00", "40900.00"),
        ("10000000.01", "81800.00", "40900.00"),
        ("15000000", "111800.00", "55900.00"),
        ("20000000", "141800.00", "70900.00"),
        ("20000000.01", "141800.00", "70900.00"),
        ("30000000", "191800.00", "95900.00"),
        ("123456789.01", "659083.95", "329541.97"),
    ],
)
def test_court_fee(amount, full, half):
    assert fees.court_fee(Decimal(amount)) == Decimal(full)
    assert fees.half_fee(Decimal(amount)) == Decimal(half)


@pytest.mark.parametrize(
    ("amount", "fee"),
    [
        ("10000", "50.00"),
        ("100000", "1400.00"),
        ("280000", "4100.00"),
        ("500000", "7400.00"),
        ("1000000", "12400.00"),
        ("5000000", "52400.00"),
        ("10000000", "77400.00"),
        ("20000000", "87400.00"),
        ("288300.24", "4224.50"),
    ],
)
def test_enforcement_fee(amount, fee):
    assert fees.enforcement_fee(Decimal(amount)) == Decimal(fee)


@pytest.mark.parametrize(
    ("amount", "fee"),
    [
        ("1000", "30.00"),
        ("1001", "30.01"),
        ("10000", "120.00"),
        ("100000", "1020.00"),
        ("200000", "1520.00"),
        ("300000", "2020.00"),
        ("896000", "5000.00"),
        ("5000000", "5000.00"),
        ("288300.24", "1961.50"),
    ],
)
def test_preservation_fee(amount, fee):
    assert fees.preservation_fee(Decimal(amount)) == Decimal(fee)


def test_payment_order_and_confirmation():
    assert fees.payment_order_fee(Decimal(300000)) == Decimal("1933.33")
    assert fees.confirmation_fee() == 0


def test_no_fee_for_a_negative_claim():
    with pytest.raises(LawError):
        fees.court_fee(Decimal(-1))


@pytest.mark.parametrize(
    ("on", "one", "five"),
    [
        (date(2019, 8, 20), "0.0425", "0.0485"),
        (date(2020, 10, 20), "0.0385", "0.0465"),
        (date(2021, 12, 19), "0.0385", "0.0465"),
        (date(2021, 12, 20), "0.0380", "0.0465"),
        (date(2022, 1, 20), "0.0370", "0.0460"),
        (date(2024, 10, 20), "0.0335", "0.0385"),
        (date(2025, 6, 30), "0.0300", "0.0350"),
    ],
)
def test_lpr_on_a_date(on, one, five):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert lpr_on(on) == Decimal(one)
        assert lpr_on(on, "5Y") == Decimal(five)


def test_past_the_end_of_the_table_warns_or_refuses():
    later = date(known_until().year + 1, 1, 1)
    with pytest.warns(PastEndOfTable):
        assert lpr_on(later) == Decimal("0.03")
    with pytest.raises(PastEndOfTable):
        lpr_on(later, strict=True)
    assert lpr_quote(later).certain is False


def test_before_lpr():
    with pytest.raises(LawError) as caught:
        lpr_on(date(2019, 8, 19))
    assert caught.value.code == "before_lpr"


@pytest.mark.parametrize(
    ("on", "cap"),
    [
        (date(2020, 10, 1), "0.1540"),
        (date(2021, 12, 21), "0.1520"),
        (date(2022, 3, 1), "0.1480"),
        (date(2022, 9, 1), "0.1460"),
        (date(2023, 7, 1), "0.1420"),
        (date(2023, 9, 1), "0.1380"),
        (date(2024, 8, 1), "0.1340"),
        (date(2024, 11, 1), "0.1240"),
        (date(2025, 6, 1), "0.1200"),
    ],
)
def test_private_lending_cap(on, cap):
    assert private_lending_cap(on) == Decimal(cap)


def test_old_private_loan_is_judged_by_the_rate_at_suit():
    with pytest.raises(LawError) as caught:
        private_lending_cap(date(2019, 9, 1))
    assert caught.value.code == "needs_suit_date"
    assert private_lending_cap(date(2019, 9, 1), sued_on=date(2021, 1, 5)) == Decimal("0.1540")


def test_every_rule_names_its_source_article_and_beginning():
    for name in NAMES:
        content = whole(name)
        blocks = [content] if "source" in content else []
        for value in content.values():
            blocks += [value] if isinstance(value, dict) else []
            blocks += (
                [each for each in value if isinstance(each, dict)] if isinstance(value, list) and not blocks else []
            )
        assert blocks
        for block in blocks:
            assert block["source"]
            assert block["article"]
            assert isinstance(block["from"], date)


def test_a_rule_not_yet_in_force_is_refused():
    assert "mediation_pre_filing" not in table("time_limits", date(2021, 12, 31))
    with pytest.raises(LawError) as caught:
        rule("time_limits", "mediation_pre_filing", date(2021, 12, 31))
    assert caught.value.code == "not_in_force"
    with pytest.raises(LawError):
        whole("../../etc/passwd")
