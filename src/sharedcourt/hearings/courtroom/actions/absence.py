"""What the judge decides on an absence, and the clerk's tasks about lost lines (ODLR 25; CPL 146, 147, 149)."""

from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.hearings.courtroom import halls, policy, queries, telling
from sharedcourt.hearings.courtroom.actions.quieting import settle
from sharedcourt.hearings.courtroom.locking import happened, participant
from sharedcourt.hearings.courtroom.models import Absence, CourtTask, Discipline, HearingEvent
from sharedcourt.hearings.courtroom.stages import PLAINTIFFS, Standing
from sharedcourt.hearings.locking import locked
from sharedcourt.hearings.models import Hearing, Participant
from sharedcourt.hearings.states import UNDER_WAY, HearingState
from sharedcourt.people.models import User
from sharedcourt.rooms.states import SeatState

D = Absence.Decision


def consequence(standing: Standing, decision: str) -> str:
    """What may follow for this person, in the running language; empty where nothing does."""
    if decision == D.EXCUSED:
        return _("The hearing may be put off to another day (Civil Procedure Law, article 149).")
    if standing in PLAINTIFFS:
        return _("The claim may be treated as withdrawn (Civil Procedure Law, article 146).")
    if standing in {Standing.DEFENDANT, Standing.DEFENDANT_AGENT}:
        return _("Judgment may be given in absence (Civil Procedure Law, article 147).")
    return ""


@transaction.atomic
def decide(*, by: User, hearing: Hearing, who: Participant, decision: str, reason: str) -> Absence:
    """The judge says what an absence is: excused, a refusal to appear, or leaving in the middle. What the log of the line said is kept with it.

    Raises `Conflict` before the hour, for somebody who is here, and for leaving in the middle without a warning before (ODLR 25).
    """
    row = locked(hearing)
    policy.require_judge(by, row)
    if decision not in D.values:
        raise Invalid(_("Choose what the absence is."), field="decision")
    why = needed(reason, "reason", _("Say on what the decision rests."))
    one = participant(who.pk, row)
    _require_absent(row, one, decision)
    log = queries.line_of(row, one)
    made = Absence.objects.create(
        participant=one,
        decision=decision,
        reason=why,
        by=by,
        losses=log.losses if log is not None else 0,
        seconds_away=log.seconds_away if log is not None else 0,
        poor=log.poor if log is not None else 0,
    )
    happened(HearingEvent.Kind.ABSENCE, row, by=by, participant=one, what=decision, words=why)
    if decision != D.EXCUSED and one.user is not None:
        _done(row, one.user, by=by)
    telling.absence_decided(row, one, made, by=by)
    settle(row, "people")
    return made


def _require_absent(hearing: Hearing, one: Participant, decision: str) -> None:
    if hearing.state not in {HearingState.SCHEDULED, *UNDER_WAY}:
        policy.require_under_way(hearing)
    if hearing.starts_at is not None and clock.now() < hearing.starts_at and hearing.state == HearingState.SCHEDULED:
        raise Conflict(_("The hearing has not begun: nobody is absent yet."), field="participant")
    seat = queries.seat_of(hearing, one.user)
    if halls.is_in(one) or (seat is not None and seat.state in {SeatState.PRESENT, SeatState.WAITING}):
        raise Conflict(_("This person is here."), field="participant")
    if decision != D.LEFT_MIDWAY:
        return
    if (seat is None or seat.joined_at is None) and not one.in_courtroom.exists():
        raise Conflict(_("Who never came has not left in the middle."), field="decision")
    if not one.discipline.filter(kind=Discipline.Kind.WARNING).exists():
        raise Conflict(
            _("Leaving counts as leaving in the middle only after a warning (Online Litigation Rules, article 25)."),
            field="decision",
        )


def ask_clerk(hearing: Hearing, person: User, *, stops: bool, tells: bool = True) -> CourtTask:
    """A task for the clerk, at once; the hearing is locked. Twice is one; `stops`: the hearing stands still for it."""
    made, created = CourtTask.objects.get_or_create(
        hearing=hearing, person=person, kind=CourtTask.Kind.BRING_BACK, done_at=None, defaults={"stops": stops}
    )
    if stops and not made.stops:
        made.stops = True
        made.save(update_fields=["stops"])
    if created and tells:
        telling.somebody_lost(hearing, person, stops=stops)
    return made


def _done(hearing: Hearing, person: User, *, by: User | None) -> int:
    rows = hearing.court_tasks.filter(person=person, kind=CourtTask.Kind.BRING_BACK, done_at__isnull=True)
    return rows.update(done_at=clock.now(), done_by=by)


def is_back(hearing: Hearing, person: User) -> None:
    """The task about this person is done by itself; the hearing is locked."""
    _done(hearing, person, by=None)


@transaction.atomic
def finish_task(*, by: User, task: CourtTask) -> CourtTask:
    """The clerk has seen to it. Twice changes nothing. Raises `Conflict` while the hearing stands still for somebody who is away."""
    row = locked(Hearing.objects.select_related("case").get(pk=task.hearing_id))
    policy.require_keeper(by, row)
    kept = CourtTask.objects.select_for_update(of=("self",), no_key=True).select_related("person").get(pk=task.pk)
    if kept.done_at is not None:
        return kept
    if kept.stops and not halls.is_there(row, kept.person):
        raise Conflict(_("The hearing stands still for this person. Bring them back, or let the judge decide."))
    kept.done_at, kept.done_by = clock.now(), by
    kept.save(update_fields=["done_at", "done_by"])
    settle(row, "tasks")
    return kept
