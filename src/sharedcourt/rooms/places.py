"""The place that stands under a picture: a shared court, another court, the hall where a hearing is held."""

from uuid import UUID

from sharedcourt.core import transaction
from sharedcourt.ledger.locks import hold_ledger
from sharedcourt.rooms import live
from sharedcourt.rooms.models import Seat

LONGEST = 120


@transaction.atomic
def show(*, room_id: UUID, user_id: UUID, place: str, keeps_size: bool | None = None) -> bool:
    """Write a place under somebody's picture; `keeps_size`: whether the picture must not get smaller. Whether anything changed.

    The room above asks its own policy. Call it after the commit of what the seat itself did: an arrival saves the whole seat.
    """
    hold_ledger()
    seat = Seat.objects.select_for_update(no_key=True).filter(room_id=room_id, user_id=user_id).first()
    if seat is None:
        return False
    keeps = seat.keeps_size if keeps_size is None else keeps_size
    if (seat.place, seat.keeps_size) == (place[:LONGEST], keeps):
        return False
    seat.place, seat.keeps_size = place[:LONGEST], keeps
    seat.save(update_fields=["place", "keeps_size"])
    live.changed(room_id)
    return True
