"""A private talk of a party with its agent while the hearing goes on: asked for, and granted by the judge in one act."""

from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import Conflict, NotAllowed
from sharedcourt.hearings.courtroom import policy, queries
from sharedcourt.hearings.courtroom.actions import breaks
from sharedcourt.hearings.courtroom.actions.quieting import settle
from sharedcourt.hearings.courtroom.locking import note
from sharedcourt.hearings.courtroom.models import Break, CourtTask
from sharedcourt.hearings.locking import locked
from sharedcourt.hearings.models import Hearing
from sharedcourt.people.models import User


@transaction.atomic
def ask(*, by: User, hearing: Hearing) -> CourtTask:
    """A party, or its agent, asks to speak with its own side alone; the court sees it at once. Asking twice is one.

    Raises `NotAllowed` for everybody else, `Conflict` for who is not inside, has nobody of their side there, or before and after the hearing.
    """
    row = locked(hearing)
    who = policy.require_attendee(by, row)
    if not who.is_party:
        raise NotAllowed(_("Only the parties and their agents ask for a talk of their own side."))
    policy.require_under_way(row)
    if not queries.is_inside(who):
        raise Conflict(_("You are not in the courtroom."), field="talk")
    if not queries.has_own_side(who):
        raise Conflict(_("Nobody else of your side is in the courtroom."), field="talk")
    made, is_new = CourtTask.objects.get_or_create(hearing=row, person=by, kind=CourtTask.Kind.TALK, done_at=None)
    if is_new:
        note("hearings.court.talk_asked", row, by=by, subject=made)
        settle(row, "tasks")
    return made


@transaction.atomic
def grant(*, by: User, hearing: Hearing) -> Hearing:
    """One act of the judge: a recess, for which the recording stops, and everybody is alone with their own side. Twice changes nothing.

    Raises `Conflict` while a break goes on in which nobody may talk apart, and while the hearing does not go on.
    """
    row = locked(hearing)
    policy.require_judge(by, row)
    if queries.break_of(row) is None:
        breaks.begin(by=by, hearing=row, kind=Break.Kind.RECESS)
    made = breaks.go_apart(by=by, hearing=row)
    asked = row.court_tasks.filter(kind=CourtTask.Kind.TALK, done_at__isnull=True)
    asked.update(done_at=clock.now(), done_by=by)
    return made
