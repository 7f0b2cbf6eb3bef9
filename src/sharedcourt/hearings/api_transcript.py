"""The record of a hearing over the API: the same actions, policies and refusals as the pages."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Schema, Status
from ninja.pagination import paginate

from sharedcourt.core.errors import Invalid
from sharedcourt.core.paging import Each
from sharedcourt.hearings.api import router
from sharedcourt.hearings.transcript import actions, messages, policy, queries, speakers
from sharedcourt.hearings.transcript.models import CorrectionRequest, Line, LineState, Transcript
from sharedcourt.people.models import User
from sharedcourt.people.policy import person_of

AT = "/{uuid:pk}/transcript"


class SpeakerOut(Schema):
    """Somebody who may speak in the hearing; `key` is what lines carry."""

    key: str
    label: str
    name: str
    capacity: str


class TranscriptOut(Schema):
    """The record of a hearing. `seq` counts what has been done to its lines; `pen` is the page that writes."""

    hearing: UUID
    state: str
    seq: int
    pen: str
    writer: str
    read_by: date | None = Field(description="last day on which corrections may be asked for")
    file: UUID | None
    checksum: str = Field(description="SHA-256 of the recording, where that stands for the record")
    sealed_at: datetime | None
    speakers: list[SpeakerOut]


class TranscriptLineOut(Schema):
    """A line; `at_ms` counts from the beginning of the recording, `rank` is its place among the others."""

    key: UUID
    rank: str
    kind: str
    speaker: str
    text: str
    at_ms: int
    state: str
    source: str
    version: int
    seq: int


class AppliedOut(Schema):
    number: int
    seq: int


class PenIn(Schema):
    name: str = Field(description="8 to 40 letters, digits, - or _: what the page calls itself")
    over: bool = False


class RecordLineIn(Schema):
    """`line` changes that one (an empty text takes it out); otherwise a new one stands after `after`, or at the end."""

    text: str
    speaker: str = ""
    kind: str = "speech"
    line: UUID | None = None
    after: UUID | None = None
    at_ms: int | None = None


class SaidIn(Schema):
    text: str
    at_ms: int
    speaker: str = ""


class ProposalsIn(Schema):
    lines: list[SaidIn]


class ProposedOut(Schema):
    """How many of the lines are new."""

    proposed: int


class TakeIn(Schema):
    text: str | None = None


class CorrectionOut(Schema):
    id: UUID
    line: UUID
    by: UUID
    wanted: str
    state: str
    replayed: bool
    answer: str
    answered_at: datetime | None


class RecordCorrectionIn(Schema):
    line: UUID
    wanted: str


class CorrectionAnswerIn(Schema):
    """`text` how the line reads now, or `answer` why it is not corrected."""

    corrected: bool
    text: str = ""
    answer: str = ""
    replayed: bool = False


class CorrectIn(Schema):
    line: UUID
    text: str


class RefusalIn(Schema):
    reason: str


class NotedRefusalIn(Schema):
    user: UUID
    reason: str


class RecordStandsIn(Schema):
    stands: bool


def _row(request: HttpRequest, pk: UUID) -> Transcript:
    return get_object_or_404(queries.visible_to(request.user), hearing=pk)


def _clerks(request: HttpRequest, pk: UUID) -> Transcript:
    """The record for its clerk: what the clerk does is nothing that readers can ask for."""
    row = _row(request, pk)
    if not policy.is_clerk(request.user, row.hearing):
        raise Http404
    return row


def _out(row: Transcript) -> dict[str, Any]:
    fresh = queries.rows().get(pk=row.pk)
    everyone = speakers.of(fresh.hearing)
    return {
        **queries.head(fresh),
        "hearing": fresh.hearing_id,
        "read_by": fresh.read_by,
        "file": fresh.file_id,
        "checksum": fresh.checksum,
        "sealed_at": fresh.sealed_at,
        "speakers": [
            {"key": one.key, "label": one.label, "name": one.name, "capacity": one.capacity} for one in everyone
        ],
    }


def _correction(row: CorrectionRequest) -> dict[str, Any]:
    plain = ("id", "wanted", "state", "replayed", "answer", "answered_at")
    return {name: getattr(row, name) for name in plain} | {"line": row.line.key, "by": row.by_id}


@router.get(AT, response=TranscriptOut, operation_id="hearings_transcript")
def read(request: HttpRequest, pk: UUID) -> Any:
    """The record: how far it is, who writes it, who may speak."""
    return _out(_row(request, pk))


@router.post(AT, response={201: TranscriptOut}, operation_id="hearings_begin_transcript")
def begin(request: HttpRequest, pk: UUID) -> Status[Any]:
    """The clerk begins the record of a hearing that has been opened; twice gives the same one."""
    hearing = get_object_or_404(queries.hearings_of(request.user), pk=pk)
    if not policy.is_clerk(request.user, hearing):
        raise Http404
    return Status(201, _out(actions.begin(by=person_of(request), hearing=hearing)))


@router.get(AT + "/lines", response=list[TranscriptLineOut], operation_id="hearings_transcript_lines")
@paginate
def lines(request: HttpRequest, pk: UUID, since: Annotated[int, Field(ge=0, le=2**53)] = 0) -> Any:
    """Lines in the order of their last change, after `since`: first all, then what is new; `out` is a line taken out."""
    row = _row(request, pk)
    found = row.lines.filter(seq__gt=since).select_related("about").order_by("seq")
    if not policy.is_clerk(request.user, row.hearing):
        found = found.exclude(state=LineState.PROPOSED)
    return Each(found, queries.view_of)


@router.post(AT + "/lines", response={201: TranscriptLineOut}, operation_id="hearings_write_line")
def write(request: HttpRequest, pk: UUID, body: RecordLineIn) -> Status[Any]:
    """The clerk writes, changes or takes out a line."""
    made: Line = actions.write(by=person_of(request), transcript=_clerks(request, pk), **body.dict())
    return Status(201, queries.view_of(made))


@router.post(AT + "/pen", response=TranscriptOut, operation_id="hearings_take_pen")
def take_pen(request: HttpRequest, pk: UUID, body: PenIn) -> Any:
    """A page of the clerk's writes from now on; all others read."""
    row = actions.take_pen(by=person_of(request), transcript=_clerks(request, pk), name=body.name, over=body.over)
    return _out(row)


@router.post(AT + "/operations", response=AppliedOut, operation_id="hearings_write_operations")
def operations(request: HttpRequest, pk: UUID, body: messages.Batch) -> Any:
    """What the page that writes has done, numbered without gaps; each is applied once, however often it is sent."""
    row = _clerks(request, pk)
    return actions.apply(by=person_of(request), transcript=row, pen=body.pen, operations=body.as_actions())


@router.post(AT + "/proposals", response={201: ProposedOut}, operation_id="hearings_propose_lines")
def propose(request: HttpRequest, pk: UUID, body: ProposalsIn) -> Status[Any]:
    """Add what a speech recognition engine has heard, as proposals for the clerk; the same line counts once."""
    said = [actions.Said(one.text, one.at_ms, one.speaker) for one in body.lines]
    made = actions.propose(by=person_of(request), transcript=_clerks(request, pk), said=said)
    return Status(201, {"proposed": made})


@router.post(AT + "/proposals/{uuid:line}/take", response=TranscriptLineOut, operation_id="hearings_take_proposal")
def take(request: HttpRequest, pk: UUID, line: UUID, body: TakeIn) -> Any:
    """Take a proposal into the record, with other words if need be."""
    made = actions.take(by=person_of(request), transcript=_clerks(request, pk), line=line, text=body.text)
    return queries.view_of(made)


@router.post(AT + "/proposals/{uuid:line}/drop", response=TranscriptLineOut, operation_id="hearings_drop_proposal")
def drop(request: HttpRequest, pk: UUID, line: UUID) -> Any:
    """Leave a proposal out of the record."""
    return queries.view_of(actions.drop(by=person_of(request), transcript=_clerks(request, pk), line=line))


@router.post(AT + "/finish", response=TranscriptOut, operation_id="hearings_finish_transcript")
def finish(request: HttpRequest, pk: UUID) -> Any:
    """The record is written; everybody is told to read it."""
    return _out(actions.finish(by=person_of(request), transcript=_clerks(request, pk)))


@router.post(AT + "/reopen", response=TranscriptOut, operation_id="hearings_reopen_transcript")
def reopen(request: HttpRequest, pk: UUID) -> Any:
    """Write on."""
    return _out(actions.reopen(by=person_of(request), transcript=_clerks(request, pk)))


@router.get(AT + "/corrections", response=list[CorrectionOut], operation_id="hearings_corrections")
@paginate
def corrections(request: HttpRequest, pk: UUID) -> Any:
    """Corrections that were asked for, and what became of them."""
    return Each(queries.requests(_row(request, pk)), _correction)


@router.post(AT + "/corrections", response={201: CorrectionOut}, operation_id="hearings_ask_correction")
def ask(request: HttpRequest, pk: UUID, body: RecordCorrectionIn) -> Status[Any]:
    """Somebody who takes part says how a line should read."""
    row = _row(request, pk)
    made = actions.ask_correction(by=person_of(request), transcript=row, line=body.line, wanted=body.wanted)
    return Status(201, _correction(made))


@router.post(
    AT + "/corrections/{uuid:correction}/answer", response=CorrectionOut, operation_id="hearings_answer_correction"
)
def answer(request: HttpRequest, pk: UUID, correction: UUID, body: CorrectionAnswerIn) -> Any:
    """The clerk corrects the line, or says why not; that is noted in the record."""
    row = _clerks(request, pk)
    found = get_object_or_404(row.corrections.select_related("transcript__hearing__case"), pk=correction)
    return _correction(actions.answer_request(by=person_of(request), request=found, **body.dict()))


@router.post(AT + "/correct", response=TranscriptLineOut, operation_id="hearings_correct_line")
def correct(request: HttpRequest, pk: UUID, body: CorrectIn) -> Any:
    """The clerk mends a mistake of their own while the record is read."""
    row = _clerks(request, pk)
    return queries.view_of(actions.correct(by=person_of(request), transcript=row, line=body.line, text=body.text))


@router.post(AT + "/read", response={204: None}, operation_id="hearings_confirm_read")
def confirm_read(request: HttpRequest, pk: UUID) -> Status[None]:
    """Somebody who takes part has read the record and finds it right."""
    actions.confirm_read(by=person_of(request), transcript=_row(request, pk))
    return Status(204, None)


@router.post(AT + "/refuse", response={204: None}, operation_id="hearings_refuse_to_sign")
def refuse(request: HttpRequest, pk: UUID, body: RefusalIn) -> Status[None]:
    """Somebody who takes part does not sign, and says why."""
    actions.refuse_to_sign(by=person_of(request), transcript=_row(request, pk), reason=body.reason)
    return Status(204, None)


@router.post(AT + "/note-refusal", response={204: None}, operation_id="hearings_note_refusal")
def note_refusal(request: HttpRequest, pk: UUID, body: NotedRefusalIn) -> Status[None]:
    """The clerk notes that somebody does not sign, and why."""
    row = _clerks(request, pk)
    user = User.objects.filter(pk=body.user).first()
    if user is None:
        raise Invalid(_("Choose one of those who take part in the hearing."), field="user")
    actions.note_refusal(by=person_of(request), transcript=row, user=user, reason=body.reason)
    return Status(204, None)


@router.post(AT + "/signing", response=TranscriptOut, operation_id="hearings_open_signing")
def open_signing(request: HttpRequest, pk: UUID) -> Any:
    """The paper is made, for everyone to read page by page and sign."""
    return _out(actions.open_signing(by=person_of(request), transcript=_clerks(request, pk)))


@router.post(AT + "/take-back", response=TranscriptOut, operation_id="hearings_take_back_transcript")
def take_back(request: HttpRequest, pk: UUID) -> Any:
    """Paper and signatures count no longer; the record is read and corrected again."""
    return _out(actions.take_back(by=person_of(request), transcript=_clerks(request, pk)))


@router.post(AT + "/pages/{int:number}", response={204: None}, operation_id="hearings_confirm_page")
def confirm_page(request: HttpRequest, pk: UUID, number: int) -> Status[None]:
    """Whoever signs has had this page before them and confirms it."""
    actions.confirm_page(by=person_of(request), transcript=_row(request, pk), number=number)
    return Status(204, None)


@router.post(AT + "/stand", response={204: None}, operation_id="hearings_say_recording_stands")
def stand(request: HttpRequest, pk: UUID, body: RecordStandsIn) -> Status[None]:
    """A party says whether the recording may stand for the record."""
    actions.say_recording_stands(by=person_of(request), transcript=_row(request, pk), stands=body.stands)
    return Status(204, None)


@router.post(AT + "/let-stand", response=TranscriptOut, operation_id="hearings_let_recording_stand")
def let_stand(request: HttpRequest, pk: UUID) -> Any:
    """The recording stands for the record: a paper with its checksum is made, for everyone to sign."""
    return _out(actions.let_recording_stand(by=person_of(request), transcript=_clerks(request, pk)))
