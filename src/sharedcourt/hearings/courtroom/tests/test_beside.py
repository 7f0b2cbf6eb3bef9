"""A deaf borrower has a sign-language interpreter beside her, and somebody who helps with the tablet (ODLR 2)."""

from typing import Any

import pytest

from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.hearings.courtroom.actions import breaks, opening
from sharedcourt.hearings.courtroom.stages import Stage
from sharedcourt.hearings.courtroom.tests.making import Hall
from sharedcourt.hearings.models import Participant
from sharedcourt.hearings.scheduling import actions
from sharedcourt.hearings.transcript import speakers
from sharedcourt.notices.models import Message
from sharedcourt.people import cast
from sharedcourt.people.cast import Member
from sharedcourt.people.models import User
from sharedcourt.rooms import actions as rooms

pytestmark = pytest.mark.django_db
T = Stage
SIGNS = Member("signs", "文手语", "19900000081")
HELPS = Member("helps", "方协助", "19900000082")


def called(scene: Hall, **more: Any) -> Participant:
    facts: dict[str, Any] = {"capacity": "sign_interpreter", "name": "文手语", "phone": "19900000081", **more}
    return actions.call(by=scene.clerk, hearing=scene.hearing, **facts)


def test_each_stands_beside_somebody_who_takes_part_and_who_is_told(hall: Hall) -> None:
    hall.part(hall.witness).delete()  # browser to browser there is room for six
    for beside in (None, hall.hearing.pk):
        with pytest.raises(Invalid) as refused:
            called(hall, beside=beside)
        assert refused.value.field == "beside"
    first = called(hall, beside=hall.part(hall.borrower).pk)
    assert first.beside == hall.part(hall.borrower)
    assert Message.objects.filter(kind="hearings.stands_beside", user=hall.borrower).exists()
    with pytest.raises(Invalid):
        called(hall, capacity="helper", phone="19900000082", beside=first.pk)
    alone = called(hall, capacity="interpreter", phone="19900000083", beside=hall.part(hall.borrower).pk)
    assert alone.beside is None, "who interprets what is spoken interprets for everybody"


def test_the_signs_keep_their_size_and_both_go_with_the_one_they_help(hall: Hall) -> None:
    hall.part(hall.witness).delete()  # browser to browser there is room for six
    mine = hall.part(hall.borrower)
    people: dict[str, User] = {"sign_interpreter": cast.person(SIGNS), "helper": cast.person(HELPS)}
    for capacity, user in people.items():
        Participant.objects.create(hearing=hall.hearing, user=user, capacity=capacity, beside=mine)
    hall.court_sits()
    signs, helps = people["sign_interpreter"], people["helper"]
    assert hall.seat(signs).keeps_size and not hall.seat(helps).keeps_size
    assert hall.seat(signs).beside == hall.seat(helps).beside == hall.seat(hall.borrower)
    for user in (hall.officer, hall.borrower, signs, helps):
        hall.comes(user)
    opening.open_session(by=hall.judge, hearing=hall.hearing)
    hall.led_to(T.INVESTIGATION, T.DEBATE)
    hall.floor(hall.officer)
    seat = hall.seat(signs)
    rooms.report_media(by=signs, seat=seat, session=seat.session, mic=True, camera=True, sharing=False)
    seat = hall.seat(helps)
    with pytest.raises(Conflict):
        rooms.report_media(by=helps, seat=seat, session=seat.session, mic=True, camera=True, sharing=False)
    breaks.begin(by=hall.judge, hearing=hall.hearing, kind="recess")
    breaks.go_apart(by=hall.judge, hearing=hall.hearing)
    assert hall.seat(signs).circle == hall.seat(helps).circle == hall.seat(hall.borrower).circle != ""
    assert hall.seat(hall.officer).circle != hall.seat(hall.borrower).circle
    opening.resume(by=hall.judge, hearing=hall.hearing)
    hall.loses(helps)
    assert hall.hearing.state == "in_session", "without the helper it goes on"
    hall.loses(signs)
    assert hall.hearing.state == "suspended", "without the interpreter it does not"
    assert {one.printed for one in speakers.of(hall.hearing)} >= {"手语翻译人员", "协助人"}
