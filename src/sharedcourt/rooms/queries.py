"""Reads."""

import time
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from sharedcourt.core import clock
from sharedcourt.people.policy import is_person, within_reach
from sharedcourt.rooms.models import Caucus, ChatMessage, CircleStay, Room, Seat, SeatEvent, SeatRole
from sharedcourt.rooms.states import CaucusState, SeatState

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


class Roster(list[dict[str, Any]]):
    """The seats as they were at a certain moment: of two readings, the one begun later knows at least as much.

    `recorded`: the seats whose picture and sound may be recorded at this moment, for a backend that records by itself.
    """

    read_at = 0.0
    recorded: frozenset[str] = frozenset()


def roster(room_id: UUID) -> Roster:
    """What every browser of the room is told about every seat (one query)."""
    read_at = time.monotonic()
    found = Roster(seat_view(seat) for seat in seats(room_id))
    found.read_at = read_at
    return found


def roster_for(seat: Seat, roster: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The roster as this person is told it: what others do with those of their own circle is left out."""
    return [other if other["circle"] == seat.circle else {**other, "sharing": False, "hand": None} for other in roster]


def read_at(roster: Sequence[dict[str, Any]]) -> float:
    """When reading it began, on this machine's clock; 0 when that is not known."""
    return roster.read_at if isinstance(roster, Roster) else 0.0


def recorded(roster: Sequence[dict[str, Any]]) -> frozenset[str]:
    """Whom the roster says may be recorded; nobody when that is not known."""
    return roster.recorded if isinstance(roster, Roster) else frozenset()


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
        "side": seat.side,
        "circle": seat.circle,
        "keeps_size": seat.keeps_size,
        "place": seat.place,
        "hand": seat.hand_at.isoformat() if seat.hand_at else None,
        "camera_reason": seat.camera_reason,
    }


WAIT_APART = (SeatRole.WITNESS, SeatRole.EXPERT)


def chat(room_id: UUID, seat_id: UUID) -> list[dict[str, Any]]:
    """The last lines of the chat that were said where this seat was at that moment, oldest first (two queries).

    Witnesses and experts read nothing that was written before they were called in (ODLR 26).
    """
    stays = CircleStay.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gte=OuterRef("created_at")),
        seat_id=seat_id,
        circle=OuterRef("circle"),
        began_at__lte=OuterRef("created_at"),
    )
    lines = ChatMessage.objects.filter(Q(circle="") | Exists(stays), room_id=room_id)
    role, since = Seat.objects.values_list("role_key", "admitted_at").get(pk=seat_id)
    if role in WAIT_APART:
        lines = lines.filter(created_at__gte=since) if since is not None else lines.none()
    found = lines.select_related("seat__user").order_by("-created_at", "-id")[:CHAT_HISTORY]
    return [chat_view(line) for line in reversed(found)]


def chat_view(line: ChatMessage) -> dict[str, Any]:
    return {
        "id": str(line.pk),
        "client_id": line.client_id,
        "seat": str(line.seat_id),
        "name": line.seat.user.name,
        "role": line.seat.role_key,
        "role_label": line.seat.role_label,
        "circle": line.circle,
        "text": line.text,
        "at": line.created_at.isoformat(),
    }


def running_caucus(room_id: UUID) -> Caucus | None:
    """The separate talk that goes on in the room now."""
    return Caucus.objects.filter(room_id=room_id, state=CaucusState.RUNNING).first()


def caucus_view(caucus: Caucus) -> dict[str, Any]:
    """The separate talk as every browser of the room is told: with whom, since when; never what about."""
    return {
        "number": caucus.number,
        "side": caucus.side,
        "seat": str(caucus.seat_id) if caucus.seat_id else None,
        "circle": caucus.inside,
        "seconds": max(0, int((clock.now() - caucus.began_at).total_seconds())),
    }


def connection_log(room: Room) -> QuerySet[SeatEvent]:
    """The room's connection log, oldest first; for the host (`policy.may_read_log`)."""
    return SeatEvent.objects.filter(seat__room=room).select_related("seat__user")
