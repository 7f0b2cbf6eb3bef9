"""What check-ins do when a room below or beside records something: nobody goes in unchecked, and places stand under pictures."""

from django.utils.translation import gettext as _

from sharedcourt.core.errors import Conflict
from sharedcourt.hearings.attendance import actions, queries
from sharedcourt.hearings.models import Hearing
from sharedcourt.ledger import events
from sharedcourt.ledger.models import Entry
from sharedcourt.rooms.models import RoomKind, Seat


def _of_seat(entry: Entry) -> tuple[Hearing, Seat] | None:
    if entry.subject is None:
        return None
    seat = Seat.objects.filter(pk=entry.subject, room__kind=RoomKind.HEARING).first()
    hearing = Hearing.objects.select_related("court", "case").filter(room=seat.room_id).first() if seat else None
    return (hearing, seat) if hearing is not None and seat is not None else None


def _keep_out(entry: Entry) -> None:
    """Refuses what was about to be done, as this runs inside its transaction."""
    found = _of_seat(entry)
    if found is None:
        return
    seat = found[1]
    reason = queries.seat_held_back(seat.room_id, seat.user_id)
    if reason == "stopped":
        raise Conflict(_("The shared court stopped this person: not who was called."), field="check_in")
    if reason:
        raise Conflict(_("The shared court has not checked this person in yet."), field="check_in")


def _joined(entry: Entry) -> None:
    _keep_out(entry)
    found = _of_seat(entry)
    if found is not None:
        actions.show_place(found[0], found[1].user_id)


def _moved(entry: Entry) -> None:
    if entry.subject is not None:
        found = Hearing.objects.select_related("case__dispute", "case__number", "clerk").filter(pk=entry.subject)
        for hearing in found:
            actions.follow(hearing, by=None)


def register() -> None:
    """Called once, when the app is ready."""
    events.on("rooms.seat.admitted")(_keep_out)
    events.on("rooms.seat.joined")(_joined)
    for action in ("scheduled", "moved", "cancelled"):
        events.on(f"hearings.hearing.{action}")(_moved)
