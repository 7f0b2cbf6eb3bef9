"""Rooms that close, fill up, or that nobody ever enters: the case goes on all the same."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from sharedcourt.core import clock
from sharedcourt.disputes import actions as disputes
from sharedcourt.disputes.models import Party
from sharedcourt.mediation import scheduled
from sharedcourt.mediation.actions import meetings
from sharedcourt.mediation.models import Meeting
from sharedcourt.mediation.states import MeetingState
from sharedcourt.mediation.tests.stage import Stage, at
from sharedcourt.notices.models import Message
from sharedcourt.people.models import User
from sharedcourt.rooms import actions as rooms
from sharedcourt.rooms.models import Room, Seat

pytestmark = pytest.mark.django_db
Person = Callable[[Any], User]


def _without_wife(person: Person) -> Stage:
    """In the meeting without the wife, whom the borrower names in its middle."""
    stage = Stage(person, wife_joins=False).begun().meet_now().informed()
    stage.wife_joins = True
    disputes.name_co_obligor(
        by=stage.borrower, dispute=stage.dispute, name=stage.wife.name, phone=stage.wife.phone, relation="配偶"
    )
    return stage


def _room(stage: Stage) -> Room:
    return Room.objects.get(pk=stage.meeting.room_id)


def test_the_host_closes_the_room_and_the_wife_joins_afterwards(
    person: Person, django_capture_on_commit_callbacks: Any
) -> None:
    with time_machine.travel(at("2022-01-06T14:00")):
        stage = _without_wife(person)
        with django_capture_on_commit_callbacks(execute=True):
            rooms.close_room(by=stage.mediator, room=_room(stage))
        stage.meeting.refresh_from_db()
        assert stage.meeting.state == MeetingState.HELD
        stage.join(stage.wife)
        assert Party.objects.get(dispute=stage.dispute, user=stage.wife).joined_at is not None
        again = meetings.propose_now(by=stage.mediator, case=stage.case)
        assert again.participants.filter(user=stage.wife).exists()


def test_the_room_closed_before_anything_began_and_the_process_died_then(person: Person) -> None:
    """What follows a closed room is done after its commit; if it was not, the scheduled work does it."""
    with time_machine.travel(at("2022-01-06T14:00")):
        stage = Stage(person).begun().meet_now()
        rooms.close_room(by=stage.mediator, room=_room(stage))
        stage.meeting.refresh_from_db()
        assert stage.meeting.state == MeetingState.FIXED
        assert scheduled.run(at("2022-01-06T14:05"))["held"] == 1
        stage.meeting.refresh_from_db()
        assert stage.meeting.state == MeetingState.CANCELLED
        assert scheduled.run(at("2022-01-06T14:05"))["held"] == 0


def test_joining_goes_on_while_the_room_is_closed_or_full_and_the_mediator_is_told(person: Person) -> None:
    with time_machine.travel(at("2022-01-06T14:00")):
        stage = _without_wife(person)
        Room.objects.filter(pk=stage.meeting.room_id).update(max_seats=3)
        stage.join(stage.wife)
        assert not Seat.objects.filter(room=stage.meeting.room_id, user=stage.wife).exists()
        assert stage.meeting.participants.filter(user=stage.wife).exists()
        told = Message.objects.filter(user=stage.mediator, kind="mediation.no_seat")
        assert told.exists()


def test_as_many_parties_as_a_room_has_places(person: Person, settings: Any) -> None:
    from sharedcourt.disputes.actions.parties import most_parties
    from sharedcourt.rooms.backends import chosen

    assert most_parties() == chosen().capabilities().max_people - 1  # one place is the mediator's


def test_a_meeting_nobody_began_is_cancelled_and_everyone_told(person: Person) -> None:
    with time_machine.travel(at("2022-01-06T14:00")):
        stage = Stage(person).begun().meet_now()
        ends = stage.meeting.ends_at
        assert ends is not None
        assert _room(stage).closes_at == ends + timedelta(hours=2)
        assert scheduled.run(ends + timedelta(hours=1, minutes=59))["held"] == 0
        assert scheduled.run(ends + timedelta(hours=2, minutes=1))["held"] == 1
        stage.meeting.refresh_from_db()
        assert stage.meeting.state == MeetingState.CANCELLED and str(_room(stage).state) == "closed"
        told = set(Message.objects.filter(kind="mediation.not_begun").values_list("user", flat=True))
        assert told == {user.pk for user in [*stage.people(), stage.mediator]}
        stage.meet_now()
        assert stage.meeting.state == MeetingState.FIXED


def test_times_that_nobody_settled_on_pass(person: Person) -> None:
    with time_machine.travel(at("2022-01-05T09:00")):
        stage = Stage(person).begun()
        starts = [at("2022-01-06T09:00"), at("2022-01-07T09:00")]
        meeting = meetings.propose_times(by=stage.mediator, case=stage.case, starts=starts)
        assert scheduled.run(at("2022-01-07T10:00"))["held"] == 0
        assert scheduled.run(at("2022-01-07T12:00"))["held"] == 1
        meeting.refresh_from_db()
        assert meeting.state == MeetingState.CANCELLED


def test_one_meeting_that_cannot_be_closed_holds_up_no_other(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    from sharedcourt.core.errors import Conflict

    with time_machine.travel(at("2022-01-06T14:00")):
        stage = Stage(person).begun().meet_now()
        other = Meeting.objects.get(pk=stage.meeting.pk)
        real = meetings.not_begun

        def refuse_once(*, meeting: Meeting) -> Meeting:
            if not seen:
                seen.append(meeting.pk)
                raise Conflict("somebody was faster")
            return real(meeting=meeting)

        seen: list[Any] = []
        monkeypatch.setattr(meetings, "not_begun", refuse_once)
        late = clock.now() + timedelta(days=1)
        assert scheduled.run(late)["held"] == 0
        assert scheduled.run(late)["held"] == 1
        other.refresh_from_db()
        assert other.state == MeetingState.CANCELLED
