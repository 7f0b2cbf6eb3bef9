"""What was asked and said at different times, as lines of the record, in Chinese: in the order of the questions, with speaker and time."""

from collections.abc import Iterable
from datetime import datetime

from sharedcourt.core import clock
from sharedcourt.hearings.in_turn.models import Turn, TurnAnswer, TurnQuestion, TurnStage
from sharedcourt.hearings.in_turn.states import TurnState
from sharedcourt.hearings.models import Hearing
from sharedcourt.hearings.transcript import speakers
from sharedcourt.hearings.transcript.actions.turns import TurnLine
from sharedcourt.hearings.transcript.models import LineKind

# As the record prints them, whatever language the judge reads.
STAGES: dict[str, str] = {
    TurnStage.STATEMENT: "陈述",
    TurnStage.INQUIRY: "法庭询问",
    TurnStage.EVIDENCE: "质证",
    TurnStage.DEBATE: "法庭辩论",
    TurnStage.LAST_STATEMENT: "最后陈述",
}


def moment(at: datetime) -> str:
    """2022年1月18日 20:15."""
    local = clock.local(at)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def lines_of(hearing: Hearing, questions: Iterable[TurnQuestion]) -> list[TurnLine]:
    """Every question, then each party's answers to it; a line before each says when, and what recording there is."""
    known = speakers.of(hearing)
    found: list[TurnLine] = []
    stage = ""
    for question in questions:
        if question.stage != stage:
            stage = question.stage
            found.append(TurnLine(STAGES[stage], question.put_at, kind=LineKind.STAGE))
        found.append(
            _note(f"{moment(question.put_at)}，法庭提出（第{question.number}项）{_clip(question)}：", question.put_at)
        )
        found.append(TurnLine(question.text, question.put_at, speakers.key_of(known, question.by)))
        for turn in question.turns.all():
            found += _turn(turn)
    return found


def _turn(turn: Turn) -> list[TurnLine]:
    found: list[TurnLine] = []
    for answer in turn.answers.all():
        again = "再次" if answer.number > 1 else ""
        found.append(
            _note(f"{moment(answer.at)}，{turn.party.name}（{answer.by.name}）{again}答复{_clip(answer)}：", answer.at)
        )
        found.append(TurnLine(answer.text, answer.at, f"person-{answer.participant_id}"))
    if turn.state == TurnState.PASSED and turn.passed_at is not None:
        day = f"{turn.last_day.year}年{turn.last_day.month}月{turn.last_day.day}日"
        words = f"{turn.party.name}截至{day}未作答复，法庭继续进行。理由：{turn.why_passed}"
        found.append(_note(words, turn.passed_at))
    return found


def _clip(said: TurnQuestion | TurnAnswer) -> str:
    if said.clip is not None:
        return f"（附录像，SHA-256：{said.clip.sha256}）"
    why = said.why_no_clip if isinstance(said, TurnAnswer) else ""
    return f"（未录像：{why}）" if why else ""


def _note(text: str, at: datetime) -> TurnLine:
    return TurnLine(text, at, kind=LineKind.NOTE)
