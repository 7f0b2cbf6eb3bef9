"""Hearings at different times over the API: the same actions, policies and refusals as the pages, for people in person."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Schema, Status
from ninja.pagination import paginate

from sharedcourt.core.paging import Each
from sharedcourt.hearings.api import router
from sharedcourt.hearings.in_turn import actions, queries
from sharedcourt.hearings.in_turn.models import Turn, TurnAnswer, TurnQuestion
from sharedcourt.hearings.in_turn.views import attendee_for
from sharedcourt.hearings.models import Hearing

AT = "/{uuid:hearing_id}/in-turn/questions"


class TurnAnswerOut(Schema):
    """What a party said; never changed. `sha256` covers words, clip and time, as the ledger has it."""

    number: int
    by: str
    text: str
    at: datetime
    sha256: str
    clip_sha256: str
    why_no_clip: str


class TurnOut(Schema):
    """One party's turn to answer, up to its last day in China."""

    id: UUID
    party: UUID
    name: str
    state: str
    last_day: date
    why_passed: str
    answers: list[TurnAnswerOut]


class TurnQuestionOut(Schema):
    id: UUID
    number: int
    stage: str
    text: str
    by: str
    put_at: datetime
    clip_sha256: str
    turns: list[TurnOut]


class TurnQuestionIn(Schema):
    """`parties` empty: every party. `last_day` null: the last day of the hearing."""

    stage: str = Field(description="statement, inquiry, evidence, debate, last_statement")
    text: str
    parties: list[UUID] = []
    last_day: date | None = None


class TurnAnswerIn(Schema):
    """`clip`: a kept recording of the person's own, brought in by the page; without one say why."""

    text: str
    clip: UUID | None = None
    why_no_clip: str = ""


class TurnDayIn(Schema):
    last_day: date


class TurnReasonIn(Schema):
    reason: str


class InTurnWindowOut(Schema):
    """The days of a hearing at different times, and how it stands."""

    hearing: UUID
    state: str
    first: date
    last: date


def _answer_out(row: TurnAnswer) -> dict[str, Any]:
    return {
        "number": row.number,
        "by": row.by.name,
        "text": row.text,
        "at": row.at,
        "sha256": row.sha256,
        "clip_sha256": row.clip.sha256 if row.clip is not None else "",
        "why_no_clip": row.why_no_clip,
    }


def _turn_out(row: Turn) -> dict[str, Any]:
    return {
        "id": row.pk,
        "party": row.party_id,
        "name": row.party.name,
        "state": str(row.state),
        "last_day": row.last_day,
        "why_passed": row.why_passed,
        "answers": [_answer_out(answer) for answer in row.answers.all()],
    }


def _question_out(row: TurnQuestion) -> dict[str, Any]:
    return {
        "id": row.pk,
        "number": row.number,
        "stage": row.stage,
        "text": row.text,
        "by": row.by.name,
        "put_at": row.put_at,
        "clip_sha256": row.clip.sha256 if row.clip is not None else "",
        "turns": [_turn_out(turn) for turn in row.turns.all()],
    }


def _window(row: Hearing) -> dict[str, Any]:
    return {
        "hearing": row.pk,
        "state": str(row.state),
        "first": queries.first_day(row),
        "last": queries.last_day(row),
    }


def _fresh(turn: Turn) -> dict[str, Any]:
    rows = Turn.objects.select_related("party").prefetch_related("answers__by", "answers__clip")
    return _turn_out(rows.get(pk=turn.pk))


def _turn(request: HttpRequest, hearing_id: UUID, turn_id: UUID) -> Turn:
    who = attendee_for(request, hearing_id)
    rows = Turn.objects.select_related("question__hearing__case", "party")
    return get_object_or_404(rows, question__hearing=who.hearing, pk=turn_id)


@router.get(
    AT,
    response=list[TurnQuestionOut],
    operation_id="hearings_turn_questions",
    summary="Questions and answers of a hearing at different times (the court, the parties)",
)
@paginate
def questions(request: HttpRequest, hearing_id: UUID) -> Each:
    """In the order in which they were asked."""
    return Each(queries.questions_of(attendee_for(request, hearing_id).hearing), _question_out)


@router.post(
    AT,
    response={201: TurnQuestionOut},
    operation_id="hearings_ask_turn",
    summary="Ask one party or several, to be answered by a last day (presiding judge, clerk)",
)
def ask(request: HttpRequest, hearing_id: UUID, body: TurnQuestionIn) -> Status[Any]:
    """Before the first day of the hearing, too."""
    who = attendee_for(request, hearing_id)
    made = actions.ask(
        by=who.user,
        hearing=who.hearing,
        stage=body.stage,
        text=body.text,
        parties=body.parties,
        last_day=body.last_day,
    )
    return Status(201, _question_out(queries.questions_of(who.hearing).get(pk=made.pk)))


@router.post(
    "/{uuid:hearing_id}/in-turn/turns/{uuid:turn_id}/answers",
    response={201: TurnAnswerOut},
    operation_id="hearings_answer_turn",
    summary="Answer in one's turn; a second answer corrects the first, which stays (the party)",
)
def answer(request: HttpRequest, hearing_id: UUID, turn_id: UUID, body: TurnAnswerIn) -> Status[Any]:
    """The rules must have been read and identity shown before (`hearings_declare`, `hearings_confirm_identity`)."""
    turn, by = _turn(request, hearing_id, turn_id), attendee_for(request, hearing_id).user
    made = actions.answer(by=by, turn=turn, text=body.text, clip_id=body.clip, why_no_clip=body.why_no_clip)
    return Status(201, _answer_out(made))


@router.post(
    "/{uuid:hearing_id}/in-turn/turns/{uuid:turn_id}/extend",
    response=TurnOut,
    operation_id="hearings_extend_turn",
    summary="Give a party more time to answer (presiding judge)",
)
def extend(request: HttpRequest, hearing_id: UUID, turn_id: UUID, body: TurnDayIn) -> Any:
    """Within the days of the hearing; after going on without the party, too."""
    by = attendee_for(request, hearing_id).user
    return _fresh(actions.extend(by=by, turn=_turn(request, hearing_id, turn_id), last_day=body.last_day))


@router.post(
    "/{uuid:hearing_id}/in-turn/turns/{uuid:turn_id}/go-on",
    response=TurnOut,
    operation_id="hearings_go_on_without_turn",
    summary="Go on without an answer after its last day (presiding judge)",
)
def go_on(request: HttpRequest, hearing_id: UUID, turn_id: UUID, body: TurnReasonIn) -> Any:
    """With the reason; it is no finding of absence."""
    by = attendee_for(request, hearing_id).user
    return _fresh(actions.go_on(by=by, turn=_turn(request, hearing_id, turn_id), reason=body.reason))


@router.post(
    "/{uuid:hearing_id}/in-turn/longer",
    response=InTurnWindowOut,
    operation_id="hearings_prolong_in_turn",
    summary="Let a hearing at different times last longer (presiding judge)",
)
def longer(request: HttpRequest, hearing_id: UUID, body: TurnDayIn) -> Any:
    """At most sixty days from its first."""
    who = attendee_for(request, hearing_id)
    row = actions.last_longer(by=who.user, hearing=who.hearing, last=body.last_day)
    return _window(row)


@router.post(
    "/{uuid:hearing_id}/in-turn/close",
    response=InTurnWindowOut,
    operation_id="hearings_close_in_turn",
    summary="Close a hearing at different times; what was said becomes the record (presiding judge)",
)
def close(request: HttpRequest, hearing_id: UUID) -> Any:
    """Once every turn is answered or passed over."""
    who = attendee_for(request, hearing_id)
    row = actions.close(by=who.user, hearing=who.hearing)
    return _window(row)
