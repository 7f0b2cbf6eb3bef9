"""Figures, dates and time limits are written the way people read them, in both languages."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.utils import translation

from sharedcourt.web import formatting

AFTERNOON_OF_THE_MEETING = datetime(2022, 1, 6, 6, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _chinese():
    with translation.override("zh-hans"):
        yield


def test_money_has_two_decimals_separators_and_its_unit():
    assert formatting.figures(Decimal(280000)) == "280,000.00"
    assert formatting.figures("-84.96") == "−84.96"
    with translation.override("en"):
        assert formatting.money(Decimal("10691.1")) == "10,691.10 yuan"


def test_a_moment_is_told_on_a_clock_in_china():
    assert formatting.day_and_time(AFTERNOON_OF_THE_MEETING) == "2022年1月6日 14:00"
    assert formatting.day_and_time(date(2022, 1, 6)) == "2022年1月6日"
    with translation.override("en"):
        assert formatting.day_and_time(AFTERNOON_OF_THE_MEETING) == "6 January 2022, 14:00"


@time_machine.travel(datetime(2022, 1, 28, 2, 0, tzinfo=UTC), tick=False)
def test_what_is_left_counts_the_working_days_of_the_holiday_notice():
    """29 and 30 January 2022 were worked in exchange for the Spring Festival, 31 January to 6 February."""
    with translation.override("en"):
        assert formatting.left_until(date(2022, 2, 7)) == "3 working days left"
        assert formatting.left_until(date(2022, 1, 28)) == "last day: today"
        assert formatting.left_until(date(2022, 1, 27)) == "time limit passed"
        assert formatting.left_until(datetime(2022, 1, 28, 4, 5, tzinfo=UTC)) == "2 hours 5 minutes left"


def test_a_phone_and_an_id_number_keep_their_middle_to_themselves():
    assert formatting.masked_phone("13800138000") == "138****8000"
    assert formatting.masked_resident_id("330399198506150016") == "330***********0016"
    assert formatting.masked_phone("") == ""
