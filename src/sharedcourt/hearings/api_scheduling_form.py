"""How a hearing is held, over the API: consent, the court's decisions, places, hearings at different times."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Field, Schema

from sharedcourt.hearings.api import router
from sharedcourt.hearings.api_scheduling import HearingOut, HearingReasonIn, described, seen
from sharedcourt.hearings.scheduling import actions
from sharedcourt.people.policy import person_of


class OnlineAnswerIn(Schema):
    party: UUID
    agrees: bool
    reason: str = ""


class WeighIn(Schema):
    party: UUID
    good_reason: bool


class HearingFormIn(Schema):
    form: str
    grounds: list[str] = Field(default_factory=list, description="21-2 … 21-7 of the online litigation rules")
    reasons: str = ""


class PublicityIn(Schema):
    publicity: str = Field(description="open, secrets, privacy, by_law, divorce or trade_secrets")
    reasons: str
    asked_by: UUID | None = Field(None, description="the party that has asked, for a divorce and for trade secrets")


class PlaceIn(Schema):
    participant: UUID
    place: str
    site: UUID | None = None


class InTurnIn(Schema):
    party: UUID
    reason: str


class InTurnAnswerIn(Schema):
    party: UUID
    agrees: bool


class InTurnGrantIn(Schema):
    first: date
    last: date
    undisputed: bool = Field(
        description="the judge finds the main facts and the evidence undisputed after their exchange"
    )
    clerk: UUID | None = None


# ---------- online or in court


@router.post("/{uuid:pk}/online", response=HearingOut, operation_id="hearings_answer_online")
def answer_online(request: HttpRequest, pk: UUID, body: OnlineAnswerIn) -> Any:
    """A party says whether it agrees to be heard online, for this hearing alone."""
    actions.answer_online(
        by=person_of(request), hearing=seen(request, pk), party_id=body.party, agrees=body.agrees, reason=body.reason
    )
    return described(request, pk)


@router.post("/{uuid:pk}/weigh", response=HearingOut, operation_id="hearings_weigh")
def weigh(request: HttpRequest, pk: UUID, body: WeighIn) -> Any:
    """The judge finds whether the reason of a refusal is good."""
    actions.weigh(by=person_of(request), hearing=seen(request, pk), party_id=body.party, good_reason=body.good_reason)
    return described(request, pk)


@router.post("/{uuid:pk}/form", response=HearingOut, operation_id="hearings_decide_form")
def decide_form(request: HttpRequest, pk: UUID, body: HearingFormIn) -> Any:
    """The court decides how the hearing is held; refused where the law does not leave the form open."""
    actions.decide_form(
        by=person_of(request), hearing=seen(request, pk), form=body.form, grounds=body.grounds, reasons=body.reasons
    )
    return described(request, pk)


@router.post("/{uuid:pk}/publicity", response=HearingOut, operation_id="hearings_decide_publicity")
def decide_publicity(request: HttpRequest, pk: UUID, body: PublicityIn) -> Any:
    """Whether the public may attend."""
    actions.decide_publicity(
        by=person_of(request),
        hearing=seen(request, pk),
        publicity=body.publicity,
        reasons=body.reasons,
        asked_by=body.asked_by,
    )
    return described(request, pk)


@router.post("/{uuid:pk}/place", response=HearingOut, operation_id="hearings_choose_place")
def choose_place(request: HttpRequest, pk: UUID, body: PlaceIn) -> Any:
    """From where a person takes part; a terminal is booked as soon as the hearing has its time."""
    row = seen(request, pk)
    if not row.participants.filter(pk=body.participant).exists():
        raise Http404
    actions.choose_place(
        by=person_of(request), hearing=row, participant_id=body.participant, place=body.place, site_id=body.site
    )
    return described(request, pk)


# ---------- at different times


@router.post("/{uuid:pk}/in-turn", response=HearingOut, operation_id="hearings_ask_in_turn")
def ask_in_turn(request: HttpRequest, pk: UUID, body: InTurnIn) -> Any:
    """A party asks in writing that each party is heard by itself."""
    actions.ask_in_turn(by=person_of(request), hearing=seen(request, pk), party_id=body.party, reason=body.reason)
    return described(request, pk)


@router.post("/{uuid:pk}/in-turn/answer", response=HearingOut, operation_id="hearings_answer_in_turn")
def answer_in_turn(request: HttpRequest, pk: UUID, body: InTurnAnswerIn) -> Any:
    """Another party agrees, or not."""
    actions.answer_in_turn(by=person_of(request), hearing=seen(request, pk), party_id=body.party, agrees=body.agrees)
    return described(request, pk)


@router.post("/{uuid:pk}/in-turn/grant", response=HearingOut, operation_id="hearings_grant_in_turn")
def grant_in_turn(request: HttpRequest, pk: UUID, body: InTurnGrantIn) -> Any:
    """The judge grants it, when every condition of the rules is met."""
    actions.grant_in_turn(
        by=person_of(request),
        hearing=seen(request, pk),
        first=body.first,
        last=body.last,
        undisputed=body.undisputed,
        clerk_id=body.clerk,
    )
    return described(request, pk)


@router.post("/{uuid:pk}/in-turn/refuse", response=HearingOut, operation_id="hearings_refuse_in_turn")
def refuse_in_turn(request: HttpRequest, pk: UUID, body: HearingReasonIn) -> Any:
    """The judge does not grant it."""
    actions.refuse_in_turn(by=person_of(request), hearing=seen(request, pk), reasons=body.reason)
    return described(request, pk)
