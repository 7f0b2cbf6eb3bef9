"""What actions on rooms and seats have in common: taking a row, and what is written when somebody is let in, shown out or silenced."""

from uuid import UUID

from django.utils.translation import gettext as _

from sharedcourt.core import clock
from sharedcourt.core.errors import Conflict, NotAllowed
from sharedcourt.ledger.actions import record
from sharedcourt.ledger.locks import hold_ledger
from sharedcourt.people.models import User
from sharedcourt.rooms import circles, live, policy
from sharedcourt.rooms.models import Room, Seat, SeatEvent
from sharedcourt.rooms.states import LET_IN, SHUT_OUT, RoomState, SeatState


def locked_room(room_id: UUID) -> Room:
    """The room as it stands now; the ledger is held first."""
    hold_ledger()
    return Room.objects.select_for_update(no_key=True).get(pk=room_id)


def locked_seat(seat_id: UUID) -> Seat:
    """The seat as it stands now; the ledger is held first."""
    hold_ledger()
    return seat_alone(seat_id)


def seat_alone(seat_id: UUID) -> Seat:
    """The same where nothing is recorded."""
    return Seat.objects.select_for_update(of=("self",), no_key=True).select_related("room", "user").get(pk=seat_id)


def note(seat: Seat, kind: SeatEvent.Kind, rtt_ms: int | None = None, loss_percent: int | None = None) -> None:
    """One line of the connection log."""
    SeatEvent.objects.create(
        seat=seat, kind=kind, device=seat.device, instance=seat.instance, rtt_ms=rtt_ms, loss_percent=loss_percent
    )


def recorded(action: str, *, by: User | None, seat: Seat) -> None:
    """One line of the ledger."""
    record(action, by=by, subject=seat, scope=seat.room.scope, room=seat.room_id, person=seat.user_id)


def require_host(by: User | None, room: Room) -> None:
    """Raises `NotAllowed` for everybody but the person presiding."""
    if not policy.may_host(by, room):
        raise NotAllowed(_("Only the person presiding over the room may do this."))


def let_in(locked: Seat, *, by: User | None) -> Seat:
    """Let in a seat that is locked. Twice changes nothing; raises `Conflict` when the room is over, or the person's part."""
    if locked.room.state != RoomState.OPEN:
        raise Conflict(_("The room is closed."))
    if locked.state in LET_IN:
        return locked
    if locked.state == SeatState.WITHDRAWN:
        raise Conflict(_("This person has no part in the matter any more."))
    locked.admit()
    locked.admitted_at = clock.now()
    locked.save()
    note(locked, SeatEvent.Kind.ADMITTED)
    recorded("rooms.seat.admitted", by=by, seat=locked)
    live.changed(locked.room_id)
    return locked


def show_out(locked: Seat, *, by: User | None) -> Seat:
    """Ask a person to leave whose seat is locked. Twice changes nothing."""
    if locked.is_host:
        raise NotAllowed(_("The person presiding cannot be removed."))
    if locked.state in SHUT_OUT:
        return locked
    locked.remove()
    locked.mic = locked.camera = locked.sharing = False
    locked.left_at = clock.now()
    locked.save()
    circles.went_out(locked)
    note(locked, SeatEvent.Kind.REMOVED)
    recorded("rooms.seat.removed", by=by, seat=locked)
    live.changed(locked.room_id)
    return locked


def withdraw(locked: Seat, *, by: User | None) -> None:
    """The person of a seat that is locked has no part any more. Twice changes nothing."""
    if locked.state == SeatState.WITHDRAWN:
        return
    locked.withdraw()
    locked.mic = locked.camera = locked.sharing = False
    locked.left_at = locked.left_at or clock.now()
    locked.save()
    circles.went_out(locked)
    recorded("rooms.seat.withdrawn", by=by, seat=locked)
    live.changed(locked.room_id)


def moderate(locked: Seat, field: str, kind: SeatEvent.Kind, action: str) -> None:
    """Switch a microphone or camera off whose seat is locked; its browser is told after the commit."""
    setattr(locked, field, False)
    locked.save(update_fields=[field])
    note(locked, kind)
    live.moderated(locked.room_id, locked.pk, action)
    live.changed(locked.room_id)
