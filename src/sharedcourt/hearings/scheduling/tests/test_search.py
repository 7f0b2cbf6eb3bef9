"""Times that suit everybody: every proposal can be held, and what cannot be held is not proposed."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from sharedcourt.core import quarters
from sharedcourt.hearings.scheduling import actions, hours, search
from sharedcourt.hearings.scheduling.models import Occupied
from sharedcourt.hearings.scheduling.tests.making import WHEN, Trial, site
from sharedcourt.hearings.states import HearingState
from sharedcourt.mediation.tests.stage import at
from sharedcourt.sites import actions as sites
from sharedcourt.sites.models import Site

pytestmark = pytest.mark.django_db


def starts(trial: Trial, **more: Any) -> list[Any]:
    facts: dict[str, Any] = {"minutes": 60, "first": None, "days": 1, "most": 100, **more}
    return [each.starts_at for each in search.for_hearing(trial.hearing, **facts)]


def test_the_first_proposal_keeps_the_notice_and_the_hours(trial: Trial) -> None:
    trial.arranged().answered()
    found = starts(trial)
    assert found[0] == at("2022-01-14T08:30") and found[-1] == at("2022-01-14T16:30")
    assert at("2022-01-14T11:15") not in found, "it would last into lunch"
    assert not starts(trial, first=date(2022, 1, 15)), "a Saturday"
    assert starts(trial, first=date(2022, 1, 11))[0] == at("2022-01-14T08:30"), "no earlier than the notice allows"


def test_what_is_taken_is_not_proposed_and_every_proposal_can_be_held(trial: Trial) -> None:
    trial.scheduled()
    other = Trial()
    other.arranged(judges=[other.second_judge.pk], clerk_id=other.second_clerk.pk).answered()
    found = starts(other)
    assert at(WHEN) not in found and at("2022-01-14T08:45") not in found and at("2022-01-14T10:00") in found
    assert other.hold(other.hearing, "2022-01-14T10:00", by=other.second_clerk).state == HearingState.SCHEDULED
    assert at(WHEN) in starts(trial), "a hearing does not stand in its own way"


def test_terminals_and_opening_hours_of_the_sites_count(trial: Trial) -> None:
    where = site()
    Site.objects.filter(pk=where.pk).update(opens_at="09:00", closes_at="16:00")
    trial.arranged().answered()
    seat = trial.hearing.participants.get(user=trial.borrower)
    actions.choose_place(
        by=trial.borrower, hearing=trial.hearing, participant_id=seat.pk, place="site", site_id=where.pk
    )
    sites.book(
        by=None, site=where, scope=where.pk, user=None, starts_at=at("2022-01-14T09:00"), ends_at=at("2022-01-14T09:50")
    )
    found = starts(trial)
    assert found[0] == at("2022-01-14T10:00") and found[-1] == at("2022-01-14T15:00")


def test_two_wants_at_one_site_need_two_terminals(trial: Trial) -> None:
    one, both = site(terminals=1), site("两屏共享法庭", terminals=2)
    for where, possible in ((one, False), (both, True)):
        needs = search.Needs(minutes=60, places=[frozenset({where.pk})] * 2)
        assert bool(search.times(needs, first=date(2022, 1, 14), days=1)) is possible
    either = search.Needs(minutes=60, places=[frozenset({one.pk, both.pk}), frozenset({one.pk}), frozenset({both.pk})])
    assert search.times(either, first=date(2022, 1, 14), days=1)


def test_a_panel_is_found_among_the_judges_who_are_free(trial: Trial) -> None:
    trial.scheduled()
    judges = frozenset({trial.judge.pk, trial.second_judge.pk, trial.third_judge.pk})
    needs = search.Needs(minutes=60, judges=judges, judges_needed=3)
    found = search.times(needs, first=date(2022, 1, 14), days=1)
    assert found and at(WHEN) not in [each.starts_at for each in found] and set(found[-1].judges) == judges
    two = search.times(search.Needs(minutes=60, judges=judges, judges_needed=2), first=date(2022, 1, 14), days=1)
    at_nine = next(each for each in two if each.starts_at == at(WHEN))
    assert set(at_nine.judges) == {trial.second_judge.pk, trial.third_judge.pk}


def test_the_number_of_queries_does_not_grow(trial: Trial) -> None:
    where = site()
    trial.arranged().answered()
    needs = search.needs_of(trial.hearing, minutes=60)
    wide = search.Needs(minutes=60, people=needs.people, courtrooms=needs.courtrooms, places=[frozenset({where.pk})])
    with CaptureQueriesContext(connection) as one:
        search.times(wide, first=date(2022, 1, 14), days=1)
    with CaptureQueriesContext(connection) as many:
        search.times(wide, first=date(2022, 1, 14), days=60)
    assert len(one) == len(many) == 6, "four of its own, two of mediation"


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 35), st.integers(1, 8)), max_size=6),
    st.sampled_from([15, 30, 60, 120]),
)
def test_the_bits_say_what_a_plain_question_says(taken: list[tuple[int, int]], minutes: int) -> None:
    """Against the database asked slot by slot."""
    person, day = Occupied().pk, date(2022, 1, 14)
    length = timedelta(minutes=minutes)
    read = search._Read(quarters.floor(at("2022-01-14T00:00")))
    busy = {
        at("2022-01-14T08:30") + (place + step) * quarters.QUARTER for place, count in taken for step in range(count)
    }
    search._fill(read, [(person, quarter) for quarter in busy])
    for starts_at in hours.starts_on(day, length):
        mask = ((1 << minutes // 15) - 1) << quarters.number(starts_at, read.since)
        plain = any(quarter in busy for quarter in quarters.between(starts_at, starts_at + length))
        assert read.busy(person, mask) is plain
