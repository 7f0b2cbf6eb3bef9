"""A fixed meeting takes the time of everybody in it, so that no hearing is proposed then."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from sharedcourt.mediation import busy
from sharedcourt.mediation.actions import meetings
from sharedcourt.mediation.tests.stage import Stage, at
from sharedcourt.people import busy as people_busy

pytestmark = pytest.mark.django_db


def test_everybody_of_a_fixed_meeting_is_taken_then_and_at_no_other_time(
    person: Any, django_assert_num_queries: Any
) -> None:
    stage = Stage(person)
    with time_machine.travel(at("2022-01-05T09:00")):
        stage.begun()
        meeting = meetings.propose_times(
            by=stage.mediator, case=stage.case, starts=[at("2022-01-06T14:00"), at("2022-01-07T09:00")]
        )
        everybody = [stage.mediator.pk, *(user.pk for user in stage.people())]
        day = at("2022-01-06T00:00")
        assert list(busy.taken(everybody, day, day + timedelta(days=1))) == [], "proposed is not fixed"
        slots = list(meeting.slots.all())
        for user in stage.people():
            meetings.answer_times(by=user, meeting=meeting, answers={slot.pk: True for slot in slots})
        meetings.fix_time(by=stage.mediator, meeting=meeting, slot=slots[0])
        with django_assert_num_queries(2):
            found = list(people_busy.taken(everybody, day, day + timedelta(days=1)))
        assert {who for who, _starts, _ends in found} == set(everybody)
        assert {starts for _who, starts, _ends in found} == {at("2022-01-06T14:00")}
        assert list(people_busy.taken(everybody, day - timedelta(days=1), day)) == []
