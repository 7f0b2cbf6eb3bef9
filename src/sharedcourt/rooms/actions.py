"""What people do in a room. The only writers; every browser of the room is told after the commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.ledger.actions import record
from sharedcourt.ledger.locks import hold_scope
from sharedcourt.people.models import User
from sharedcourt.rooms import backends, circles, gates, live, policy, queries, seating
from sharedcourt.rooms.line import NO_LINE, Line
from sharedcourt.rooms.models import CameraReason, ChatMessage, Room, RoomKind, Seat, SeatEvent, SeatRole, Side
from sharedcourt.rooms.states import CONNECTED, LET_IN, SHUT_OUT, RoomState, SeatState

CHAT_LENGTH = 1000
# A seat whose holder's process died writes nothing more: last_seen_at is at most 10 s old while it lives.
STALE_AFTER = timedelta(seconds=25)
SEEN_EVERY = timedelta(seconds=10)
PICTURE_LOST: dict[str, SeatEvent.Kind] = {
    CameraReason.NETWORK: SeatEvent.Kind.SOUND_ONLY,
    CameraReason.UNPLUGGED: SeatEvent.Kind.UNPLUGGED,
}


@dataclass(frozen=True)
class SeatSpec:
    """A seat to be made: whose, what stands under the picture (a `SeatRole` value or free words), and who presides.

    `side` decides where the seat is in a separate talk; a seat `beside` another follows it.
    """

    user: User
    role_label: str
    is_host: bool = False
    side: str = ""
    beside: Seat | None = None
    keeps_size: bool = False


@dataclass(frozen=True)
class Arrival:
    """What a browser says about itself when it takes a seat."""

    session: str
    instance: str
    device: str = ""
    mic: bool = False
    camera: bool = False
    rtt_ms: int | None = None


class Replaced(Conflict):
    """Another page of the same person holds the seat now."""


class FirstElsewhere(Conflict):
    """Before the person may come to the door, a page of the room above is to be gone through (`to`, a path of this site)."""

    def __init__(self, to: str) -> None:
        super().__init__(_("Something has to be done first."), field="first_elsewhere")
        self.to = to


@transaction.atomic
def open_room(
    *,
    by: User | None,
    scope: UUID,
    title: str,
    seats: Sequence[SeatSpec],
    opens_at: datetime,
    panel_path: str = "",
    subject_id: UUID | None = None,
    closes_at: datetime | None = None,
    kind: RoomKind = RoomKind.MEDIATION,
    is_led: bool = False,
) -> Room:
    """Make a room with its seats. The room above asks its own policy first; here only the room's own rules hold.

    Raises `Invalid` without a host, with a person twice, or with more people than the media backend carries.
    """
    backend = backends.chosen()
    if not any(spec.is_host for spec in seats):
        raise Invalid(_("A room needs somebody who presides."), field="seats")
    if panel_path and (not panel_path.startswith("/") or panel_path.startswith("//")):
        raise Invalid(_("The panel must be a page of this site."), field="panel_path")
    room = Room.objects.create(
        scope=scope,
        kind=kind,
        is_led=is_led,
        title=title,
        panel_path=panel_path,
        subject_id=subject_id,
        opens_at=opens_at,
        closes_at=closes_at,
        backend=backend.name,
        max_seats=backend.capabilities().max_people,
    )
    record("rooms.room.opened", by=by, subject=room, scope=scope, seats=len(seats), opens_at=opens_at)
    for spec in seats:
        _add(room, spec, by=by)
    return room


def _add(room: Room, spec: SeatSpec, *, by: User | None) -> Seat:
    taken = list(room.seats.exclude(state__in=SHUT_OUT).values_list("user_id", flat=True))
    if Seat.objects.filter(room=room, user=spec.user).exists():
        raise Conflict(_("This person already has a seat in the room."))
    if len(taken) >= room.max_seats:
        raise Invalid(_("The room is full: it holds %(count)d people.") % {"count": room.max_seats}, field="seats")
    is_key = spec.role_label in SeatRole.values
    seat = Seat.objects.create(
        room=room,
        user=spec.user,
        role_key=spec.role_label if is_key else "",
        role_label="" if is_key else spec.role_label,
        is_host=spec.is_host,
        position=room.seats.count(),
        side=spec.side or (Side.NEUTRAL if spec.is_host else Side.OTHER),
        beside=spec.beside,
        keeps_size=spec.keeps_size,
    )
    circles.seat_added(seat)
    seating.recorded("rooms.seat.added", by=by, seat=seat)
    return seat


@transaction.atomic
def add_seat(*, by: User | None, room: Room, seat: SeatSpec) -> Seat:
    """One more person may come. Raises `Conflict` when they have a seat already, `Invalid` when the room is full."""
    locked = seating.locked_room(room.pk)
    if locked.state != RoomState.OPEN:
        raise Conflict(_("The room is closed."))
    made = _add(locked, seat, by=by)
    live.changed(room.pk)
    return made


@transaction.atomic
def close_room(*, by: User | None, room: Room, from_above: bool = False) -> Room:
    """End the room for everyone; whoever is inside is shown out. Closing twice changes nothing.

    A room that is led `from_above` only the room above ends.
    """
    hold_scope(room.scope)
    locked = seating.locked_room(room.pk)
    if by is not None and not from_above:
        seating.require_host(by, locked)
    if locked.state == RoomState.CLOSED:
        return locked
    if locked.is_led and not from_above:
        raise Conflict(_("The hearing is closed on the order sheet, and the room with it."), field="led")
    circles.end_running(locked, by=by)
    locked.close()
    locked.closed_at = clock.now()
    locked.save()
    inside = locked.seats.select_for_update(no_key=True)
    for seat in inside.exclude(state__in=[SeatState.INVITED, SeatState.LEFT, *SHUT_OUT]):
        _left(seat)
    record("rooms.room.closed", by=by, subject=locked, scope=locked.scope)
    live.changed(locked.pk)
    return locked


def _left(seat: Seat) -> None:
    seat.leave()
    seat.session = seat.camera_reason = ""
    seat.mic = seat.camera = seat.sharing = False
    seat.hand_at = None
    seat.left_at = clock.now()
    seat.save()
    circles.went_out(seat)
    seating.note(seat, SeatEvent.Kind.LEFT)


@transaction.atomic
def arrive(*, by: User, seat: Seat, arrival: Arrival) -> Seat:
    """Take one's seat over a connection: to the door, or straight back in when one was let in before.

    Whoever held the seat over another connection (an older tab) is replaced. Raises `NotAllowed` for somebody else's seat
    and for a removed person, `Conflict` when the room is closed or has not opened.
    """
    locked = seating.locked_seat(seat.pk)
    if not policy.may_take(by, locked):
        raise NotAllowed(_("This seat is not open to you."))
    if locked.room.state != RoomState.OPEN:
        raise Conflict(_("The room is closed."), field="closed")
    if not locked.room.has_opened and not locked.is_host:
        raise Conflict(_("The room has not opened yet."), field="not_open")
    gate = gates.of(locked.room)
    if first := gate.before(locked, arrival.instance):
        raise FirstElsewhere(first)
    if locked.session and locked.session != arrival.session and locked.instance != arrival.instance:
        seating.note(locked, SeatEvent.Kind.REPLACED)
    before = locked.state
    locked.session, locked.instance, locked.device = arrival.session, arrival.instance, arrival.device[:60]
    sends = policy.may_send(locked)
    locked.mic, locked.camera = arrival.mic and sends and gate.may_speak(locked), arrival.camera and sends
    locked.sharing, locked.camera_reason, locked.blurred = False, "", False
    locked.last_seen_at = clock.now()
    if before in LET_IN:
        _go_in(locked, by=by, rtt_ms=arrival.rtt_ms)
    elif locked.is_host:
        locked.admit()
        locked.admitted_at = clock.now()
        _go_in(locked, by=by, rtt_ms=arrival.rtt_ms)
    elif before != SeatState.WAITING:
        locked.wait()
        seating.note(locked, SeatEvent.Kind.WAITING, arrival.rtt_ms)
    locked.save()
    gate.arrived(locked)
    live.changed(locked.room_id, by_session=arrival.session)
    return locked


def _go_in(seat: Seat, *, by: User, rtt_ms: int | None = None) -> None:
    if seat.state == SeatState.ADMITTED:
        seat.enter()
        seat.joined_at = seat.joined_at or clock.now()
        seat.left_at = None
        circles.came_in(seat)
        seating.note(seat, SeatEvent.Kind.JOINED, rtt_ms)
        seating.recorded("rooms.seat.joined", by=by, seat=seat)
        return
    if seat.state == SeatState.DISCONNECTED:
        seat.come_back()
        seating.recorded("rooms.seat.returned", by=by, seat=seat)
    seating.note(seat, SeatEvent.Kind.RETURNED, rtt_ms)


@transaction.atomic
def enter(*, by: User, seat: Seat, session: str) -> Seat:
    """Go in after being let in. Going in twice changes nothing; raises `Replaced` from an older connection."""
    locked = seating.locked_seat(seat.pk)
    if locked.session != session:
        raise Replaced(_("This seat is in use on another page."))
    if not policy.may_take(by, locked) or locked.state not in LET_IN:
        raise NotAllowed(_("Please wait to be let in."))
    if locked.state == SeatState.ADMITTED:
        _go_in(locked, by=by)
        locked.save()
        live.changed(locked.room_id)
    return locked


@transaction.atomic
def admit(*, by: User, seat: Seat) -> Seat:
    """The host lets a person in (also one removed before, and also beforehand). Admitting twice changes nothing."""
    locked = seating.locked_seat(seat.pk)
    seating.require_host(by, locked.room)
    if locked.state not in LET_IN and not gates.of(locked.room).may_let_in(locked):
        raise Conflict(_("This person is called in on the order sheet."), field="called_in")
    return seating.let_in(locked, by=by)


def admit_all(*, by: User, room: Room) -> list[Seat]:
    """Let in everyone who is waiting at the door."""
    with transaction.atomic():
        seating.require_host(by, room)
        gate = gates.of(room)
        waiting = room.seats.filter(state=SeatState.WAITING).select_related("room", "user")
        return [admit(by=by, seat=seat) for seat in waiting if gate.may_let_in(seat)]


@transaction.atomic
def remove(*, by: User, seat: Seat) -> Seat:
    """The host asks a person to leave; they cannot come back until the host lets them in."""
    locked = seating.locked_seat(seat.pk)
    seating.require_host(by, locked.room)
    return seating.show_out(locked, by=by)


@transaction.atomic
def withdraw_seats(*, by: User | None, scope: UUID, user: User) -> int:
    """The person has no part in the matter any more: in none of its rooms do they have a seat; returns how many they had.

    The room above, which knows who has a part, asks its own policy first.
    """
    seats = Seat.objects.filter(room__scope=scope, user=user).exclude(state=SeatState.WITHDRAWN)
    locked_seats = [seating.locked_seat(pk) for pk in seats.order_by("pk").values_list("pk", flat=True)]
    for locked in locked_seats:
        seating.withdraw(locked, by=by)
    return len(locked_seats)


@transaction.atomic
def mute(*, by: User, seat: Seat) -> Seat:
    """The host switches a person's microphone off for everyone; the person may switch it on again to speak."""
    return _moderate(by, seat, "mic", SeatEvent.Kind.MUTED, "mute", "rooms.seat.muted")


@transaction.atomic
def ask_camera_off(*, by: User, seat: Seat) -> Seat:
    """The host asks a person to switch the camera off; the picture is hidden at once."""
    return _moderate(by, seat, "camera", SeatEvent.Kind.CAMERA_OFF, "camera_off", "rooms.seat.camera_put_off")


def _moderate(by: User, seat: Seat, field: str, kind: SeatEvent.Kind, action: str, recorded: str) -> Seat:
    locked = seating.locked_seat(seat.pk)
    seating.require_host(by, locked.room)
    seating.moderate(locked, field, kind, action)
    seating.recorded(recorded, by=by, seat=locked)
    return locked


def _held(seat: Seat, by: User, session: str, *, records: bool = True) -> Seat:
    """The seat, locked, when `by` is inside over this very connection; without the ledger where nothing is recorded."""
    locked = seating.locked_seat(seat.pk) if records else seating.seat_alone(seat.pk)
    if not policy.may_take(by, locked) or not policy.may_take_part(locked, session):
        raise NotAllowed(_("You are not in the room."))
    return locked


@transaction.atomic
def report_media(
    *,
    by: User,
    seat: Seat,
    session: str,
    mic: bool,
    camera: bool,
    sharing: bool,
    reason: str = "",
    blurred: bool = False,
    line: Line = NO_LINE,
) -> Seat:
    """A person's own microphone, camera and screen, as the others are to see them. One screen is shared at a time.

    `reason` says why there is no picture against the person's wish; its beginning and end stand in the connection log.
    """
    # Every tap on a microphone comes here: only who shares waits for the ledger, behind anybody else who begins to.
    locked = _held(seat, by, session, records=sharing)
    if (mic or camera or sharing) and not policy.may_send(locked):
        raise NotAllowed(_("Who observes only listens and watches."))
    if mic and not gates.of(locked.room).may_speak(locked):
        raise Conflict(_("It is not your turn to speak."), field="floor")
    # Who shares in another circle is nothing that is known in this one.
    others = locked.room.seats.filter(sharing=True, state=SeatState.PRESENT, circle=locked.circle)
    if sharing and others.exclude(pk=locked.pk).exists():
        raise Conflict(_("Somebody else is showing their screen."), field="sharing")
    before, locked.camera_reason = locked.camera_reason, "" if camera else reason
    locked.mic, locked.camera, locked.sharing, locked.blurred = mic, camera, sharing, blurred and camera
    locked.save(update_fields=["mic", "camera", "sharing", "camera_reason", "blurred"])
    if locked.camera_reason and locked.camera_reason != before:
        seating.note(locked, PICTURE_LOST[locked.camera_reason], line.rtt_ms, line.loss_percent)
    elif before and camera:
        seating.note(locked, SeatEvent.Kind.PICTURE, line.rtt_ms, line.loss_percent)
    live.changed(locked.room_id)
    return locked


@transaction.atomic
def say(*, by: User, seat: Seat, session: str, text: str, client_id: str, circle: str | None = None) -> ChatMessage:
    """A line of chat; sent again with the same `client_id` it is kept once. Only those in the same circle read it.

    Raises `Conflict` (`moved`) when it was written in another circle than the one the seat is in now.
    """
    locked = _held(seat, by, session)
    words = text.strip()
    if not words:
        raise Invalid(_("Write something first."), field="text")
    if len(words) > CHAT_LENGTH:
        raise Invalid(_("A message holds at most %(count)d characters.") % {"count": CHAT_LENGTH}, field="text")
    line = ChatMessage.objects.filter(seat=locked, client_id=client_id).first()
    created = line is None
    if line is None:
        if circle is not None and circle != locked.circle:
            raise Conflict(
                _("You have been moved since you wrote this. Read it again before you send it."), field="moved"
            )
        line = ChatMessage.objects.create(
            room=locked.room, seat=locked, client_id=client_id, circle=locked.circle, text=words
        )
    line.seat = locked
    live.said(locked.room_id, queries.chat_view(line))
    if created:
        record("rooms.chat.said", by=by, subject=line, scope=locked.room.scope, room=locked.room_id)
    return line


@transaction.atomic
def leave(*, by: User, seat: Seat, session: str) -> Seat:
    """Go by one's own choice. From an older connection, or twice, it changes nothing."""
    locked = seating.locked_seat(seat.pk)
    if locked.session != session or locked.state not in (*CONNECTED, *LET_IN):
        return locked
    _left(locked)
    seating.recorded("rooms.seat.left", by=by, seat=locked)
    live.changed(locked.room_id)
    return locked


@transaction.atomic
def lose(*, seat_id: UUID, session: str, line: Line = NO_LINE) -> Seat | None:
    """The connection that held the seat is gone. The seat is kept; an older connection's end changes nothing."""
    locked = seating.locked_seat(seat_id)
    if locked.session != session or not session:
        return None
    return _lost(locked, line)


def _lost(locked: Seat, line: Line = NO_LINE) -> Seat:
    locked.session = ""
    if locked.state == SeatState.PRESENT:
        locked.lose()
        locked.sharing = False
        seating.note(locked, SeatEvent.Kind.LOST, line.rtt_ms, line.loss_percent)
        seating.recorded("rooms.seat.lost", by=None, seat=locked)
    elif locked.state == SeatState.WAITING:
        locked.step_back()
        seating.note(locked, SeatEvent.Kind.LOST, line.rtt_ms, line.loss_percent)
    locked.save()
    live.changed(locked.room_id)
    return locked


def keep_alive(*, seat_id: UUID, session: str, line: Line = NO_LINE) -> bool:
    """Write that the seat's holder is still there (at most every ten seconds); False when the seat is not theirs.

    A poor line is written down with it, once a minute: it may excuse an absence.
    """
    held = Seat.objects.filter(pk=seat_id, session=session)
    if not held.update(last_seen_at=clock.now()):
        return False
    if line.is_poor:
        minute_ago = clock.now() - timedelta(minutes=1)
        kind = SeatEvent.Kind.WEAK
        if not SeatEvent.objects.filter(seat_id=seat_id, kind=kind, created_at__gt=minute_ago).exists():
            seating.note(held.get(), kind, line.rtt_ms, line.loss_percent)
    return True


def heal(*, room_id: UUID) -> int:
    """Give up connections whose process died without saying so, and a separate talk whose host does not come back.

    Returns how many seats were set right.
    """
    before = clock.now() - STALE_AFTER
    stale = Seat.objects.filter(room_id=room_id, last_seen_at__lt=before, state__in=CONNECTED)
    healed = 0
    for seat_id in list(stale.values_list("pk", flat=True)):
        with transaction.atomic():
            locked = seating.locked_seat(seat_id)
            if locked.state in CONNECTED and locked.last_seen_at and locked.last_seen_at < before:
                _lost(locked)
                healed += 1
    circles.end_without_host(room_id)
    return healed


def close_expired() -> int:
    """Scheduled: close rooms whose time is over and in which nobody is; returns how many."""
    closed = 0
    for room in Room.objects.filter(state=RoomState.OPEN, is_led=False, closes_at__lt=clock.now()):
        heal(room_id=room.pk)
        if not room.seats.filter(state__in=CONNECTED).exists():
            close_room(by=None, room=room)
            closed += 1
    return closed
