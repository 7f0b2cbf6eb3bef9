"""A screen is taken quarter of an hour by quarter, and free again when its booking is cancelled."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharedcourt.core import quarters
from sharedcourt.core.errors import Conflict
from sharedcourt.people import cast
from sharedcourt.sites import actions
from sharedcourt.sites.models import Site, Terminal, TerminalQuarter
from sharedcourt.sites.queries import free_terminals

NINE = datetime(2022, 1, 14, 1, 0, tzinfo=UTC)
moments = st.datetimes(datetime(2021, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  the zone is given


@given(moments, st.integers(1, 60 * 24))
def test_quarters_cover_a_time_and_no_more(starts_at: datetime, minutes: int) -> None:
    ends_at = starts_at + timedelta(minutes=minutes)
    found = list(quarters.between(starts_at, ends_at))
    assert found[0] <= starts_at < found[0] + quarters.QUARTER
    assert found[-1] < ends_at <= found[-1] + quarters.QUARTER
    assert all(later - earlier == quarters.QUARTER for earlier, later in pairwise(found))
    assert all(quarters.is_quarter(each) and quarters.floor(each) == quarters.ceiling(each) == each for each in found)


@given(moments, st.integers(1, 600), moments, st.integers(1, 600))
def test_times_that_overlap_share_a_quarter(first: datetime, long: int, second: datetime, longer: int) -> None:
    first_end, second_end = first + timedelta(minutes=long), second + timedelta(minutes=longer)
    if first < second_end and second < first_end:
        assert set(quarters.between(first, first_end)) & set(quarters.between(second, second_end))


@pytest.fixture
def site(db: None) -> Site:
    made = Site.objects.create(
        name="示范共享法庭",
        kind="town",
        host=cast.organisation(cast.HOST),
        court=cast.organisation(cast.OTHER_COURT),
        division="330203",
        address="示范路1号",
    )
    Terminal.objects.create(site=made, label="1号")
    return made


def test_a_screen_is_booked_once_for_each_quarter(site: Site) -> None:
    def book(minute: int, length: int) -> object:
        starts_at = NINE + timedelta(minutes=minute)
        ends_at = starts_at + timedelta(minutes=length)
        return actions.book(by=None, site=site, scope=site.pk, user=None, starts_at=starts_at, ends_at=ends_at)

    first = book(0, 50)
    assert TerminalQuarter.objects.count() == 4
    for minute, length in ((0, 15), (30, 30), (50, 10), (-15, 30), (-60, 180)):
        with pytest.raises(Conflict):
            book(minute, length)
    book(60, 30)
    book(-30, 30)
    assert not free_terminals(site, starts_at=NINE, ends_at=NINE + timedelta(minutes=1)).exists()
    for _twice in range(2):
        actions.cancel(by=None, booking=first)  # type: ignore[arg-type]
    assert free_terminals(site, starts_at=NINE, ends_at=NINE + timedelta(minutes=60)).count() == 1
    assert TerminalQuarter.objects.count() == 4
