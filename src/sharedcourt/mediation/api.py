"""Mediation over the API: the same actions, policies and refusals as the pages."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Router, Schema
from ninja.pagination import paginate

from sharedcourt.core.errors import Invalid
from sharedcourt.core.paging import Each
from sharedcourt.mediation import queries
from sharedcourt.mediation.actions import cases, ending, mediators, meetings, sessions
from sharedcourt.mediation.models import Case, Extension, Meeting
from sharedcourt.people.models import Organisation, User
from sharedcourt.sites.models import Site

router = Router(tags=["mediation"])


class CaseLine(Schema):
    """A case in a list. Days are the last day of a limit, in China."""

    id: UUID
    dispute: UUID
    dispute_code: str
    organisation: str
    mediator: UUID | None
    state: str
    number: str
    acceptance_due: date
    assignment_due: date | None
    ask_due: date | None
    mediation_due: date | None
    end_reason: int | None
    confirmation_due: date | None


class CaseOut(CaseLine):
    """A case, with who does not take part yet and why."""

    missing: list[tuple[str, str]]


class MeetingOut(Schema):
    """A meeting; `slots` maps a slot's id to its time."""

    id: UUID
    case: UUID
    state: str
    step: int
    starts_at: datetime | None
    ends_at: datetime | None
    room: UUID | None
    slots: dict[str, datetime]
    suits_all: list[UUID]


class ReasonIn(Schema):
    reason: str = ""


class ChangeOfMediatorIn(ReasonIn):
    """Who has had a mediator changed before names one, or nobody: that counts as refusing the mediation."""

    mediator: UUID | None = None
    names_nobody: bool = False


class MediatorIn(Schema):
    mediator: UUID


class DisclosureIn(Schema):
    disclosure: str
    text: str = ""


class YesOrNoIn(Schema):
    given: bool


class UntilIn(Schema):
    until: date


class OrganisationIn(Schema):
    organisation: UUID


class TimesIn(Schema):
    starts: list[datetime]
    length_minutes: int = 60


class TimeAnswersIn(Schema):
    answers: dict[UUID, bool]
    site: UUID | None = None


class SlotIn(Schema):
    slot: UUID


class StepIn(Schema):
    step: int


class ParticipantIn(Schema):
    user: UUID


class TextIn(Schema):
    text: str


class StatementIn(TextIn):
    """`speaker`: whose words the mediator writes down; nobody else writes for another."""

    speaker: UUID | None = None


class EndIn(Schema):
    reason: int
    explanation: str = ""


class RecordMade(Schema):
    """`document` is to be signed by the mediator."""

    document: UUID


def _user(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


def _case(request: HttpRequest, case_id: UUID) -> Case:
    return get_object_or_404(queries.visible_to(request.user), pk=case_id)


def _meeting(request: HttpRequest, meeting_id: UUID) -> Meeting:
    return get_object_or_404(queries.meetings_visible_to(request.user), pk=meeting_id)


def _panel(request: HttpRequest, meeting_id: UUID) -> Meeting:
    return get_object_or_404(queries.panels_of(request.user), pk=meeting_id)


def _person(pk: UUID) -> User:
    found = User.objects.filter(pk=pk, is_active=True).first()
    if found is None:
        raise Invalid(_("Choose one of the list."), field="mediator")
    return found


def case_line(case: Case) -> CaseLine:
    return CaseLine(
        id=case.pk,
        dispute=case.dispute_id,
        dispute_code=case.dispute.code,
        organisation=case.organisation.name,
        mediator=case.mediator_id,
        state=str(case.state),
        number=case.number,
        acceptance_due=case.acceptance_due,
        assignment_due=case.assignment_due,
        ask_due=case.ask_due,
        mediation_due=case.mediation_due,
        end_reason=case.end_reason,
        confirmation_due=case.confirmation_due,
    )


def case_out(case: Case) -> CaseOut:
    return CaseOut(**case_line(case).dict(), missing=cases.missing_consents(case))


def meeting_out(meeting: Meeting) -> MeetingOut:
    return MeetingOut(
        id=meeting.pk,
        case=meeting.case_id,
        state=str(meeting.state),
        step=meeting.step,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        room=meeting.room_id,
        slots={str(slot.pk): slot.starts_at for slot in meeting.slots.all()},
        suits_all=[slot.pk for slot in meetings.suiting_slots(meeting)],
    )


# ---------- cases


@router.get("/cases", response=list[CaseLine], summary="List cases")
@paginate
def list_cases(request: HttpRequest, state: str = "", q: str = "") -> Each:
    """Cases you may see, newest first; by state, by dispute code or case number."""
    rows = queries.search(queries.visible_to(request.user), q)
    if state:
        rows = rows.filter(state=state)
    return Each(rows.order_by("-offered_at", "-pk"), case_line)


@router.get("/cases/{case_id}", response=CaseOut, summary="One case")
def read_case(request: HttpRequest, case_id: UUID) -> Any:
    return case_out(_case(request, case_id))


@router.post("/cases/{case_id}/accept", response=CaseOut, summary="Accept a case")
def accept(request: HttpRequest, case_id: UUID) -> Any:
    cases.accept(by=_user(request), case=_case(request, case_id))
    return case_out(_case(request, case_id))


@router.post("/cases/{case_id}/decline", response=CaseOut, summary="Decline a case")
def decline(request: HttpRequest, case_id: UUID, body: ReasonIn) -> Any:
    return case_out(cases.decline(by=_user(request), case=_case(request, case_id), reason=body.reason))


@router.post("/cases/{case_id}/organisation", response=CaseOut, summary="Ask another organisation")
def choose_organisation(request: HttpRequest, case_id: UUID, body: OrganisationIn) -> Any:
    """The applicant asks another organisation after a refusal or silence."""
    organisation = Organisation.objects.filter(pk=body.organisation).first()
    if organisation is None:
        raise Invalid(_("Choose one of the list."), field="organisation")
    return case_out(
        cases.choose_organisation(by=_user(request), case=_case(request, case_id), organisation=organisation)
    )


@router.post("/cases/{case_id}/mediator", response=CaseOut, summary="Ask a mediator to take the case")
def assign(request: HttpRequest, case_id: UUID, body: MediatorIn) -> Any:
    """The manager asks a mediator without ties."""
    mediators.assign(by=_user(request), case=_case(request, case_id), mediator=_person(body.mediator))
    return case_out(_case(request, case_id))


@router.post("/cases/{case_id}/preferred-mediator", response=CaseOut, summary="Name the mediator you would like")
def prefer(request: HttpRequest, case_id: UUID, body: MediatorIn) -> Any:
    """A party names the mediator it would like."""
    mediators.prefer_mediator(by=_user(request), case=_case(request, case_id), mediator=_person(body.mediator))
    return case_out(_case(request, case_id))


@router.post(
    "/cases/{case_id}/disclosure", response=CaseOut, summary="Disclose ties to the parties, or that there are none"
)
def disclose(request: HttpRequest, case_id: UUID, body: DisclosureIn) -> Any:
    mediators.disclose(by=_user(request), case=_case(request, case_id), disclosure=body.disclosure, text=body.text)
    return case_out(_case(request, case_id))


@router.post(
    "/cases/{case_id}/disclosure/answer", response=CaseOut, summary="Accept the mediator after a disclosure, or not"
)
def answer_disclosure(request: HttpRequest, case_id: UUID, body: YesOrNoIn) -> Any:
    mediators.answer_disclosure(by=_user(request), case=_case(request, case_id), given=body.given)
    return case_out(_case(request, case_id))


@router.post("/cases/{case_id}/another-mediator", response=CaseOut, summary="Ask for another mediator")
def another_mediator(request: HttpRequest, case_id: UUID, body: ChangeOfMediatorIn) -> Any:
    mediators.ask_for_another_mediator(
        by=_user(request),
        case=_case(request, case_id),
        reason=body.reason,
        choice=_person(body.mediator) if body.mediator else None,
        names_nobody=body.names_nobody,
    )
    return case_out(_case(request, case_id))


@router.post("/cases/{case_id}/extension", response=CaseOut, summary="Propose a longer period")
def propose_extension(request: HttpRequest, case_id: UUID, body: UntilIn) -> Any:
    cases.propose_extension(by=_user(request), case=_case(request, case_id), until=body.until)
    return case_out(_case(request, case_id))


@router.post("/cases/{case_id}/extension/answer", response=CaseOut, summary="Agree to a longer period, or not")
def answer_extension(request: HttpRequest, case_id: UUID, body: YesOrNoIn) -> Any:
    case = _case(request, case_id)
    extension = Extension.objects.filter(case=case, decided_at=None).first()
    if extension is None:
        raise Invalid(_("The question has been decided."))
    cases.answer_extension(by=_user(request), extension=extension, given=body.given)
    return case_out(_case(request, case_id))


@router.post("/cases/{case_id}/end", response=CaseOut, summary="End without an agreement")
def end(request: HttpRequest, case_id: UUID, body: EndIn) -> Any:
    """End without an agreement, for a reason from 2 to 8 (ODMR 25)."""
    ending.end(by=_user(request), case=_case(request, case_id), reason=body.reason, explanation=body.explanation)
    return case_out(_case(request, case_id))


@router.post("/cases/{case_id}/leave", response=CaseOut, summary="Leave the mediation")
def leave(request: HttpRequest, case_id: UUID, body: ReasonIn) -> Any:
    """A party does not want to go on."""
    ending.leave_mediation(by=_user(request), case=_case(request, case_id), explanation=body.reason)
    return case_out(_case(request, case_id))


# ---------- meetings


@router.post("/cases/{case_id}/meetings", response=MeetingOut, summary="Propose times to meet")
def propose_times(request: HttpRequest, case_id: UUID, body: TimesIn) -> Any:
    return meeting_out(
        meetings.propose_times(
            by=_user(request),
            case=_case(request, case_id),
            starts=body.starts,
            length_minutes=body.length_minutes,
        )
    )


@router.post("/cases/{case_id}/meetings/now", response=MeetingOut, summary="Propose to meet at once")
def propose_now(request: HttpRequest, case_id: UUID) -> Any:
    return meeting_out(meetings.propose_now(by=_user(request), case=_case(request, case_id)))


@router.get("/meetings/{meeting_id}", response=MeetingOut, summary="One meeting")
def read_meeting(request: HttpRequest, meeting_id: UUID) -> Any:
    return meeting_out(_meeting(request, meeting_id))


@router.post("/meetings/{meeting_id}/answers", response=MeetingOut, summary="Say which times suit, and from where")
def answer_times(request: HttpRequest, meeting_id: UUID, body: TimeAnswersIn) -> Any:
    site = None
    if body.site is not None:
        site = Site.objects.filter(pk=body.site).first()
        if site is None:
            raise Invalid(_("This shared court cannot be booked. Choose another one."), field="site")
    return meeting_out(
        meetings.answer_times(by=_user(request), meeting=_meeting(request, meeting_id), answers=body.answers, site=site)
    )


@router.post("/meetings/{meeting_id}/fix", response=MeetingOut, summary="Fix a time that suits all")
def fix_time(request: HttpRequest, meeting_id: UUID, body: SlotIn) -> Any:
    meeting = _meeting(request, meeting_id)
    slot = meeting.slots.filter(pk=body.slot).first()
    if slot is None:
        raise Invalid(_("Choose one of the list."), field="slot")
    return meeting_out(meetings.fix_time(by=_user(request), meeting=meeting, slot=slot))


@router.post("/meetings/{meeting_id}/cancel", response=MeetingOut, summary="Cancel a meeting")
def cancel(request: HttpRequest, meeting_id: UUID) -> Any:
    return meeting_out(meetings.cancel(by=_user(request), meeting=_meeting(request, meeting_id)))


@router.post("/meetings/{meeting_id}/reschedule", response=MeetingOut, summary="Put a meeting off")
def reschedule(request: HttpRequest, meeting_id: UUID, body: TimesIn) -> Any:
    """Cancel and propose other times, in one act."""
    return meeting_out(
        meetings.reschedule(
            by=_user(request),
            meeting=_meeting(request, meeting_id),
            starts=body.starts,
            length_minutes=body.length_minutes,
        )
    )


@router.post("/meetings/{meeting_id}/end", response=MeetingOut, summary="End the session")
def end_meeting(request: HttpRequest, meeting_id: UUID) -> Any:
    return meeting_out(meetings.end_meeting(by=_user(request), meeting=_meeting(request, meeting_id)))


@router.post("/meetings/{meeting_id}/compared", response=MeetingOut, summary="Record that an ID card was compared")
def compare_identity(request: HttpRequest, meeting_id: UUID, body: ParticipantIn) -> Any:
    """The mediator has compared a participant's ID card with the face on camera."""
    meeting = _panel(request, meeting_id)
    sessions.compare_identity(by=_user(request), meeting=meeting, user=sessions.speaker_of(meeting, body.user))
    return meeting_out(_panel(request, meeting_id))


@router.post("/meetings/{meeting_id}/step", response=MeetingOut, summary="Lead everyone to a step")
def go_to_step(request: HttpRequest, meeting_id: UUID, body: StepIn) -> Any:
    return meeting_out(sessions.go_to_step(by=_user(request), meeting=_panel(request, meeting_id), step=body.step))


@router.post("/meetings/{meeting_id}/understood", response=MeetingOut, summary="Say that you have understood")
def understand(request: HttpRequest, meeting_id: UUID) -> Any:
    sessions.understand(by=_user(request), meeting=_panel(request, meeting_id))
    return meeting_out(_panel(request, meeting_id))


@router.post("/meetings/{meeting_id}/statements", response=MeetingOut, summary="Write down a statement")
def write_statement(request: HttpRequest, meeting_id: UUID, body: StatementIn) -> Any:
    """One's own words, or as mediator those of another participant."""
    meeting = _panel(request, meeting_id)
    speaker = sessions.speaker_of(meeting, body.speaker) if body.speaker else None
    sessions.write_statement(by=_user(request), meeting=meeting, text=body.text, speaker=speaker)
    return meeting_out(_panel(request, meeting_id))


@router.post("/meetings/{meeting_id}/record", response=RecordMade, summary="Make the record of the meeting")
def make_record(request: HttpRequest, meeting_id: UUID) -> dict[str, UUID]:
    """The record of the meeting as a document; gives its id."""
    return {"document": ending.make_record(by=_user(request), meeting=_panel(request, meeting_id)).pk}


# ---------- facts, plan, agreement
