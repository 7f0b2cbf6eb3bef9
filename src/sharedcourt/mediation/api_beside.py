"""Beside the steps of a meeting: what was said apart, the liaison judge who is called, interpreters and helpers."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Schema, Status
from ninja.pagination import paginate
from pydantic import Field

from sharedcourt.mediation import policy
from sharedcourt.mediation.actions import apart, assistants, guidance
from sharedcourt.mediation.api import _panel, _user, router
from sharedcourt.mediation.api_agreements import PlanOut, plan_out
from sharedcourt.mediation.models import Assistant, CaucusNote, Guidance, SidePlan
from sharedcourt.mediation.states_room import AssistantState
from sharedcourt.mediation.views.guidance import summary


class ApartOut(Schema):
    """Something of a separate talk that you may know: a note, or a plan worked out there."""

    id: UUID
    kind: str = Field(description="note or plan")
    talk: int
    side: str
    person: UUID | None
    text: str
    amount: Decimal | None
    revision: int | None = Field(description="of a plan")
    asked_at: datetime | None
    released_at: datetime | None


class NoteIn(Schema):
    """`talk`: the number of the separate talk for which it was written."""

    text: str
    amount: str = ""
    talk: int


class ReleaseIn(Schema):
    revision: int | None = Field(None, description="of a plan: the one you have read (409 when it was changed since)")


class JudgeIn(Schema):
    judge: UUID


class JudgeOut(Schema):
    """A liaison judge of a linked court who has no part in the case."""

    id: UUID
    name: str
    court: str


class GuidanceOut(Schema):
    """A liaison judge called into the room as adviser."""

    id: UUID
    judge: UUID
    name: str
    court: str
    state: str
    asked_at: datetime
    joined_at: datetime | None
    left_at: datetime | None


class CaseSummary(Schema):
    """The file in short for the judge who is called: nothing said in a separate talk."""

    case: UUID
    room: UUID
    parties: list[tuple[str, str]]
    facts: list[str]
    facts_confirmed: bool
    plan: PlanOut | None


class AssistantIn(Schema):
    """For whom (the id of a participant), of what kind (interpreter, sign_interpreter, helper) and who: by name and phone, or the site's `director`."""

    helps: UUID
    kind: str
    name: str = ""
    phone: str = ""
    director: UUID | None = None


class AssistantAnswer(Schema):
    given: bool


class AssistantOut(Schema):
    """An interpreter or helper, seated once the person whom they help has agreed."""

    id: UUID
    kind: str
    helps: UUID
    name: str
    state: str
    answered_at: datetime | None


def _apart(row: CaucusNote | SidePlan) -> dict[str, Any]:
    is_note = isinstance(row, CaucusNote)
    return {
        "id": row.pk,
        "kind": "note" if is_note else "plan",
        "talk": row.caucus.number,
        "side": row.side,
        "person": row.person_id,
        "text": row.text if isinstance(row, CaucusNote) else "",
        "amount": row.amount if isinstance(row, CaucusNote) else None,
        "revision": None if isinstance(row, CaucusNote) else row.revision,
        "asked_at": row.asked_at,
        "released_at": row.released_at,
    }


@router.get(
    "/meetings/{meeting_id}/apart",
    response=list[ApartOut],
    operation_id="mediation_apart",
    summary="What was said and worked out in separate talks",
)
@paginate
def read_apart(request: HttpRequest, meeting_id: UUID) -> list[dict[str, Any]]:
    """As far as you may know it: the mediator all of it, a side its own, everybody what was released."""
    case, user = _panel(request, meeting_id).case, _user(request)
    kept: list[CaucusNote | SidePlan] = [*apart.notes_for(case, user), *apart.side_plans_for(case, user)]
    return [_apart(row) for row in kept]


@router.post(
    "/meetings/{meeting_id}/apart",
    response={201: ApartOut},
    operation_id="mediation_write_note",
    summary="Write down what was said apart (mediator)",
)
def write_note(request: HttpRequest, meeting_id: UUID, body: NoteIn) -> Status[Any]:
    """Only that side and the mediator read it."""
    case = _panel(request, meeting_id).case
    made = apart.write_note(by=_user(request), case=case, text=body.text, amount=body.amount, number=body.talk)
    return Status(201, _apart(made))


@router.post(
    "/meetings/{meeting_id}/apart/{kept}/ask-release",
    response=ApartOut,
    operation_id="mediation_ask_release",
    summary="Ask the side whether everyone may know it (mediator)",
)
def ask_release(request: HttpRequest, meeting_id: UUID, kept: UUID) -> dict[str, Any]:
    """Asking twice changes nothing."""
    return _apart(apart.ask_release(by=_user(request), case=_panel(request, meeting_id).case, kept=kept))


@router.post(
    "/meetings/{meeting_id}/apart/{kept}/release",
    response=ApartOut,
    operation_id="mediation_release",
    summary="Let everyone know it (the side that said it)",
)
def release(request: HttpRequest, meeting_id: UUID, kept: UUID, body: ReleaseIn) -> dict[str, Any]:
    """A note is read by all from then on; a plan becomes the common plan."""
    case = _panel(request, meeting_id).case
    return _apart(apart.release(by=_user(request), case=case, kept=kept, revision=body.revision))


def _guidance(row: Guidance) -> dict[str, Any]:
    names = ("id", "asked_at", "joined_at", "left_at")
    return {name: getattr(row, name) for name in names} | {
        "judge": row.judge_id,
        "name": row.judge.name,
        "court": row.court.name,
        "state": str(row.state),
    }


@router.get(
    "/meetings/{meeting_id}/judges",
    response=list[JudgeOut],
    operation_id="mediation_judges",
    summary="Liaison judges who could be called (mediator)",
)
@paginate
def judges(request: HttpRequest, meeting_id: UUID) -> list[dict[str, Any]]:
    """Of the linked courts, without a part in the case."""
    case = _panel(request, meeting_id).case
    policy.require_mediator(request.user, case)
    found = guidance.judges_for(case)
    return [{"id": each.user.pk, "name": each.user.name, "court": each.court.name} for each in found]


@router.get(
    "/meetings/{meeting_id}/guidances",
    response=list[GuidanceOut],
    operation_id="mediation_guidances",
    summary="Judges who were called (mediator)",
)
@paginate
def guidances(request: HttpRequest, meeting_id: UUID) -> list[dict[str, Any]]:
    """Oldest first."""
    meeting = _panel(request, meeting_id)
    policy.require_mediator(request.user, meeting.case)
    return [_guidance(row) for row in meeting.guidances.select_related("judge", "court")]


@router.post(
    "/meetings/{meeting_id}/guidances",
    response={201: GuidanceOut},
    operation_id="mediation_call_judge",
    summary="Call a liaison judge into the room (mediator)",
)
def call_judge(request: HttpRequest, meeting_id: UUID, body: JudgeIn) -> Status[Any]:
    """As adviser; the judge decides nothing there."""
    made = guidance.ask(by=_user(request), meeting=_panel(request, meeting_id), judge_id=body.judge)
    return Status(201, _guidance(made))


@router.post(
    "/meetings/{meeting_id}/guidances/{guidance_id}/withdraw",
    response=GuidanceOut,
    operation_id="mediation_withdraw_judge",
    summary="Take the call back (mediator)",
)
def withdraw_judge(request: HttpRequest, meeting_id: UUID, guidance_id: UUID) -> dict[str, Any]:
    """Of a judge who has not come yet, whose seat ends. Once the judge has come it changes nothing: the guidance ends when they leave."""
    meeting = _panel(request, meeting_id)
    return _guidance(guidance.withdraw(by=_user(request), meeting=meeting, guidance_id=guidance_id))


@router.get(
    "/guidances/{guidance_id}",
    response=CaseSummary,
    operation_id="mediation_guidance",
    summary="The file's summary, for the judge who is called",
)
def read_guidance(request: HttpRequest, guidance_id: UUID) -> dict[str, Any]:
    """While the call is open."""
    found = get_object_or_404(guidance.open_to(request.user), pk=guidance_id)
    short = summary(found)
    plan = short["plan"] if short["computed"] is not None else None
    return {
        "case": found.case_id,
        "room": found.meeting.room_id,
        "parties": short["parties"],
        "facts": short["facts"],
        "facts_confirmed": short["facts_confirmed"],
        "plan": plan_out(plan) if plan is not None else None,
    }


@router.post(
    "/guidances/{guidance_id}/decline",
    response={204: None},
    operation_id="mediation_decline_guidance",
    summary="Say that you cannot come (the judge)",
)
def decline_guidance(request: HttpRequest, guidance_id: UUID) -> Status[Any]:
    """The mediator is told, and may call somebody else."""
    found = get_object_or_404(guidance.open_to(request.user), pk=guidance_id)
    guidance.decline(by=_user(request), guidance=found)
    return Status(204, None)


def _assistant(row: Assistant) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.kind,
        "helps": row.helps_id,
        "name": row.name,
        "state": str(row.state),
        "answered_at": row.answered_at,
    }


@router.get(
    "/meetings/{meeting_id}/assistants",
    response=list[AssistantOut],
    operation_id="mediation_assistants",
    summary="Interpreters and helpers",
)
@paginate
def read_assistants(request: HttpRequest, meeting_id: UUID) -> list[dict[str, Any]]:
    """Those who have a seat; to the mediator and the person whom they are to help also those who wait for an answer."""
    meeting, me = _panel(request, meeting_id), _user(request)
    is_mediator = policy.is_mediator(me, meeting.case)
    return [
        _assistant(row)
        for row in meeting.assistants.exclude(state=AssistantState.REFUSED).select_related("helps")
        if is_mediator or row.state == AssistantState.SEATED or row.helps.user_id == me.pk
    ]


@router.post(
    "/meetings/{meeting_id}/assistants",
    response={201: AssistantOut},
    operation_id="mediation_propose_assistant",
    summary="Propose an interpreter or helper (mediator)",
)
def propose_assistant(request: HttpRequest, meeting_id: UUID, body: AssistantIn) -> Status[Any]:
    """The person whom they are to help is asked."""
    made = assistants.propose(by=_user(request), meeting=_panel(request, meeting_id), **body.dict())
    return Status(201, _assistant(made))


@router.post(
    "/meetings/{meeting_id}/assistants/{assistant}/answer",
    response=AssistantOut,
    operation_id="mediation_answer_assistant",
    summary="Agree to an interpreter or helper, or not",
)
def answer_assistant(request: HttpRequest, meeting_id: UUID, assistant: UUID, body: AssistantAnswer) -> dict[str, Any]:
    """By the person whom they are to help."""
    meeting = _panel(request, meeting_id)
    return _assistant(assistants.answer(by=_user(request), meeting=meeting, assistant_id=assistant, given=body.given))
