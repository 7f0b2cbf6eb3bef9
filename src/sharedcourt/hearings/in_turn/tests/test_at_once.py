"""Two of the court ask, two close, and a party answers while the judge closes, all in the same instant."""

from typing import Any

import pytest
import time_machine

from sharedcourt.core.errors import ActionRefused, Conflict
from sharedcourt.hearings.in_turn import actions
from sharedcourt.hearings.in_turn.models import TurnAnswer, TurnQuestion
from sharedcourt.hearings.in_turn.tests.making import Turns
from sharedcourt.hearings.scheduling.tests.making import NOW
from sharedcourt.hearings.scheduling.tests.test_at_once import together
from sharedcourt.hearings.transcript.models import LineKind, Transcript
from sharedcourt.mediation.tests.stage import at

pytestmark = pytest.mark.django_db(transaction=True)


def test_judge_and_clerk_ask_at_once(db: Any) -> None:
    with time_machine.travel(at(NOW), tick=True):
        turns = Turns()
        answers = together(lambda: turns.ask("甲问"), lambda: turns.ask("乙问", by=turns.clerk))
        assert not any(isinstance(answer, Exception) for answer in answers)
        assert list(TurnQuestion.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_closing_twice_while_the_party_corrects(db: Any) -> None:
    with time_machine.travel(at(NOW), tick=True) as hands:
        turns = Turns()
        turn = turns.turn(turns.ask(parties=[turns.defendant.pk]))
        hands.move_to(at("2022-01-18T09:00"))
        turns.entered()
        turns.say(turn)
        close = lambda: actions.close(by=turns.judge, hearing=turns.hearing)  # noqa: E731
        first, second, corrected = together(close, close, lambda: turns.say(turn, text="更正。"))
        assert not isinstance(first, ActionRefused) and not isinstance(second, ActionRefused)
        lines = Transcript.objects.get(hearing=turns.hearing).lines.filter(kind=LineKind.SPEECH)
        assert isinstance(corrected, (Conflict, TurnAnswer))
        assert lines.count() == 1 + TurnAnswer.objects.count(), "in the record stands what was taken, once"
