"""What a room above asks of people before they come in, and whether their microphone may be on.

Only of rooms that are led from above (`Room.is_led`). The room above registers one gate for a kind of room, in `AppConfig.ready`.
"""

from typing import Any, Protocol

from sharedcourt.rooms.models import Room, RoomKind, Seat


class Gate(Protocol):
    """Asked inside the transaction of the act; with a few reads each."""

    def before(self, seat: Seat, instance: str) -> str:
        """The page that is to be gone through first, as a path of this site; empty when the person may come to the door.

        `instance` is the page load that asks; empty before one has said its name.
        """

    def arrived(self, seat: Seat) -> None:
        """The person is at the door, or inside."""

    def may_speak(self, seat: Seat) -> bool:
        """Whether the microphone may be on."""

    def may_let_in(self, seat: Seat) -> bool:
        """Whether the host may let the person in by hand; else the room above calls them in."""

    def may_read_log(self, user: Any, room: Room) -> bool:
        """Whether somebody beside the host reads the connection log."""


class _Open:
    """Asks nothing."""

    def before(self, seat: Seat, instance: str) -> str:
        return ""

    def arrived(self, seat: Seat) -> None:
        return

    def may_speak(self, seat: Seat) -> bool:
        return True

    def may_let_in(self, seat: Seat) -> bool:
        return True

    def may_read_log(self, user: Any, room: Room) -> bool:
        return False


OPEN = _Open()
_gates: dict[str, Gate] = {}


def register(kind: RoomKind, gate: Gate) -> None:
    """The gate of all rooms of this kind that are led from above."""
    _gates[kind] = gate


def of(room: Room) -> Gate:
    """The gate of a room; an open one where nobody leads it."""
    return _gates.get(room.kind, OPEN) if room.is_led else OPEN
