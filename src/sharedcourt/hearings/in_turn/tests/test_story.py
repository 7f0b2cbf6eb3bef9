"""A hearing at which nobody meets: the court asks, each party answers at a time of its own, and it becomes the record (ODLR 20)."""

from datetime import date, timedelta
from typing import Any

import pytest

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.hearings.courtroom.actions import opening
from sharedcourt.hearings.in_turn import actions, scheduled
from sharedcourt.hearings.in_turn.models import Turn, TurnAnswer
from sharedcourt.hearings.in_turn.tests.making import FIRST, LAST, Turns
from sharedcourt.hearings.models import Participant
from sharedcourt.hearings.recordings import queries as recordings
from sharedcourt.hearings.states import HearingState
from sharedcourt.hearings.transcript import actions as records
from sharedcourt.hearings.transcript.models import LineKind, LineState, Transcript
from sharedcourt.hearings.transcript.states import TranscriptState
from sharedcourt.ledger.models import Entry
from sharedcourt.mediation.tests.stage import at

pytestmark = pytest.mark.django_db


def test_no_courtroom_is_opened_the_night_before(turns: Turns, hands: Any) -> None:
    hands.move_to(at("2022-01-16T23:45"))
    assert opening.prepare_due() == 0 and turns.hearing.room is None
    with pytest.raises(Conflict):
        opening.prepare(by=turns.judge, hearing=turns.hearing)
    assert turns.told(turns.borrower, "hearings.courtroom_ready") == 0
    assert scheduled.run()["turns_begun"] == 0 and turns.hearing.state == HearingState.SCHEDULED
    hands.move_to(at("2022-01-17T00:01"))
    assert scheduled.run()["turns_begun"] == 1 and scheduled.run()["turns_begun"] == 0
    row = turns.hearing
    assert (row.state, row.room, row.opened_at) == (HearingState.IN_SESSION, None, at("2022-01-17T00:01"))
    assert turns.told(turns.borrower, "hearings.turns_begun") == turns.told(turns.clerk, "hearings.turns_begun") == 1
    # What is led in a courtroom is led nowhere here.
    for act in (opening.open_session, opening.pause, opening.suspend, opening.close):
        with pytest.raises((Conflict, NotAllowed)):
            act(by=turns.judge, hearing=row)
    assert turns.hearing.state == HearingState.IN_SESSION


def test_from_the_first_question_to_the_record(turns: Turns, hands: Any) -> None:
    first = turns.ask(last_day=date(2022, 1, 19))
    assert turns.told(turns.borrower, "hearings.turn_asked") == turns.told(turns.officer, "hearings.turn_asked") == 1
    hands.move_to(at("2022-01-18T20:15"))
    turns.entered()
    said = turns.say(turns.turn(first), clip_id=turns.clip(turns.borrower).pk)
    assert turns.hearing.state == HearingState.IN_SESSION, "begun by itself, though nothing ran in the night"
    assert said.clip is not None and len(said.sha256) == 64
    assert turns.told(turns.officer, "hearings.turn_answered") == turns.told(turns.judge, "hearings.turn_answered") == 1
    facts = Entry.objects.get(action="hearings.in_turn.said").payload.facts
    assert said.sha256 in str(facts) and "八万" not in str(facts), "the words are in the ledger as a fingerprint only"
    with pytest.raises(Conflict):
        actions.close(by=turns.judge, hearing=turns.hearing)
    turns.say(turns.turn(first, turns.plaintiff), by=turns.officer, text="原告陈述如起诉状。")
    last = turns.ask("请作最后陈述。", by=turns.clerk, stage="last_statement", parties=[turns.defendant.pk])
    assert last.turns.count() == 1
    turns.say(turns.turn(last), text="愿意分期还款。" * 1000)
    with pytest.raises(NotAllowed):
        actions.close(by=turns.clerk, hearing=turns.hearing)
    closed = actions.close(by=turns.judge, hearing=turns.hearing)
    assert (closed.state, closed.closed_at) == (HearingState.CLOSED, at("2022-01-18T20:15"))
    assert actions.close(by=turns.judge, hearing=turns.hearing).pk == closed.pk, "twice is once"
    row = Transcript.objects.get(hearing=closed)
    lines = list(row.lines.filter(state=LineState.IN_RECORD))
    assert [line.text for line in lines if line.kind == LineKind.STAGE] == ["陈述", "最后陈述"]
    spoken = [(line.speaker.partition("-")[0], line.text[:7]) for line in lines if line.kind == LineKind.SPEECH]
    assert spoken[:3] == [
        ("panel", "请陈述借款经过"),
        ("person", "原告陈述如起诉"),
        ("person", "本人已还八万元"),
    ] or spoken[:3] == [
        ("panel", "请陈述借款经过"),
        ("person", "本人已还八万元"),
        ("person", "原告陈述如起诉"),
    ]
    assert spoken[3] == ("clerk", "请作最后陈述。") and len(spoken) == 6, "what is longer than a line becomes two"
    assert any("2022年1月18日 20:15" in line.text and said.clip.sha256 in line.text for line in lines)
    # The clerk goes on as always: read, correct, sign.
    assert records.begin(by=turns.clerk, hearing=closed).pk == row.pk
    assert records.finish(by=turns.clerk, transcript=row).state == TranscriptState.READING
    assert not recordings.to_reconcile(at("2022-01-19T02:00")), "no film of the whole is missed"


def test_before_it_begins_nothing_is_taken(turns: Turns, hands: Any) -> None:
    turn = turns.turn(turns.ask())
    turns.entered()
    hands.move_to(at("2022-01-16T23:59"))
    turns.entered()
    with pytest.raises(Conflict):
        turns.say(turn)
    with pytest.raises(Conflict):
        actions.close(by=turns.judge, hearing=turns.hearing)
    assert not TurnAnswer.objects.exists()


def test_rules_and_identity_come_first(turns: Turns, hands: Any) -> None:
    turn = turns.turn(turns.ask())
    hands.move_to(at("2022-01-17T09:00"))
    with pytest.raises(Conflict) as refused:
        turns.say(turn)
    assert refused.value.field == "declared"
    turns.entered(turns.borrower)
    hands.move_to(at("2022-01-18T09:00"))
    with pytest.raises(Conflict) as old:
        turns.say(turn)
    assert old.value.field == "identity", "shown a day ago is not shown now"
    turns.entered(turns.borrower)
    assert turns.say(turn).number == 1
    assert Participant.objects.get(hearing=turns.hearing, user=turns.borrower).state == "not_signed_in"


def test_a_correction_is_another_answer_and_a_double_click_is_none(turns: Turns, hands: Any) -> None:
    turn = turns.turn(turns.ask(last_day=date(2022, 1, 18)))
    hands.move_to(at("2022-01-18T09:00"))
    turns.entered()
    made = turns.say(turn)
    assert turns.say(turn).pk == made.pk
    again = turns.say(turn, text="更正：已还八万五千元。")
    assert again.number == 2 and TurnAnswer.objects.get(pk=made.pk).text == "本人已还八万元。"
    hands.move_to(at("2022-01-19T00:00"))
    turns.entered()
    with pytest.raises(Conflict) as late:
        turns.say(turn, text="再更正。")
    assert late.value.field == "text"
    assert turns.say(turn, text="更正：已还八万五千元。").pk == again.pk, "what has arrived is said to have arrived"


def test_what_cannot_be_an_answer(turns: Turns, hands: Any, settings: Any) -> None:
    turn, other = turns.turn(turns.ask()), turns.turn(turns.ask("质证。", stage="evidence"), turns.plaintiff)
    hands.move_to(at("2022-01-17T09:00"))
    turns.entered()
    wrong: dict[str, dict[str, Any]] = {
        "text": {"text": "  "},
        "why_no_clip": {"why_no_clip": " "},
        "clip": {"clip_id": turns.clip(turns.officer).pk},
    }
    for field, more in wrong.items():
        with pytest.raises(Invalid) as refused:
            turns.say(turn, **{"text": "x", **more})
        assert refused.value.field == field
    with pytest.raises(Invalid) as huge:
        turns.say(turn, text="长" * 20_001)
    assert huge.value.field == "text"
    for stranger in (turns.judge, turns.clerk, turns.borrower):
        with pytest.raises(NotAllowed):
            turns.say(other, by=stranger)
    with pytest.raises(NotAllowed):
        turns.say(turn, by=turns.second_judge)
    settings.SHAREDCOURT_IN_TURN_CLIP_NEEDED = True
    with pytest.raises(Invalid) as needed:
        turns.say(turn)
    assert needed.value.field == "clip" and not TurnAnswer.objects.exists()
    clip = turns.clip(turns.borrower)
    assert turns.say(turn, clip_id=clip.pk).clip == clip
    with pytest.raises(Invalid):
        turns.say(turns.turn(turns.ask("还有吗？")), clip_id=clip.pk, text="y")


def test_what_the_court_cannot_ask(turns: Turns, hands: Any) -> None:
    with pytest.raises(NotAllowed):
        turns.ask(by=turns.borrower)
    with pytest.raises(NotAllowed):
        turns.ask(by=turns.second_judge)
    wrong: dict[str, dict[str, Any]] = {
        "stage": {"stage": "verdict"},
        "text": {"text": "长" * 2001},
        "parties": {"parties": [turns.case.pk]},
        "last_day": {"last_day": LAST + timedelta(days=1)},
    }
    for field, more in wrong.items():
        with pytest.raises(Invalid) as refused:
            turns.ask(**more)
        assert refused.value.field == field
    with pytest.raises(Invalid):
        turns.ask(last_day=FIRST - timedelta(days=1))
    hands.move_to(at("2022-01-22T09:00"))
    with pytest.raises(Invalid) as over:
        turns.ask()
    assert over.value.field == "last_day"


def test_late_the_judge_gives_time_or_goes_on_and_nobody_is_absent_by_itself(turns: Turns, hands: Any) -> None:
    question = turns.ask(last_day=date(2022, 1, 19))
    mine, banks = turns.turn(question), turns.turn(question, turns.plaintiff)
    hands.move_to(at("2022-01-17T08:00"))
    assert scheduled.run()["turns_reminded"] == 0
    turns.entered()
    turns.say(banks, by=turns.officer)
    hands.move_to(at("2022-01-18T08:00"))
    assert scheduled.run()["turns_reminded"] == 1 and scheduled.run()["turns_reminded"] == 0
    assert turns.told(turns.borrower, "hearings.turn_reminder") == 1
    assert turns.told(turns.officer, "hearings.turn_reminder") == 0
    with pytest.raises(Conflict):
        actions.go_on(by=turns.judge, turn=mine, reason="未答复")
    hands.move_to(at("2022-01-20T08:00"))
    assert scheduled.run()["turns_late"] == 1 and scheduled.run()["turns_late"] == 0
    assert turns.told(turns.judge, "hearings.turn_late") == 1 and turns.told(turns.borrower, "hearings.turn_late") == 0
    assert Turn.objects.get(pk=mine.pk).state == "asked", "time alone decides nothing"
    with pytest.raises(NotAllowed):
        actions.extend(by=turns.clerk, turn=mine, last_day=LAST)
    assert actions.extend(by=turns.judge, turn=mine, last_day=LAST).last_day == LAST
    assert actions.extend(by=turns.judge, turn=mine, last_day=LAST).last_day == LAST
    assert turns.told(turns.borrower, "hearings.turn_extended") == 1
    hands.move_to(at("2022-01-22T08:00"))
    with pytest.raises(Invalid):
        actions.go_on(by=turns.judge, turn=mine, reason=" ")
    for _click in range(2):
        assert actions.go_on(by=turns.judge, turn=mine, reason="经提醒未答复").state == "passed"
    assert not Participant.objects.filter(hearing=turns.hearing, absences__isnull=False).exists()
    with pytest.raises(Conflict):
        turns.say(mine)
    # The judge may think better of it: the hearing lasts longer, and the party has time again.
    with pytest.raises(Invalid):
        actions.last_longer(by=turns.judge, hearing=turns.hearing, last=date(2022, 5, 1))
    assert actions.last_longer(by=turns.judge, hearing=turns.hearing, last=date(2022, 1, 28)).ends_at == at(
        "2022-01-28T23:59"
    )
    actions.extend(by=turns.judge, turn=mine, last_day=date(2022, 1, 28))
    turns.entered(turns.borrower)
    turns.say(mine)
    with pytest.raises(Conflict):
        actions.extend(by=turns.judge, turn=mine, last_day=date(2022, 1, 27))
    assert actions.close(by=turns.judge, hearing=turns.hearing).state == HearingState.CLOSED


def test_passed_over_stands_in_the_record_with_the_reason(turns: Turns, hands: Any) -> None:
    turn = turns.turn(turns.ask(parties=[turns.defendant.pk]))
    hands.move_to(at("2022-01-22T08:00"))
    scheduled.run()
    actions.go_on(by=turns.judge, turn=turn, reason="经提醒未答复")
    actions.close(by=turns.judge, hearing=turns.hearing)
    texts = [line.text for line in Transcript.objects.get(hearing=turns.hearing).lines.all()]
    assert any("截至2022年1月21日未作答复" in text and "经提醒未答复" in text for text in texts)


def test_nothing_asked_is_not_closed(turns: Turns, hands: Any) -> None:
    hands.move_to(at("2022-01-17T08:00"))
    with pytest.raises(Conflict):
        actions.close(by=turns.judge, hearing=turns.hearing)
    assert not Transcript.objects.exists()
