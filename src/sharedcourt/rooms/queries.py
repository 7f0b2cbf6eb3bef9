"""Reads."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from sharedcourt.people.policy import is_person, within_reach
from sharedcourt.rooms.models import ChatMessage, Room, Seat, SeatEvent
from sharedcourt.rooms.states import SeatState

CHAT_HISTORY = 200


def visible_to(user: Any) -> QuerySet[Room]:
    """Rooms in which the person has a seat; nobody else knows that they exist."""
    if not is_person(user):
        return Room.objects.none()
    seats = Seat.objects.filter(user=user).exclude(state=SeatState.WITHDRAWN)
    return within_reach(user, Room.objects.filter(pk__in=seats.values("room")))


def seats(room_id: UUID) -> list[Seat]:
    """Everyone who has a seat, in the order of the room (one query)."""
    return list(Seat.objects.filter(room_id=room_id).exclude(state=SeatState.WITHDRAWN).select_related("user"))


def roster(room_id: UUID) -> list[dict[str, Any]]:
    """What every browser of the room is told about every seat (one query)."""
    return [seat_view(seat) for seat in seats(room_id)]


def seat_view(seat: Seat) -> dict[str, Any]:
    """One seat as browsers and the API see it."""
    return {
        "seat": str(seat.pk),
        "name": seat.user.name,
        "role": seat.role_key,
        "role_label": seat.role_label,
        "is_host": seat.is_host,
        "state": str(seat.state),
        "instance": seat.instance,
        "mic": seat.mic,
        "camera": seat.camera,
        "sharing": seat.sharing,
    }


def chat(room_id: UUID) -> list[dict[str, Any]]:
    """The last lines of the chat, oldest first (one query)."""
    lines = (
        ChatMessage.objects.filter(room_id=room_id)
        .select_related("seat__user")
        .order_by("-created_at", "-id")[:CHAT_HISTORY]
    )
    return [chat_view(line) for line in reversed(lines)]


def chat_view(line: ChatMessage) -> dict[str, Any]:
    return {
        "id": str(line.pk),
        "client_id": line.client_id,
        "seat": str(line.seat_id),
        "name": line.seat.user.name,
        "role": line.seat.role_key,
        "role_label": line.seat.role_label,
        "text": line.text,
        "at": line.created_at.isoformat(),
    }


def connection_log(room: Room) -> QuerySet[SeatEvent]:
    """The room's connection log, oldest first; for the host (`policy.may_host`)."""
    return SeatEvent.objects.filter(seat__room=room).select_related("seat__user")
