"""Working days and rolling periods."""

from datetime import date

import pytest

from sharedcourt.law.errors import LawError
from sharedcourt.law.workdays import (
    add_days_rolling,
    add_months,
    add_workdays,
    is_certain,
    is_workday,
    working_days_between,
)


def test_spring_festival_2022():
    assert is_workday(date(2022, 1, 29))  # Saturday, worked in exchange
    assert is_workday(date(2022, 1, 30))
    assert not any(is_workday(date(2022, 1, 31)) or is_workday(date(2022, 2, day)) for day in range(1, 7))
    assert is_workday(date(2022, 2, 7))


def test_limits_of_the_worked_case():
    assert add_workdays(date(2022, 1, 4), 3) == date(2022, 1, 7)
    assert add_workdays(date(2022, 1, 5), 3) == date(2022, 1, 10)
    assert add_days_rolling(date(2022, 1, 5), 30) == date(2022, 2, 7)
    assert add_days_rolling(date(2022, 1, 6), 30) == date(2022, 2, 7)


@pytest.mark.parametrize(
    ("year", "off", "worked"),
    [
        (2020, date(2020, 1, 31), date(2020, 1, 19)),  # the holiday that was lengthened by the epidemic
        (2021, date(2021, 2, 17), date(2021, 2, 20)),
        (2023, date(2023, 10, 6), date(2023, 10, 7)),
        (2024, date(2024, 9, 17), date(2024, 9, 14)),
        (2025, date(2025, 10, 8), date(2025, 10, 11)),
        (2026, date(2026, 2, 23), date(2026, 2, 28)),
    ],
)
def test_each_year_of_the_table(year, off, worked):
    assert is_certain(date(year, 6, 1))
    assert not is_workday(off)
    assert is_workday(worked)
    assert worked.weekday() >= 5


def test_a_year_without_notice_counts_weekends_and_says_so():
    assert not is_certain(date(2035, 10, 1))
    assert is_workday(date(2035, 10, 1))
    assert not is_workday(date(2035, 9, 29))


def test_months_are_clipped():
    assert add_months(date(2022, 1, 31), 1) == date(2022, 2, 28)
    assert add_months(date(2023, 12, 31), 2) == date(2024, 2, 29)
    assert add_months(date(2022, 3, 15), -3) == date(2021, 12, 15)


def test_between_is_signed():
    assert working_days_between(date(2022, 1, 5), date(2022, 1, 10)) == 3
    assert working_days_between(date(2022, 1, 10), date(2022, 1, 5)) == -3


def test_no_negative_period():
    for count in (add_workdays, add_days_rolling):
        with pytest.raises(LawError):
            count(date(2022, 1, 5), -1)
