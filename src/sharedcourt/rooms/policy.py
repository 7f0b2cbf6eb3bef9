"""Who may do what in a room. Whoever has no seat may not even know that the room exists (404, close code 4404)."""

from typing import Any

from sharedcourt.people.policy import is_person
from sharedcourt.rooms import gates
from sharedcourt.rooms.models import Room, Seat, SeatRole
from sharedcourt.rooms.states import LET_IN, SHUT_OUT, RoomState, SeatState


def seat_of(user: Any, room: Room) -> Seat | None:
    """The person's seat, or None for a stranger."""
    if not is_person(user):
        return None
    seats = Seat.objects.filter(room=room, user=user).exclude(state=SeatState.WITHDRAWN)
    return seats.select_related("room", "user").first()


def may_host(user: Any, room: Room) -> bool:
    """Let people in, mute, ask to switch the camera off, remove, close the room."""
    return (
        is_person(user) and Seat.objects.filter(room=room, user=user, is_host=True).exclude(state__in=SHUT_OUT).exists()
    )


def may_read_log(user: Any, room: Room) -> bool:
    """Read the connection log: the host, and whoever the room above says (of a hearing its presiding judge and its clerk)."""
    return may_host(user, room) or (is_person(user) and gates.of(room).may_read_log(user, room))


def may_take(user: Any, seat: Seat) -> bool:
    """Sit down on a seat: only the person it was made for."""
    return is_person(user) and seat.user_id == user.pk and seat.state not in SHUT_OUT


def may_take_part(seat: Seat, session: str) -> bool:
    """Send signals, chat and media state: inside an open room, over the connection that holds the seat."""
    return (
        seat.state == SeatState.PRESENT
        and seat.room.state == RoomState.OPEN
        and seat.session == session
        and seat.user.is_active
    )


def may_be_relayed(seat: Seat) -> bool:
    """Try the relay and use it: not after being shown out, nor when all is over."""
    return seat.state not in SHUT_OUT and seat.room.state == RoomState.OPEN


def may_send(seat: Seat) -> bool:
    """Be seen and heard: everyone but those who only observe."""
    return seat.role_key != SeatRole.OBSERVER


def may_read_chat(seat: Seat) -> bool:
    """Read what was said: only who has been inside and has not left since, by choice or otherwise."""
    return seat.joined_at is not None and seat.state in LET_IN
