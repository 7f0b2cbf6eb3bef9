"""Raised hands and the four reactions a court has use for."""

from uuid import UUID

from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import NotAllowed
from sharedcourt.people.models import User
from sharedcourt.rooms import live, policy
from sharedcourt.rooms.models import Room, Seat

REACTIONS = ("agree", "disagree", "slower", "unclear")


def _locked(seat_id: UUID) -> Seat:
    return Seat.objects.select_for_update(of=("self",)).select_related("room", "user").get(pk=seat_id)


@transaction.atomic
def raise_hand(*, by: User, seat: Seat, up: bool) -> Seat:
    """One's own hand, up or down. Who raised it first stays first."""
    locked = _locked(seat.pk)
    if not policy.may_take(by, locked) or not policy.may_take_part(locked, seat.session):
        raise NotAllowed(_("You are not in the room."))
    if up == (locked.hand_at is not None):
        return locked
    _set(locked, up=up)
    return locked


@transaction.atomic
def lower_hand(*, by: User, room_id: UUID, seat_id: UUID) -> Seat:
    """The host takes somebody's hand down: they have had, or now have, the word."""
    room = Room.objects.get(pk=room_id)
    seat = Seat.objects.filter(room=room, pk=seat_id).first()
    if seat is None or not policy.may_host(by, room):
        raise NotAllowed(_("Only the person presiding over the room may do this."))
    locked = _locked(seat.pk)
    if locked.hand_at is not None:
        _set(locked, up=False)
    return locked


def _set(seat: Seat, *, up: bool) -> None:
    seat.hand_at = clock.now() if up else None
    seat.save(update_fields=["hand_at"])
    live.changed(seat.room_id)


def react(*, by: User, seat: Seat, kind: str) -> None:
    """Shown for a moment beside the name to those in the same circle; kept nowhere."""
    if kind not in REACTIONS or not policy.may_take(by, seat) or not policy.may_take_part(seat, seat.session):
        raise NotAllowed(_("You are not in the room."))
    live.reacted(seat.room_id, seat.pk, seat.circle, kind)
