"""Several things in a hearing at the same instant: each waits its turn, and the database throws nobody out."""

import logging
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from sharedcourt.core.errors import ActionRefused, Conflict
from sharedcourt.hearings.courtroom.actions import breaks, discipline, order
from sharedcourt.hearings.courtroom.models import Break, CourtTask, Discipline, HearingEvent, StageChange
from sharedcourt.hearings.courtroom.stages import Stage
from sharedcourt.hearings.courtroom.tests.making import Hall
from sharedcourt.ledger import tree
from sharedcourt.rooms import actions as rooms

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def together(*acts: Callable[[], Any]) -> list[Any]:
    """All at once, each on a connection of its own; what they gave, or why they were refused."""
    gate = threading.Barrier(len(acts))
    answers: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        gate.wait()
        try:
            answers[place] = act()
        except Exception as error:
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    for answer in answers:
        assert not isinstance(answer, Exception) or isinstance(answer, ActionRefused), repr(answer)
    return answers


def test_the_judge_leads_on_while_lines_are_lost_and_come_back(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    hall = Hall().opened()
    take = tree.lock

    def lock() -> None:
        take()
        threading.Event().wait(0.05)

    monkeypatch.setattr(tree, "lock", lock)
    seats = {user: hall.seat(user) for user in (hall.borrower, hall.officer)}
    with caplog.at_level(logging.WARNING):
        together(
            lambda: order.advance(by=hall.judge, hearing=hall.hearing, stage=Stage.INVESTIGATION.value),
            lambda: rooms.lose(seat_id=seats[hall.borrower].pk, session=seats[hall.borrower].session),
            lambda: rooms.lose(seat_id=seats[hall.officer].pk, session=seats[hall.officer].session),
            lambda: discipline.warn(by=hall.judge, hearing=hall.hearing, who=hall.part(hall.borrower), reason="喧哗"),
        )
    assert "deadlock" not in caplog.text, "nobody needed the second try"
    assert hall.hearing.state == "suspended"
    assert CourtTask.objects.filter(done_at__isnull=True).count() == 2
    assert HearingEvent.objects.filter(kind="suspended").count() == 1
    assert tree.recompute() == tree.root()


def test_the_same_click_twice_at_the_same_instant_is_one() -> None:
    hall = Hall().opened()
    one = hall.part(hall.borrower)
    said: dict[str, Any] = {"by": hall.judge, "hearing": hall.hearing}
    together(*[lambda: breaks.begin(**said, kind="recess") for _ in range(3)])
    assert Break.objects.count() == 1
    together(*[lambda: discipline.silence(**said, who=one) for _ in range(3)])
    assert Discipline.objects.filter(kind="silence").count() == 1
    before = StageChange.objects.filter(hearing=hall.hearing).count()
    answers = together(*[lambda: order.advance(**said, stage=Stage.DEBATE.value) for _ in range(2)])
    assert all(isinstance(answer, Conflict) for answer in answers), "in a recess nothing goes on"
    assert StageChange.objects.filter(hearing=hall.hearing).count() == before
