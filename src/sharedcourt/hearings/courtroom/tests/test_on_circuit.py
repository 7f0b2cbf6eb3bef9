"""A hearing at a stop of a tour, held by the judge from the one terminal there: the bank on its screen, the borrower in the room."""

from datetime import timedelta
from typing import Any

import pytest

from sharedcourt.core import clock
from sharedcourt.core.errors import Conflict
from sharedcourt.hearings.circuit import actions as circuit
from sharedcourt.hearings.circuit.models import StopHearing, Tour
from sharedcourt.hearings.courtroom import queries
from sharedcourt.hearings.courtroom.actions import hall as acts
from sharedcourt.hearings.courtroom.actions import opening
from sharedcourt.hearings.courtroom.models import InCourtroom
from sharedcourt.hearings.courtroom.stages import Stage
from sharedcourt.hearings.courtroom.tests.making import Hall
from sharedcourt.hearings.models import Participant
from sharedcourt.hearings.transcript import papers
from sharedcourt.people import cast
from sharedcourt.rooms.models import Seat

pytestmark = pytest.mark.django_db
T = Stage


@pytest.fixture
def village(hall: Hall) -> Hall:
    """The hearing at a stop; the borrower comes there."""
    day = clock.today()
    tour = Tour.objects.create(
        court=hall.hearing.court,
        title="示范乡巡回审判",
        judge=hall.judge,
        clerk=hall.clerk,
        first_day=day,
        last_day=day,
        arranged_by=cast.person(cast.COURT_ADMINISTRATOR),
    )
    entry = circuit.StopEntry(
        kind="village_hall",
        place="示范村文化礼堂",
        address="示范村1号",
        division="330302",
        starts_at=clock.now() - timedelta(hours=1),
        ends_at=clock.now() + timedelta(hours=6),
    )
    stop = circuit.add_stop(by=hall.clerk, tour=tour, entry=entry)
    circuit.attach(by=hall.clerk, stop=stop, hearing=hall.hearing)
    Participant.objects.filter(hearing=hall.hearing_pk, user=hall.borrower).update(place="court")
    return hall


def test_the_judge_opens_holds_and_closes_it_from_the_one_terminal(
    village: Hall, django_capture_on_commit_callbacks: Any
) -> None:
    held = StopHearing.objects.get()
    village.prepared()
    with django_capture_on_commit_callbacks(execute=True):
        circuit.set_courtroom(by=village.judge, held=held, here=True)
    with pytest.raises(Conflict, match="许记"):
        opening.open_session(by=village.judge, hearing=village.hearing)  # the terminal is not in the room yet
    village.knocks(village.judge)
    assert queries.missing_court(village.hearing) == [], "the clerk sits beside the terminal"
    village.comes(village.officer)
    acts.come(by=village.judge, hearing=village.hearing, who=village.part(village.borrower), document="resident_id")
    opening.open_session(by=village.judge, hearing=village.hearing)
    assert Seat.objects.get(room=village.room, user=village.judge).keeps_size, "the village fills the picture"
    village.led_to(T.INVESTIGATION, T.DEBATE)
    village.floor(village.borrower)
    village.floor(village.officer)
    # The clerk's own tablet comes and goes: the terminal is the courtroom.
    village.court_member_enters(village.clerk)
    village.loses(village.clerk)
    assert village.hearing.state == "in_session"
    # The village's line itself: nothing goes on without it.
    village.loses(village.judge)
    assert village.hearing.state == "suspended"
    village.knocks(village.judge)
    opening.resume(by=village.judge, hearing=village.hearing)
    village.led_to(T.LAST_STATEMENTS)
    listed = {name: facts for _as, name, facts in papers._attendance(village.hearing)}
    assert "示范村文化礼堂" in listed[village.borrower.name] and "示范村文化礼堂" in listed[village.judge.name]
    assert opening.close(by=village.judge, hearing=village.hearing).state == "closed"
    assert not InCourtroom.objects.filter(left_at=None).exists()


def test_nobody_s_screen_is_the_courtroom_who_has_no_seat_of_the_court(village: Hall) -> None:
    held = StopHearing.objects.get()
    with pytest.raises(Conflict):
        circuit.set_courtroom(by=cast.person(cast.COURT_ADMINISTRATOR), held=held, here=True)
