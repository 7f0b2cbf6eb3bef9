"""Who is in the courtroom itself: seen there by the court, or, at a stop of a tour, beside the screen and camera that are the courtroom."""

from dataclasses import dataclass, field
from uuid import UUID

from sharedcourt.hearings.attendance.models import BenchPlace
from sharedcourt.hearings.circuit.models import StopHearing
from sharedcourt.hearings.courtroom.models import InCourtroom
from sharedcourt.hearings.models import Hearing, Participant
from sharedcourt.people.models import User
from sharedcourt.rooms.models import Seat
from sharedcourt.rooms.states import SeatState


@dataclass(frozen=True)
class Hall:
    """Read once (a handful of queries). `terminal`: whose screen is the courtroom at a stop; `beside`: of the court, who is at it with them."""

    participants: dict[UUID, InCourtroom] = field(default_factory=dict)
    members: dict[UUID, InCourtroom] = field(default_factory=dict)
    terminal: UUID | None = None
    beside: frozenset[UUID] = frozenset()
    connected: frozenset[UUID] = frozenset()

    @property
    def court(self) -> set[UUID]:
        """Of the bench and the clerk, by account, who is in the courtroom."""
        return {*self.members, *self.beside}

    @property
    def screens(self) -> set[UUID]:
        """Whose device shows the courtroom now."""
        return self.court & self.connected

    def holds(self, user: UUID | None, participant: UUID | None) -> bool:
        """Whether this person is in the courtroom, with a device of their own or without."""
        return participant in self.participants if participant is not None else user in self.court


def read(hearing: Hearing) -> Hall:
    """The courtroom as it is now."""
    rows = list(InCourtroom.objects.filter(hearing=hearing, left_at__isnull=True))
    connected: frozenset[UUID] = frozenset()
    if hearing.room_id is not None:
        seats = Seat.objects.filter(room=hearing.room_id, state=SeatState.PRESENT)
        connected = frozenset(seats.values_list("user_id", flat=True))
    terminal = StopHearing.objects.filter(hearing=hearing).values_list("courtroom", flat=True).first()
    beside = at_stop(hearing) if terminal is not None and terminal in connected else frozenset()
    return Hall(
        {row.participant_id: row for row in rows if row.participant_id is not None},
        {row.member_id: row for row in rows if row.member_id is not None},
        terminal,
        beside,
        connected,
    )


def at_stop(hearing: Hearing) -> frozenset[UUID]:
    """Of the bench and the clerk, who sits at the stop whose room is the courtroom by somebody's screen; not who is entered elsewhere."""
    if not StopHearing.objects.filter(hearing=hearing, courtroom__isnull=False).exists():
        return frozenset()
    away = BenchPlace.objects.filter(member__hearing=hearing).values("member")
    bench = hearing.panel.exclude(pk__in=away).values_list("user_id", flat=True)
    return frozenset([*bench, *([hearing.clerk_id] if hearing.clerk_id is not None else [])])


def is_in(one: Participant) -> bool:
    """Whether this participant is in the courtroom, or in the courthouse to be called in."""
    return InCourtroom.objects.filter(participant=one, left_at__isnull=True).exists()


def is_there(hearing: Hearing, user: User) -> bool:
    """Whether somebody with an account is in the video room or in the courtroom itself."""
    hall = read(hearing)
    if user.pk in hall.connected or user.pk in hall.court:
        return True
    return InCourtroom.objects.filter(hearing=hearing, participant__user=user, left_at__isnull=True).exists()


def stays(hearing: Hearing, user: User, one: Participant | None) -> bool:
    """Whether somebody whose device is gone is in the hearing all the same.

    Who takes part is, while they are in the courtroom; bench and clerk are, while another screen shows the courtroom.
    """
    hall = read(hearing)
    if one is not None:
        return one.pk in hall.participants
    return user.pk in hall.court and bool(hall.screens - {user.pk})


def came(hearing: Hearing) -> dict[UUID, list[InCourtroom]]:
    """Who was in the courtroom at any time, each with when, by participant or account of the court (one query)."""
    found: dict[UUID, list[InCourtroom]] = {}
    for row in InCourtroom.objects.filter(hearing=hearing):
        whose = row.participant_id or row.member_id
        if whose is not None:
            found.setdefault(whose, []).append(row)
    return found
