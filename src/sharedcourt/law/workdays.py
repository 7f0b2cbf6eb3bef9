"""Working days by the State Council's yearly notices, and periods that roll off a day off."""

import calendar
from datetime import date, timedelta
from functools import cache

from sharedcourt.law.errors import LawError
from sharedcourt.law.tables import whole

_SATURDAY = 5
_DAY = timedelta(days=1)


@cache
def _year(year: int) -> tuple[frozenset[date], frozenset[date], bool] | None:
    """(days off, weekend days worked, certain) of a year; None when the notice of that year is not in the table."""
    for row in whole("holidays")["year"]:
        if row["year"] == year:
            off = {
                first + timedelta(days=step) for first, last in row["off"] for step in range((last - first).days + 1)
            }
            return frozenset(off), frozenset(row["work"]), bool(row["certain"])
    return None


def is_certain(d: date) -> bool:
    """Whether the holiday notice of that year is in the table and was checked. Otherwise only weekends are days off."""
    notice = _year(d.year)
    return notice is not None and notice[2]


def is_workday(d: date) -> bool:
    """Monday to Friday but public holidays, and the weekend days worked in exchange."""
    notice = _year(d.year)
    if notice is not None:
        off, work, _ = notice
        if d in off:
            return False
        if d in work:
            return True
    return d.weekday() < _SATURDAY


def next_workday(d: date) -> date:
    """`d` itself when it is a working day, else the next one."""
    while not is_workday(d):
        d += _DAY
    return d


def add_workdays(d: date, n: int) -> date:
    """The n-th working day after `d`; the start day is not counted (民事诉讼法 85, 民法典 201). n = 0 gives `next_workday(d)`."""
    if n < 0:
        raise LawError("negative_period", "a period cannot be negative", field="n")
    if n == 0:
        return next_workday(d)
    while n:
        d += _DAY
        if is_workday(d):
            n -= 1
    return d


def add_days_rolling(d: date, n: int) -> date:
    """Last day of a period of n days: start day not counted; a last day on a day off rolls to the next working day (CPL 85, CC 203)."""
    if n < 0:
        raise LawError("negative_period", "a period cannot be negative", field="n")
    return next_workday(d + timedelta(days=n))


def working_days_between(a: date, b: date) -> int:
    """Working days after `a` up to and including `b`; negative when b is before a, 0 when equal."""
    if b < a:
        return -working_days_between(b, a)
    return sum(is_workday(a + timedelta(days=step)) for step in range(1, (b - a).days + 1))


def add_months(d: date, months: int) -> date:
    """Same day of a later month, clipped to that month's end (CC 202): 2022-01-31 + 1 → 2022-02-28."""
    index = d.year * 12 + d.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(d.day, calendar.monthrange(year, month + 1)[1]))


def add_years(d: date, years: int) -> date:
    """Same day of a later year, 29 February clipped to the 28th."""
    return add_months(d, 12 * years)
