"""Reads."""

import time
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from sharedcourt.people.policy import is_person
from sharedcourt.rooms.models import ChatMessage, Room, Seat, SeatEvent

CHAT_HISTORY = 200


def visible_to(user: Any) -> QuerySet[Room]:
    """Rooms in which the person has a seat; nobody else knows that they exist."""
    return Room.objects.filter(seats__user=user) if is_person(user) else Room.objects.none()


def seats(room_id: UUID) -> list[Seat]:
    """Everyone who has a seat, in the order of the room (one query)."""
    return list(Seat.objects.filter(room_id=room_id).select_related("user"))


class Roster(list[dict[str, Any]]):
    """The seats as they were at a certain moment: of two readings, the one begun later knows at least as much."""

    read_at = 0.0


def roster(room_id: UUID) -> Roster:
    """What every browser of the room is told about every seat (one query)."""
    read_at = time.monotonic()
    found = Roster(seat_view(seat) for seat in seats(room_id))
    found.read_at = read_at
    return found


def read_at(roster: Sequence[dict[str, Any]]) -> float:
    """When reading it began, on this machine's clock; 0 when that is not known."""
    return roster.read_at if isinstance(roster, Roster) else 0.0


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
