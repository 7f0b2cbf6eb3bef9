"""When, where and how hearings are held, over the API: the same actions, policies and refusals as the pages."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Schema, Status
from ninja.pagination import paginate

from sharedcourt.core.paging import Each
from sharedcourt.filing.cases import queries as cases
from sharedcourt.hearings import policy, queries
from sharedcourt.hearings.api import router
from sharedcourt.hearings.models import Courtroom, Hearing, Participant
from sharedcourt.hearings.scheduling import actions, announcing, forms_of_hearing, search
from sharedcourt.hearings.scheduling.page import lang
from sharedcourt.hearings.states import HearingState
from sharedcourt.people.models import Organisation
from sharedcourt.people.policy import person_of


class HearingParticipantOut(Schema):
    """Who takes part, and from where."""

    id: UUID
    user: UUID | None
    party: UUID | None
    beside: UUID | None = Field(None, description="whom a sign-language interpreter or a helper stands beside")
    capacity: str
    name: str
    place: str = Field(description="own_device, site or court")
    site: UUID | None
    terminal: UUID | None = Field(description="booked for the time of the hearing")
    consents_online: bool | None = Field(description="of a party; null: not answered")


class HearingJudgeOut(Schema):
    """Who tries the hearing, and in what place."""

    user: UUID
    name: str
    bench: str


class HearingOut(Schema):
    """A hearing. `forms` are those the law leaves open now, `against` why the others are closed (empty for who was only called)."""

    id: UUID
    case: UUID
    case_number: str
    court: UUID
    session_number: int
    state: str
    form: str
    publicity: str
    courtroom: UUID | None
    courtroom_name: str
    place: str = Field(
        description="where the court sits: its courtroom, or the stop of a circuit tour with its address"
    )
    clerk: UUID | None
    starts_at: datetime | None
    ends_at: datetime | None
    panel: list[HearingJudgeOut]
    participants: list[HearingParticipantOut]
    forms: list[str]
    against: list[str]


class HearingLine(Schema):
    """A hearing as a line of a list."""

    id: UUID
    case: UUID
    case_number: str
    court: UUID
    session_number: int
    state: str
    form: str
    publicity: str
    courtroom_name: str
    place: str = Field(
        description="where the court sits: its courtroom, or the stop of a circuit tour with its address"
    )
    clerk: UUID | None
    starts_at: datetime | None
    ends_at: datetime | None


class HearingCourtroomOut(Schema):
    """A virtual courtroom of a court."""

    id: UUID
    court: UUID
    name: str
    is_open: bool


class CourtroomIn(Schema):
    name: str = Field(max_length=200)


class BenchIn(Schema):
    """Judges of the court; the judge of the case alone when none is named."""

    judges: list[UUID] = Field(default_factory=list, max_length=15)
    presiding: UUID | None = None
    must_be_panel: bool = Field(False, description="a case of article 42 of the Civil Procedure Law")
    clerk: UUID | None = None


class HearingIn(BenchIn):
    form: str = Field("online", description="online, mixed, on_site or circuit")


class TimeIn(Schema):
    starts_at: datetime
    minutes: int = Field(60, description="in quarters of an hour, up to eight hours")
    courtroom: UUID
    clerk: UUID | None = None


class MoveIn(TimeIn):
    reason: str


class HearingReasonIn(Schema):
    reason: str


class HearingTimeOut(Schema):
    """A time that suits everybody, and the courtrooms that are free then."""

    starts_at: datetime
    ends_at: datetime
    courtrooms: list[UUID]


class HearingTimesOut(Schema):
    """The earliest first."""

    times: list[HearingTimeOut]


class CalledIn(Schema):
    capacity: str = Field(description="witness, expert, interpreter, sign_interpreter or helper")
    name: str
    phone: str
    beside: UUID | None = Field(None, description="of a sign-language interpreter and a helper: beside whom")


class CauseListLine(Schema):
    """What the public may know of a hearing in open court (articles 137 and 139 of the Civil Procedure Law)."""

    number: str
    cause: str
    starts_at: datetime
    ends_at: datetime
    form: str
    courtroom: str
    judges: list[str]
    plaintiffs: list[str]
    defendants: list[str]
    session_number: int
    state: str


def seen(request: HttpRequest, pk: UUID) -> Hearing:
    """A hearing that the caller may know of; 404 otherwise."""
    return get_object_or_404(queries.visible_to(request.user), pk=pk)


def _line(row: Hearing) -> dict[str, Any]:
    names = ("id", "session_number", "state", "form", "publicity", "starts_at", "ends_at")
    return {name: getattr(row, name) for name in names} | {
        "case": row.case_id,
        "case_number": row.case.number.text if row.case.number is not None else "",
        "court": row.court_id,
        "courtroom_name": row.courtroom.name if row.courtroom is not None else "",
        "place": row.place,
        "clerk": row.clerk_id,
    }


def _participant(row: Participant) -> dict[str, Any]:
    wish = getattr(row, "wish", None)
    names = ("id", "capacity", "place", "consents_online")
    return {name: getattr(row, name) for name in names} | {
        "user": row.user_id,
        "party": row.party_id,
        "beside": row.beside_id,
        "name": row.called,
        "site": wish.site_id if wish is not None else None,
        "terminal": row.booking.terminal_id if row.booking is not None else None,
    }


def described(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """The hearing as it stands now, as far as the caller may know."""
    row = seen(request, pk)
    user = person_of(request)
    at_court = policy.works_at(user, row.court_id) or policy.is_on_panel(user, row) or policy.is_clerk(user, row)
    involved = at_court or bool(policy.own_parties(user, row))
    participants = [each for each in queries.participants_of(row) if involved or each.user_id == user.pk]
    standing = forms_of_hearing.standing_of(row) if involved else None
    return _line(row) | {
        "courtroom": row.courtroom_id,
        "panel": [{"user": each.user_id, "name": each.user.name, "bench": each.bench} for each in row.panel.all()],
        "participants": [_participant(each) for each in participants],
        "forms": [form.value for form in standing.forms] if standing is not None else [],
        "against": [reason.text(lang()) for reason in standing.ruling.reasons] if standing is not None else [],
    }


# ---------- lists


@router.get("", response=list[HearingLine], operation_id="hearings_list")
@paginate
def hearings(
    request: HttpRequest,
    case: UUID | None = None,
    state: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    mine: bool = False,
) -> Each:
    """Hearings you may know of, earliest first; of a case, in a state, beginning within a time, or your own alone."""
    rows = queries.own(request.user) if mine else queries.visible_to(request.user)
    if case is not None:
        rows = rows.filter(case=case)
    if state in HearingState.values:
        rows = rows.filter(state=state)
    if since is not None:
        rows = rows.filter(starts_at__gte=since)
    if until is not None:
        rows = rows.filter(starts_at__lt=until)
    return Each(rows.order_by("starts_at", "id"), _line)


@router.get(
    "/causes/{uuid:court_id}",
    response=list[CauseListLine],
    auth=None,
    operation_id="hearings_causes",
    summary="The public cause list",
)
@paginate
def causes(request: HttpRequest, court_id: UUID, day: date) -> Each:
    """Hearings of a court on a day that are held in open court; for everybody."""
    court = get_object_or_404(Organisation, pk=court_id, kind=Organisation.Kind.COURT, is_active=True)
    return Each(queries.cause_list(court, day), lambda row: vars(announcing.of(row, lang())))


# ---------- courtrooms


def _court(request: HttpRequest, court_id: UUID) -> Organisation:
    found = next((court for court in queries.courts_with_list(request.user) if court.pk == court_id), None)
    if found is None:
        raise Http404
    return found


@router.get(
    "/courts/{uuid:court_id}/courtrooms", response=list[HearingCourtroomOut], operation_id="hearings_courtrooms"
)
@paginate
def courtrooms(request: HttpRequest, court_id: UUID) -> Each:
    """The virtual courtrooms of your court."""
    rows = Courtroom.objects.filter(court=_court(request, court_id)).order_by("name", "id")
    return Each(rows, _courtroom)


def _courtroom(row: Courtroom) -> dict[str, Any]:
    return {"id": row.pk, "court": row.court_id, "name": row.name, "is_open": row.is_open}


@router.post(
    "/courts/{uuid:court_id}/courtrooms", response={201: HearingCourtroomOut}, operation_id="hearings_open_courtroom"
)
def open_courtroom(request: HttpRequest, court_id: UUID, body: CourtroomIn) -> Status[Any]:
    """The administrator opens a virtual courtroom, or opens a closed one again."""
    made = actions.open_courtroom(by=person_of(request), court=_court(request, court_id), name=body.name)
    return Status(201, _courtroom(made))


@router.post(
    "/courtrooms/{uuid:courtroom_id}/close", response=HearingCourtroomOut, operation_id="hearings_close_courtroom"
)
def close_courtroom(request: HttpRequest, courtroom_id: UUID) -> Any:
    """Refused while hearings are to be held in it."""
    here = {court.pk for court in queries.courts_with_list(request.user)}
    row = get_object_or_404(Courtroom, pk=courtroom_id, court__in=here)
    return _courtroom(actions.close_courtroom(by=person_of(request), courtroom=row))


# ---------- arranging


@router.post("/cases/{uuid:case_id}", response={201: HearingOut}, operation_id="hearings_arrange")
def arrange(request: HttpRequest, case_id: UUID, body: HearingIn) -> Status[Any]:
    """Begin to arrange a hearing of an accepted case; its parties are asked whether they agree to be heard online."""
    case = get_object_or_404(cases.visible_to(request.user), pk=case_id)
    made = actions.arrange(
        by=person_of(request),
        case=case,
        form=body.form,
        judges=body.judges,
        presiding=body.presiding,
        must_be_panel=body.must_be_panel,
        clerk_id=body.clerk,
    )
    return Status(201, described(request, made.pk))


@router.get("/{uuid:pk}", response=HearingOut, operation_id="hearings_one")
def one(request: HttpRequest, pk: UUID) -> Any:
    """One hearing. Who was only called to it sees no other participants."""
    return described(request, pk)


@router.get("/{uuid:pk}/times", response=HearingTimesOut, operation_id="hearings_times")
def times(
    request: HttpRequest,
    pk: UUID,
    minutes: int = 60,
    first: date | None = None,
    days: int = 14,
    clerk: UUID | None = None,
    courtroom: UUID | None = None,
) -> Any:
    """Times that suit the panel, the clerk, the parties, a courtroom and the terminals wanted; at most sixty."""
    row = seen(request, pk)
    policy.require_arranging(request.user, row)
    length = max(15, min(minutes - minutes % 15, 480))
    found = search.for_hearing(row, minutes=length, first=first, days=days, clerk=clerk, courtroom=courtroom)
    return {"times": [vars(each) for each in found]}


@router.post("/{uuid:pk}/schedule", response=HearingOut, operation_id="hearings_schedule")
def schedule(request: HttpRequest, pk: UUID, body: TimeIn) -> Any:
    """Hold the time of everybody, the courtroom and the terminals; a Conflict when any is taken."""
    actions.schedule(
        by=person_of(request),
        hearing=seen(request, pk),
        starts_at=_aware(body.starts_at),
        minutes=body.minutes,
        courtroom_id=body.courtroom,
        clerk_id=body.clerk,
    )
    return described(request, pk)


@router.post("/{uuid:pk}/move", response=HearingOut, operation_id="hearings_move")
def move(request: HttpRequest, pk: UUID, body: MoveIn) -> Any:
    """Another time or courtroom; what was held is free again."""
    actions.move(
        by=person_of(request),
        hearing=seen(request, pk),
        starts_at=_aware(body.starts_at),
        minutes=body.minutes,
        courtroom_id=body.courtroom,
        clerk_id=body.clerk,
        reason=body.reason,
    )
    return described(request, pk)


def _aware(moment: datetime) -> datetime | None:
    """A moment without a zone says nothing; it is refused beside its field."""
    return moment if moment.tzinfo is not None else None


@router.post("/{uuid:pk}/cancel", response=HearingOut, operation_id="hearings_cancel")
def cancel(request: HttpRequest, pk: UUID, body: HearingReasonIn) -> Any:
    """It is not held; everybody is told."""
    actions.cancel(by=person_of(request), hearing=seen(request, pk), reason=body.reason)
    return described(request, pk)


@router.post("/{uuid:pk}/bench", response=HearingOut, operation_id="hearings_change_bench")
def change_bench(request: HttpRequest, pk: UUID, body: BenchIn) -> Any:
    """Others try the hearing or keep its record."""
    actions.change_bench(
        by=person_of(request),
        hearing=seen(request, pk),
        judges=body.judges,
        presiding=body.presiding,
        must_be_panel=body.must_be_panel,
        clerk_id=body.clerk,
    )
    return described(request, pk)


@router.post("/{uuid:pk}/called", response={201: HearingOut}, operation_id="hearings_call")
def call(request: HttpRequest, pk: UUID, body: CalledIn) -> Status[Any]:
    """Ask a witness, expert, interpreter or helper to come, by phone."""
    actions.call(by=person_of(request), hearing=seen(request, pk), **body.dict())
    return Status(201, described(request, pk))


@router.delete("/{uuid:pk}/called/{uuid:participant_id}", response=HearingOut, operation_id="hearings_excuse")
def excuse(request: HttpRequest, pk: UUID, participant_id: UUID) -> Any:
    """The person need not come."""
    actions.excuse(by=person_of(request), hearing=seen(request, pk), participant_id=participant_id)
    return described(request, pk)
