"""Calling both parties to come together and be asked (CPLI 356(1)), and who came."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.disputes.queries import parties_of
from sharedcourt.filing import policy, telling
from sharedcourt.filing.actions.locking import locked, note, require_state
from sharedcourt.filing.models import Attendance, Confirmation, Summons
from sharedcourt.filing.states import ConfirmationState
from sharedcourt.ledger.actions import personal
from sharedcourt.people.models import User

Came = Attendance.Came


@transaction.atomic
def summon(*, by: User, confirmation: Confirmation, at: datetime | None, place: str, what: str = "") -> Summons:
    """Tell all parties to come together, when and where; `what` they should bring or be ready for. One call at a time."""
    row = locked(confirmation)
    policy.require_judge(by, row)
    require_state(row, ConfirmationState.ACCEPTED)
    if at is None or at <= clock.now():
        raise Invalid(_("Enter a day and a time to come."), field="at")
    if row.summonses.filter(held_at=None).exists():
        raise Conflict(_("The parties have been called already. Record who came first."))
    where = needed(place, "place", _("Say where they are to come, or how they take part online."))
    text = needed(what, "what", "") if what.strip() else ""
    made = Summons.objects.create(confirmation=row, asked_by=by, at=at, place=where, what=text)
    note("filing.summons.sent", row, by=by, subject=made, at=at.isoformat(), place=personal(where))
    when = f"{clock.local(at):%Y-%m-%d %H:%M}"
    telling.tell(telling.applicants(row), "filing.summons", row, by=by, when=when)
    return made


@transaction.atomic
def record(*, by: User, confirmation: Confirmation, came: Mapping[UUID, str], note_text: str) -> Summons:
    """The judge records for every party whether it came and was asked, once the time has come, and what came of it."""
    row = locked(confirmation)
    policy.require_judge(by, row)
    require_state(row, ConfirmationState.ACCEPTED)
    call = row.summonses.select_for_update(no_key=True).filter(held_at=None).first()
    if call is None:
        raise Conflict(_("Nobody has been called."))
    if clock.now() < call.at:
        raise Conflict(_("The time has not come yet."))
    parties = list(parties_of(row.dispute))
    if set(came) != {party.pk for party in parties} or not set(came.values()) <= set(Came.values):
        raise Invalid(_("Say for every party whether it came."), field="came")
    call.note = needed(note_text, "note", _("Write down what was asked and answered, or why somebody did not come."))
    call.held_at = clock.now()
    call.save()
    for party in parties:
        Attendance.objects.create(summons=call, party=party, came=came[party.pk])
    refused = sum(value == Came.REFUSED for value in came.values())
    note("filing.summons.held", row, by=by, subject=call, refused=refused, note=personal(call.note))
    return call


def was_refused(row: Confirmation) -> bool:
    """Whether at the last call a party did not come or would not be asked, without good reason (CPLI 357(2))."""
    last = row.summonses.exclude(held_at=None).last()
    return last is not None and last.attendances.filter(came=Came.REFUSED).exists()
