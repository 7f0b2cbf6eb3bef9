"""The secret address of a person's calendar: shown once, replaced, ended, and worth nothing to whoever guesses."""

from urllib.parse import urlsplit

import pytest
from django.test import Client
from icalendar import Calendar

from sharedcourt.core.errors import NotAllowed
from sharedcourt.notices import calendars, devices
from sharedcourt.notices.models import CalendarFeed
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db


def read(word: str):
    return Client().get(f"/notices/calendar/{word}.ics")


def test_the_address_is_shown_once_and_a_new_one_ends_the_old(browser_of, person):
    browser = browser_of(cast.BORROWER)
    assert ".ics" not in browser.get("/notices/phone/").content.decode()
    browser.post("/notices/phone/calendar/")
    page = browser.get("/notices/phone/")
    first = page.context["new_address"].rsplit("/", 1)[-1].removesuffix(".ics")
    assert "webcal://" in page.content.decode() and first in page.content.decode()
    assert first not in browser.get("/notices/phone/").content.decode()
    assert first not in CalendarFeed.objects.get().token_hash
    answer = read(first)
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/calendar")
    assert answer["Cache-Control"] == "no-store, private"
    second = devices.open_calendar(by=person(cast.BORROWER))
    assert read(first).status_code == 404 and read(second).status_code == 200
    browser.post("/notices/phone/calendar/close/")
    assert read(second).status_code == read("0" * 40).status_code == 404


def test_whoever_has_left_has_no_calendar(person):
    borrower = person(cast.BORROWER)
    word = devices.open_calendar(by=borrower)
    borrower.is_active = False
    borrower.save()
    assert read(word).status_code == 404
    with pytest.raises(NotAllowed):
        devices.open_calendar(by=borrower)


def test_it_holds_what_the_rooms_above_know_in_the_persons_language(person, monkeypatch):
    borrower = person(cast.BORROWER)
    monkeypatch.setattr(calendars, "_sources", [])
    calendars.register(lambda user: [calendars.last_day("x", borrower.created_at.date(), "最后一天", "https://x/")])
    found = Calendar.from_ical(read(devices.open_calendar(by=borrower)).content)
    event = found.walk("VEVENT")[0]
    assert event["summary"] == "最后一天" and event["uid"] == "x@sharedcourt"
    assert found["x-wr-calname"] == "共享法庭" and event.walk("VALARM")


def test_a_program_may_ask_for_it_in_the_persons_name(browser_of):
    browser = browser_of(cast.BORROWER)
    made = browser.post("/api/v1/notices/calendar").json()["url"]
    assert Client().get(urlsplit(made).path).status_code == 200
    assert browser.delete("/api/v1/notices/calendar").status_code == 204
    assert Client().get(urlsplit(made).path).status_code == 404
