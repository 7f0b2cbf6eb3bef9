"""What the hearing does when the video room says that somebody came, was lost, returned, left or was shown out.

Called inside the room's own transaction, which holds the ledger: nothing slips in between, and the list of the hearing is complete.
"""

from django_fsm import can_proceed

from sharedcourt.core import clock
from sharedcourt.hearings.courtroom import halls, live
from sharedcourt.hearings.courtroom.actions import absence
from sharedcourt.hearings.courtroom.actions.quieting import settle
from sharedcourt.hearings.courtroom.locking import happened
from sharedcourt.hearings.courtroom.models import Discipline, HearingEvent, StageChange
from sharedcourt.hearings.courtroom.policy import Attendee
from sharedcourt.hearings.courtroom.stages import Standing, stops_without
from sharedcourt.hearings.locking import alone
from sharedcourt.hearings.models import Hearing, Participant
from sharedcourt.hearings.states import UNDER_WAY, HearingState, ParticipantState
from sharedcourt.people.models import User
from sharedcourt.rooms.models import Seat
from sharedcourt.rooms.states import SeatState

Kind = HearingEvent.Kind
P = ParticipantState


def _who(seat: Seat) -> Attendee | None:
    """Whose seat it is, with the hearing locked; None in a room of no hearing."""
    found = Hearing.objects.filter(room=seat.room_id).values_list("pk", flat=True).first()
    if found is None:
        return None
    hearing = alone(found)
    user = seat.user
    member = hearing.panel.filter(user=user).first()
    if member is not None:
        return Attendee(user, hearing, Standing(member.bench))
    if hearing.clerk_id == user.pk:
        return Attendee(user, hearing, Standing.CLERK)
    rows = Participant.objects.select_for_update(of=("self",), no_key=True).filter(hearing=hearing, user=user)
    one = rows.select_related("user", "party").first()
    return Attendee(user, hearing, Standing(one.capacity), one) if one is not None else None


def _write(kind: HearingEvent.Kind, who: Attendee, *, by: User | None, words: str = "") -> None:
    happened(kind, who.hearing, by=by, participant=who.participant, person=who.user, words=words)


def step(one: Participant, *names: str) -> None:
    """The transitions of these names, each where the table allows it now."""
    for name in names:
        act = getattr(one, name)
        if can_proceed(act):
            act()
    one.save(update_fields=["state"])


def at_the_door(seat: Seat) -> None:
    """Somebody waits to be let in; whoever is inside already is no news."""
    who = _who(seat)
    if who is None or seat.state != SeatState.WAITING:
        return
    one = who.participant
    if one is not None and one.state in (P.JOINING, P.DISCONNECTED):
        step(one, "join", "be_available")
        _write(Kind.CAME, who, by=who.user)
    live.changed(who.hearing, "people")


def let_in(seat: Seat, *, by: User | None) -> None:
    """Somebody was let in: what had sent them out is lifted."""
    who = _who(seat)
    if who is None or who.participant is None:
        return
    removals = who.participant.discipline.filter(kind=Discipline.Kind.REMOVAL, lifted_at__isnull=True)
    back = removals.update(lifted_at=clock.now())
    _write(Kind.READMITTED if back else Kind.CALLED_IN, who, by=by)


def came_in(seat: Seat) -> None:
    """Somebody is in the courtroom."""
    who = _who(seat)
    if who is None:
        return
    if who.participant is not None:
        step(who.participant, "be_available", "go_in")
    _write(Kind.ENTERED, who, by=who.user)
    _here(who)


def came_back(seat: Seat) -> None:
    """A lost line is back: the same seat, in the private talk it was in."""
    who = _who(seat)
    if who is None:
        return
    if who.participant is not None:
        step(who.participant, "join", "be_available", "go_in", *(["consult"] if seat.circle else []))
    _write(Kind.RETURNED, who, by=who.user)
    _here(who)


def _here(who: Attendee) -> None:
    absence.is_back(who.hearing, who.user)
    settle(who.hearing, "people")


def was_lost(seat: Seat) -> None:
    """A line is gone: the clerk has a task at once, and a hearing that cannot go on without this person stands still (ODLR 25)."""
    who = _who(seat)
    if who is None:
        return
    _write(Kind.LOST, who, by=None)
    _gone(who, seat, "lose")


def has_left(seat: Seat, *, by: User | None) -> None:
    """Somebody went by choice; the judge decides what that is."""
    who = _who(seat)
    if who is None:
        return
    _write(Kind.LEFT, who, by=by)
    _gone(who, seat, "leave")


def was_withdrawn(seat: Seat, *, by: User | None) -> None:
    """Somebody has no part any more: a lawyer was dismissed, another judge tries the case."""
    who = _who(seat)
    if who is None or who.participant is None or who.participant.state == P.NOT_SIGNED_IN:
        return
    step(who.participant, "leave")
    _write(Kind.LEFT, who, by=by)
    settle(who.hearing, "people")


def _gone(who: Attendee, seat: Seat, way: str) -> None:
    """A device is gone; whoever is in the courtroom itself is there without it."""
    if not halls.stays(who.hearing, who.user, who.participant):
        if who.participant is not None:
            step(who.participant, way)
        missing(who.hearing, who.standing, who.participant, who.user)
    settle(who.hearing, "people", but=seat.pk)


def missing(
    hearing: Hearing, standing: Standing, one: Participant | None, user: User | None, *, tells: bool = True
) -> None:
    """Somebody is not there any more: a task for the clerk (who is told, unless they saw it), and a standstill where the law wants it."""
    if hearing.state not in UNDER_WAY:
        return
    stops = _stops(hearing, standing, one)
    if user is not None:
        absence.ask_clerk(hearing, user, stops=stops, tells=tells)
    if stops and hearing.state != HearingState.SUSPENDED:
        hearing.suspend()
        hearing.save()
        happened(Kind.SUSPENDED, hearing, by=None, participant=one, person=user)


def _stops(hearing: Hearing, standing: Standing, one: Participant | None) -> bool:
    floor = StageChange.objects.filter(hearing=hearing).order_by("-number").first()
    has_floor = one is not None and floor is not None and floor.floor_id == one.pk
    others = []
    if one is not None and one.party_id is not None:
        same = hearing.participants.filter(party=one.party_id, state__in=(P.IN_HEARING, P.IN_CONSULTATION))
        others = [Standing(each.capacity) for each in same.exclude(pk=one.pk)]
    return stops_without(standing, floor=has_floor, others=others)


def was_removed(seat: Seat, *, by: User | None) -> None:
    """Somebody was shown out, on the order sheet or by hand: both are a measure of discipline."""
    who = _who(seat)
    if who is None or who.participant is None:
        return
    one = who.participant
    measure = one.discipline.filter(kind=Discipline.Kind.REMOVAL, lifted_at__isnull=True).first()
    if measure is None and by is not None:
        measure = Discipline.objects.create(participant=one, kind=Discipline.Kind.REMOVAL, by=by)
    step(one, "go_out")
    _write(Kind.REMOVED, who, by=by, words=measure.reason if measure is not None else "")
    settle(who.hearing, "people")


def was_muted(seat: Seat, *, by: User | None) -> None:
    """Somebody's microphone was switched off by the judge."""
    who = _who(seat)
    if who is None:
        return
    reason = ""
    if who.participant is not None:
        measure = who.participant.discipline.filter(kind=Discipline.Kind.SILENCE, lifted_at__isnull=True).first()
        reason = measure.reason if measure is not None else ""
    _write(Kind.MUTED, who, by=by, words=reason)
    live.changed(who.hearing, "people")
