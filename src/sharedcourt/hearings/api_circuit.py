"""Courts on circuit over the API: tours, stops, what was checked there, and seats for the public."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Schema, Status
from ninja.pagination import paginate

from sharedcourt.core.errors import Invalid
from sharedcourt.core.paging import Each
from sharedcourt.hearings.api import router
from sharedcourt.hearings.circuit import actions, policy, queries
from sharedcourt.hearings.circuit.actions import StopEntry, TourEntry
from sharedcourt.hearings.circuit.models import Stop, StopHearing, Tour
from sharedcourt.people.models import User
from sharedcourt.people.policy import person_of
from sharedcourt.sites.models import Site


class TourIn(Schema):
    """The judge and the clerk by their accounts."""

    court: UUID
    title: str
    judge: UUID
    clerk: UUID
    first_day: date
    last_day: date


class TourOut(Schema):
    id: UUID
    court: UUID
    title: str
    state: str
    judge: UUID
    clerk: UUID
    first_day: date
    last_day: date


class StopIn(Schema):
    """At a shared court (`site`) place, address and division are the site's own."""

    kind: str
    site: UUID | None = None
    place: str = ""
    address: str = ""
    division: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    starts_at: datetime
    ends_at: datetime
    seats: int = 0


class EquipmentOut(Schema):
    item: str
    in_order: bool | None
    note: str
    figures: dict[str, int]
    at: datetime | None


class HeldOut(Schema):
    """A hearing at a stop; `courtroom`: whose screen and camera are the courtroom."""

    id: UUID
    hearing: UUID
    starts_at: datetime | None
    state: str
    courtroom: UUID | None


class StopOut(Schema):
    id: UUID
    tour: UUID
    kind: str
    site: UUID | None
    place: str
    address: str
    division: str
    starts_at: datetime
    ends_at: datetime
    seats: int
    taken: int
    is_open: bool
    cancelled_at: datetime | None
    hearings: list[HeldOut]
    equipment: list[EquipmentOut]


class HoldIn(Schema):
    hearing: UUID


class EquipmentIn(Schema):
    """`figures` of the network: rtt_ms, jitter_ms, loss_percent, kbps."""

    item: str
    in_order: bool
    text: str = ""
    figures: dict[str, int] = {}


class CourtroomHereIn(Schema):
    """Whether your own screen and camera are the courtroom."""

    here: bool


class VisitorOut(Schema):
    """Who has registered, for the court."""

    id: UUID
    name: str
    phone: str
    people: int
    state: str
    came_at: datetime | None


class DoorIn(Schema):
    here: bool


def _tour(tour: Tour) -> dict[str, Any]:
    return {
        "id": tour.pk,
        "court": tour.court_id,
        "title": tour.title,
        "state": tour.state,
        "judge": tour.judge_id,
        "clerk": tour.clerk_id,
        "first_day": tour.first_day,
        "last_day": tour.last_day,
    }


def _entry(body: TourIn) -> TourEntry:
    found = {user.pk: user for user in User.objects.filter(pk__in=[body.judge, body.clerk])}
    for name in ("judge", "clerk"):
        if getattr(body, name) not in found:
            raise Invalid(_("There is no such person."), field=name)
    return TourEntry(
        title=body.title,
        judge=found[body.judge],
        clerk=found[body.clerk],
        first_day=body.first_day,
        last_day=body.last_day,
    )


@router.get("/circuit/tours", response=list[TourOut], operation_id="hearings_tours", summary="The tours of your court")
@paginate
def tours(request: HttpRequest) -> Each:
    """Newest first."""
    return Each(queries.tours_for(person_of(request)), _tour)


@router.post(
    "/circuit/tours", response={201: TourOut}, operation_id="hearings_plan_tour", summary="Plan a tour (court)"
)
def plan_tour(request: HttpRequest, body: TourIn) -> Status[Any]:
    by = person_of(request)
    court = next((one for one in policy.courts_of(by) if one.pk == body.court), None)
    if court is None:
        raise Http404
    return Status(201, _tour(actions.plan_tour(by=by, court=court, entry=_entry(body))))


def _found_tour(request: HttpRequest, tour_id: UUID) -> Tour:
    return get_object_or_404(queries.tours_for(person_of(request)), pk=tour_id)


@router.put(
    "/circuit/tours/{uuid:tour_id}",
    response=TourOut,
    operation_id="hearings_change_tour",
    summary="Change a tour (its judge and clerk, the administrator)",
)
def change_tour(request: HttpRequest, tour_id: UUID, body: TourIn) -> dict[str, Any]:
    """The court stays the same."""
    tour = _found_tour(request, tour_id)
    policy.require_running(person_of(request), tour)
    return _tour(actions.change_tour(by=person_of(request), tour=tour, entry=_entry(body)))


@router.post(
    "/circuit/tours/{uuid:tour_id}/announce",
    response=TourOut,
    operation_id="hearings_announce_tour",
    summary="Announce a tour to the public (its judge and clerk, the administrator)",
)
def announce(request: HttpRequest, tour_id: UUID) -> dict[str, Any]:
    return _tour(actions.announce(by=person_of(request), tour=_found_tour(request, tour_id)))


@router.post(
    "/circuit/tours/{uuid:tour_id}/cancel",
    response=TourOut,
    operation_id="hearings_cancel_tour",
    summary="Cancel a tour (its judge and clerk, the administrator)",
)
def cancel_tour(request: HttpRequest, tour_id: UUID) -> dict[str, Any]:
    """Whoever had seats is told."""
    return _tour(actions.cancel_tour(by=person_of(request), tour=_found_tour(request, tour_id)))


def _held(held: StopHearing) -> dict[str, Any]:
    return {
        "id": held.pk,
        "hearing": held.hearing_id,
        "starts_at": held.hearing.starts_at,
        "state": held.hearing.state,
        "courtroom": held.courtroom_id,
    }


def _stop(request: HttpRequest, stop_id: UUID) -> dict[str, Any]:
    stop = _found_stop(request, stop_id)
    equipment = [
        {
            "item": row.item,
            "in_order": row.check.in_order if row.check is not None else None,
            "note": row.check.note if row.check is not None else "",
            "figures": row.check.figures if row.check is not None else {},
            "at": row.check.created_at if row.check is not None else None,
        }
        for row in queries.checks_of(stop)
    ]
    return {
        "id": stop.pk,
        "tour": stop.tour_id,
        "kind": stop.kind,
        "site": stop.site_id,
        "place": stop.place,
        "address": stop.address,
        "division": stop.division,
        "starts_at": stop.starts_at,
        "ends_at": stop.ends_at,
        "seats": stop.seats,
        "taken": stop.taken,  # type: ignore[attr-defined]
        "is_open": stop.is_open,  # type: ignore[attr-defined]
        "cancelled_at": stop.cancelled_at,
        "hearings": [_held(row) for row in queries.hearings_at(stop)],
        "equipment": equipment,
    }


def _found_stop(request: HttpRequest, stop_id: UUID) -> Stop:
    return get_object_or_404(queries.stops_for(person_of(request)), pk=stop_id)


def _stop_entry(body: StopIn) -> StopEntry:
    site = Site.objects.filter(pk=body.site).first() if body.site is not None else None
    if body.site is not None and site is None:
        raise Invalid(_("There is no such place."), field="site")
    return StopEntry(**{**body.dict(), "site": site})


@router.post(
    "/circuit/tours/{uuid:tour_id}/stops",
    response={201: StopOut},
    operation_id="hearings_add_stop",
    summary="Add a stop to a tour (its judge and clerk, the administrator)",
)
def add_stop(request: HttpRequest, tour_id: UUID, body: StopIn) -> Status[Any]:
    tour = _found_tour(request, tour_id)
    policy.require_running(person_of(request), tour)
    stop = actions.add_stop(by=person_of(request), tour=tour, entry=_stop_entry(body))
    return Status(201, _stop(request, stop.pk))


@router.get(
    "/circuit/stops/{uuid:stop_id}/work",
    response=StopOut,
    operation_id="hearings_stop",
    summary="A stop with its hearings and equipment (court)",
)
def stop(request: HttpRequest, stop_id: UUID) -> dict[str, Any]:
    return _stop(request, stop_id)


@router.put(
    "/circuit/stops/{uuid:stop_id}",
    response=StopOut,
    operation_id="hearings_change_stop",
    summary="Change a stop (judge and clerk of the tour, the administrator)",
)
def change_stop(request: HttpRequest, stop_id: UUID, body: StopIn) -> dict[str, Any]:
    """Whoever has seats is told of another time or place."""
    found = _found_stop(request, stop_id)
    policy.require_running(person_of(request), found.tour)
    actions.change_stop(by=person_of(request), stop=found, entry=_stop_entry(body))
    return _stop(request, stop_id)


@router.post(
    "/circuit/stops/{uuid:stop_id}/cancel",
    response=StopOut,
    operation_id="hearings_cancel_stop",
    summary="Cancel a stop (judge and clerk of the tour, the administrator)",
)
def cancel_stop(request: HttpRequest, stop_id: UUID) -> dict[str, Any]:
    actions.cancel_stop(by=person_of(request), stop=_found_stop(request, stop_id))
    return _stop(request, stop_id)


@router.post(
    "/circuit/stops/{uuid:stop_id}/hearings",
    response=StopOut,
    operation_id="hearings_hold_at_stop",
    summary="Hold a hearing at a stop (judge and clerk of the tour, the administrator)",
)
def hold_at_stop(request: HttpRequest, stop_id: UUID, body: HoldIn) -> dict[str, Any]:
    found = _found_stop(request, stop_id)
    policy.require_running(person_of(request), found.tour)
    hearing = get_object_or_404(queries.attachable(found), pk=body.hearing)
    actions.attach(by=person_of(request), stop=found, hearing=hearing)
    return _stop(request, stop_id)


def _row(request: HttpRequest, stop: Stop, held_id: UUID) -> StopHearing:
    policy.require_running(person_of(request), stop.tour)
    return get_object_or_404(queries.hearings_at(stop), pk=held_id)


@router.delete(
    "/circuit/stops/{uuid:stop_id}/hearings/{uuid:held_id}",
    response=StopOut,
    operation_id="hearings_not_at_stop",
    summary="Hold a hearing elsewhere than at a stop (judge and clerk of the tour, the administrator)",
)
def not_at_stop(request: HttpRequest, stop_id: UUID, held_id: UUID) -> dict[str, Any]:
    actions.detach(by=person_of(request), held=_row(request, _found_stop(request, stop_id), held_id))
    return _stop(request, stop_id)


@router.post(
    "/circuit/stops/{uuid:stop_id}/hearings/{uuid:held_id}/courtroom",
    response=StopOut,
    operation_id="hearings_courtroom_on_circuit",
    summary="Your screen and camera are the courtroom (judge and clerk of the tour, the administrator)",
)
def courtroom(request: HttpRequest, stop_id: UUID, held_id: UUID, body: CourtroomHereIn) -> dict[str, Any]:
    row = _row(request, _found_stop(request, stop_id), held_id)
    actions.set_courtroom(by=person_of(request), held=row, here=body.here)
    return _stop(request, stop_id)


@router.post(
    "/circuit/stops/{uuid:stop_id}/checks",
    response=StopOut,
    operation_id="hearings_check_equipment",
    summary="Say whether equipment at a stop is in order (judge and clerk of the tour, the administrator)",
)
def check(request: HttpRequest, stop_id: UUID, body: EquipmentIn) -> dict[str, Any]:
    actions.check(
        by=person_of(request),
        stop=_found_stop(request, stop_id),
        item=body.item,
        in_order=body.in_order,
        text=body.text,
        figures=dict(body.figures),
    )
    return _stop(request, stop_id)


@router.get(
    "/circuit/stops/{uuid:stop_id}/seats",
    response=list[VisitorOut],
    operation_id="hearings_visitors",
    summary="Who has registered at a stop (court)",
)
@paginate
def visitors(request: HttpRequest, stop_id: UUID) -> Each:
    """In the order in which they registered; whoever gave up is left out."""
    return Each(queries.registered(_found_stop(request, stop_id)), VisitorOut.from_orm)


@router.post(
    "/circuit/stops/{uuid:stop_id}/seats/{uuid:seat_id}/came",
    response=VisitorOut,
    operation_id="hearings_tick_visitor",
    summary="Tick at the door who came (judge and clerk of the tour, the administrator)",
)
def came(request: HttpRequest, stop_id: UUID, seat_id: UUID, body: DoorIn) -> Any:
    found = _found_stop(request, stop_id)
    policy.require_running(person_of(request), found.tour)
    seat = get_object_or_404(queries.registered(found), pk=seat_id)
    return actions.came(by=person_of(request), seat=seat, here=body.here)


@router.post(
    "/circuit/stops/{uuid:stop_id}/seats/{uuid:seat_id}/release",
    response=VisitorOut,
    operation_id="hearings_release_seats",
    summary="Release somebody's seats (judge and clerk of the tour, the administrator)",
)
def release(request: HttpRequest, stop_id: UUID, seat_id: UUID) -> Any:
    found = _found_stop(request, stop_id)
    policy.require_running(person_of(request), found.tour)
    seat = get_object_or_404(queries.registered(found), pk=seat_id)
    return actions.give_up(seat=seat, by=person_of(request))
