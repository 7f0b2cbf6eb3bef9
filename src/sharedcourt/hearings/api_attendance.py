"""Checking people in at shared courts over the API, and the places of the bench."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Schema
from ninja.pagination import paginate

from sharedcourt.core.errors import Invalid
from sharedcourt.core.paging import Each
from sharedcourt.hearings.api import router
from sharedcourt.hearings.attendance import actions, queries
from sharedcourt.hearings.models import Hearing, PanelMember, Participant
from sharedcourt.people.models import Organisation
from sharedcourt.people.policy import person_of
from sharedcourt.sites.queries import open_sites


class CheckLineOut(Schema):
    """An item of the checklist with what was found last; `in_order` null while nobody has looked."""

    item: str
    in_order: bool | None
    note: str
    by: str
    at: datetime | None


class CheckInOut(Schema):
    """How far somebody at a shared court has been checked in. `hold`: unchecked, stopped, or empty when they may go in."""

    participant: UUID
    hearing: UUID
    name: str
    capacity: str
    site: UUID | None
    site_name: str
    starts_at: datetime | None
    hold: str
    items: list[CheckLineOut]


class FindingIn(Schema):
    """`text` is needed when something is not in order."""

    item: str
    in_order: bool
    text: str = ""


class ClearedIn(Schema):
    reason: str


class BenchPlaceIn(Schema):
    """A site or a court; neither for the court that tries the case."""

    site: UUID | None = None
    court: UUID | None = None


class BenchPlaceOut(Schema):
    member: UUID
    name: str
    bench: str
    place: str = Field(description="empty at the court that tries the case")


def _described(participant: Participant) -> dict[str, Any]:
    site = participant.booking.terminal.site if participant.booking is not None else None
    return {
        "participant": participant.pk,
        "hearing": participant.hearing_id,
        "name": participant.user.name if participant.user is not None else participant.name,
        "capacity": participant.capacity,
        "site": site.pk if site is not None else None,
        "site_name": site.name if site is not None else "",
        "starts_at": participant.hearing.starts_at,
        "hold": queries.holds_back(participant),
        "items": [
            {
                "item": line.item,
                "in_order": line.finding.in_order if line.finding is not None else None,
                "note": line.finding.note if line.finding is not None else "",
                "by": line.finding.by.name if line.finding is not None else "",
                "at": line.finding.created_at if line.finding is not None else None,
            }
            for line in queries.lines(participant)
        ],
    }


@router.get(
    "/attendance",
    response=list[CheckInOut],
    operation_id="hearings_expected",
    summary="Whom you check in at your shared courts now (director)",
)
@paginate
def expected(request: HttpRequest) -> Each:
    """From two hours before each hearing until it is over."""
    return Each(queries.expected(person_of(request)), _described)


@router.get(
    "/attendance/{uuid:participant_id}",
    response=CheckInOut,
    operation_id="hearings_checklist",
    summary="The checklist of one person (director)",
)
def checklist(request: HttpRequest, participant_id: UUID) -> dict[str, Any]:
    return _described(get_object_or_404(queries.expected(person_of(request)), pk=participant_id))


@router.post(
    "/attendance/{uuid:participant_id}/findings",
    response=CheckInOut,
    operation_id="hearings_find",
    summary="Say of one item whether it is in order (director)",
)
def find(request: HttpRequest, participant_id: UUID, body: FindingIn) -> dict[str, Any]:
    """A person who is not who was called is stopped at once."""
    by = person_of(request)
    participant = get_object_or_404(queries.expected(by), pk=participant_id)
    actions.find(by=by, participant=participant, item=body.item, in_order=body.in_order, text=body.text)
    return _described(get_object_or_404(queries.expected(by), pk=participant_id))


def _hearing(request: HttpRequest, hearing_id: UUID) -> Hearing:
    return get_object_or_404(queries.visible_to(person_of(request)), pk=hearing_id)


@router.get(
    "/{uuid:hearing_id}/attendance",
    response=list[CheckInOut],
    operation_id="hearings_check_ins",
    summary="Who has been checked in where (clerk, panel)",
)
@paginate
def check_ins(request: HttpRequest, hearing_id: UUID) -> Each:
    return Each(queries.at_sites(_hearing(request, hearing_id)), _described)


@router.post(
    "/{uuid:hearing_id}/attendance/{uuid:participant_id}/again",
    response=CheckInOut,
    operation_id="hearings_check_again",
    summary="After a stop: have the person checked anew (clerk, presiding judge)",
)
def again(request: HttpRequest, hearing_id: UUID, participant_id: UUID, body: ClearedIn) -> dict[str, Any]:
    people = queries.at_sites(_hearing(request, hearing_id))
    participant = get_object_or_404(people, pk=participant_id)
    actions.allow_again(by=person_of(request), participant=participant, reason=body.reason)
    return _described(get_object_or_404(people.all(), pk=participant_id))


def _placed(member: PanelMember) -> dict[str, Any]:
    place = queries.place_words(queries.place_of_member(member))
    return {"member": member.pk, "name": member.user.name, "bench": member.bench, "place": place}


@router.get(
    "/{uuid:hearing_id}/attendance/bench",
    response=list[BenchPlaceOut],
    operation_id="hearings_bench_places",
    summary="From where each of the bench takes part (clerk, panel)",
)
@paginate
def bench_places(request: HttpRequest, hearing_id: UUID) -> Each:
    return Each(queries.bench(_hearing(request, hearing_id)), _placed)


@router.put(
    "/{uuid:hearing_id}/attendance/bench/{uuid:member_id}",
    response=BenchPlaceOut,
    operation_id="hearings_sit_at",
    summary="Say from where somebody on the bench takes part (clerk, presiding judge)",
)
def sit_at(request: HttpRequest, hearing_id: UUID, member_id: UUID, body: BenchPlaceIn) -> dict[str, Any]:
    """A screen is booked at a site for the time of the hearing."""
    hearing = _hearing(request, hearing_id)
    member = get_object_or_404(queries.bench(hearing), pk=member_id)
    site = open_sites().filter(pk=body.site).first() if body.site else None
    court = Organisation.objects.filter(pk=body.court).first() if body.court else None
    if (body.site and site is None) or (body.court and court is None):
        raise Invalid(_("There is no such place."), field="site" if body.site else "court")
    actions.sit_at(by=person_of(request), member=member, site=site, court=court)
    return _placed(queries.bench(hearing).get(pk=member.pk))
