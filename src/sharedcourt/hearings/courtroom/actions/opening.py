"""Making the courtroom ready, opening the hearing, interrupting it, going on, closing it."""

import logging
from datetime import timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import ActionRefused, Conflict
from sharedcourt.disputes.models import Side as PartySide
from sharedcourt.hearings.courtroom import halls, policy, queries, telling
from sharedcourt.hearings.courtroom.actions import breaks, hall, order
from sharedcourt.hearings.courtroom.actions.quieting import settle
from sharedcourt.hearings.courtroom.locking import happened
from sharedcourt.hearings.courtroom.models import Absence, Break, HearingEvent
from sharedcourt.hearings.courtroom.stages import Stage, Standing
from sharedcourt.hearings.locking import locked
from sharedcourt.hearings.models import BESIDE, Bench, Capacity, Form, Hearing, Participant
from sharedcourt.hearings.scheduling import forms_of_hearing
from sharedcourt.hearings.states import UNDER_WAY, HearingState, ParticipantState
from sharedcourt.people.models import User
from sharedcourt.rooms import actions as rooms
from sharedcourt.rooms import leading
from sharedcourt.rooms.actions import SeatSpec
from sharedcourt.rooms.models import RoomKind, Seat, SeatRole, Side
from sharedcourt.rooms.states import RoomState

log = logging.getLogger(__name__)
Kind = HearingEvent.Kind
DOOR_OPENS_BEFORE = timedelta(minutes=30)
ROLES: dict[Standing, SeatRole] = {
    Standing.PRESIDING: SeatRole.PRESIDING_JUDGE,
    Standing.JUDGE: SeatRole.PANEL_JUDGE,
    Standing.ASSESSOR: SeatRole.ASSESSOR,
    Standing.CLERK: SeatRole.COURT_CLERK,
}
SIDES: dict[str, Side] = {PartySide.APPLICANT: Side.APPLICANT, PartySide.RESPONDENT: Side.RESPONDENT}


def _spec(participant: Participant) -> SeatSpec | None:
    if participant.user is None:
        return None
    return SeatSpec(participant.user, SeatRole(participant.capacity), side=_side(participant))


def _side(participant: Participant) -> Side:
    return SIDES.get(participant.party.side, Side.OTHER) if participant.party is not None else Side.OTHER


def _seat_beside(hearing: Hearing, by: User | None) -> None:
    """Sign-language interpreters and helpers have their seats beside whom they stand beside; signs are never made smaller."""
    rows = hearing.participants.filter(capacity__in=BESIDE, user__isnull=False)
    for one in rows.select_related("user", "beside__party"):
        seats = {seat.user_id: seat for seat in Seat.objects.filter(room=hearing.room_id)}
        if one.user is None or one.user.pk in seats or hearing.room is None:
            continue
        helped = one.beside
        spec = SeatSpec(
            one.user,
            SeatRole(one.capacity),
            side=_side(helped) if helped is not None else Side.OTHER,
            beside=seats.get(helped.user_id) if helped is not None and helped.user_id is not None else None,
            keeps_size=one.capacity == Capacity.SIGN_INTERPRETER,
        )
        rooms.add_seat(by=by, room=hearing.room, seat=spec)


def _seats(hearing: Hearing, *, without: UUID | None = None) -> list[SeatSpec]:
    members = list(hearing.panel.select_related("user"))
    members.sort(key=lambda member: list(Bench).index(Bench(member.bench)))
    bench = [
        SeatSpec(member.user, ROLES[Standing(member.bench)], member.bench == Bench.PRESIDING, side=Side.NEUTRAL)
        for member in members
    ]
    clerk = [SeatSpec(hearing.clerk, SeatRole.COURT_CLERK, side=Side.NEUTRAL)] if hearing.clerk is not None else []
    rows = (
        hearing.participants.exclude(capacity__in=BESIDE)
        .exclude(pk__in=[without] if without else [])
        .select_related("user", "party")
    )
    parts = [_spec(participant) for participant in rows]
    return [*bench, *clerk, *(spec for spec in parts if spec is not None)]


@transaction.atomic
def prepare(*, by: User | None, hearing: Hearing) -> Hearing:
    """The virtual courtroom with a seat for everybody; the check-in begins (CPL 140). Twice changes nothing.

    Raises `Conflict` unless the hearing is scheduled, `Invalid` when the media backend has not seats enough.
    """
    row = locked(hearing)
    if by is not None:
        policy.require_keeper(by, row)
    policy.require_room(row)
    if row.room_id is not None:
        return row
    if row.state != HearingState.SCHEDULED or row.starts_at is None:
        raise Conflict(_("The hearing is now: %(state)s.") % {"state": HearingState(row.state).label})
    number = row.case.number.text if row.case.number is not None else ""
    row.room = rooms.open_room(
        by=by,
        scope=row.case.dispute_id,
        title=f"{number} 庭审",
        seats=_seats(row),
        opens_at=row.starts_at - DOOR_OPENS_BEFORE,
        panel_path=reverse("hearings:court", args=[row.pk]),
        subject_id=row.pk,
        kind=RoomKind.HEARING,
        is_led=True,
    )
    row.save()
    _seat_beside(row, by)
    happened(Kind.PREPARED, row, by=by)
    order.enter_stage(row, Stage.CHECK_IN, by=by)
    telling.courtroom_ready(row, by=by)
    return row


@transaction.atomic
def open_session(*, by: User, hearing: Hearing) -> Hearing:
    """The presiding judge opens the hearing: from this moment it is recorded (REC 3), and rights and discipline are told.

    Raises `Conflict` while the bench or the clerk is not complete, before its time while a party is missing, and afterwards until
    the judge has decided on that absence: whoever is excused is not tried in absence; and when a party has taken back its consent to
    the form of the hearing meanwhile (ODLR 4, 21).
    """
    row = locked(hearing)
    policy.require_transition(by, row, "open_session")
    if row.state == HearingState.IN_SESSION:
        return row
    if row.state != HearingState.SCHEDULED or row.room is None:
        raise Conflict(_("First make the courtroom ready."))
    missing = queries.missing_court(row)
    if missing:
        raise Conflict(_("Not in the courtroom yet: %(names)s.") % {"names": _(", ").join(missing)}, field="court")
    _require_screen(row)
    _require_form(row)
    _require_parties(row)
    row.open_session()
    row.opened_at = clock.now()
    row.save()
    leading.put_on_record(by=by, room=row.room)
    happened(Kind.OPENED, row, by=by)
    order.enter_stage(row, Stage.RIGHTS, by=by)
    settle(row, "order")
    return row


def _require_screen(hearing: Hearing) -> None:
    """Somebody of the court is in the video room: who is elsewhere sees the courtroom by it, and the recording is made there (REC 3)."""
    court = {*hearing.panel.values_list("user_id", flat=True), hearing.clerk_id}
    if not court & halls.read(hearing).connected:
        raise Conflict(
            _("No screen shows the courtroom. One of the court goes into the video room from there."), field="court"
        )


def _require_form(hearing: Hearing) -> None:
    standing = forms_of_hearing.standing_of(hearing)
    if standing.allows(hearing.form):
        return
    names = _(", ").join(party.name for party, answer in standing.parties if answer is None or not answer.agrees)
    raise Conflict(
        _("Without the consent of %(names)s this form of hearing is not open. Decide on the form anew (ODLR 4, 21).")
        % {"names": names},
        field="form",
    )


def _require_parties(hearing: Hearing) -> None:
    """CPL 146, 147, 149; ODLR 25: nobody is tried in absence before it is known why they are absent."""
    for group in queries.parties_missing(hearing):
        names = _(", ").join(each.called for each in group)
        if hearing.starts_at is not None and clock.now() < hearing.starts_at:
            raise Conflict(_("%(names)s may still come: the hearing has not begun.") % {"names": names}, field="absent")
        last = Absence.objects.filter(participant__in=group).order_by("-at").first()
        if last is None:
            raise Conflict(_("%(names)s is absent. Decide on the absence first.") % {"names": names}, field="absent")
        if last.decision == Absence.Decision.EXCUSED:
            raise Conflict(
                _("The absence of %(names)s is excused. The hearing is held another day.") % {"names": names},
                field="absent",
            )


@transaction.atomic
def pause(*, by: User, hearing: Hearing) -> Hearing:
    """The judge interrupts the session; only the court can be heard. It is recorded meanwhile, unless a recess is called."""
    row = locked(hearing)
    policy.require_transition(by, row, "pause")
    if row.state == HearingState.PAUSED:
        return row
    policy.require_in_session(row)
    row.pause()
    row.save()
    happened(Kind.PAUSED, row, by=by)
    settle(row, "order")
    return row


@transaction.atomic
def suspend(*, by: User, hearing: Hearing, words: str = "") -> Hearing:
    """The clerk suspends the hearing for a failure that the machine did not see. Twice changes nothing."""
    row = locked(hearing)
    policy.require_transition(by, row, "suspend")
    policy.require_under_way(row)
    if row.state == HearingState.SUSPENDED:
        return row
    row.suspend()
    row.save()
    happened(Kind.SUSPENDED, row, by=by, words=words.strip()[:200])
    settle(row, "order")
    return row


@transaction.atomic
def resume(*, by: User, hearing: Hearing) -> Hearing:
    """The judge goes on; a recess ends by it. Raises `Conflict` while somebody is missing without whom it cannot go on."""
    row = locked(hearing)
    policy.require_transition(by, row, "resume")
    if row.state == HearingState.IN_SESSION:
        return row
    policy.require_under_way(row)
    missing = [task.person.name for task in queries.open_tasks(row) if task.stops]
    if missing:
        words = _("Still missing: %(names)s. Wait, or decide on the absence.")
        raise Conflict(words % {"names": _(", ").join(missing)}, field="missing")
    running = queries.break_of(row)
    if running is not None and running.kind == Break.Kind.RECESS:
        # The other two go on: what was not public before a failure is not public after it.
        breaks.finish(row, by=by)
    row.resume()
    row.save()
    happened(Kind.RESUMED, row, by=by)
    settle(row, "order")
    return row


@transaction.atomic
def close(*, by: User, hearing: Hearing) -> Hearing:
    """The judge adjourns for good: the session is over, and with it the recording (REC 3). Twice changes nothing."""
    row = locked(hearing)
    policy.require_transition(by, row, "close")
    if row.state == HearingState.CLOSED:
        return row
    if row.state not in UNDER_WAY or row.room is None:
        raise Conflict(_("The hearing has not been opened."))
    now = clock.now()
    row.shown.filter(hidden_at__isnull=True).update(hidden_at=now)
    row.breaks.filter(ended_at__isnull=True).update(ended_at=now)
    row.court_tasks.filter(done_at__isnull=True).update(done_at=now, done_by=by)
    row.close()
    row.closed_at = now
    row.save()
    happened(Kind.CLOSED, row, by=by)
    for participant in row.participants.exclude(state=ParticipantState.NOT_SIGNED_IN):
        participant.leave()
        participant.save(update_fields=["state"])
    hall.everybody_leaves(row)
    leading.close(by=by, room=row.room)
    return row


@transaction.atomic
def keep_up(*, hearing: Hearing, without: UUID | None = None) -> None:
    """The hearing was moved or cancelled, or others hold it or take part: a courtroom that was ready already follows.

    It opens at the new hour, or closes; whoever tries the hearing now presides, whoever is new has a seat, whoever has no part any more
    (also the participant `without`, who is just being taken out) has none. Called for the ledger's entry about it, in its transaction.
    """
    row = locked(hearing)
    if row.room is None or row.room.state != RoomState.OPEN:
        return
    if row.state == HearingState.CANCELLED:
        leading.close(by=None, room=row.room)
        return
    if row.state != HearingState.SCHEDULED or row.starts_at is None:
        return
    leading.put_off(room=row.room, opens_at=row.starts_at - DOOR_OPENS_BEFORE)
    beside = (
        row.participants.filter(capacity__in=BESIDE)
        .exclude(pk__in=[without] if without else [])
        .values_list("user_id", flat=True)
    )
    leading.keep_seats(by=None, room=row.room, seats=_seats(row, without=without), keeping=set(beside))
    _seat_beside(row, None)


def prepare_due() -> int:
    """Scheduled: the courtrooms of hearings that begin within half an hour are made ready; returns how many.

    A hearing at different times has none (ODLR 20).
    """
    coming = Hearing.objects.filter(
        state=HearingState.SCHEDULED, room__isnull=True, starts_at__lte=clock.now() + DOOR_OPENS_BEFORE
    ).exclude(form=Form.IN_TURN)
    made = 0
    for hearing in coming.select_related("case").order_by("starts_at"):
        try:
            made += prepare(by=None, hearing=hearing).room_id is not None
        except ActionRefused as refused:
            # One hearing with too many people must not keep the others' doors shut.
            log.warning("The courtroom of hearing %s could not be made ready: %s", hearing.pk, refused)
            telling.not_ready(hearing, str(refused))
    return made
