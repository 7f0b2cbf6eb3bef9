"""A person's days: their meetings and limits, nobody's name, and nothing of cases that are not theirs."""

import pytest
import time_machine

from sharedcourt.mediation.calendar import days_of
from sharedcourt.mediation.tests.stage import Stage, at
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db


def texts(user) -> dict[str, str]:
    return {str(event["summary"]): event.to_ical().decode() for event in days_of(user)}


def test_parties_and_mediator_see_meeting_and_limits_without_names(person, django_assert_max_num_queries):
    with time_machine.travel(at("2022-01-06T10:00"), tick=True):
        stage = Stage(person).begun().meet_now()
        with django_assert_max_num_queries(12):
            mine = texts(stage.borrower)
        assert any("视频调解" in summary for summary in mine)
        assert any(summary.startswith("调解期限届满") for summary in mine)
        whole = "".join(mine.values())
        assert all(member.name not in whole for member in (cast.BORROWER, cast.WIFE, cast.MEDIATOR))
        assert texts(stage.mediator).keys() == mine.keys()
        assert texts(person(cast.STRANGER)) == {}
        assert texts(stage.manager) == {}
        due = next(event for event in days_of(stage.borrower) if "dtend" in event and "transp" in event)
        assert due["dtstart"].dt == stage.case.mediation_due
    with time_machine.travel(at("2022-06-06T10:00"), tick=True):
        assert not any("视频调解" in summary for summary in texts(stage.borrower))
