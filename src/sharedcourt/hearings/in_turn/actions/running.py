"""What time makes happen, and the end: beginning on the first day, reminders, what is late, closing into the record."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import Conflict
from sharedcourt.hearings.courtroom.locking import happened
from sharedcourt.hearings.courtroom.models import HearingEvent
from sharedcourt.hearings.in_turn import policy, queries, telling, written
from sharedcourt.hearings.in_turn.locking import locked, note, turn_of
from sharedcourt.hearings.in_turn.models import Turn
from sharedcourt.hearings.in_turn.states import TurnState
from sharedcourt.hearings.models import Form, Hearing
from sharedcourt.hearings.states import HearingState
from sharedcourt.hearings.transcript.actions import turns as records
from sharedcourt.people.models import User

AT_ONCE = 500
Kind = HearingEvent.Kind


def begun(row: Hearing) -> Hearing:
    """A locked hearing whose first day has come is under way; before, nothing changes. Inside the action's transaction."""
    if row.state == HearingState.SCHEDULED and queries.has_come(row):
        row.begin_in_turn()
        row.opened_at = clock.now()
        row.save()
        HearingEvent.objects.create(hearing=row, kind=Kind.OPENED, at=row.opened_at)
        note("begun", row, by=None)
        telling.begun(row)
    return row


@transaction.atomic
def begin(*, hearing: Hearing) -> Hearing:
    """The first day has come. Twice changes nothing."""
    return begun(locked(hearing))


def begin_due() -> int:
    """Scheduled: hearings whose first day has come are under way; how many."""
    due = Hearing.objects.filter(form=Form.IN_TURN, state=HearingState.SCHEDULED, starts_at__lte=clock.now())
    done = 0
    for hearing in due.select_related("case").order_by("starts_at")[:AT_ONCE]:
        done += begin(hearing=hearing).state == HearingState.IN_SESSION
    return done


def remind_due(now: datetime | None = None) -> int:
    """Scheduled: on the day before the last one whoever has not answered is told once more; how many turns."""
    tomorrow = clock.local(now or clock.now()).date() + timedelta(days=1)
    due = Turn.objects.filter(
        state=TurnState.ASKED,
        last_day__lte=tomorrow,
        reminded_at=None,
        question__hearing__state__in=(HearingState.SCHEDULED, HearingState.IN_SESSION),
    )
    found = list(due.select_related("question__hearing__case").order_by("last_day", "id")[:AT_ONCE])
    return sum(_reminded(turn.question.hearing, turn.pk) for turn in found)


@transaction.atomic
def _reminded(hearing: Hearing, pk: UUID) -> bool:
    row = locked(hearing)
    held = turn_of(pk, row)
    if held.state != TurnState.ASKED or held.reminded_at is not None:
        return False
    held.reminded_at = clock.now()
    held.save(update_fields=["reminded_at"])
    if clock.today() <= held.last_day:
        note("reminded", row, by=None, subject=held, last_day=held.last_day)
        telling.reminded(row, held)
    return True


def tell_late(now: datetime | None = None) -> int:
    """Scheduled: the court is told once that a last day has passed without an answer. It decides; nothing follows by itself."""
    today = clock.local(now or clock.now()).date()
    late = Turn.objects.filter(
        state=TurnState.ASKED,
        last_day__lt=today,
        late_told_at=None,
        question__hearing__state=HearingState.IN_SESSION,
    )
    found = list(late.select_related("question__hearing__case").order_by("last_day", "id")[:AT_ONCE])
    return sum(_late_told(turn.question.hearing, turn.pk) for turn in found)


@transaction.atomic
def _late_told(hearing: Hearing, pk: UUID) -> bool:
    row = locked(hearing)
    held = turn_of(pk, row)
    if held.state != TurnState.ASKED or held.late_told_at is not None or clock.today() <= held.last_day:
        return False
    held.late_told_at = clock.now()
    held.save(update_fields=["late_told_at"])
    note("late", row, by=None, subject=held, party=held.party_id, last_day=held.last_day)
    telling.late(row, held)
    return True


@transaction.atomic
def close(*, by: User, hearing: Hearing) -> Hearing:
    """The judge closes it: what was asked and said becomes the record, in order, and is read and signed as always. Twice changes nothing.

    Raises `Conflict` while a turn is open (more time, or going on without it, is the judge's to decide), and when nothing was asked.
    """
    row = locked(hearing)
    policy.require_judge(by, row)
    if row.state == HearingState.CLOSED:
        return row
    if begun(row).state != HearingState.IN_SESSION:
        raise Conflict(_("The hearing has not begun."))
    asked = list(queries.questions_of(row))
    if not asked:
        raise Conflict(_("Nothing has been asked yet."))
    waiting = [turn.party.name for turn in queries.open_turns(row)]
    if waiting:
        names = _(", ").join(dict.fromkeys(waiting))
        raise Conflict(
            _("Not answered yet: %(names)s. Give more time, or go on without.") % {"names": names}, field="turns"
        )
    row.close()
    row.closed_at = clock.now()
    row.save()
    happened(Kind.CLOSED, row, by=by)
    records.enter(by=by, hearing=row, lines=written.lines_of(row, asked))
    note("closed", row, by=by, questions=len(asked))
    telling.closed(row, by=by)
    return row
