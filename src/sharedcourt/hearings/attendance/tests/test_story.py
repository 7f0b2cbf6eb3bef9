"""A defendant comes to a shared court of another district, is checked in, and goes into the hearing."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.hearings.attendance import actions, queries
from sharedcourt.hearings.attendance.models import BenchPlace, CheckIn, Item
from sharedcourt.hearings.attendance.tests import making
from sharedcourt.hearings.models import Hearing, Participant
from sharedcourt.hearings.states import HearingState
from sharedcourt.ledger.models import Entry
from sharedcourt.mediation.tests.stage import at
from sharedcourt.notices.models import Message
from sharedcourt.people import cast
from sharedcourt.people.models import Verification
from sharedcourt.rooms import actions as rooms
from sharedcourt.rooms.models import Seat
from sharedcourt.sites.models import Booking

pytestmark = pytest.mark.django_db
BrowserOf = Callable[[Any], Client]
ALL = (Item.IDENTITY, Item.ROOM, Item.ALONE, Item.DEVICES)


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    with time_machine.travel(at("2022-01-10T09:00"), tick=True):
        yield


@pytest.fixture
def hearing() -> Hearing:
    return making.hearing(at("2022-01-10T10:00"))


def _find_all(participant: Participant) -> CheckIn:
    director = cast.person(cast.DIRECTOR)
    for item in ALL[:-1]:
        actions.find(by=director, participant=participant, item=item, in_order=True)
    return actions.find(by=director, participant=participant, item=ALL[-1], in_order=True)


def test_every_item_is_ticked_by_the_director_and_only_then_the_person_may_go_in(hearing: Hearing) -> None:
    person = making.defendant(hearing, making.site())
    making.room(hearing)
    seat = Seat.objects.get(room=hearing.room, user=person.user)
    judge = cast.person(cast.JUDGE)
    with pytest.raises(Conflict):
        rooms.admit(by=judge, seat=seat)
    seat.refresh_from_db()
    assert seat.state == "invited", "nothing of a refused admission stays"
    assert _find_all(person).state == "passed"
    assert queries.holds_back(Participant.objects.get(pk=person.pk)) == ""
    assert rooms.admit(by=judge, seat=seat).state == "admitted"
    compared = Verification.objects.get(user=person.user, method=Verification.Method.IN_PERSON)
    assert compared.scope == hearing.case.dispute_id
    entries = Entry.objects.filter(action__startswith="hearings.attendance").order_by("seq")
    recorded = list(entries.values_list("action", flat=True))
    assert recorded.count("hearings.attendance.found") == 4
    assert recorded[-1] == "hearings.attendance.checked_in"


def test_the_wrong_person_is_stopped_and_the_court_told(hearing: Hearing) -> None:
    person = making.defendant(hearing, making.site())
    making.room(hearing)
    director, clerk, judge = (cast.person(who) for who in (cast.DIRECTOR, cast.COURT_CLERK, cast.JUDGE))
    with pytest.raises(Invalid) as unsaid:
        actions.find(by=director, participant=person, item=Item.IDENTITY, in_order=False)
    assert unsaid.value.field == "text"
    check = actions.find(by=director, participant=person, item=Item.IDENTITY, in_order=False, text="照片不符")
    assert check.state == "stopped"
    told = set(Message.objects.filter(kind="hearings.check_in_stopped").values_list("user", flat=True))
    assert told == {clerk.pk, judge.pk}
    with pytest.raises(Conflict):
        actions.find(by=director, participant=person, item=Item.IDENTITY, in_order=True)
    seat = Seat.objects.get(room=hearing.room, user=person.user)
    with pytest.raises(Conflict):
        rooms.admit(by=judge, seat=seat)
    with pytest.raises(NotAllowed):
        actions.allow_again(by=director, participant=person, reason="x")
    actions.allow_again(by=clerk, participant=person, reason="已核对户籍")
    fresh = Participant.objects.get(pk=person.pk)
    assert queries.holds_back(fresh) == "unchecked"
    assert not any(line.finding for line in queries.lines(fresh)), "everything is checked anew"
    assert _find_all(fresh).state == "passed"


def test_somebody_comes_into_the_room_afterwards(hearing: Hearing) -> None:
    person = making.defendant(hearing, making.site())
    _find_all(person)
    director = cast.person(cast.DIRECTOR)
    check = actions.find(by=director, participant=person, item=Item.ALONE, in_order=False, text="有人进来")
    assert check.state == "open"
    assert Message.objects.filter(kind="hearings.check_in_reopened", user=hearing.clerk).exists()
    assert actions.find(by=director, participant=person, item=Item.ALONE, in_order=True).state == "passed"


def test_a_witness_must_have_waited_apart(hearing: Hearing) -> None:
    person = making.witness(hearing, making.site())
    assert _find_all(person).state == "open", "isolation is on a witness's list"
    check = actions.find(by=cast.person(cast.DIRECTOR), participant=person, item=Item.ISOLATION, in_order=True)
    assert check.state == "passed"
    party = making.defendant(hearing, making.site("另一村共享法庭"))
    with pytest.raises(Invalid):
        actions.find(by=cast.person(cast.DIRECTOR), participant=party, item=Item.ISOLATION, in_order=True)


def test_only_the_director_of_that_site_checks_in(hearing: Hearing, browser_of: BrowserOf) -> None:
    person = making.defendant(hearing, making.site())
    elsewhere = making.defendant(hearing, making.site("另一村共享法庭", cast.BRANCH), cast.person(cast.WIFE))
    for who in (cast.STRANGER, cast.JUDGE, cast.COURT_CLERK, cast.BORROWER, cast.PLATFORM_OPERATOR):
        with pytest.raises(NotAllowed):
            actions.find(by=cast.person(who), participant=person, item=Item.ROOM, in_order=True)
        assert browser_of(who).get(f"/hearings/attendance/{person.pk}/").status_code == 404
    with pytest.raises(NotAllowed):
        actions.find(by=cast.person(cast.DIRECTOR), participant=elsewhere, item=Item.ROOM, in_order=True)
    assert browser_of(cast.DIRECTOR).get(f"/hearings/attendance/{elsewhere.pk}/").status_code == 404
    Hearing.objects.filter(pk=hearing.pk).update(state=HearingState.CANCELLED)
    with pytest.raises(Conflict):
        actions.find(by=cast.person(cast.DIRECTOR), participant=person, item=Item.ROOM, in_order=True)


def test_the_director_walks_through_the_pages(hearing: Hearing, browser_of: BrowserOf) -> None:
    person = making.defendant(hearing, making.site())
    director = browser_of(cast.DIRECTOR)
    assert cast.BORROWER.name in director.get("/hearings/attendance/").content.decode()
    address = f"/hearings/attendance/{person.pk}/"
    for item in ALL:
        assert director.post(address, {"item": item, "in_order": "yes"}).status_code == 302
    assert CheckIn.objects.get().state == "passed"
    bad = director.post(address, {"item": "room", "in_order": "no", "text": ""})
    assert bad.status_code == 422 and "govuk-error-message" in bad.content.decode()
    clerk = browser_of(cast.COURT_CLERK)
    page = clerk.get(f"/hearings/{hearing.pk}/attendance/")
    assert cast.BORROWER.name in page.content.decode() and cast.DIRECTOR.name in page.content.decode()
    assert browser_of(cast.BORROWER).get(f"/hearings/{hearing.pk}/attendance/").status_code == 404


def test_the_list_takes_the_same_queries_however_long_it_is(hearing: Hearing, browser_of: BrowserOf) -> None:
    director = browser_of(cast.DIRECTOR)
    making.defendant(hearing, making.site())
    director.get("/hearings/attendance/")
    with CaptureQueriesContext(connection) as one:
        director.get("/hearings/attendance/")
    for number in range(3):
        making.witness(hearing, making.site(f"{number}村共享法庭"))
    with CaptureQueriesContext(connection) as more:
        director.get("/hearings/attendance/")
    assert len(more) == len(one)


def test_a_judge_sits_at_a_shared_court_and_the_screen_is_booked(
    hearing: Hearing, browser_of: BrowserOf, django_capture_on_commit_callbacks: Any
) -> None:
    making.room(hearing)
    site = making.site()
    member = hearing.panel.get()
    page = f"/hearings/{hearing.pk}/attendance/"
    clerk = browser_of(cast.COURT_CLERK)
    assert site.name in clerk.get(page, {"member": str(member.pk), "q": "示范村"}).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert clerk.post(f"{page}bench/{member.pk}/", {"place": f"site:{site.pk}"}).status_code == 302
    place = BenchPlace.objects.get(member=member)
    assert place.booking is not None and place.booking.starts_at == hearing.starts_at
    assert Seat.objects.get(room=hearing.room, user=member.user).place == site.name
    with pytest.raises(Conflict):
        actions.sit_at(by=cast.person(cast.COURT_CLERK), member=_second_judge(hearing), site=site)
    other = cast.organisation(cast.OTHER_COURT)
    actions.sit_at(by=cast.person(cast.JUDGE), member=member, court=other)
    assert queries.place_words(queries.place_of_member(queries.bench(hearing).get(pk=member.pk))) == other.name
    assert not Booking.objects.filter(cancelled_at=None, user=member.user).exists(), "the screen is free again"
    with pytest.raises(NotAllowed):
        actions.sit_at(by=cast.person(cast.BORROWER), member=member, site=site)


def _second_judge(hearing: Hearing) -> Any:
    from sharedcourt.hearings.models import Bench, PanelMember

    return PanelMember.objects.create(hearing=hearing, user=cast.person(cast.LIAISON_JUDGE), bench=Bench.JUDGE)


def test_the_screen_of_the_bench_follows_the_hearing(hearing: Hearing) -> None:
    site = making.site()
    actions.sit_at(by=cast.person(cast.JUDGE), member=hearing.panel.get(), site=site)
    hearing.starts_at, hearing.ends_at = at("2022-01-11T10:00"), at("2022-01-11T11:00")
    hearing.save()
    actions.follow(hearing, by=None)
    assert [row.starts_at for row in Booking.objects.filter(cancelled_at=None)] == [hearing.starts_at]
    Hearing.objects.filter(pk=hearing.pk).update(state=HearingState.CANCELLED)
    actions.follow(Hearing.objects.select_related("case").get(pk=hearing.pk), by=None)
    assert not Booking.objects.filter(cancelled_at=None).exists()
