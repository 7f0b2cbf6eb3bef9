"""The courtroom on circuit takes its place in the room when its person comes in."""

from sharedcourt.hearings.circuit import actions
from sharedcourt.hearings.circuit.models import StopHearing
from sharedcourt.ledger import events
from sharedcourt.ledger.models import Entry
from sharedcourt.rooms.models import RoomKind, Seat


def _joined(entry: Entry) -> None:
    if entry.subject is None:
        return
    seat = Seat.objects.filter(pk=entry.subject, room__kind=RoomKind.HEARING).first()
    if seat is None:
        return
    of_the_room = StopHearing.objects.select_related("hearing", "stop").filter(hearing__room=seat.room_id)
    held = of_the_room.filter(courtroom=seat.user_id).first()
    if held is not None:
        actions.show_courtroom(held)


def register() -> None:
    """Called once, when the app is ready; after the places of attendance, which this overwrites for the courtroom."""
    events.on("rooms.seat.joined")(_joined)
