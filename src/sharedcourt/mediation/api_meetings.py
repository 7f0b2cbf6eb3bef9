"""Meetings as they are read: which times suit whom, who takes part and from where, what was said, the calendar file."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Schema
from ninja.pagination import paginate

from sharedcourt.core.paging import Each
from sharedcourt.law.identity import mask_resident_id
from sharedcourt.mediation import policy
from sharedcourt.mediation.api import _case, _meeting, _panel, _user, router
from sharedcourt.mediation.calendar import calendar_file
from sharedcourt.mediation.models import Meeting, Participant, SlotAnswer, Statement, TimeSlot
from sharedcourt.mediation.steps import SCRIPT, SCRIPT_VERSION, STEP_NAMES
from sharedcourt.people.models import IdentityLevel
from sharedcourt.people.queries import identity_levels


class MeetingLine(Schema):
    """A meeting in the list of a case."""

    id: UUID
    state: str
    step: int
    length_minutes: int
    starts_at: datetime | None
    ends_at: datetime | None
    started_at: datetime | None
    held_at: datetime | None
    cancelled_at: datetime | None
    room: UUID | None
    record: UUID | None


class SlotAnswerOut(Schema):
    user: UUID
    name: str
    suits: bool


class SlotOut(Schema):
    """A time proposed, and whom it suits; `suits_all` once everyone but the mediator has said yes."""

    id: UUID
    starts_at: datetime
    mine: bool | None
    answers: list[SlotAnswerOut]
    suits_all: bool


class ParticipantOut(Schema):
    """Somebody who takes part. `resident_id` is whole for the mediator, who compares it, and masked for the others."""

    id: UUID
    user: UUID
    name: str
    role: str
    party: UUID | None
    is_host: bool
    site: UUID | None
    site_name: str
    booking: UUID | None
    identity_level: int
    compared: bool
    understood: bool
    resident_id: str


class StatementOut(Schema):
    id: UUID
    speaker: str
    written_by: str
    text: str
    at: datetime


class ScriptPart(Schema):
    key: str
    heading: str
    paragraphs: list[str]


class ScriptOut(Schema):
    """What the mediator explains, and the steps of a meeting."""

    version: str
    parts: list[ScriptPart]
    steps: dict[str, str]


@router.get(
    "/cases/{case_id}/meetings",
    response=list[MeetingLine],
    operation_id="mediation_meetings",
    summary="Meetings of a case",
)
@paginate
def list_meetings(request: HttpRequest, case_id: UUID) -> Each:
    """Oldest first; cancelled and held ones too."""
    return Each(_case(request, case_id).meetings.all(), _line)


def _line(meeting: Meeting) -> dict[str, Any]:
    names = ("id", "step", "length_minutes", "starts_at", "ends_at", "started_at", "held_at", "cancelled_at")
    return {name: getattr(meeting, name) for name in names} | {
        "state": str(meeting.state),
        "room": meeting.room_id,
        "record": meeting.record_file_id,
    }


@router.get(
    "/meetings/{meeting_id}/slots",
    response=list[SlotOut],
    operation_id="mediation_slots",
    summary="Times proposed and whom they suit",
)
@paginate
def slots(request: HttpRequest, meeting_id: UUID) -> Each:
    """Answer them with /answers, and say there from which shared court you take part."""
    meeting, me = _meeting(request, meeting_id), _user(request)
    wanted = set(meeting.participants.filter(is_host=False).values_list("user_id", flat=True))
    answers = Prefetch("answers", SlotAnswer.objects.select_related("user").order_by("created_at"))

    def describe(slot: TimeSlot) -> dict[str, Any]:
        given = list(slot.answers.all())
        yes = {each.user_id for each in given if each.suits}
        return {
            "id": slot.pk,
            "starts_at": slot.starts_at,
            "mine": next((each.suits for each in given if each.user_id == me.pk), None),
            "answers": [{"user": each.user_id, "name": each.user.name, "suits": each.suits} for each in given],
            "suits_all": bool(wanted) and wanted <= yes,
        }

    return Each(meeting.slots.prefetch_related(answers), describe)


@router.get(
    "/meetings/{meeting_id}/participants",
    response=list[ParticipantOut],
    operation_id="mediation_participants",
    summary="Who takes part in a meeting",
)
@paginate
def participants(request: HttpRequest, meeting_id: UUID) -> Each:
    """With how surely each is known, and whether they have understood their rights."""
    meeting = _panel(request, meeting_id)
    is_mediator = policy.is_mediator(request.user, meeting.case)
    told = set(meeting.understandings.values_list("user_id", flat=True))
    people = meeting.participants.values_list("user_id", flat=True)
    levels = identity_levels(people, meeting.case.dispute_id)

    def describe(each: Participant) -> dict[str, Any]:
        number, level = each.user.resident_id, levels.get(each.user_id, 0)
        return {
            "id": each.pk,
            "user": each.user_id,
            "name": each.user.name,
            "role": each.role_label,
            "party": each.party_id,
            "is_host": each.is_host,
            "site": each.site_id,
            "site_name": each.site.name if each.site else "",
            "booking": each.booking_id,
            "identity_level": level,
            "compared": level >= IdentityLevel.COMPARED,
            "understood": each.user_id in told,
            "resident_id": number if is_mediator or not number else mask_resident_id(number),
        }

    return Each(meeting.participants.select_related("user", "site", "party__organisation"), describe)


@router.get(
    "/meetings/{meeting_id}/statements",
    response=list[StatementOut],
    operation_id="mediation_statements",
    summary="What was stated in a meeting",
)
@paginate
def statements(request: HttpRequest, meeting_id: UUID) -> Each:
    """For the record, oldest first; only those who take part read it (ODMR 18)."""
    rows = _panel(request, meeting_id).statements.select_related("user", "written_by")
    return Each(rows, _statement)


def _statement(each: Statement) -> dict[str, Any]:
    return {
        "id": each.pk,
        "speaker": each.user.name,
        "written_by": each.written_by.name,
        "text": each.text,
        "at": each.created_at,
    }


@router.get(
    "/meetings/{meeting_id}/calendar",
    operation_id="mediation_calendar",
    summary="The meeting for one's own calendar",
    openapi_extra={"responses": {200: {"content": {"text/calendar": {"schema": {"type": "string"}}}}}},
)
def calendar(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """An iCalendar file, once the time is fixed."""
    meeting = _panel(request, meeting_id)
    if meeting.starts_at is None:
        raise Http404
    me = meeting.participants.filter(user=_user(request)).select_related("site").first()
    return HttpResponse(calendar_file(meeting, me), content_type="text/calendar; charset=utf-8")


@router.get(
    "/script",
    response=ScriptOut,
    auth=None,
    operation_id="mediation_script",
    summary="Rights, duties and discipline of a meeting",
)
def script(request: HttpRequest) -> dict[str, Any]:
    """What is read out before anything else (ODMR 17), in the language asked for."""
    return {
        "version": SCRIPT_VERSION,
        "parts": [
            {"key": key, "heading": str(heading), "paragraphs": [str(each) for each in paragraphs]}
            for key, heading, paragraphs in SCRIPT
        ],
        "steps": {str(int(step)): str(name) for step, name in STEP_NAMES.items()},
    }
