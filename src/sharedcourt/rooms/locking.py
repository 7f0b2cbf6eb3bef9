"""Taking a room or a seat for oneself, and recording what is done with it."""

from uuid import UUID

from django.utils.translation import gettext as _

from sharedcourt.core.errors import NotAllowed
from sharedcourt.ledger.actions import record
from sharedcourt.ledger.locks import hold_ledger
from sharedcourt.people.models import User
from sharedcourt.rooms import policy
from sharedcourt.rooms.models import Room, Seat, SeatEvent


def locked_room(room_id: UUID) -> Room:
    """The room as it stands now, the ledger held first; nobody else changes it before we are done."""
    hold_ledger()
    return Room.objects.select_for_update(no_key=True).get(pk=room_id)


def locked_seat(seat_id: UUID) -> Seat:
    """A seat, where something will be recorded: the ledger first."""
    hold_ledger()
    return seat_alone(seat_id)


def seat_alone(seat_id: UUID) -> Seat:
    """A seat without the ledger, where nothing is recorded."""
    return Seat.objects.select_for_update(of=("self",), no_key=True).select_related("room", "user").get(pk=seat_id)


def note(seat: Seat, kind: SeatEvent.Kind, rtt_ms: int | None = None, loss_percent: int | None = None) -> None:
    """A line of the connection log."""
    SeatEvent.objects.create(
        seat=seat, kind=kind, device=seat.device, instance=seat.instance, rtt_ms=rtt_ms, loss_percent=loss_percent
    )


def record_of(action: str, *, by: User | None, seat: Seat) -> None:
    """Record what became of a seat, under what the room is about."""
    record(action, by=by, subject=seat, scope=seat.room.scope, room=seat.room_id, person=seat.user_id)


def require_host(by: User | None, room: Room) -> None:
    """Raises NotAllowed for whoever does not preside."""
    if not policy.may_host(by, room):
        raise NotAllowed(_("Only the person presiding over the room may do this."))
