"""Two clerks want the same terminal, judge or courtroom in the same instant: one gets it. On SQLite and on PostgreSQL."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, OperationalError, connection, transaction

from sharedcourt.core.errors import ActionRefused, Conflict
from sharedcourt.hearings.models import Hearing
from sharedcourt.hearings.scheduling import actions
from sharedcourt.hearings.scheduling.models import Occupied
from sharedcourt.hearings.scheduling.tests.making import NOW, WHEN, Trial, site
from sharedcourt.hearings.states import HearingState
from sharedcourt.mediation.tests.stage import at
from sharedcourt.sites import actions as sites
from sharedcourt.sites.models import Booking, TerminalQuarter

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 20


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Everybody at once, each on a connection of their own; results or refusals in order. Who is told that the database is busy
    clicks again."""
    gate = threading.Barrier(len(acts))
    answers: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            gate.wait()
            answers[place] = patiently(act)
        except Exception as error:
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for answer in answers:
        assert not isinstance(answer, Exception) or isinstance(answer, ActionRefused), answer
    return answers


def patiently(act: Callable[[], Any]) -> Any:
    for _click in range(PATIENCE):
        try:
            return act()
        except OperationalError as error:
            if "locked" not in str(error):
                raise
    raise AssertionError("The database stayed busy.")


def two(judge: str = "other", room: str = "other") -> tuple[Trial, Trial]:
    """Two hearings of two cases, before the same or another judge, with clerks of their own."""
    first, second = Trial(), Trial()
    other_room = second.courtroom("第二互联网法庭")
    first.arranged(form="circuit", judges=[first.judge.pk])
    second_judge = first.judge if judge == "same" else second.second_judge
    second.arranged(form="circuit", judges=[second_judge.pk], clerk_id=second.second_clerk.pk)
    if room != "same":
        second.room = other_room
    return first, second


def hold(trial: Trial, by: Any) -> Callable[[], Any]:
    pk = trial.hearing.pk

    def act() -> Any:
        hearing = Hearing.objects.select_related("case__dispute").get(pk=pk)
        return actions.schedule(by=by, hearing=hearing, starts_at=at(WHEN), minutes=60, courtroom_id=trial.room.pk)

    return act


@pytest.fixture(autouse=True)
def _monday() -> Any:
    with time_machine.travel(at(NOW), tick=True):
        yield


def one_of(answers: list[Any]) -> None:
    refused = [answer for answer in answers if isinstance(answer, Conflict)]
    assert len(refused) == len(answers) - 1, answers


def separate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hearings of cases with the same parties: the parties are left out, to see what else is fought for."""
    monkeypatch.setattr("sharedcourt.hearings.scheduling.people.wanted_in", lambda _hearing: [])


def test_two_clerks_want_the_same_courtroom(monkeypatch: pytest.MonkeyPatch) -> None:
    separate(monkeypatch)
    first, second = two(room="same")
    one_of(together(hold(first, first.clerk), hold(second, second.second_clerk)))
    assert Hearing.objects.filter(state=HearingState.SCHEDULED).count() == 1
    assert Occupied.objects.filter(resource=first.room.pk).count() == 4


def test_two_clerks_want_the_same_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    separate(monkeypatch)
    first, second = two(judge="same")
    one_of(together(hold(first, first.clerk), hold(second, second.second_clerk)))
    assert Hearing.objects.filter(state=HearingState.SCHEDULED).count() == 1
    assert Occupied.objects.filter(resource=first.judge.pk).count() == 4


def test_two_clerks_want_the_same_parties_time() -> None:
    first, second = two()
    one_of(together(hold(first, first.clerk), hold(second, second.second_clerk)))
    assert Occupied.objects.filter(resource=first.borrower.pk).count() == 4


def test_with_nothing_in_common_both_get_their_time(monkeypatch: pytest.MonkeyPatch) -> None:
    separate(monkeypatch)
    first, second = two()
    answers = together(hold(first, first.clerk), hold(second, second.second_clerk))
    assert all(isinstance(answer, Hearing) for answer in answers), answers
    assert Hearing.objects.filter(state=HearingState.SCHEDULED).count() == 2


def test_the_same_hearing_is_held_once_by_many_clicks(monkeypatch: pytest.MonkeyPatch) -> None:
    first, _second = two()
    answers = together(*[hold(first, first.clerk)] * 4)
    assert all(isinstance(answer, Hearing) for answer in answers), answers
    assert Occupied.objects.filter(hearing=first.hearing, kind="courtroom").count() == 4


def test_a_hearing_and_a_mediation_want_the_same_terminal() -> None:
    trial, where = Trial(), site()
    trial.arranged().answered()
    seat = trial.hearing.participants.get(user=trial.borrower)
    actions.choose_place(
        by=trial.borrower, hearing=trial.hearing, participant_id=seat.pk, place="site", site_id=where.pk
    )

    def book() -> Any:
        return sites.book(
            by=None,
            site=where,
            scope=where.pk,
            user=None,
            starts_at=at("2022-01-14T09:30"),
            ends_at=at("2022-01-14T10:30"),
        )

    one_of(together(hold(trial, trial.clerk), book, book))
    assert Booking.objects.filter(cancelled_at=None).count() == 1
    assert TerminalQuarter.objects.count() == 4


@pytest.mark.parametrize("rows", ["terminal", "person"])
def test_even_what_goes_past_the_actions_is_stopped_by_the_database(rows: str) -> None:
    """The constraint itself, without any lock of ours: the same quarter of the same thing cannot be written twice."""
    trial, where = Trial(), site()
    trial.arranged()
    quarter = at(WHEN)
    if rows == "terminal":
        terminal = where.terminals.get()
        bookings = [
            Booking.objects.create(terminal=terminal, scope=where.pk, starts_at=quarter, ends_at=at("2022-01-14T09:15"))
            for _each in range(2)
        ]

        def write(place: int) -> None:
            TerminalQuarter.objects.create(terminal=terminal, booking=bookings[place], quarter=quarter)
    else:

        def write(place: int) -> None:
            Occupied.objects.create(hearing=trial.hearing, kind="person", resource=trial.judge.pk, quarter=quarter)

    def act(place: int) -> Callable[[], str]:
        def run() -> str:
            try:
                with transaction.atomic():
                    write(place)
            except IntegrityError:
                return "taken"
            return "got it"

        return run

    assert sorted(together(act(0), act(1))) == ["got it", "taken"]
