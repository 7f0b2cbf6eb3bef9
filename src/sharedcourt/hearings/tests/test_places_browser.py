"""Pages of attendance, circuit and recordings in a real browser: nothing for axe to find, nothing wider than its screen."""

from datetime import timedelta
from typing import Any

import pytest

from sharedcourt.core import clock
from sharedcourt.filing.tests.looking import MARKS, faults
from sharedcourt.hearings.attendance import actions as attendance
from sharedcourt.hearings.attendance.models import Item
from sharedcourt.hearings.attendance.tests import making
from sharedcourt.hearings.circuit import actions as circuit
from sharedcourt.hearings.models import Hearing
from sharedcourt.hearings.recordings import actions as recordings
from sharedcourt.hearings.states import HearingState
from sharedcourt.people import cast

pytestmark = [*MARKS, pytest.mark.long]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_axe_finds_nothing(live_server: Any, language: str) -> None:
    now = clock.now()
    hearing = making.hearing(now + timedelta(hours=1))
    person = making.defendant(hearing, making.site())
    director, clerk = cast.person(cast.DIRECTOR), cast.person(cast.COURT_CLERK)
    attendance.find(by=director, participant=person, item=Item.IDENTITY, in_order=True)
    attendance.find(by=director, participant=person, item=Item.ROOM, in_order=False, text="桌上有手机")
    stop = _stop(hearing)
    closed = _closed(hearing)
    pages = {
        "expected": (director, "/hearings/attendance/"),
        "checklist": (director, f"/hearings/attendance/{person.pk}/"),
        "console": (director, "/terminal/console/"),
        "places": (clerk, f"/hearings/{hearing.pk}/attendance/?member={hearing.panel.get().pk}&q=示范"),
        "coming": (director, "/hearings/circuit/"),
        "stop": (director, f"/hearings/circuit/stops/{stop.pk}/"),
        "seat": (director, f"/hearings/circuit/seats/{_seat(stop)}/"),
        "tours": (clerk, "/hearings/circuit/tours/"),
        "tour": (clerk, f"/hearings/circuit/tours/{stop.tour_id}/"),
        "tour-form": (clerk, "/hearings/circuit/tours/new/"),
        "stop-form": (clerk, f"/hearings/circuit/stops/{stop.pk}/edit/"),
        "work": (clerk, f"/hearings/circuit/stops/{stop.pk}/work/"),
        "offline": (clerk, f"/hearings/{hearing.pk}/offline/"),
        "recordings": (clerk, "/hearings/recordings/"),
        "recording": (clerk, f"/hearings/{closed.pk}/recording/"),
    }
    assert faults(live_server.url, pages, language=language) == []


def _stop(hearing: Hearing) -> Any:
    clerk, day = cast.person(cast.COURT_CLERK), clock.today()
    assert hearing.starts_at is not None
    entry = circuit.TourEntry(
        title="示范乡巡回审判",
        judge=cast.person(cast.JUDGE),
        clerk=clerk,
        first_day=day,
        last_day=day + timedelta(days=2),
    )
    tour = circuit.plan_tour(by=clerk, court=hearing.court, entry=entry)
    stop = circuit.add_stop(
        by=clerk,
        tour=tour,
        entry=circuit.StopEntry(
            kind="village_hall",
            place="示范村文化礼堂",
            address="示范市鹿城区示范镇示范村示范路1号",
            division="330302",
            starts_at=hearing.starts_at - timedelta(minutes=30),
            ends_at=hearing.starts_at + timedelta(hours=5),
            seats=20,
        ),
    )
    circuit.attach(by=clerk, stop=stop, hearing=hearing)
    circuit.announce(by=clerk, tour=tour)
    circuit.check(by=clerk, stop=stop, item="network", in_order=True, figures={"rtt_ms": 38, "kbps": 20_000})
    circuit.check(by=clerk, stop=stop, item="power", in_order=False, text="备用电池未充电")
    return stop


def _seat(stop: Any) -> str:
    return circuit.register(stop=stop, name="村民", phone="19900000077", people=2)[1]


def _closed(hearing: Hearing) -> Hearing:
    """Held yesterday, and not recorded."""
    began = clock.now() - timedelta(days=1)
    row = making.hearing(began, case=hearing.case)
    making.room(row)
    ended = began + timedelta(hours=1)
    Hearing.objects.filter(pk=row.pk).update(state=HearingState.CLOSED, opened_at=began, closed_at=ended)
    recordings.check(hearing=row)
    recordings.explain(by=cast.person(cast.COURT_CLERK), hearing=row, text="示范镇停电，设备未启动。")
    return row
