"""The court sees somebody in the courtroom itself, and sees them leave (CPL 140(1): the clerk finds out who is there)."""

from django.utils.translation import gettext as _
from django_fsm import can_proceed

from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.hearings.attendance.models import BenchPlace
from sharedcourt.hearings.courtroom import policy, queries
from sharedcourt.hearings.courtroom.actions import absence, presence
from sharedcourt.hearings.courtroom.actions.quieting import settle
from sharedcourt.hearings.courtroom.locking import happened, participant
from sharedcourt.hearings.courtroom.models import Discipline, HearingEvent, InCourtroom
from sharedcourt.hearings.courtroom.stages import HEARD, Standing
from sharedcourt.hearings.locking import locked
from sharedcourt.hearings.models import Form, Hearing, Participant
from sharedcourt.hearings.states import UNDER_WAY, HearingState
from sharedcourt.people import actions as people
from sharedcourt.people.models import User, Verification
from sharedcourt.rooms.states import SeatState

Kind = HearingEvent.Kind


def _under_way(by: User, hearing: Hearing) -> Hearing:
    row = locked(hearing)
    policy.require_keeper(by, row)
    if row.state not in {HearingState.SCHEDULED, *UNDER_WAY}:
        policy.require_under_way(row)
    if row.room_id is None:
        raise Conflict(_("First make the courtroom ready."))
    return row


@transaction.atomic
def come(*, by: User, hearing: Hearing, who: Participant, document: str, note: str = "") -> InCourtroom:
    """The clerk, or the judge, has seen this person in the courtroom and compared their document, as at a counter (ODLR 7(3)).

    A witness or an expert waits outside until the judge calls them in (CPL 140; ODLR 26). Twice changes nothing. Raises `Invalid`
    (`document`, `note`), and `Conflict` (`participant`) for who takes part from elsewhere or was ordered to leave.
    """
    row = _under_way(by, hearing)
    one = participant(who.pk, row)
    known = InCourtroom.objects.filter(participant=one, left_at__isnull=True).first()
    if known is not None:
        return known
    if one.place != Participant.Place.COURT:
        raise Conflict(
            _("This person takes part from elsewhere. First change from where, on the page of the hearing."),
            field="participant",
        )
    if one.discipline.filter(kind=Discipline.Kind.REMOVAL, lifted_at__isnull=True).exists():
        raise Conflict(_("This person was ordered to leave. Only the judge lets them back."), field="participant")
    words = _identity(by, row, one, document, note)
    made = InCourtroom.objects.create(hearing=row, participant=one, seen_by=by, document=document, note=words)
    for name in ("appear",) if Standing(one.capacity) in HEARD else ("appear", "go_in"):
        step = getattr(one, name)
        if can_proceed(step):
            step()
    one.save(update_fields=["state"])
    happened(Kind.IN_COURT, row, by=by, participant=one, what=document)
    if one.user is not None:
        absence.is_back(row, one.user)
    settle(row, "people")
    return made


def _identity(by: User, hearing: Hearing, one: Participant, document: str, note: str) -> str:
    """What was shown; of somebody with an account it counts in the dispute. Gives the words that are kept."""
    if document not in Verification.Document.values:
        raise Invalid(_("Choose which document you were shown."), field="document")
    words = " ".join(note.split())
    if document == Verification.Document.OTHER or words:
        words = needed(words, "note", _("Say which document it was, and who issued it."))
    if one.user is not None:
        stage = f"hearing_{hearing.session_number}"
        people.record_at_counter(
            by=by, user=one.user, scope=hearing.case.dispute_id, stage=stage, document=document, note=words
        )
    return words


@transaction.atomic
def sit(*, by: User, hearing: Hearing, member: User) -> InCourtroom:
    """Somebody of the bench, or the clerk, is in the courtroom itself, on the picture that another device gives of it.

    Twice changes nothing. Raises `Invalid` (`member`) for everybody else, `Conflict` in a hearing that is wholly online and for
    who was entered as taking part from another place.
    """
    row = _under_way(by, hearing)
    found = policy.attendee(member, row)
    if found is None or not found.is_court:
        raise Invalid(_("Choose somebody who tries the hearing or keeps its record."), field="member")
    if row.form in {Form.ONLINE, Form.IN_TURN}:
        raise Conflict(
            _("This hearing is online: everybody who tries it is in a picture of their own."), field="member"
        )
    if BenchPlace.objects.filter(member__hearing=row, member__user=member).exists():
        raise Conflict(_("This person was entered as taking part from another place."), field="member")
    known = InCourtroom.objects.filter(hearing=row, member=member, left_at__isnull=True).first()
    if known is not None:
        return known
    made = InCourtroom.objects.create(hearing=row, member=member, seen_by=by)
    happened(Kind.IN_COURT, row, by=by, person=member)
    absence.is_back(row, member)
    settle(row, "people")
    return made


@transaction.atomic
def go(*, by: User, hearing: Hearing, who: Participant | None = None, member: User | None = None) -> Hearing:
    """The clerk has seen this person leave the courtroom. Twice changes nothing.

    A hearing that cannot go on without them stands still, as when a line is lost; the judge decides what the leaving is (ODLR 25).
    """
    row = _under_way(by, hearing)
    one = participant(who.pk, row) if who is not None else None
    ended = InCourtroom.objects.filter(hearing=row, participant=one, member=member, left_at__isnull=True)
    if not ended.update(left_at=clock.now()):
        return row
    happened(Kind.LEFT_COURT, row, by=by, participant=one, person=member)
    user = one.user if one is not None else member
    seat = queries.seat_of(row, user)
    if seat is None or seat.state != SeatState.PRESENT:
        if one is not None:
            presence.step(one, "leave")
        standing = Standing(one.capacity) if one is not None else policy.require_attendee(member, row).standing
        presence.missing(row, standing, one, user, tells=False)
    settle(row, "people")
    return row


def led_out(hearing: Hearing, one: Participant, *, by: User, reason: str) -> bool:
    """Whoever is in the courtroom itself is led out of it (CPL 113); the hearing is locked. False: they are not there."""
    ended = InCourtroom.objects.filter(participant=one, left_at__isnull=True).update(left_at=clock.now())
    if not ended:
        return False
    presence.step(one, "leave")
    happened(Kind.REMOVED, hearing, by=by, participant=one, words=reason)
    return True


def everybody_leaves(hearing: Hearing) -> None:
    """The hearing is over; it is locked."""
    InCourtroom.objects.filter(hearing=hearing, left_at__isnull=True).update(left_at=clock.now())
