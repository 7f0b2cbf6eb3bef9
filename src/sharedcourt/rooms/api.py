"""Rooms over the API: how a room stands, my own seat, and what the host may do from outside the page.

Signalling itself goes over the WebSocket only (docs/signalling.md).
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from ninja.pagination import paginate

from sharedcourt.core.paging import Each
from sharedcourt.rooms import actions, circles, policy, queries
from sharedcourt.rooms.models import Room, Seat, SeatEvent

router = Router(tags=["rooms"])


class RoomOut(Schema):
    """A video room as its people see it. `kind`: mediation (recorded if all agree) or hearing (always recorded)."""

    id: UUID
    scope: UUID
    title: str
    kind: str
    state: str
    backend: str
    max_seats: int
    opens_at: datetime
    closes_at: datetime | None
    closed_at: datetime | None
    page: str
    socket: str


class SeatOut(Schema):
    """A seat. `role` is a known role's key, or empty with free words in `role_label`."""

    seat: UUID
    name: str
    role: str
    role_label: str
    is_host: bool
    state: str
    mic: bool
    camera: bool
    sharing: bool
    camera_reason: str
    side: str
    circle: str
    keeps_size: bool
    place: str
    hand: datetime | None


class CaucusIn(Schema):
    """With whom the host talks separately: a side (`applicant`, `respondent`), or one seat."""

    side: str = ""
    seat: UUID | None = None


class CaucusOut(Schema):
    """A separate talk: with whom, the circle it is in, and for how many seconds."""

    number: int
    side: str
    seat: UUID | None
    circle: str
    seconds: int


class EventOut(Schema):
    """A line of the connection log."""

    seat: UUID
    kind: str
    at: datetime
    device: str
    rtt_ms: int | None
    loss_percent: int | None


def _room(request: HttpRequest, room_id: UUID) -> Room:
    return get_object_or_404(queries.visible_to(request.user), pk=room_id)


def _seat(request: HttpRequest, room_id: UUID, seat_id: UUID) -> Seat:
    return get_object_or_404(Seat.objects.select_related("room", "user"), room=_room(request, room_id), pk=seat_id)


def _room_out(room: Room) -> dict[str, Any]:
    names = ("id", "scope", "title", "kind", "state", "backend", "max_seats", "opens_at", "closes_at", "closed_at")
    return {name: getattr(room, name) for name in names} | {
        "page": f"/rooms/{room.pk}/",
        "socket": f"/ws/rooms/{room.pk}/",
    }


@router.get("/{uuid:room_id}", response=RoomOut, summary="A room")
def read_room(request: HttpRequest, room_id: UUID) -> dict[str, Any]:
    """For those who have a seat; 404 for everybody else."""
    return _room_out(_room(request, room_id))


@router.get("/{uuid:room_id}/seats", response=list[SeatOut], summary="Everyone who has a seat")
@paginate
def read_seats(request: HttpRequest, room_id: UUID) -> list[dict[str, Any]]:
    """During a separate talk nothing is said of hands and screens elsewhere."""
    room = _room(request, room_id)
    seat = policy.seat_of(request.user, room)
    if seat is None:
        raise Http404
    return queries.roster_for(seat, queries.roster(room.pk))


@router.get("/{uuid:room_id}/my-seat", response=SeatOut, summary="My own seat")
def read_my_seat(request: HttpRequest, room_id: UUID) -> dict[str, Any]:
    seat = policy.seat_of(request.user, _room(request, room_id))
    if seat is None:
        raise Http404
    return queries.seat_view(seat)


@router.get(
    "/{uuid:room_id}/log", response=list[EventOut], summary="The connection log (host; of a hearing also its clerk)"
)
@paginate
def read_log(request: HttpRequest, room_id: UUID) -> Each:
    room = _room(request, room_id)
    if not policy.may_read_log(request.user, room):
        raise Http404
    return Each(queries.connection_log(room), _event_out)


def _event_out(event: SeatEvent) -> dict[str, Any]:
    return {
        "seat": event.seat_id,
        "kind": event.kind,
        "at": event.created_at,
        "device": event.device,
        "rtt_ms": event.rtt_ms,
        "loss_percent": event.loss_percent,
    }


@router.post("/{uuid:room_id}/seats/{uuid:seat_id}/admit", response=SeatOut, summary="Let a person in (host)")
def admit(request: HttpRequest, room_id: UUID, seat_id: UUID) -> dict[str, Any]:
    """At the door, beforehand, or again after a removal."""
    seat = _seat(request, room_id, seat_id)
    return queries.seat_view(actions.admit(by=request.user, seat=seat))  # type: ignore[arg-type]


@router.post("/{uuid:room_id}/seats/{uuid:seat_id}/remove", response=SeatOut, summary="Ask a person to leave (host)")
def remove(request: HttpRequest, room_id: UUID, seat_id: UUID) -> dict[str, Any]:
    seat = _seat(request, room_id, seat_id)
    return queries.seat_view(actions.remove(by=request.user, seat=seat))  # type: ignore[arg-type]


@router.post("/{uuid:room_id}/seats/{uuid:seat_id}/mute", response=SeatOut, summary="Mute a person (host)")
def mute(request: HttpRequest, room_id: UUID, seat_id: UUID) -> dict[str, Any]:
    seat = _seat(request, room_id, seat_id)
    return queries.seat_view(actions.mute(by=request.user, seat=seat))  # type: ignore[arg-type]


@router.post("/{uuid:room_id}/caucus", response=CaucusOut, summary="Talk separately with one side (host)")
def begin_caucus(request: HttpRequest, room_id: UUID, body: CaucusIn) -> dict[str, Any]:
    """All others wait on their own side; nothing said there reaches them. Another talk ends by it."""
    room = _room(request, room_id)
    seat = _seat(request, room_id, body.seat) if body.seat is not None else None
    caucus = circles.begin(by=request.user, room=room, side=body.side, seat=seat)  # type: ignore[arg-type]
    return queries.caucus_view(caucus)


@router.post("/{uuid:room_id}/caucus/end", response=RoomOut, summary="End the separate talk (host)")
def end_caucus(request: HttpRequest, room_id: UUID) -> dict[str, Any]:
    """Everyone is together again. Ending twice changes nothing."""
    room = _room(request, room_id)
    circles.end(by=request.user, room=room)  # type: ignore[arg-type]
    return _room_out(room)


@router.post("/{uuid:room_id}/close", response=RoomOut, summary="Close the room (host)")
def close(request: HttpRequest, room_id: UUID) -> dict[str, Any]:
    """Everyone inside is shown out. Closing twice changes nothing."""
    room = _room(request, room_id)
    return _room_out(actions.close_room(by=request.user, room=room))  # type: ignore[arg-type]
