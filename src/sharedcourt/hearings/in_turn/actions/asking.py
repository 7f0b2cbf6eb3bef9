"""What the court does: it asks, gives more time, goes on without an answer."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.disputes.models import Party
from sharedcourt.hearings.in_turn import policy, queries, telling
from sharedcourt.hearings.in_turn.actions import clips
from sharedcourt.hearings.in_turn.locking import locked, note, turn_of
from sharedcourt.hearings.in_turn.models import Turn, TurnQuestion, TurnStage
from sharedcourt.hearings.in_turn.states import TurnState
from sharedcourt.hearings.locking import require_state
from sharedcourt.hearings.models import Hearing
from sharedcourt.hearings.scheduling.actions.in_turn import LONGEST_DAYS
from sharedcourt.hearings.states import HearingState
from sharedcourt.ledger.actions import personal
from sharedcourt.people.models import User

LONGEST_QUESTION = 2000
MOST_QUESTIONS = 200
UNDER_WAY = (HearingState.SCHEDULED, HearingState.IN_SESSION)


@transaction.atomic
def ask(
    *,
    by: User,
    hearing: Hearing,
    stage: str,
    text: str,
    parties: Iterable[UUID] = (),
    last_day: date | None = None,
    clip_id: UUID | None = None,
) -> TurnQuestion:
    """The presiding judge or the clerk asks one party or several (nobody named: all) at a stage, to be answered by a last day.

    Before the first day, too; answers are taken from the first day on. Raises `Invalid` (`stage`, `text`, `parties`, `last_day`,
    `clip`) and `Conflict` when the hearing is over.
    """
    row = locked(hearing)
    policy.require_keeper(by, row)
    require_state(row, *UNDER_WAY)
    if stage not in TurnStage.values:
        raise Invalid(_("Choose a stage of the hearing."), field="stage")
    words = text.strip()
    if not words:
        raise Invalid(_("Write down what you ask, or what the party is to do."), field="text")
    if len(words) > LONGEST_QUESTION:
        raise Invalid(_("Use at most %(count)d characters.") % {"count": LONGEST_QUESTION}, field="text")
    asked = _parties(row, parties)
    day = _day(row, last_day or queries.last_day(row))
    number = (row.turn_questions.aggregate(last=Max("number"))["last"] or 0) + 1
    if number > MOST_QUESTIONS:
        raise Conflict(_("There are too many questions. Close the hearing, or hold one at which all are present."))
    made = TurnQuestion.objects.create(
        hearing=row, number=number, stage=stage, text=words, clip=clips.for_use(by, row, clip_id), by=by
    )
    reminded = clock.now() if day - clock.today() <= timedelta(days=1) else None
    for party in asked:
        Turn.objects.create(question=made, party=party, last_day=day, reminded_at=reminded)
    clip = made.clip.sha256 if made.clip is not None else ""
    note("asked_to_say", row, by=by, subject=made, stage=stage, text=personal(words), last_day=day, clip=clip)
    telling.asked(row, asked, day, by=by)
    return made


def _parties(hearing: Hearing, wanted: Iterable[UUID]) -> list[Party]:
    here, chosen = queries.parties_in(hearing), set(wanted)
    if not chosen <= {party.pk for party in here}:
        raise Invalid(_("Choose parties of this case."), field="parties")
    return [party for party in here if not chosen or party.pk in chosen]


def _day(hearing: Hearing, day: date) -> date:
    earliest, latest = max(clock.today(), queries.first_day(hearing)), queries.last_day(hearing)
    if not earliest <= day <= latest:
        raise Invalid(
            _("Choose a day between %(first)s and %(last)s, or let the hearing last longer first.")
            % {"first": earliest.isoformat(), "last": latest.isoformat()},
            field="last_day",
        )
    return day


@transaction.atomic
def extend(*, by: User, turn: Turn, last_day: date | None) -> Turn:
    """The judge gives a party more time within the hearing's days, also after going on without it. The same day again changes nothing."""
    row = locked(turn.question.hearing)
    policy.require_judge(by, row)
    require_state(row, *UNDER_WAY)
    held = turn_of(turn.pk, row)
    if held.state == TurnState.ANSWERED:
        raise Conflict(_("This has been answered. Ask anew if you want to know more."))
    if last_day is None:
        raise Invalid(_("Choose a day."), field="last_day")
    if held.state == TurnState.ASKED and held.last_day == last_day:
        return held
    day = _day(row, last_day)
    held.extend()
    held.last_day, held.late_told_at = day, None
    held.passed_by, held.passed_at, held.why_passed = None, None, ""
    held.reminded_at = clock.now() if day - clock.today() <= timedelta(days=1) else None
    held.save()
    note("extended", row, by=by, subject=held, party=held.party_id, last_day=day)
    telling.extended(row, held, by=by)
    return held


@transaction.atomic
def go_on(*, by: User, turn: Turn, reason: str) -> Turn:
    """The judge goes on without an answer after the last day, and says why. It finds no absence. Twice changes nothing.

    Raises `Conflict` before the last day is over: until then the party may answer.
    """
    row = locked(turn.question.hearing)
    policy.require_judge(by, row)
    require_state(row, HearingState.IN_SESSION)
    held = turn_of(turn.pk, row)
    if held.state == TurnState.PASSED:
        return held
    if held.state == TurnState.ANSWERED:
        raise Conflict(_("This has been answered meanwhile."))
    if clock.today() <= held.last_day:
        raise Conflict(_("%(name)s may still answer until the last day is over.") % {"name": held.party.name})
    held.why_passed = needed(reason, "reason", _("Write down why, so that the parties understand."))
    held.go_on()
    held.passed_by, held.passed_at = by, clock.now()
    held.save()
    note("gone_on", row, by=by, subject=held, party=held.party_id, reason=personal(held.why_passed))
    telling.gone_on(row, held, by=by)
    return held


@transaction.atomic
def last_longer(*, by: User, hearing: Hearing, last: date | None) -> Hearing:
    """The judge lets the hearing last longer, at most sixty days from its first. Days of single turns stay as they are."""
    row = locked(hearing)
    policy.require_judge(by, row)
    require_state(row, *UNDER_WAY)
    first, before = queries.first_day(row), queries.last_day(row)
    if last == before:
        return row
    if last is None or last < max(before, clock.today()) or last > first + timedelta(days=LONGEST_DAYS):
        raise Invalid(_("Choose a later last day within sixty days of the first."), field="last")
    row.ends_at = datetime.combine(last, time(23, 59), clock.SHANGHAI)
    row.save(update_fields=["ends_at"])
    note("prolonged", row, by=by, last=last, before=before)
    telling.prolonged(row, by=by)
    return row
