"""What a room above does in a room that it leads (`Room.is_led`). It asks its own policy first; here only the room's own rules hold.

Call it inside the transaction of the act of the room above; what is locked here comes after the ledger (`ledger.locks`).
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import Conflict
from sharedcourt.people.models import User
from sharedcourt.rooms import actions, circles, live, seating
from sharedcourt.rooms.models import Room, Seat, SeatEvent
from sharedcourt.rooms.recording import actions as recording
from sharedcourt.rooms.recording import queries as recordings
from sharedcourt.rooms.recording.models import PausedFor
from sharedcourt.rooms.recording.states import RecordingState
from sharedcourt.rooms.states import LET_IN, RoomState, SeatState


def _led(room_id: UUID) -> Room:
    room = seating.locked_room(room_id)
    if not room.is_led or room.state != RoomState.OPEN:
        raise Conflict(_("The room is closed."))
    return room


@transaction.atomic
def keep_seats(
    *, by: User | None, room: Room, seats: Iterable[actions.SeatSpec], keeping: Collection[UUID | None] = ()
) -> None:
    """Exactly these people have a part in the room, as what is said here: others lose their seat, whoever is new gets one.

    Accounts in `keeping` keep the seat that they have as it is.

    Raises `Invalid` when the room does not hold so many.
    """
    locked = _led(room.pk)
    wanted = {spec.user.pk: spec for spec in seats}
    for pk in list(locked.seats.order_by("pk").values_list("pk", flat=True)):
        seat = seating.locked_seat(pk)
        spec = wanted.pop(seat.user_id, None)
        if spec is None:
            if seat.user_id not in keeping:
                seating.withdraw(seat, by=by)
            continue
        if seat.state == SeatState.WITHDRAWN:
            seat.invite_again()
            seating.recorded("rooms.seat.added", by=by, seat=seat)
        seat.role_key, seat.is_host, seat.side = spec.role_label, spec.is_host, spec.side or seat.side
        seat.save()
    for spec in wanted.values():
        actions.add_seat(by=by, room=locked, seat=spec)
    live.changed(locked.pk)


@transaction.atomic
def let_in(*, by: User | None, seat: Seat) -> Seat:
    """Call a person in, also one who was removed. Twice changes nothing."""
    return seating.let_in(seating.locked_seat(seat.pk), by=by)


@transaction.atomic
def remove(*, by: User, seat: Seat) -> Seat:
    """Show a person out; only `let_in` brings them back."""
    return seating.show_out(seating.locked_seat(seat.pk), by=by)


@transaction.atomic
def send_out(*, by: User, seat: Seat) -> Seat:
    """Send a person back to the door, to wait there. Whoever is not inside stays where they are."""
    locked = seating.locked_seat(seat.pk)
    if locked.state not in LET_IN:
        return locked
    locked.step_out()
    locked.mic = locked.camera = locked.sharing = False
    locked.camera_reason, locked.hand_at = "", None
    locked.save()
    circles.went_out(locked)
    seating.note(locked, SeatEvent.Kind.SENT_OUT)
    seating.recorded("rooms.seat.sent_out", by=by, seat=locked)
    live.changed(locked.room_id)
    return locked


@transaction.atomic
def silence(*, room: Room, seats: Iterable[UUID]) -> int:
    """Switch off the microphones of these seats that are on; returns how many. The order sheet says that it is not their turn."""
    chosen = Seat.objects.filter(room=room, pk__in=list(seats), mic=True, state=SeatState.PRESENT)
    found = [seating.locked_seat(pk) for pk in chosen.order_by("pk").values_list("pk", flat=True)]
    for seat in found:
        seat.mic = False
        seat.save(update_fields=["mic"])
        live.moderated(seat.room_id, seat.pk, "mute")
    if found:
        live.changed(room.pk)
    return len(found)


@transaction.atomic
def mute(*, by: User, seat: Seat) -> Seat:
    """Switch one person's microphone off, whether it is on or not, and write it down."""
    locked = seating.locked_seat(seat.pk)
    seating.moderate(locked, "mic", SeatEvent.Kind.MUTED, "mute")
    seating.recorded("rooms.seat.muted", by=by, seat=locked)
    return locked


@transaction.atomic
def put_on_record(*, by: User | None, room: Room) -> Room:
    """From now on it is recorded (REC 3). Twice changes nothing."""
    locked = _led(room.pk)
    if locked.on_record_at is None:
        locked.on_record_at = clock.now()
        locked.save(update_fields=["on_record_at"])
        recording.settle(room_id=locked.pk, by=by)
        live.changed(locked.pk)
    return locked


@transaction.atomic
def interrupt_record(*, by: User | None, room: Room, reason: PausedFor) -> None:
    """A break for which the recording may stop begins. Nothing where nothing is being recorded."""
    if _is_recorded(room.pk):
        recording.interrupt(by=by, room=room, on=True, reason=reason)


@transaction.atomic
def resume_record(*, by: User | None, room: Room) -> None:
    """The break is over."""
    if _is_recorded(room.pk):
        recording.interrupt(by=by, room=room, on=False, reason=PausedFor.HOST)


def _is_recorded(room_id: UUID) -> bool:
    found = recordings.live(room_id)
    return found is not None and found.state != RecordingState.ASKED


@transaction.atomic
def divide(*, by: User, room: Room, groups: Sequence[Collection[Seat]]) -> None:
    """Everybody is with their own group alone; the first is the host's. Raises `Conflict` while it is divided already."""
    circles.divide(_led(room.pk), [list(group) for group in groups], by=by)


@transaction.atomic
def unite(*, by: User | None, room: Room) -> None:
    """Everybody is together again. Twice changes nothing."""
    locked = _led(room.pk)
    live.changed(locked.pk)
    circles.end_running(locked, by=by)


@transaction.atomic
def put_off(*, room: Room, opens_at: datetime) -> Room:
    """The door opens at another time."""
    locked = _led(room.pk)
    locked.opens_at = opens_at
    locked.save(update_fields=["opens_at"])
    live.changed(locked.pk)
    return locked


@transaction.atomic
def close(*, by: User | None, room: Room) -> Room:
    """The room is over, and its recording with it."""
    return actions.close_room(by=by, room=room, from_above=True)
