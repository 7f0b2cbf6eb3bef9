"""Courts on circuit for everybody, over the API: where they come, what is heard there in open court, and seats."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Schema, Status
from ninja.pagination import paginate

from sharedcourt.core.errors import Conflict
from sharedcourt.core.paging import Each
from sharedcourt.hearings.api import router
from sharedcourt.hearings.circuit import actions, queries
from sharedcourt.hearings.circuit.models import Stop, StopHearing
from sharedcourt.people.entry import address_of
from sharedcourt.people.limits import too_often

PER_ADDRESS_AND_HOUR = 20


class ComingStopOut(Schema):
    """A stop as the public sees it."""

    id: UUID
    court_name: str
    tour: str
    kind: str
    place: str
    address: str
    division: str
    latitude: Decimal | None
    longitude: Decimal | None
    starts_at: datetime
    ends_at: datetime
    seats: int = Field(description="for the public; 0 when nothing there is in open court")
    left: int


class OpenHearingOut(Schema):
    """A hearing in open court at a stop."""

    number: str
    starts_at: datetime | None


class SeatIn(Schema):
    name: str
    phone: str
    people: int = 1


class RegisteredOut(Schema):
    """`held` or `waiting`. The code goes to the phone only."""

    state: str
    people: int


class SeatCodeIn(Schema):
    """The code that was sent to the phone."""

    code: str


def _coming(stop: Stop) -> dict[str, Any]:
    seats = stop.seats if stop.is_open else 0  # type: ignore[attr-defined]
    return {
        "id": stop.pk,
        "court_name": stop.tour.court.name,
        "tour": stop.tour.title,
        "kind": stop.kind,
        "place": stop.place,
        "address": stop.address,
        "division": stop.division,
        "latitude": stop.latitude,
        "longitude": stop.longitude,
        "starts_at": stop.starts_at,
        "ends_at": stop.ends_at,
        "seats": seats,
        "left": max(0, seats - stop.taken),  # type: ignore[attr-defined]
    }


@router.get(
    "/circuit/stops",
    auth=None,
    response=list[ComingStopOut],
    operation_id="hearings_circuit_coming",
    summary="Where courts come next (public)",
)
@paginate
def coming(request: HttpRequest, q: str = "") -> Each:
    """By name of the court or the place, or the division's code; soonest first."""
    return Each(queries.public_stops(text=q[:80]), _coming)


@router.get(
    "/circuit/stops/{uuid:stop_id}/hearings",
    auth=None,
    response=list[OpenHearingOut],
    operation_id="hearings_circuit_hearings",
    summary="What is heard at a stop in open court (public)",
)
@paginate
def public_hearings(request: HttpRequest, stop_id: UUID) -> Each:
    stop = get_object_or_404(queries.public_stops(), pk=stop_id)
    return Each(queries.public_hearings(stop), _open_hearing)


def _open_hearing(held: StopHearing) -> dict[str, Any]:
    number = held.hearing.case.number
    return {"number": number.text if number is not None else "", "starts_at": held.hearing.starts_at}


@router.post(
    "/circuit/stops/{uuid:stop_id}/seats",
    auth=None,
    response={201: RegisteredOut},
    operation_id="hearings_circuit_register",
    summary="Register for seats at a stop (public)",
)
def register(request: HttpRequest, stop_id: UUID, body: SeatIn) -> Status[Any]:
    """Without seats enough one waits. The code for the door goes to the phone."""
    stop = get_object_or_404(queries.public_stops(), pk=stop_id)
    if too_often("circuit-register", address_of(request), most=PER_ADDRESS_AND_HOUR, seconds=3600):
        raise Conflict(_("Too many registrations came from here. Try again in an hour."))
    seat, _code = actions.register(stop=stop, name=body.name, phone=body.phone, people=body.people)
    return Status(201, {"state": seat.state, "people": seat.people})


@router.post(
    "/circuit/seats",
    auth=None,
    response=RegisteredOut,
    operation_id="hearings_circuit_seat",
    summary="With the code: whether you have seats (public)",
)
def seat(request: HttpRequest, body: SeatCodeIn) -> Any:
    return _by_code(request, body)


@router.post(
    "/circuit/seats/give-up",
    auth=None,
    response=RegisteredOut,
    operation_id="hearings_circuit_give_up",
    summary="With the code: give your seats up (public)",
)
def give_up(request: HttpRequest, body: SeatCodeIn) -> Any:
    return actions.give_up(seat=_by_code(request, body))


def _by_code(request: HttpRequest, body: SeatCodeIn) -> Any:
    if too_often("circuit-code-api", address_of(request), most=PER_ADDRESS_AND_HOUR, seconds=3600):
        raise Http404
    found = queries.seat_by_code(body.code)
    if found is None:
        raise Http404
    return found
