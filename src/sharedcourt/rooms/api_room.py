"""What else people do in a room: the camera of another, everyone at the door, the chat."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Schema, Status
from ninja.pagination import paginate
from ninja.security import django_auth
from pydantic import Field

from sharedcourt.core.errors import Conflict
from sharedcourt.people.limits import too_often
from sharedcourt.people.policy import person_of
from sharedcourt.rooms import actions, messages, policy, queries
from sharedcourt.rooms.api import SeatOut, _room, _seat, router
from sharedcourt.rooms.models import Room, Seat

LINES, WITHIN = 30, 30  # as many as the room's page may write


class LineIn(Schema):
    """A line of chat; sent again with the same `client_id` it is kept once."""

    text: str
    client_id: messages.Name
    circle: str | None = Field(None, description="where it was written: refused when you have been moved meanwhile")


class LineOut(Schema):
    id: UUID
    client_id: str
    seat: UUID
    name: str
    role: str
    role_label: str
    circle: str
    text: str
    at: datetime


@router.post(
    "/{uuid:room_id}/seats/{uuid:seat_id}/camera-off",
    response=SeatOut,
    operation_id="rooms_camera_off",
    summary="Ask a person to switch the camera off (host)",
)
def camera_off(request: HttpRequest, room_id: UUID, seat_id: UUID) -> dict[str, Any]:
    """The picture is hidden at once."""
    seat = _seat(request, room_id, seat_id)
    return queries.seat_view(actions.ask_camera_off(by=person_of(request), seat=seat))


@router.post(
    "/{uuid:room_id}/admit-all",
    response=list[SeatOut],
    operation_id="rooms_admit_all",
    summary="Let everyone at the door in (host)",
)
def admit_all(request: HttpRequest, room_id: UUID) -> list[dict[str, Any]]:
    """Gives the seats that were let in."""
    admitted = actions.admit_all(by=person_of(request), room=_room(request, room_id))
    return [queries.seat_view(seat) for seat in admitted]


def _own_seat(request: HttpRequest, room_id: UUID) -> tuple[Room, Seat]:
    room = _room(request, room_id)
    seat = policy.seat_of(request.user, room)
    if seat is None:
        raise Http404
    return room, seat


@router.get(
    "/{uuid:room_id}/chat",
    response=list[LineOut],
    auth=django_auth,
    operation_id="rooms_chat",
    summary="The last lines of the chat",
)
@paginate
def chat(request: HttpRequest, room_id: UUID) -> list[dict[str, Any]]:
    """Oldest first, for whoever is in the room: what was said where one was at that moment. Who waits, or has left, reads nothing."""
    room, seat = _own_seat(request, room_id)
    return queries.chat(room.pk, seat.pk) if policy.may_read_chat(seat) else []


@router.post(
    "/{uuid:room_id}/chat",
    response={201: LineOut},
    auth=django_auth,
    operation_id="rooms_say",
    summary="Write a line of chat",
)
def say(request: HttpRequest, room_id: UUID, body: LineIn) -> Status[Any]:
    """Of whoever is in the room at this moment, with their browser or a terminal."""
    _opened, seat = _own_seat(request, room_id)
    if too_often("room-chat", str(seat.pk), most=LINES, seconds=WITHIN):
        raise Conflict(_("You are writing too fast. Wait a moment."))
    line = actions.say(
        by=person_of(request),
        seat=seat,
        session=seat.session,
        text=body.text,
        client_id=body.client_id,
        circle=body.circle,
    )
    return Status(201, queries.chat_view(line))
