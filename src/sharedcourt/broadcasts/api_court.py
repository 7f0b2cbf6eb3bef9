"""The court's and the parties' part of broadcasts over HTTP: the same actions as on the pages."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Schema, Status
from ninja.pagination import paginate
from pydantic import AwareDatetime

from sharedcourt.broadcasts import actions, policy, queries
from sharedcourt.broadcasts.api import router
from sharedcourt.broadcasts.locking import decision
from sharedcourt.broadcasts.models import Broadcast
from sharedcourt.broadcasts.presenting import lang
from sharedcourt.core.paging import Each
from sharedcourt.people.policy import person_of


class BroadcastAskIn(Schema):
    """`concerns`: state_secrets, national_security, privacy, juvenile_crime, minors, trade_secrets, divorce, unsuitable."""

    grounds: str
    concerns: list[str] = []


class BroadcastReasonIn(Schema):
    reason: str


class BroadcastCutIn(Schema):
    began: AwareDatetime
    ended: AwareDatetime
    back: bool = False


class BroadcastConcernsIn(Schema):
    concerns: list[str]


class BroadcastDelayIn(Schema):
    """Seconds between the courtroom and the public."""

    seconds: int


class BroadcastObjectionDecisionIn(Schema):
    objection: UUID
    upheld: bool
    answer: str


class BroadcastPersonIn(Schema):
    """`person`: `party:ID` or `participant:ID`; `picture`: neither face nor voice either."""

    person: str
    picture: bool = True


class BroadcastObjectionOut(Schema):
    id: UUID
    party: UUID
    reason: str
    upheld: bool | None
    answer: str


class BroadcastOut(Schema):
    """The file of a broadcast. `against`: what the law has against it as it stands."""

    id: UUID
    hearing: UUID
    state: str
    court: UUID
    cause: str
    held_on: date
    concerns: list[str]
    delay_s: int
    live_at: datetime | None
    ended_at: datetime | None
    against: list[str]
    objections: list[BroadcastObjectionOut]


def _row(request: HttpRequest, pk: UUID) -> Broadcast:
    found: Broadcast = get_object_or_404(queries.visible_to(request.user), pk=pk)
    return found


def _out(user: Any, row: Broadcast) -> dict[str, Any]:
    at_court = queries.of_court(user).filter(pk=row.pk).exists()
    party = policy.objecting_party(user, row)
    seen = [each for each in row.objections.all() if at_court or (party is not None and each.party_id == party.pk)]
    return {
        "id": row.pk,
        "hearing": row.hearing_id,
        "state": str(row.state),
        "court": row.court_id,
        "cause": row.cause,
        "held_on": row.held_on,
        "concerns": row.concerns,
        "delay_s": row.delay_s,
        "live_at": row.live_at,
        "ended_at": row.ended_at,
        "against": [reason.text(lang()) for reason in decision(row).reasons],
        "objections": [
            {
                "id": each.pk,
                "party": each.party_id,
                "reason": each.reason,
                "upheld": each.upheld,
                "answer": each.answer,
            }
            for each in seen
        ],
    }


def _again(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    return _out(request.user, _row(request, pk))


class BroadcastLineOut(Schema):
    """A line of one's list."""

    id: UUID
    hearing: UUID
    state: str
    court: UUID
    cause: str
    held_on: date


def _line(row: Broadcast) -> dict[str, Any]:
    return {
        "id": row.pk,
        "hearing": row.hearing_id,
        "state": str(row.state),
        "court": row.court_id,
        "cause": row.cause,
        "held_on": row.held_on,
    }


@router.get("/files", response=list[BroadcastLineOut], operation_id="broadcasts_files")
@paginate
def list_files(request: HttpRequest) -> Each:
    """Broadcasts whose file you may see: of your court, or of your cases; newest first."""
    return Each(queries.visible_to(request.user).order_by("-held_on", "-id"), _line)


@router.get("/files/{uuid:pk}", response=BroadcastOut, operation_id="broadcasts_file")
def read_file(request: HttpRequest, pk: UUID) -> Any:
    """One file."""
    return _again(request, pk)


@router.post("/hearings/{uuid:pk}", response={201: BroadcastOut}, operation_id="broadcasts_ask")
def ask(request: HttpRequest, pk: UUID, body: BroadcastAskIn) -> Status[Any]:
    """Ask to show a hearing: the presiding judge or its clerk, in person."""
    hearing = get_object_or_404(queries.hearings_visible_to(request.user), pk=pk)
    made = actions.ask(by=person_of(request), hearing=hearing, grounds=body.grounds, concerns=body.concerns)
    return Status(201, _again(request, made.pk))


@router.post("/files/{uuid:pk}/agree", response=BroadcastOut, operation_id="broadcasts_agree")
def agree(request: HttpRequest, pk: UUID) -> Any:
    """The responsible office agrees."""
    actions.agree(by=person_of(request), broadcast=_row(request, pk))
    return _again(request, pk)


@router.post("/files/{uuid:pk}/approve", response=BroadcastOut, operation_id="broadcasts_approve")
def approve(request: HttpRequest, pk: UUID) -> Any:
    """Approve it for this hearing."""
    actions.approve(by=person_of(request), broadcast=_row(request, pk))
    return _again(request, pk)


@router.post("/files/{uuid:pk}/refuse", response=BroadcastOut, operation_id="broadcasts_refuse")
def refuse(request: HttpRequest, pk: UUID, body: BroadcastReasonIn) -> Any:
    """Refuse it, with the reason."""
    actions.refuse(by=person_of(request), broadcast=_row(request, pk), reason=body.reason)
    return _again(request, pk)


@router.post("/files/{uuid:pk}/announce", response=BroadcastOut, operation_id="broadcasts_announce")
def announce(request: HttpRequest, pk: UUID) -> Any:
    """Put it on the public list; it is shown once the judge opens the hearing."""
    actions.announce(by=person_of(request), broadcast=_row(request, pk))
    return _again(request, pk)


@router.post("/files/{uuid:pk}/withdraw", response=BroadcastOut, operation_id="broadcasts_withdraw")
def withdraw(request: HttpRequest, pk: UUID, body: BroadcastReasonIn) -> Any:
    """Give it up before anything is shown."""
    actions.withdraw(by=person_of(request), broadcast=_row(request, pk), reason=body.reason)
    return _again(request, pk)


@router.put("/files/{uuid:pk}/concerns", response=BroadcastOut, operation_id="broadcasts_concerns")
def change_concerns(request: HttpRequest, pk: UUID, body: BroadcastConcernsIn) -> Any:
    """Change what the case touches; what the law then forbids is no longer seen."""
    actions.change_concerns(by=person_of(request), broadcast=_row(request, pk), concerns=body.concerns)
    return _again(request, pk)


@router.put("/files/{uuid:pk}/delay", response=BroadcastOut, operation_id="broadcasts_delay")
def change_delay(request: HttpRequest, pk: UUID, body: BroadcastDelayIn) -> Any:
    """Change how late it is shown."""
    actions.change_delay(by=person_of(request), broadcast=_row(request, pk), seconds=body.seconds)
    return _again(request, pk)


@router.post("/files/{uuid:pk}/objections", response={201: BroadcastOut}, operation_id="broadcasts_object")
def make_objection(request: HttpRequest, pk: UUID, body: BroadcastReasonIn) -> Status[Any]:
    """A party objects, with its reason; nothing is shown until the judge has decided."""
    actions.make_objection(by=person_of(request), broadcast=_row(request, pk), reason=body.reason)
    return Status(201, _again(request, pk))


@router.post("/files/{uuid:pk}/objections/decide", response=BroadcastOut, operation_id="broadcasts_decide_objection")
def decide_objection(request: HttpRequest, pk: UUID, body: BroadcastObjectionDecisionIn) -> Any:
    """The presiding judge decides on an objection."""
    actions.decide_objection(
        by=person_of(request),
        broadcast=_row(request, pk),
        objection_id=body.objection,
        upheld=body.upheld,
        answer=body.answer,
    )
    return _again(request, pk)


@router.post("/files/{uuid:pk}/hide", response=BroadcastOut, operation_id="broadcasts_hide")
def hide_name(request: HttpRequest, pk: UUID, body: BroadcastPersonIn) -> Any:
    """Order that somebody's role is shown instead of their name."""
    actions.hide_name(by=person_of(request), broadcast=_row(request, pk), key=body.person, picture=body.picture)
    return _again(request, pk)


@router.post("/files/{uuid:pk}/show", response=BroadcastOut, operation_id="broadcasts_show")
def show_name(request: HttpRequest, pk: UUID, body: BroadcastPersonIn) -> Any:
    """Take such an order back."""
    actions.show_name(by=person_of(request), broadcast=_row(request, pk), key=body.person)
    return _again(request, pk)


@router.post("/files/{uuid:pk}/stop", response=BroadcastOut, operation_id="broadcasts_stop")
def stop(request: HttpRequest, pk: UUID, body: BroadcastReasonIn) -> Any:
    """Stop it at once; what has not been shown never is."""
    actions.stop(by=person_of(request), broadcast=_row(request, pk), reason=body.reason)
    return _again(request, pk)


@router.post("/files/{uuid:pk}/resume", response=BroadcastOut, operation_id="broadcasts_resume")
def resume(request: HttpRequest, pk: UUID) -> Any:
    """Go on showing it, from now on."""
    actions.resume(by=person_of(request), broadcast=_row(request, pk))
    return _again(request, pk)


@router.post("/files/{uuid:pk}/replay", response=BroadcastOut, operation_id="broadcasts_replay")
def replay(request: HttpRequest, pk: UUID) -> Any:
    """Let it be watched again."""
    actions.replay(by=person_of(request), broadcast=_row(request, pk))
    return _again(request, pk)


@router.post("/files/{uuid:pk}/cut", response=BroadcastOut, operation_id="broadcasts_cut")
def cut(request: HttpRequest, pk: UUID, body: BroadcastCutIn) -> Any:
    """Leave a stretch out of the replay, or put it back."""
    actions.cut(by=person_of(request), broadcast=_row(request, pk), began=body.began, ended=body.ended, back=body.back)
    return _again(request, pk)


@router.post("/files/{uuid:pk}/take-down", response=BroadcastOut, operation_id="broadcasts_take_down")
def take_down(request: HttpRequest, pk: UUID, body: BroadcastReasonIn) -> Any:
    """Take it down for good."""
    actions.take_down(by=person_of(request), broadcast=_row(request, pk), reason=body.reason)
    return _again(request, pk)
