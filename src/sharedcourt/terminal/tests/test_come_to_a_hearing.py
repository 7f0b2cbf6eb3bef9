"""Somebody has come to a shared court for a hearing: the screen leads them to it, and the director knew that they would come."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from sharedcourt.hearings import scheduled
from sharedcourt.hearings.attendance import actions as attendance
from sharedcourt.hearings.attendance.tests import making
from sharedcourt.hearings.scheduling import actions
from sharedcourt.hearings.scheduling.tests.making import NOW, Trial
from sharedcourt.hearings.scheduling.tests.making import site as a_site
from sharedcourt.mediation.tests.stage import at
from sharedcourt.notices.models import Message
from sharedcourt.people import cast
from sharedcourt.sites import pairing
from sharedcourt.sites.models import Booking, Pairing, Site, Terminal
from sharedcourt.terminal.middleware import COOKIE

pytestmark = pytest.mark.django_db
BrowserOf = Callable[[Any], Client]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def clock_hands() -> Iterator[Any]:
    with time_machine.travel(at("2022-01-10T09:00"), tick=False) as hands:
        yield hands


def screen_of(site: Site) -> Client:
    """A screen of the site, paired; the hearings of the tests are booked at it."""
    Terminal.objects.filter(site=site).delete()
    _new, secret = pairing.begin()
    pairing.confirm(
        by=cast.person(cast.DIRECTOR), code=Pairing.objects.latest("created_at").code, site=site, label="大厅"
    )
    device = Client()
    credential = pairing.collect(secret)
    assert credential is not None
    device.cookies[COOKIE] = credential
    return device


def test_whoever_is_booked_here_now_is_led_to_the_hearing() -> None:
    site = making.site()
    device = screen_of(site)
    idle = device.get("/terminal/").content.decode()
    assert "/account/sign-in/?next=/terminal/" in idle or "sign-in/?next=/terminal/" in idle
    assert "next=/hearings/attendance/" in idle, "and the director's checklist is one tap away"
    row = making.hearing(at("2022-01-10T10:00"))
    making.defendant(row, site)
    device.force_login(cast.person(cast.BORROWER), backend=BACKEND)
    assert device.get("/terminal/").headers["Location"] == f"/hearings/{row.pk}/"
    making.room(row)
    assert device.get("/terminal/").headers["Location"] == f"/hearings/{row.pk}/entry/"


def test_at_another_site_or_on_another_day_it_leads_to_the_own_disputes(clock_hands: Any) -> None:
    site, elsewhere = making.site(), making.site("另一个共享法庭")
    device = screen_of(elsewhere)
    row = making.hearing(at("2022-01-10T10:00"))
    making.defendant(row, site)
    device.force_login(cast.person(cast.BORROWER), backend=BACKEND)
    assert "hearings" not in device.get("/terminal/").headers["Location"]
    Booking.objects.update(terminal=elsewhere.terminals.get())
    assert f"/hearings/{row.pk}/" in device.get("/terminal/").headers["Location"]
    Booking.objects.update(starts_at=at("2022-01-12T10:00"), ends_at=at("2022-01-12T11:00"))
    assert "hearings" not in device.get("/terminal/").headers["Location"]


def test_a_judge_who_sits_at_a_site_is_led_to_the_courtroom() -> None:
    site = making.site()
    device = screen_of(site)
    row = making.hearing(at("2022-01-10T10:00"))
    attendance.sit_at(by=cast.person(cast.COURT_CLERK), member=row.panel.get(), site=site)
    device.force_login(cast.person(cast.JUDGE), backend=BACKEND)
    assert device.get("/terminal/").headers["Location"] == f"/hearings/{row.pk}/court/"
    assert _told("hearings.expected_at_site") == 1, "the director of the site knows that somebody comes"


def _told(kind: str) -> int:
    return Message.objects.filter(kind=kind, user=cast.person(cast.DIRECTOR), channel="in_app").count()


def test_the_director_is_told_at_the_booking_and_once_in_the_morning_of_the_day(clock_hands: Any) -> None:
    clock_hands.move_to(at(NOW))
    trial, site = Trial(), a_site()
    trial.arranged().answered()
    actions.choose_place(
        by=trial.borrower,
        hearing=trial.hearing,
        participant_id=trial.hearing.participants.get(user=trial.borrower).pk,
        place="site",
        site_id=site.pk,
    )
    assert _told("hearings.expected_at_site") == 0, "there is no time yet"
    trial.scheduled()
    assert _told("hearings.expected_at_site") == 1
    message = Message.objects.get(kind="hearings.expected_at_site", channel="in_app")
    assert site.name in message.subject and cast.BORROWER.name not in message.subject + message.body
    assert message.link == "/hearings/attendance/" and message.scope is None
    scheduled.run()
    assert _told("hearings.expected_today") == 0, "not on another day"
    clock_hands.move_to(at("2022-01-14T05:00"))
    scheduled.run()
    assert _told("hearings.expected_today") == 0, "nobody is told in the night"
    clock_hands.move_to(at("2022-01-14T07:30"))
    assert scheduled.run()["directors_told"] == 1
    assert scheduled.run()["directors_told"] == 0
    assert _told("hearings.expected_today") == 1
