"""A court comes to a village: the tour is planned, the public registers, the equipment is tried, and the stop moves."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from sharedcourt.core import cipher, clock, codes
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.hearings.attendance.tests import making
from sharedcourt.hearings.circuit import actions, queries
from sharedcourt.hearings.circuit.models import PublicSeat, Stop, StopHearing, Tour
from sharedcourt.hearings.models import Form, Hearing, PublicHearing
from sharedcourt.ledger.models import Entry
from sharedcourt.mediation.tests.stage import at
from sharedcourt.notices.models import Message
from sharedcourt.people import cast
from sharedcourt.rooms import actions as rooms
from sharedcourt.rooms.models import Seat

pytestmark = pytest.mark.django_db
BrowserOf = Callable[[Any], Client]
STOP = actions.StopEntry(
    kind="village_hall",
    place="示范村文化礼堂",
    address="示范村1号",
    division="330302",
    starts_at=at("2022-01-20T09:00"),
    ends_at=at("2022-01-20T17:00"),
    seats=3,
)


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(at("2022-01-10T09:00"), tick=True):
        yield


def tour() -> Tour:
    court = cast.organisation(cast.COURT)
    entry = actions.TourEntry(
        title="示范乡巡回审判",
        judge=cast.person(cast.JUDGE),
        clerk=cast.person(cast.COURT_CLERK),
        first_day=date(2022, 1, 20),
        last_day=date(2022, 1, 21),
    )
    return actions.plan_tour(by=cast.person(cast.COURT_CLERK), court=court, entry=entry)


def announced(entry: actions.StopEntry = STOP, **more: Any) -> Stop:
    """An announced stop at which a hearing is held in open court."""
    planned = tour()
    clerk = cast.person(cast.COURT_CLERK)
    stop = actions.add_stop(by=clerk, tour=planned, entry=entry)
    actions.attach(by=clerk, stop=stop, hearing=making.hearing(at("2022-01-20T10:00"), **more))
    actions.announce(by=clerk, tour=planned)
    return stop


def at_stop(entry: actions.StopEntry, begins: datetime, *, seats: int) -> Stop:
    """The same at another time, without a clock that stands still."""
    clerk, day = cast.person(cast.COURT_CLERK), clock.local(begins).date()
    planned = Tour.objects.create(
        court=cast.organisation(cast.COURT),
        title="示范乡巡回审判",
        judge=cast.person(cast.JUDGE),
        clerk=clerk,
        first_day=day,
        last_day=day + timedelta(days=1),
        arranged_by=clerk,
    )
    there = replace(entry, seats=seats, starts_at=begins, ends_at=begins + timedelta(hours=4))
    stop = actions.add_stop(by=clerk, tour=planned, entry=there)
    actions.attach(by=clerk, stop=stop, hearing=making.hearing(begins + timedelta(hours=1)))
    actions.announce(by=clerk, tour=planned)
    return stop


def _register(stop: Stop, number: int, people: int = 1) -> tuple[PublicSeat, str]:
    return actions.register(stop=stop, name=f"村民{number}", phone=f"139{number:08d}", people=people)


def test_seats_are_kept_until_there_are_none_and_then_waited_for(django_capture_on_commit_callbacks: Any) -> None:
    stop = announced()
    first, code = _register(stop, 1, 2)
    second, _code = _register(stop, 2, 1)
    third, _code = _register(stop, 3, 2)
    fourth, _code = _register(stop, 4, 1)
    assert [first.state, second.state, third.state, fourth.state] == ["held", "held", "waiting", "waiting"]
    assert queries.seat_by_code(codes.display(code)) == first
    assert PublicSeat.objects.get(pk=first.pk).code_hash != code, "the code itself is kept nowhere"
    actions.give_up(seat=first)
    third.refresh_from_db()
    assert third.state == "held", "whoever waited first moves up first"
    assert Message.objects.filter(kind="hearings.circuit_seat_free").count() >= 1
    actions.give_up(seat=first)
    assert Entry.objects.filter(action="hearings.circuit.seat_given_up").count() == 1, "twice changes nothing"


def test_one_phone_registers_once_and_names_are_encrypted(django_assert_num_queries: Any) -> None:
    from django.db import connection

    stop = announced()
    _register(stop, 1)
    with pytest.raises(Conflict) as again:
        _register(stop, 1)
    assert again.value.field == "phone"
    wrongs: tuple[dict[str, Any], ...] = ({"name": " "}, {"phone": "12"}, {"people": 0}, {"people": 99})
    for wrong in wrongs:
        with pytest.raises(Invalid) as refused:
            actions.register(stop=stop, **{"name": "某", "phone": "13900000009", "people": 1, **wrong})
        assert refused.value.field == next(iter(wrong))
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone FROM hearings_publicseat")
        row = cursor.fetchone()
    assert all(value.startswith(cipher.PREFIX) for value in row)


def test_nothing_is_offered_where_nothing_is_in_open_court(browser_of: BrowserOf) -> None:
    stop = announced(publicity=PublicHearing.PRIVACY)
    with pytest.raises(Conflict):
        _register(stop, 1)
    page = Client().get(f"/hearings/circuit/stops/{stop.pk}/")
    number = StopHearing.objects.get().hearing.case.number
    assert number is not None and number.text not in page.content.decode(), "not even that it is held"
    assert 'name="phone"' not in page.content.decode()


def test_a_hearing_that_turns_out_not_to_be_public_ends_registrations() -> None:
    stop = announced()
    seat, _code = _register(stop, 1)
    Hearing.objects.update(publicity=PublicHearing.TRADE_SECRETS)
    with pytest.raises(NotAllowed):
        actions.came(by=cast.person(cast.COURT_CLERK), seat=seat)
    assert actions.clear() == 1 and actions.clear() == 0
    seat.refresh_from_db()
    assert seat.state == "given_up"
    assert Message.objects.filter(kind="hearings.circuit_off").exists()


def test_whoever_has_a_seat_is_told_when_the_stop_moves() -> None:
    stop = announced()
    _register(stop, 1, 2)
    clerk = cast.person(cast.COURT_CLERK)
    with pytest.raises(Invalid) as fewer:
        actions.change_stop(by=clerk, stop=stop, entry=replace(STOP, seats=1))
    assert fewer.value.field == "seats"
    actions.change_stop(by=clerk, stop=stop, entry=replace(STOP, seats=4))
    assert not Message.objects.filter(kind="hearings.circuit_moved").exists(), "more seats are no news"
    actions.change_stop(by=clerk, stop=stop, entry=replace(STOP, address="示范村9号"))
    assert "示范村9号" in Message.objects.filter(kind="hearings.circuit_moved").latest("created_at").body
    with pytest.raises(Invalid):
        actions.change_stop(
            by=clerk, stop=stop, entry=replace(STOP, starts_at=at("2022-01-25T09:00"), ends_at=at("2022-01-25T10:00"))
        )
    actions.cancel_tour(by=clerk, tour=stop.tour)
    assert not PublicSeat.objects.exclude(state="given_up").exists()
    assert Client().get(f"/hearings/circuit/stops/{stop.pk}/").status_code == 404


def test_only_the_tours_own_people_work_at_it(browser_of: BrowserOf) -> None:
    stop = announced()
    for who in (cast.STRANGER, cast.BORROWER, cast.DIRECTOR, cast.OTHER_CLERK, cast.FILING_CLERK):
        with pytest.raises(NotAllowed):
            actions.cancel_stop(by=cast.person(who), stop=stop)
        assert browser_of(who).get(f"/hearings/circuit/stops/{stop.pk}/work/").status_code == 404
    with pytest.raises(NotAllowed):
        actions.plan_tour(by=cast.person(cast.OTHER_CLERK), court=stop.tour.court, entry=None)  # type: ignore[arg-type]
    assert browser_of(cast.COURT_ADMINISTRATOR).get(f"/hearings/circuit/stops/{stop.pk}/work/").status_code == 200


def test_a_hearing_is_on_circuit_while_it_is_held_at_a_stop() -> None:
    stop = announced()
    held = StopHearing.objects.get()
    assert held.hearing.form == Form.CIRCUIT
    clerk = cast.person(cast.COURT_CLERK)
    other = actions.add_stop(by=clerk, tour=stop.tour, entry=replace(STOP, place="学校"))
    with pytest.raises(Conflict):
        actions.attach(by=clerk, stop=other, hearing=held.hearing)
    late = making.hearing(at("2022-01-21T10:00"), case=held.hearing.case)
    with pytest.raises(Invalid):
        actions.attach(by=clerk, stop=stop, hearing=late)
    actions.detach(by=clerk, held=held)
    assert Hearing.objects.get(pk=held.hearing_id).form == Form.ONLINE


def test_one_screen_is_the_courtroom_and_keeps_its_size(django_capture_on_commit_callbacks: Any) -> None:
    announced()
    held = StopHearing.objects.select_related("hearing__case", "stop").get()
    making.room(held.hearing)
    clerk = cast.person(cast.COURT_CLERK)
    with django_capture_on_commit_callbacks(execute=True):
        actions.set_courtroom(by=clerk, held=held, here=True)
    seat = Seat.objects.get(room=held.hearing.room, user=clerk)
    assert seat.keeps_size and "示范村文化礼堂" in seat.place
    judge = cast.person(cast.JUDGE)
    with django_capture_on_commit_callbacks(execute=True):
        actions.set_courtroom(by=judge, held=held, here=True)
    assert not Seat.objects.get(pk=seat.pk).keeps_size, "there is one courtroom"
    assert Seat.objects.get(room=held.hearing.room, user=judge).keeps_size


def test_the_courtroom_takes_its_place_when_its_person_comes_in(django_capture_on_commit_callbacks: Any) -> None:
    announced()
    held = StopHearing.objects.select_related("hearing__case", "stop").get()
    clerk, judge = cast.person(cast.COURT_CLERK), cast.person(cast.JUDGE)
    actions.set_courtroom(by=clerk, held=held, here=True)
    with time_machine.travel(at("2022-01-20T09:55"), tick=False):
        room = making.room(held.hearing)
        seat = Seat.objects.get(room=room, user=clerk)
        with django_capture_on_commit_callbacks(execute=True):
            rooms.admit(by=judge, seat=seat)
            rooms.arrive(by=clerk, seat=seat, arrival=rooms.Arrival(session="s", instance="i"))
            rooms.enter(by=clerk, seat=seat, session="s")
    seat.refresh_from_db()
    assert seat.keeps_size and "示范村文化礼堂" in seat.place


def test_equipment_is_ticked_with_figures_of_the_line(browser_of: BrowserOf) -> None:
    stop = announced()
    clerk = browser_of(cast.COURT_CLERK)
    address = f"/hearings/circuit/stops/{stop.pk}/do/check/"
    sent = {
        "item": "network",
        "in_order": "yes",
        "rtt_ms": "42",
        "kbps": "8000",
        "loss_percent": "900",
        "jitter_ms": "x",
    }
    assert clerk.post(address, sent).status_code == 302
    assert stop.checks.get().figures == {"rtt_ms": 42, "kbps": 8000}, "what no line can have is left out"
    bad = clerk.post(address, {"item": "camera", "in_order": "no", "text": ""})
    assert bad.status_code == 422 and "govuk-error-message" in bad.content.decode()
    assert "42" in clerk.get(f"/hearings/circuit/stops/{stop.pk}/work/").content.decode()


def test_a_villager_walks_through_the_pages(browser_of: BrowserOf) -> None:
    stop = announced()
    villager = Client()
    assert "示范村文化礼堂" in villager.get("/hearings/circuit/", {"q": "示范村"}).content.decode()
    page = f"/hearings/circuit/stops/{stop.pk}/"
    bad = villager.post(page, {"name": "村民", "phone": "12", "people": "1"})
    assert bad.status_code == 422 and "村民" in bad.content.decode(), "what was typed stays"
    sent = villager.post(page, {"name": "村民", "phone": "13900000009", "people": "2"})
    assert sent.status_code == 302
    own = sent["Location"]
    assert "13900000009" not in villager.get(own).content.decode()
    clerk = browser_of(cast.COURT_CLERK)
    seat = PublicSeat.objects.get()
    work = f"/hearings/circuit/stops/{stop.pk}/"
    assert clerk.post(f"{work}do/came/", {"seat": str(seat.pk), "here": "yes"}).status_code == 302
    assert villager.post(own).status_code == 409, "ticked at the door"
    assert clerk.post(f"{work}do/came/", {"seat": str(seat.pk), "here": "no"}).status_code == 302
    assert villager.post(own).status_code == 302
    assert PublicSeat.objects.get().state == "given_up"
    for _try in range(20):
        assert villager.get("/hearings/circuit/seats/222222222/").status_code == 404
    assert villager.get(own).status_code == 404, "after twenty wrong codes nothing is found from there"


def test_the_clerk_plans_a_tour_on_the_pages(browser_of: BrowserOf) -> None:
    clerk = browser_of(cast.COURT_CLERK)
    cast.person(cast.JUDGE)
    new = "/hearings/circuit/tours/new/"
    assert clerk.get(new).status_code == 200
    facts = {"title": "春季巡回", "judge": cast.person(cast.JUDGE).pk, "clerk": cast.person(cast.COURT_CLERK).pk}
    bad = clerk.post(new, {**facts, "first_day": "2022-01-20", "last_day": "2022-01-19"})
    assert bad.status_code == 422 and "春季巡回" in bad.content.decode()
    page = clerk.post(new, {**facts, "first_day": "2022-01-20", "last_day": "2022-01-21"})["Location"]
    assert clerk.post(f"{page}do/announce/").status_code == 409, "a tour without a stop"
    site = making.site()
    stop = {
        "kind": "bank",
        "site": site.name,
        "starts_at": "2022-01-20T09:00",
        "ends_at": "2022-01-20T12:00",
        "seats": "5",
    }
    assert clerk.post(f"{page}stops/new/", {**stop, "site": "没有这个"}).status_code == 422
    assert clerk.post(f"{page}stops/new/", stop).status_code == 302
    assert Stop.objects.get().address == site.address
    assert clerk.post(f"{page}do/announce/").status_code == 302
    assert site.name in Client().get("/hearings/circuit/").content.decode()


class SeatsAreNeverGivenTwice(TestCase):
    """Whatever people register for and give up, no more seats are kept than there are, and nobody who fits waits for nothing."""

    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        seats=st.integers(0, 8),
        steps=st.lists(st.tuples(st.booleans(), st.integers(1, 5)), min_size=1, max_size=10),
    )
    def test_whatever_happens(self, seats: int, steps: list[tuple[bool, int]]) -> None:
        cache.clear()
        with time_machine.travel(at("2022-01-10T09:00"), tick=False):
            stop = announced(replace(STOP, seats=max(seats, 1)))
            most = max(seats, 1)
            live: list[PublicSeat] = []
            for number, (gives_up, people) in enumerate(steps):
                if gives_up and live:
                    actions.give_up(seat=live.pop(0))
                else:
                    live.append(_register(stop, number, people)[0])
                rows = list(PublicSeat.objects.exclude(state="given_up"))
                held = sum(row.people for row in rows if row.state == "held")
                assert held <= most
                waiting = [row.people for row in rows if row.state == "waiting"]
                assert all(one > most - held for one in waiting)
