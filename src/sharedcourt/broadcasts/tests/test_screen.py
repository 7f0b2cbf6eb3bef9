"""The public finds what it may watch or attend, and a site's screen never ends up somewhere without a way back."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from sharedcourt.broadcasts import actions
from sharedcourt.broadcasts.tests import making
from sharedcourt.broadcasts.tests.test_story import ended
from sharedcourt.hearings.circuit.tests.test_story import announced as circuit_stop
from sharedcourt.law.causes import cause
from sharedcourt.mediation.tests.stage import at
from sharedcourt.terminal.tests.test_come_to_a_hearing import screen_of

pytestmark = pytest.mark.django_db
CIRCUIT = 'href="/hearings/circuit/"'


def test_everybody_finds_where_courts_come_on_circuit() -> None:
    row = making.hearing()
    for address in ("/", "/live/", "/hearings/causes/", f"/hearings/causes/{row.court_id}/"):
        body = Client().get(address).content.decode().split("<footer")[0]
        assert CIRCUIT in body, address
    assert CIRCUIT in Client().get("/help/").content.decode(), "the footer of every page leads there"


def test_a_stop_says_what_is_heard_there() -> None:
    with time_machine.travel(at("2022-01-10T09:00"), tick=True):
        stop = circuit_stop()
        tried = stop.held.get().hearing.case
        page = Client().get(f"/hearings/circuit/stops/{stop.pk}/").content.decode()
    assert cause(tried.cause).title("zh") in page


def test_a_site_s_screen_lists_replays_and_leads_back(django_capture_on_commit_callbacks: Any) -> None:
    from sharedcourt.hearings.attendance.tests.making import site

    row = ended()
    with django_capture_on_commit_callbacks(execute=True):
        actions.replay(by=making.judge(row.hearing), broadcast=row)
    coming = making.announced(making.hearing(row.hearing.case))
    screen = screen_of(site())
    assert CIRCUIT in screen.get("/terminal/").content.decode()
    listed = screen.get("/live/screen/").content.decode()
    assert f"/live/{row.pk}/screen/" in listed, "what may be watched again is on the list"
    assert f"/live/{coming.pk}/screen/" in listed
    assert 'data-return-url="/terminal/"' in listed and 'href="/terminal/"' in listed
    assert 'hx-trigger="every' in listed, "what comes is looked at again by itself"
    one = screen.get(f"/live/{row.pk}/screen/").content.decode()
    assert 'href="/terminal/"' in one and 'data-return-url="/live/screen/"' in one
    assert "/terminal/" not in Client().get("/live/screen/").content.decode(), "on a wall screen there is no terminal"


def test_a_page_that_waits_is_loaded_anew_once_the_hearing_begins() -> None:
    row = making.announced()
    public = Client()
    page = public.get(f"/live/{row.pk}/").content.decode()
    assert f'hx-get="/live/{row.pk}/"' in page
    asked = public.get(f"/live/{row.pk}/", headers={"HX-Request": "true"})
    assert asked.status_code == 204 and "HX-Refresh" not in asked.headers
    making.open_session(row.hearing)
    actions.go_live(broadcast=row)
    for address in (f"/live/{row.pk}/", f"/live/{row.pk}/screen/"):
        assert public.get(address, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
