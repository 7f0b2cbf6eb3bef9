"""The courtroom over the API: the same acts, policies and refusals as its pages, for people in person. Its operations join the router of hearings."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema, Status
from ninja.pagination import paginate
from pydantic import Field

from sharedcourt.core.paging import Each
from sharedcourt.hearings.api import router
from sharedcourt.hearings.courtroom import acts, policy, queries, rules
from sharedcourt.hearings.courtroom.actions import entry
from sharedcourt.hearings.courtroom.models import HearingEvent
from sharedcourt.hearings.courtroom.page import Court
from sharedcourt.hearings.courtroom.policy import Attendee
from sharedcourt.hearings.courtroom.views import attendee_for
from sharedcourt.people import actions as people
from sharedcourt.people.policy import person_of

Thousandths = Field(0, ge=0, le=1000)


class CourtroomPersonOut(Schema):
    """Somebody of the hearing. `line_lost` and `warnings` only the court is told."""

    participant: UUID | None
    name: str
    standing: str
    state: str
    is_here: bool = Field(description="in the video room or in the courtroom itself")
    in_courtroom: bool = Field(description="in the courtroom itself, as the court saw")
    speaks: bool
    has_floor: bool
    line_lost: int | None
    warnings: int | None


class ShownPageOut(Schema):
    """What all look at now; the mark in thousandths of the page, without width where nothing is marked."""

    id: UUID
    paper: UUID
    page: int
    left: int
    top: int
    width: int
    height: int


class CourtroomOut(Schema):
    """A hearing as this person sees it at this moment."""

    id: UUID
    state: str
    stage: str
    article: str
    speaks: bool
    waits_apart: bool
    room: UUID | None
    pause: str = Field("", description="the kind of break that goes on")
    people: list[CourtroomPersonOut]
    shown: ShownPageOut | None


class CourtroomEventOut(Schema):
    """One line of what happened in the hearing."""

    at: datetime
    kind: str
    what: str
    person: str
    words: str


class LeadIn(Schema):
    """What the presiding judge does; which of the other fields an act needs stands with it."""

    act: Literal[
        "open", "pause", "resume", "close", "advance", "floor", "break", "end-break", "apart", "talk", "together", "send-out", "warn",
        "silence", "let-speak", "remove", "readmit", "absence",
    ]  # fmt: skip
    participant: UUID | None = Field(
        None, description="floor (without: free again), send-out and the measures, absence"
    )
    stage: str = Field("", description="advance: a stage of the order sheet")
    item: UUID | None = Field(None, description="advance to evidence: which item")
    kind: str = Field("", description="break: recess, not_public or unrecorded")
    decision: str = Field("", description="absence: excused, refused or left_midway")
    reason: str = Field("", description="advance back, warn, remove, absence; silence if you like")


class KeepIn(Schema):
    """What the clerk does, and the judge as well."""

    act: Literal["prepare", "call-in", "suspend", "task", "in-court", "left-court"]
    participant: UUID | None = Field(None, description="call-in; in-court and left-court of who takes part")
    member: UUID | None = Field(None, description="in-court and left-court of who tries the hearing, and of its clerk")
    document: str = Field("", description="in-court of who takes part: which document was compared with the person")
    note: str = Field("", description="in-court: which document it was, and who issued it, where it is another one")
    task: UUID | None = Field(None, description="task: which has been seen to")
    reason: str = ""


class PresentIn(Schema):
    """What all are to look at: `show` with paper, page and mark, or `hide`. `ask-talk`: a party asks to talk with its own side alone."""

    act: Literal["show", "hide", "ask-talk"]
    paper: UUID | None = None
    page: int = 1
    left: int = Thousandths
    top: int = Thousandths
    width: int = Thousandths
    height: int = Thousandths


class DeclarationIn(Schema):
    declared: bool


class DeclarationOut(Schema):
    """What was declared on, by its fingerprint."""

    version: str
    sha256: str
    made_at: datetime


class HearingRulesOut(Schema):
    """The rules of the hearing as HTML, and how far this person has come before the door."""

    version: str
    text: str
    declared: bool
    identity_shown: bool


class HearingCodeIn(Schema):
    code: str


class HearingIdentityOut(Schema):
    """Until when it counts."""

    until: datetime


def _court(request: HttpRequest, hearing_id: UUID) -> dict[str, Any]:
    view = Court(request, attendee_for(request, hearing_id))
    seen = view.context()
    is_court, shown = view.who.is_court, seen["shown"]
    return {
        "id": view.hearing.pk,
        "state": str(view.hearing.state),
        "stage": view.now.value,
        "article": seen["article"],
        "speaks": seen["speaks"],
        "waits_apart": view.waits_apart,
        "room": view.hearing.room_id,
        "pause": view.running.kind if view.running is not None else "",
        "people": [
            {
                "participant": each.participant.pk if each.participant is not None else None,
                "name": each.name,
                "standing": each.standing.value,
                "state": each.state_words,
                "is_here": each.is_here,
                "in_courtroom": each.in_court is not None or each.beside,
                "speaks": each.speaks,
                "has_floor": each.floor,
                "line_lost": (each.log.losses if each.log is not None else 0) if is_court else None,
                "warnings": each.warnings if is_court else None,
            }
            for each in seen["people"]
        ],
        "shown": shown and {"id": shown.pk, "paper": shown.paper_id, "page": shown.page, "left": shown.left,
                            "top": shown.top, "width": shown.width, "height": shown.height},
    }  # fmt: skip


def _do(request: HttpRequest, who: Attendee, table: dict[str, acts.Act], body: Schema) -> dict[str, Any]:
    said = {name: value for name, value in body.dict().items() if value is not None}
    acts.do(table, by=who.user, hearing=who.hearing, act=said.pop("act"), said=said)
    return _court(request, who.hearing.pk)


@router.get("/{uuid:hearing_id}/court", response=CourtroomOut, operation_id="hearings_court")
def read_court(request: HttpRequest, hearing_id: UUID) -> dict[str, Any]:
    """Where the hearing stands, who is there and what is shown. A witness who waits apart is told only that."""
    return _court(request, hearing_id)


@router.post("/{uuid:hearing_id}/court/lead", response=CourtroomOut, operation_id="hearings_lead")
def lead(request: HttpRequest, hearing_id: UUID, body: LeadIn) -> dict[str, Any]:
    """Lead the hearing (presiding judge)."""
    who = attendee_for(request, hearing_id)
    policy.require_judge(who.user, who.hearing)
    return _do(request, who, acts.LEAD, body)


@router.post("/{uuid:hearing_id}/court/keep", response=CourtroomOut, operation_id="hearings_keep")
def keep(request: HttpRequest, hearing_id: UUID, body: KeepIn) -> dict[str, Any]:
    """Let people in, suspend, see to tasks (clerk and presiding judge)."""
    who = attendee_for(request, hearing_id)
    policy.require_keeper(who.user, who.hearing)
    return _do(request, who, acts.KEEP, body)


@router.post("/{uuid:hearing_id}/court/present", response=CourtroomOut, operation_id="hearings_present")
def present(request: HttpRequest, hearing_id: UUID, body: PresentIn) -> dict[str, Any]:
    """Show a page of a paper to all, with a mark, or put it away (the court; a party that has the floor)."""
    return _do(request, attendee_for(request, hearing_id), acts.PRESENT, body)


@router.get("/{uuid:hearing_id}/court/events", response=list[CourtroomEventOut], operation_id="hearings_events")
@paginate
def events(request: HttpRequest, hearing_id: UUID) -> Each:
    """What happened in the hearing, oldest first (presiding judge and clerk)."""
    who = attendee_for(request, hearing_id)
    policy.require_keeper(who.user, who.hearing)
    return Each(queries.events_of(who.hearing), _event)


def _event(line: HearingEvent) -> dict[str, Any]:
    name = line.person.name if line.person is not None else ""
    return {"at": line.at, "kind": line.kind, "what": line.what, "person": name, "words": line.words}


@router.get("/{uuid:hearing_id}/rules", response=HearingRulesOut, operation_id="hearings_rules")
def read_rules(request: HttpRequest, hearing_id: UUID) -> dict[str, Any]:
    """The rules of the hearing, as this person is to read them."""
    who = attendee_for(request, hearing_id)
    one = who.participant
    return {
        "version": rules.VERSION,
        "text": rules.text(who.standing),
        "declared": one is not None and entry.has_declared(one),
        "identity_shown": one is not None and entry.has_shown_identity(one),
    }


@router.post("/{uuid:hearing_id}/declaration", response={201: DeclarationOut}, operation_id="hearings_declare")
def declare(request: HttpRequest, hearing_id: UUID, body: DeclarationIn) -> Status[Any]:
    """Declare that the rules have been read and will be kept. Twice on the same text is once."""
    who = attendee_for(request, hearing_id)
    return Status(201, entry.declare(by=who.user, hearing=who.hearing, declared=body.declared))


@router.post("/{uuid:hearing_id}/identity/code", response={202: None}, operation_id="hearings_ask_identity_code")
def ask_code(request: HttpRequest, hearing_id: UUID) -> Status[Any]:
    """Send six digits to one's own phone, to show once more who one is (ODLR 7)."""
    attendee_for(request, hearing_id)
    people.ask_again(by=person_of(request), request=request)
    return Status(202, None)


@router.post(
    "/{uuid:hearing_id}/identity", response={201: HearingIdentityOut}, operation_id="hearings_confirm_identity"
)
def confirm(request: HttpRequest, hearing_id: UUID, body: HearingCodeIn) -> Status[Any]:
    """Type the six digits."""
    who = attendee_for(request, hearing_id)
    people.confirm_again(by=who.user, code=body.code, scope=who.hearing.pk, request=request)
    return Status(201, {"until": people.confirmed_until(who.user, who.hearing.pk)})


@router.post("/{uuid:hearing_id}/join", response=CourtroomOut, operation_id="hearings_join")
def join(request: HttpRequest, hearing_id: UUID) -> dict[str, Any]:
    """On to the devices and the door, after declaration and identity; then take the seat in `room`."""
    who = attendee_for(request, hearing_id)
    entry.join(by=who.user, hearing=who.hearing)
    return _court(request, hearing_id)
