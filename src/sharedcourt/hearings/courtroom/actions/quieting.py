"""After every change of the hearing: microphones of those whose turn it is not are switched off, and panels look again."""

from uuid import UUID

from sharedcourt.hearings.courtroom import live, queries
from sharedcourt.hearings.models import Hearing
from sharedcourt.rooms import leading
from sharedcourt.rooms.states import RoomState


def settle(hearing: Hearing, part: str, *, but: UUID | None = None) -> None:
    """Inside the transaction of an action that holds the hearing; `but`: the seat of somebody who is just going."""
    if hearing.room is None or hearing.room.state != RoomState.OPEN:
        return
    stage = queries.stage_of(hearing)
    quiet = [
        each.seat.pk
        for each in queries.people(hearing, stage)
        if each.seat is not None and not each.speaks and each.seat.pk != but
    ]
    if quiet:
        leading.silence(room=hearing.room, seats=quiet)
    live.changed(hearing, part)
