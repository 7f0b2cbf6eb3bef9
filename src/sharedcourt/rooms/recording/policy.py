"""Who may ask for a recording, answer, upload, watch and delete. To everybody else it does not exist."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q

from sharedcourt.people.policy import is_person
from sharedcourt.rooms.models import Room, Seat, SeatRole
from sharedcourt.rooms.policy import may_host
from sharedcourt.rooms.recording.models import Recording
from sharedcourt.rooms.states import LET_IN, SeatState

# Rooms whose recordings a person oversees (an organisation's manager, say): the room above says which.
Oversight = Callable[[Any], Q | None]
_oversights: list[Oversight] = []
# Called in for a while, or beside somebody: they hear what is said, and the recording is not theirs.
GUESTS = (
    SeatRole.LIAISON_JUDGE,
    SeatRole.INTERPRETER,
    SeatRole.SIGN_INTERPRETER,
    SeatRole.HELPER,
    SeatRole.OBSERVER,
    SeatRole.WITNESS,
    SeatRole.EXPERT,
)
BENCH = (SeatRole.PRESIDING_JUDGE, SeatRole.PANEL_JUDGE, SeatRole.ASSESSOR)
NEUTRAL = (SeatRole.MEDIATOR, SeatRole.JUDGE, *BENCH, SeatRole.COURT_CLERK, *GUESTS)
NOBODY = Q(pk__in=[])


def register_oversight(rooms_of: Oversight) -> None:
    """Call it in `AppConfig.ready`: a condition on `Room`, or None for whoever oversees nothing."""
    if rooms_of not in _oversights:
        _oversights.append(rooms_of)


def overseen(user: Any) -> Q:
    """The rooms whose recordings this person oversees, as a condition on `Room`."""
    found = NOBODY
    for rooms_of in _oversights:
        condition = rooms_of(user) if is_person(user) else None
        found = found | condition if condition is not None else found
    return found


def oversees(user: Any, room: Room) -> bool:
    return is_person(user) and Room.objects.filter(overseen(user), pk=room.pk).exists()


def took_part(seat: Seat) -> bool:
    """Whether the person was ever inside. Who was asked to leave the room is still in the matter; who withdrew from it is not."""
    return seat.joined_at is not None and seat.state != SeatState.WITHDRAWN


def is_party(seat: Seat) -> bool:
    """One of the sides (or speaking for one), whose word on the record counts."""
    return not seat.is_host and seat.role_key not in NEUTRAL


def must_agree(seat: Seat) -> bool:
    """A party who was inside; also one who was asked to leave, for what was said before is theirs too."""
    return is_party(seat) and took_part(seat)


def may_upload(user: Any, recording: Recording) -> bool:
    """Send in pieces: who presides over this room, in whose browser a mesh is recorded."""
    return may_host(user, recording.room)


def is_staff(user: Any, recording: Recording) -> bool:
    """See faults, compose again, delete with a reason: who presides, and who oversees."""
    return may_host(user, recording.room) or oversees(user, recording.room)


def is_apart(seat: Seat) -> bool:
    """Whether the person is spoken with apart from the others just now."""
    return seat.circle != "" and seat.state in LET_IN
