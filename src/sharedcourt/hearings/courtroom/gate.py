"""What the courtroom asks of people before they come in, and whether their microphone may be on (`rooms.gates`)."""

from typing import Any
from uuid import UUID

from django.urls import reverse

from sharedcourt.hearings.attendance import queries as attendance
from sharedcourt.hearings.courtroom import policy, queries
from sharedcourt.hearings.courtroom.actions import entry, presence
from sharedcourt.hearings.courtroom.policy import Attendee
from sharedcourt.hearings.courtroom.stages import HEARD
from sharedcourt.hearings.states import ParticipantState
from sharedcourt.rooms.models import Room, Seat


class CourtGate:
    """The gate of rooms of hearings."""

    def _who(self, seat: Seat) -> Attendee | None:
        hearing = queries.of_room(seat.room_id)
        return policy.attendee(seat.user, hearing) if hearing is not None else None

    def before(self, seat: Seat, instance: str) -> str:
        """Whoever takes part first reads the rules, declares and shows who they are; after a lost line the same page comes straight back."""
        who = self._who(seat)
        if who is None:
            # No part in the hearing (any more): that page is none of theirs either.
            return _entry(seat.room.subject_id)
        if who.participant is None:
            return ""
        one = who.participant
        has_come = one.state not in {ParticipantState.NOT_SIGNED_IN, ParticipantState.DISCONNECTED}
        same_page = bool(instance) and instance == seat.instance
        if same_page and (has_come or entry.comes_straight_back(one)):
            return ""
        if has_come and entry.has_shown_identity(one):
            return ""
        return _entry(who.hearing.pk)

    def arrived(self, seat: Seat) -> None:
        presence.at_the_door(seat)

    def may_speak(self, seat: Seat) -> bool:
        who = self._who(seat)
        return who is not None and queries.speaks(who, queries.stage_of(who.hearing), circle=seat.circle)

    def may_let_in(self, seat: Seat) -> bool:
        """A witness is called in by the judge on the order sheet, and nobody who has not shown who they are (ODLR 7, 26).

        Who comes from a site is checked in there first.
        """
        who = self._who(seat)
        if who is None:
            return False
        if who.participant is None:
            return True
        if attendance.seat_held_back(seat.room_id, seat.user_id):
            return False
        return who.standing not in HEARD and who.participant.state == ParticipantState.AVAILABLE

    def may_read_log(self, user: Any, room: Room) -> bool:
        """It shows on what an absence rests (ODLR 25): the presiding judge and the clerk, also when the hearing is over."""
        hearing = queries.of_room(room.pk)
        who = policy.attendee(user, hearing) if hearing is not None else None
        return who is not None and (who.is_judge or who.is_clerk)


def _entry(hearing: UUID | None) -> str:
    return reverse("hearings:entry", args=[hearing]) if hearing is not None else reverse("hearings:mine")
