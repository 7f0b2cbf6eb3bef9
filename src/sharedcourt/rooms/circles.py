"""A separate talk (背对背) as circles: who hears and sees whom, and the host's acts that move people between them.

The host, whoever is neutral and the people talked with are in one circle; every other side has a circle of its own. What is said
in a circle stays there: signals, chat and hints to panels are checked against the circle of sender and receiver at every message.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.ledger.actions import record
from sharedcourt.ledger.locks import hold_ledger
from sharedcourt.people.models import User
from sharedcourt.rooms import live, policy, queries
from sharedcourt.rooms.backends import GATEWAY
from sharedcourt.rooms.models import Caucus, CircleStay, Room, Seat, SeatEvent, Side
from sharedcourt.rooms.states import HERE, SHUT_OUT, RoomState, SeatState

TALKS = (Side.APPLICANT, Side.RESPONDENT)
# A host whose line is lost for longer is not waited for: nobody else could end the talk.
HOST_AWAY_ENDS = timedelta(minutes=2)


# -- who hears whom


def number_of(circle: str) -> int:
    """The number of the separate talk to which a circle belongs; 0 when everyone is together."""
    return int(circle[1:].partition("-")[0]) if circle else 0


def may_signal(circle: str, to: str, roster: Sequence[dict[str, Any]]) -> bool:
    """Whether a seat in this circle may negotiate with an endpoint: a seat of the same circle, or the forwarding unit."""
    return to in GATEWAY or any(other["seat"] == to and other["circle"] == circle for other in roster)


def may_hear(seat: Seat, said: dict[str, Any]) -> bool:
    """Whether what was said in `circle` is for this seat: it is there now, or it is the one who said it."""
    circle = said.get("circle")
    if circle is None or circle == seat.circle or said.get("body", {}).get("from") in GATEWAY:
        return True
    return "client_id" in said and said["seat"] == str(seat.pk)


def is_inside(caucus: Caucus, user: User) -> bool:
    """Whether a person is with the host in this separate talk."""
    return Seat.objects.filter(room_id=caucus.room_id, user=user, circle=caucus.inside).exists()


def place(seat: Seat, caucus: Caucus) -> str:
    """Where a seat belongs in a separate talk."""
    if seat.beside is not None:
        return place(seat.beside, caucus)
    if seat.is_host or seat.side == Side.NEUTRAL:
        return caucus.inside
    talked_with = seat.pk == caucus.seat_id if caucus.seat_id else seat.side == caucus.side
    return caucus.inside if talked_with else f"c{caucus.number}-{seat.side}"


# -- the acts


def act(*, by: User, room_id: UUID, action: str, side: str = "", seat_id: UUID | None = None) -> None:
    """What the host asks for over the room's connection."""
    room = Room.objects.get(pk=room_id)
    seat = Seat.objects.filter(room=room, pk=seat_id).first() if seat_id else None
    if room.is_led or (seat_id and seat is None):
        raise NotAllowed
    if action == "begin":
        begin(by=by, room=room, side=side, seat=seat)
    elif action == "end":
        end(by=by, room=room)
    elif seat is not None:
        move(by=by, seat=seat, inside=action == "bring")


def _locked(by: User, room: Room) -> Room:
    hold_ledger()
    locked = Room.objects.select_for_update(no_key=True).get(pk=room.pk)
    if not policy.may_host(by, locked):
        raise NotAllowed(_("Only the person presiding over the room may do this."))
    if locked.state != RoomState.OPEN:
        raise Conflict(_("The room is closed."))
    return locked


def _seats(room: Room) -> list[Seat]:
    return list(room.seats.select_for_update(of=("self",), no_key=True).select_related("beside"))


@transaction.atomic
def begin(*, by: User, room: Room, side: str = "", seat: Seat | None = None) -> Caucus:
    """Talk with one side, or with one person, while all others wait on their own side. Another talk ends by it.

    Raises `Invalid` when there is nobody to talk with.
    """
    locked = _locked(by, room)
    with_side = seat.side if seat is not None else side
    if seat is not None and (seat.is_host or seat.room_id != locked.pk or with_side == Side.NEUTRAL):
        raise Invalid(_("Choose one of the parties to talk with."), field="seat")
    if seat is None and with_side not in TALKS:
        raise Invalid(_("Choose a side to talk with."), field="side")
    running = queries.running_caucus(locked.pk)
    if running is not None and (running.side, running.seat_id) == (with_side, seat and seat.pk):
        return running
    there = _seats(locked)
    if seat is None and not any(each.side == with_side and each.state != SeatState.REMOVED for each in there):
        raise Invalid(_("Nobody of this side has a seat in the room."), field="side")
    # People are moved before their panels are told to fetch themselves again.
    live.changed(locked.pk)
    if running is not None:
        _end(running, by=by)
    caucus = Caucus.objects.create(
        room=locked,
        number=(locked.caucuses.aggregate(last=Max("number"))["last"] or 0) + 1,
        side=with_side,
        seat=seat,
        began_at=clock.now(),
    )
    _put({each: place(each, caucus) for each in there}, SeatEvent.Kind.APART)
    record(
        "rooms.caucus.begun", by=by, subject=caucus, scope=locked.scope, room=locked.pk, side=with_side, one=bool(seat)
    )
    return caucus


def _end(caucus: Caucus, *, by: User | None) -> None:
    caucus.end()
    caucus.ended_at = clock.now()
    caucus.save()
    record("rooms.caucus.ended", by=by, subject=caucus, scope=caucus.room.scope, room=caucus.room_id)


@transaction.atomic
def end(*, by: User, room: Room) -> Caucus | None:
    """Everyone is together again. Ending twice changes nothing."""
    locked = _locked(by, room)
    live.changed(locked.pk)
    return end_running(locked, by=by)


def end_running(room: Room, *, by: User | None) -> Caucus | None:
    """End the separate talk of a locked room, if there is one (the room closes, say)."""
    caucus = queries.running_caucus(room.pk)
    if caucus is None:
        return None
    _put(dict.fromkeys(_seats(room), ""), SeatEvent.Kind.TOGETHER)
    _end(caucus, by=by)
    return caucus


def end_without_host(room_id: UUID) -> bool:
    """End a separate talk whose host has been away for two minutes; whether it was ended."""
    caucus = queries.running_caucus(room_id)
    # Where a room above leads it ends the talk itself: a panel goes on without the line of whoever presides over it.
    if caucus is None or caucus.room.is_led or not _host_is_away(caucus):
        return False
    with transaction.atomic():
        hold_ledger()
        room = Room.objects.select_for_update(no_key=True).get(pk=room_id)
        caucus = queries.running_caucus(room_id)
        if caucus is None or not _host_is_away(caucus):
            return False
        end_running(room, by=None)
        live.changed(room_id)
    return True


def _host_is_away(caucus: Caucus) -> bool:
    hosts = list(Seat.objects.filter(room_id=caucus.room_id, is_host=True).exclude(state__in=SHUT_OUT))
    if any(host.state == SeatState.PRESENT for host in hosts):
        return False
    seen_at = max([caucus.began_at, *(host.last_seen_at for host in hosts if host.last_seen_at)])
    return seen_at < clock.now() - HOST_AWAY_ENDS


def is_here(seat: Seat) -> bool:
    """Inside, or without a line for less time than a host is waited for."""
    if seat.state == SeatState.DISCONNECTED:
        return seat.last_seen_at is not None and seat.last_seen_at >= clock.now() - HOST_AWAY_ENDS
    return bool(seat.state == SeatState.PRESENT)


@transaction.atomic
def move(*, by: User, seat: Seat, inside: bool) -> Seat:
    """Bring one more person over to the talk, or send them to where their side waits; who stands beside them goes along."""
    locked = _locked(by, seat.room)
    caucus = queries.running_caucus(locked.pk)
    if caucus is None:
        raise Conflict(_("There is no separate talk at the moment."))
    if seat.is_host:
        raise NotAllowed(_("The person presiding is always part of the talk."))
    there = {each.pk: each for each in _seats(locked)}
    moved = there[seat.pk]
    waits = f"c{caucus.number}-{moved.side}"
    together = (moved, *(other for other in there.values() if other.beside_id == moved.pk))
    live.changed(locked.pk)
    for each in _put(dict.fromkeys(together, caucus.inside if inside else waits), SeatEvent.Kind.MOVED):
        record(
            "rooms.caucus.moved",
            by=by,
            subject=each,
            scope=locked.scope,
            room=locked.pk,
            person=each.user_id,
            inside=inside,
        )
    return moved


def divide(room: Room, groups: Sequence[Sequence[Seat]], *, by: User | None) -> Caucus:
    """Divide a locked room that a room above leads: the first group is the host's, every other has a circle to itself.

    Whoever is in none of them is alone. Raises `Conflict` while the room is divided already.
    """
    if queries.running_caucus(room.pk) is not None:
        raise Conflict(_("A private talk is going on already."), field="apart")
    live.changed(room.pk)
    number = (room.caucuses.aggregate(last=Max("number"))["last"] or 0) + 1
    caucus = Caucus.objects.create(room=room, number=number, side=Side.NEUTRAL, began_at=clock.now())
    of = {seat.pk: index for index, group in enumerate(groups) for seat in group}
    names = {pk: caucus.inside if index == 0 else f"c{number}-g{index}" for pk, index in of.items()}
    there = _seats(room)
    alone = {seat.pk: f"c{number}-a{place}" for place, seat in enumerate(there)}
    _put({seat: names.get(seat.pk, alone[seat.pk]) for seat in there}, SeatEvent.Kind.APART)
    record("rooms.caucus.begun", by=by, subject=caucus, scope=room.scope, room=room.pk, side=caucus.side, one=False)
    return caucus


def seat_added(seat: Seat) -> None:
    """A seat made during a separate talk is on its own side of it from the beginning."""
    caucus = queries.running_caucus(seat.room_id)
    if caucus is not None:
        _put({seat: place(seat, caucus)}, SeatEvent.Kind.APART)


def came_in(seat: Seat) -> None:
    """From now on the person reads what is said where their seat is."""
    _end_stays([seat])
    _begin_stays([seat])


def went_out(seat: Seat) -> None:
    """What is said from now on where the seat is was not said to this person. The last host takes the separate talk along."""
    _end_stays([seat])
    if (
        seat.is_host
        and not seat.room.is_led
        and not Seat.objects.filter(room_id=seat.room_id, is_host=True, state__in=HERE).exists()
    ):
        end_running(seat.room, by=None)
        seat.refresh_from_db(fields=["circle"])


def _end_stays(seats: Sequence[Seat]) -> None:
    CircleStay.objects.filter(seat__in=seats, ended_at__isnull=True).update(ended_at=clock.now())


def _begin_stays(seats: Sequence[Seat]) -> None:
    """Only of those who are there: others have a place in the talk, but hear nothing of it."""
    now = clock.now()
    CircleStay.objects.bulk_create(
        CircleStay(seat=seat, circle=seat.circle, began_at=now) for seat in seats if seat.circle and seat.state in HERE
    )


def _put(where: dict[Seat, str], kind: SeatEvent.Kind) -> list[Seat]:
    """Move seats, all in four queries however many there are: people wait for it. Returns those that were elsewhere before."""
    moved = [seat for seat, circle in where.items() if seat.circle != circle]
    _end_stays(moved)
    for seat in moved:
        seat.circle = where[seat]
    Seat.objects.bulk_update(moved, ["circle"])
    _begin_stays(moved)
    SeatEvent.objects.bulk_create(
        SeatEvent(seat=seat, kind=kind, device=seat.device, instance=seat.instance) for seat in moved
    )
    return moved
