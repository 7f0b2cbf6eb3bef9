"""From asking to announcing: one hearing, one approval (LIVE 2010). Asked for by the division, agreed to by the office, approved."""

from collections.abc import Sequence

from django.db import IntegrityError
from django.utils.translation import gettext as _

from sharedcourt.broadcasts import policy, telling
from sharedcourt.broadcasts.locking import concerns_of, locked, note, require_allowed, require_state, set_concerns
from sharedcourt.broadcasts.models import Broadcast
from sharedcourt.broadcasts.states import BEFORE, BroadcastState
from sharedcourt.broadcasts.stream import publishing
from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.hearings.models import Hearing
from sharedcourt.hearings.states import BEFORE as NOT_BEGUN
from sharedcourt.ledger.actions import personal
from sharedcourt.ledger.locks import hold_scope
from sharedcourt.people.models import User

# No rule says how late; less than this leaves no time to stop, more than this is no broadcast.
LEAST_DELAY_S, MOST_DELAY_S = 10, 600


@transaction.atomic
def ask(*, by: User, hearing: Hearing, grounds: str, concerns: Sequence[str] = ()) -> Broadcast:
    """The presiding judge or the clerk asks for one hearing, says why, and says what the case touches.

    Raises Invalid with the field; Conflict when the law forbids it, when it has been asked for or the hearing has begun.
    """
    hold_scope(hearing.case.dispute_id)
    row = Hearing.objects.select_related("case__dispute", "court").get(pk=hearing.pk)
    policy.require(policy.is_division(by, row), _("Only the presiding judge and the clerk of the hearing may do this."))
    if row.state not in NOT_BEGUN:
        raise Conflict(_("The hearing has begun or is over."))
    why = needed(grounds, "grounds", _("Say why the public should be able to watch."))
    made = Broadcast(
        hearing=row,
        court=row.court,
        cause=row.case.cause,
        held_on=clock.local(row.starts_at or clock.now()).date(),
        asked_by=by,
        grounds=why,
    )
    set_concerns(made, concerns_of(row, list(concerns)))
    require_allowed(made)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("It has been asked for already.")) from error
    note("broadcast.asked", made, by=by, concerns=made.concerns, grounds=personal(why), delay_s=made.delay_s)
    telling.parties(made, "broadcasts.asked", by=by)
    telling.office(made, "broadcasts.to_agree", by=by)
    return made


@transaction.atomic
def agree(*, by: User, broadcast: Broadcast) -> Broadcast:
    """The responsible office agrees."""
    row = locked(broadcast.pk)
    policy.require(policy.is_office(by, row), _("Only the responsible office of the court may do this."))
    require_state(row, BroadcastState.ASKED)
    require_allowed(row)
    row.agree()
    row.agreed_by, row.agreed_at = by, clock.now()
    row.save()
    note("broadcast.agreed", row, by=by)
    telling.approvers(row, "broadcasts.to_approve", by=by)
    return row


@transaction.atomic
def approve(*, by: User, broadcast: Broadcast) -> Broadcast:
    """Approved for this hearing; by another person than the one who agreed, where the court wants two."""
    row = locked(broadcast.pk)
    policy.require(
        policy.is_approver(by, row), _("Only who approves broadcasts, and did not agree for the office, may do this.")
    )
    require_state(row, BroadcastState.AGREED)
    require_allowed(row)
    row.approve()
    row.approved_by, row.approved_at = by, clock.now()
    row.save()
    note("broadcast.approved", row, by=by)
    telling.division(row, "broadcasts.approved", by=by)
    telling.parties(row, "broadcasts.approved", by=by)
    return row


@transaction.atomic
def refuse(*, by: User, broadcast: Broadcast, reason: str) -> Broadcast:
    """The office or the approver refuses, with the reason."""
    row = locked(broadcast.pk)
    may = policy.is_office(by, row) if row.state == BroadcastState.ASKED else policy.is_approver(by, row)
    policy.require(may or policy.is_office(by, row))
    require_state(row, BroadcastState.ASKED, BroadcastState.AGREED)
    row.reason = needed(reason, "reason", _("Give the reason."))
    row.refuse()
    row.save()
    note("broadcast.refused", row, by=by, reason=personal(row.reason))
    telling.division(row, "broadcasts.refused", by=by)
    return row


@transaction.atomic
def announce(*, by: User, broadcast: Broadcast) -> Broadcast:
    """The hearing appears on the public page; once the judge opens it, it is shown."""
    row = locked(broadcast.pk)
    policy.require(policy.is_division(by, row.hearing) or policy.is_office(by, row))
    require_state(row, BroadcastState.APPROVED)
    require_allowed(row)
    if row.hearing.starts_at is None:
        raise Conflict(_("The hearing has no day yet."))
    row.held_on = clock.local(row.hearing.starts_at).date()
    row.announce()
    row.save()
    note("broadcast.announced", row, by=by, held_on=row.held_on)
    return row


@transaction.atomic
def withdraw(*, by: User | None, broadcast: Broadcast, reason: str) -> Broadcast:
    """Given up before anything was shown; `by` None: because the law forbids it."""
    row = locked(broadcast.pk)
    policy.require(by is None or policy.is_division(by, row.hearing) or policy.is_office(by, row))
    require_state(row, *BEFORE)
    row.reason = needed(reason, "reason", _("Give the reason."))
    row.withdraw()
    row.save()
    note("broadcast.withdrawn", row, by=by, reason=personal(row.reason))
    telling.parties(row, "broadcasts.withdrawn", by=by)
    return row


@transaction.atomic
def change_concerns(*, by: User, broadcast: Broadcast, concerns: Sequence[str]) -> Broadcast:
    """The court finds that the case touches something else. What the law then forbids is no longer seen by anybody, at once."""
    row = locked(broadcast.pk)
    policy.require(policy.is_division(by, row.hearing) or policy.is_office(by, row))
    set_concerns(row, concerns_of(row.hearing, list(concerns)))
    row.save(update_fields=["concerns", "forbidden", "on_request"])
    transaction.on_commit(lambda: publishing.settle(row.pk))
    note("broadcast.changed", row, by=by, concerns=row.concerns)
    return row


@transaction.atomic
def change_delay(*, by: User, broadcast: Broadcast, seconds: int) -> Broadcast:
    """How late the hearing is shown, in seconds; before it is shown."""
    row = locked(broadcast.pk)
    policy.require(policy.is_division(by, row.hearing) or policy.is_office(by, row))
    require_state(row, *BEFORE)
    if not LEAST_DELAY_S <= seconds <= MOST_DELAY_S:
        raise Invalid(
            _("Enter between %(least)d and %(most)d seconds.") % {"least": LEAST_DELAY_S, "most": MOST_DELAY_S},
            field="delay",
        )
    row.delay_s = seconds
    row.save(update_fields=["delay_s"])
    note("broadcast.delayed", row, by=by, seconds=seconds)
    return row
