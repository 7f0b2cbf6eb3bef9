"""Who has a part in a hearing, and nobody else: witnesses hear nothing before their turn, another judge presides, a dismissed agent is out."""

from datetime import timedelta

import pytest
import time_machine

from sharedcourt.core import clock
from sharedcourt.core.errors import NotAllowed
from sharedcourt.hearings.courtroom import policy, queries
from sharedcourt.hearings.courtroom.actions import discipline, opening, order
from sharedcourt.hearings.courtroom.gate import CourtGate
from sharedcourt.hearings.courtroom.stages import Stage
from sharedcourt.hearings.courtroom.tests.making import SECOND_JUDGE, Hall, made
from sharedcourt.hearings.scheduling.actions import arranging
from sharedcourt.hearings.transcript import papers
from sharedcourt.hearings.transcript import queries as records
from sharedcourt.hearings.transcript.actions import writing
from sharedcourt.notices.models import Message
from sharedcourt.people import cast
from sharedcourt.people.cast import Member
from sharedcourt.rooms import actions as rooms
from sharedcourt.rooms import queries as room_queries

pytestmark = pytest.mark.django_db
T = Stage


def test_a_witness_who_drops_does_not_come_back_into_what_they_must_not_hear(hall: Hall) -> None:
    hall.opened().led_to(T.INVESTIGATION, T.EVIDENCE)
    discipline.call_in(by=hall.judge, hearing=hall.hearing, who=hall.part(hall.witness))
    hall.enters(hall.witness)
    hall.floor(None)
    hall.loses(hall.witness)
    hall.led_to(T.DEBATE)
    assert hall.knocks(hall.witness).state == "waiting"
    assert hall.part(hall.witness).state == "available"
    # And whoever was called in without being there yet.
    order.advance(by=hall.judge, hearing=hall.hearing, stage=T.EVIDENCE.value, reason="补充质证")
    discipline.call_in(by=hall.judge, hearing=hall.hearing, who=hall.part(hall.witness))
    hall.led_to(T.DEBATE)
    assert hall.seat(hall.witness).state == "waiting"


def test_a_witness_reads_nothing_that_was_written_before_they_were_called_in(hall: Hall) -> None:
    hall.opened().led_to(T.INVESTIGATION)
    with time_machine.travel(clock.now() + timedelta(minutes=1)):
        seat = hall.seat(hall.officer)
        rooms.say(by=hall.officer, seat=seat, session=seat.session, text="证人会这样说", client_id="a1")
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        hall.led_to(T.EVIDENCE)
        discipline.call_in(by=hall.judge, hearing=hall.hearing, who=hall.part(hall.witness))
        hall.enters(hall.witness)
        assert room_queries.chat(hall.room.pk, hall.seat(hall.witness).pk) == []
        assert len(room_queries.chat(hall.room.pk, hall.seat(hall.borrower).pk)) == 1


def test_another_judge_presides_and_the_one_before_has_no_seat_any_more(hall: Hall) -> None:
    hall.prepared()
    hall.knocks(hall.judge)
    second = cast.person(SECOND_JUDGE)
    arranging.change_bench(by=hall.clerk, hearing=hall.hearing, judges=[second.pk], clerk_id=hall.clerk.pk)
    assert hall.seat(hall.judge).state == "withdrawn"
    assert (hall.seat(second).is_host, hall.seat(second).role_key) == (True, "presiding_judge")
    with pytest.raises(NotAllowed):
        hall.knocks(hall.judge)
    gate = CourtGate()
    assert gate.before(hall.seat(hall.judge), "page") and not gate.may_speak(hall.seat(hall.judge))
    # And if the first one is to try it after all.
    arranging.change_bench(by=hall.clerk, hearing=hall.hearing, judges=[hall.judge.pk], clerk_id=hall.clerk.pk)
    assert (hall.seat(hall.judge).state, hall.seat(second).state) == ("invited", "withdrawn")
    assert hall.knocks(hall.judge).state == "present"


def test_whoever_is_excused_loses_the_seat(hall: Hall) -> None:
    hall.prepared()
    arranging.excuse(by=hall.clerk, hearing=hall.hearing, participant_id=hall.part(hall.witness).pk)
    assert hall.seat(hall.witness).state == "withdrawn"


def test_a_dismissed_agent_is_out_of_hearing_page_and_record(hall: Hall) -> None:
    hall.opened()
    rooms.withdraw_seats(by=None, scope=hall.hearing.case.dispute_id, user=hall.officer)
    assert hall.part(hall.officer).state == "not_signed_in"
    assert policy.attendee(hall.officer, hall.hearing) is None
    assert not queries.visible_to(hall.officer).exists()
    assert not records.hearings_of(hall.officer).exists()
    assert records.hearings_of(hall.borrower).exists()


def test_one_hearing_with_too_many_people_keeps_no_other_door_shut(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    crowd = hall.hearing
    for number in range(4):
        user = cast.person(Member(f"crowd{number}", f"众人{number}", f"1990000080{number}", ""))
        crowd.participants.create(user=user, capacity="witness")
    other = Hall(made(starts_at=clock.now() + timedelta(minutes=11), ends_at=clock.now() + timedelta(hours=3)))
    assert opening.prepare_due() == 1
    assert opening.prepare_due() == 0
    assert other.hearing.room_id is not None and hall.hearing.room_id is None
    told = Message.objects.filter(kind="hearings.courtroom_not_ready", channel="in_app")
    assert list(told.values_list("user__username", flat=True)) == ["court_clerk"], "once"


def test_the_printed_record_says_when_the_hearing_stood_still(hall: Hall) -> None:
    hall.opened()
    opening.pause(by=hall.judge, hearing=hall.hearing)
    opening.resume(by=hall.judge, hearing=hall.hearing)
    hall.loses(hall.borrower)
    hall.knocks(hall.borrower)
    opening.resume(by=hall.judge, hearing=hall.hearing)
    transcript = writing.begin(by=hall.clerk, hearing=hall.hearing)
    said = [words for _at, words in papers.transcript(transcript)["interruptions"]]
    assert said == ["审判人员宣布暂停", "恢复庭审", f"被告{cast.BORROWER.name}连接中断，庭审因故中断", "恢复庭审"]
