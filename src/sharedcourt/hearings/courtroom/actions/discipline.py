"""Who is called in and sent out, and the judge's measures against whoever disturbs the hearing (CPL 113; ODLR 25, 26)."""

from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import LONGEST, needed
from sharedcourt.core.errors import Conflict
from sharedcourt.hearings.courtroom import halls, policy, queries
from sharedcourt.hearings.courtroom.actions import hall, order
from sharedcourt.hearings.courtroom.actions.quieting import settle
from sharedcourt.hearings.courtroom.locking import happened, participant
from sharedcourt.hearings.courtroom.models import Discipline, HearingEvent, StageChange
from sharedcourt.hearings.courtroom.stages import HEARD, SHEET, Standing
from sharedcourt.hearings.locking import locked
from sharedcourt.hearings.models import Hearing, Participant
from sharedcourt.hearings.states import ParticipantState
from sharedcourt.people.models import User
from sharedcourt.rooms import leading
from sharedcourt.rooms.models import Seat
from sharedcourt.rooms.states import SeatState

Kind = HearingEvent.Kind


def _seat(hearing: Hearing, one: Participant) -> Seat:
    seat = queries.seat_of(hearing, one.user)
    if seat is None:
        raise Conflict(_("This person has no seat in the courtroom."), field="participant")
    return seat


def _reason(text: str) -> str:
    return needed(text, "reason", _("Say what the person has done."))


@transaction.atomic
def call_in(*, by: User, hearing: Hearing, who: Participant) -> Participant:
    """Let somebody in who waits: a party as soon as it is at the door, a witness or expert when the judge calls them to be heard.

    Whoever is heard gets the floor. Raises `Conflict` for somebody who has not shown who they are, was ordered to leave, or has no
    place in this stage; `NotAllowed` for the clerk where only the judge calls.
    """
    row = locked(hearing)
    caller = policy.require_keeper(by, row)
    one = participant(who.pk, row)
    standing = Standing(one.capacity)
    if one.state == ParticipantState.IN_HEARING:
        return one
    if one.discipline.filter(kind=Discipline.Kind.REMOVAL, lifted_at__isnull=True).exists():
        raise Conflict(_("This person was ordered to leave. Only the judge lets them back."), field="participant")
    if one.state != ParticipantState.AVAILABLE:
        raise Conflict(_("This person is not waiting at the door."), field="participant")
    stage = queries.stage_now(row)
    if standing not in SHEET[stage].inside:
        raise Conflict(_("In this stage of the hearing this person is not inside."), field="participant")
    if standing in HEARD:
        policy.require_judge(caller.user, row)
        policy.require_in_session(row)
    if halls.is_in(one):
        one.go_in()
        one.save(update_fields=["state"])
        happened(Kind.CALLED_IN, row, by=by, participant=one)
    else:
        leading.let_in(by=by, seat=_seat(row, one))
    if standing in HEARD:
        current = queries.stage_of(row)
        assert current is not None
        StageChange.objects.filter(pk=current.pk).update(floor=one)
        happened(Kind.FLOOR, row, by=by, participant=one)
    settle(row, "people")
    one.refresh_from_db(fields=["state"])
    return one


@transaction.atomic
def send_out(*, by: User, hearing: Hearing, who: Participant) -> Participant:
    """A witness, expert or interpreter has been heard and waits outside again. Twice changes nothing."""
    row = locked(hearing)
    policy.require_judge(by, row)
    one = participant(who.pk, row)
    if not order.is_let_in(row, one):
        return one
    if Standing(one.capacity) not in HEARD:
        raise Conflict(_("A party is sent out only as a measure of discipline."), field="participant")
    order.send_out_locked(row, one, by=by)
    settle(row, "people")
    return one


@transaction.atomic
def warn(*, by: User, hearing: Hearing, who: Participant, reason: str) -> Discipline:
    """The judge warns: it is written down, and whoever goes all the same has left in the middle of the hearing (ODLR 25)."""
    row, one = _measured(by, hearing, who)
    made = Discipline.objects.create(participant=one, kind=Discipline.Kind.WARNING, by=by, reason=_reason(reason))
    happened(Kind.WARNED, row, by=by, participant=one, words=made.reason)
    settle(row, "people")
    return made


def _measured(by: User, hearing: Hearing, who: Participant) -> tuple[Hearing, Participant]:
    row = locked(hearing)
    policy.require_judge(by, row)
    policy.require_under_way(row)
    return row, participant(who.pk, row)


@transaction.atomic
def silence(*, by: User, hearing: Hearing, who: Participant, reason: str = "") -> Discipline:
    """The microphone stays off until the judge lifts it. Twice is once."""
    row, one = _measured(by, hearing, who)
    in_force = one.discipline.filter(kind=Discipline.Kind.SILENCE, lifted_at__isnull=True).first()
    if in_force is not None:
        return in_force
    said = reason.strip()[:LONGEST]
    made = Discipline.objects.create(participant=one, kind=Discipline.Kind.SILENCE, by=by, reason=said)
    StageChange.objects.filter(hearing=row, floor=one).update(floor=None)
    seat = queries.seat_of(row, one.user)
    if seat is not None:
        # What is said about it is written when the room below says that it is done.
        leading.mute(by=by, seat=seat)
    else:
        happened(Kind.MUTED, row, by=by, participant=one, words=made.reason)
    settle(row, "people")
    return made


@transaction.atomic
def let_speak(*, by: User, hearing: Hearing, who: Participant) -> Participant:
    """The silence is lifted. Twice changes nothing."""
    row, one = _measured(by, hearing, who)
    if one.discipline.filter(kind=Discipline.Kind.SILENCE, lifted_at__isnull=True).update(lifted_at=clock.now()):
        happened(Kind.UNMUTED, row, by=by, participant=one)
        settle(row, "people")
    return one


@transaction.atomic
def remove(*, by: User, hearing: Hearing, who: Participant, reason: str) -> Discipline:
    """The judge orders somebody to leave (CPL 113); only the judge lets them back. Twice is once."""
    row, one = _measured(by, hearing, who)
    in_force = one.discipline.filter(kind=Discipline.Kind.REMOVAL, lifted_at__isnull=True).first()
    if in_force is not None:
        return in_force
    made = Discipline.objects.create(participant=one, kind=Discipline.Kind.REMOVAL, by=by, reason=_reason(reason))
    StageChange.objects.filter(hearing=row, floor=one).update(floor=None)
    if not hall.led_out(row, one, by=by, reason=made.reason):
        leading.remove(by=by, seat=_seat(row, one))
    settle(row, "people")
    return made


@transaction.atomic
def readmit(*, by: User, hearing: Hearing, who: Participant) -> Participant:
    """The judge lets somebody back who was ordered to leave. Twice changes nothing."""
    row = locked(hearing)
    policy.require_judge(by, row)
    policy.require_under_way(row)
    one = participant(who.pk, row)
    in_force = one.discipline.filter(kind=Discipline.Kind.REMOVAL, lifted_at__isnull=True)
    if not in_force.exists():
        return one
    seat = queries.seat_of(row, one.user)
    if seat is None or seat.state != SeatState.REMOVED:
        # Led out of the courtroom itself: the clerk says when they are back in it.
        in_force.update(lifted_at=clock.now())
        happened(Kind.READMITTED, row, by=by, participant=one)
    else:
        leading.let_in(by=by, seat=seat)
    settle(row, "people")
    one.refresh_from_db(fields=["state"])
    return one
