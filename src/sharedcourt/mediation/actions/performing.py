"""The performance of an agreement: what has been received, what is late, and what follows from it (ODMR 19, 20; PML 31)."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.disputes import actions as disputes
from sharedcourt.disputes.policy import is_applicant
from sharedcourt.disputes.states import DisputeState
from sharedcourt.law.agreements import AgreementTerms
from sharedcourt.law.money import ZERO, fen, format_yuan
from sharedcourt.law.plans import Receipt, Standing, standing_under
from sharedcourt.ledger.actions import personal
from sharedcourt.mediation import telling
from sharedcourt.mediation.actions.locking import locked, note
from sharedcourt.mediation.models import AgreementVersion, Case, Payment
from sharedcourt.mediation.states import VersionState
from sharedcourt.people.models import User

RUNNING = (DisputeState.EFFECTIVE, DisputeState.PERFORMING)


def standing_of(
    version: AgreementVersion, *, on: date | None = None, payments: Sequence[Payment] | None = None
) -> Standing:
    """Where the agreement stands on a day (today), by what it says and what has been received; undone entries do not count."""
    entries = version.payments.all() if payments is None else payments
    receipts = [Receipt(each.received_on, each.amount) for each in entries if each.undone_at is None]
    return standing_under(AgreementTerms.from_json(version.terms), receipts, on or clock.today())


def keep_days(version: AgreementVersion, found: Standing | None = None) -> Standing:
    """Write down the days that the scheduled work looks at: the next payment's, and the one on which all falls due without it."""
    now = found or standing_of(version)
    grace = AgreementTerms.from_json(version.terms).acceleration_days
    following = now.next_open
    version.next_due = following.due if following is not None else None
    version.falls_due_on = (
        following.due + timedelta(days=grace + 1) if following is not None and grace is not None else None
    )
    if now.arrears.accelerated_on is not None:
        version.falls_due_on = now.arrears.accelerated_on
    version.save(update_fields=["next_due", "falls_due_on"])
    return now


def _in_force(version: AgreementVersion, by: User) -> tuple[Case, AgreementVersion]:
    case = locked(version.case)
    if not is_applicant(by, case.dispute):
        raise NotAllowed(_("Only the creditor enters payments."))
    fresh = AgreementVersion.objects.select_for_update().get(pk=version.pk)
    if fresh.state != VersionState.EFFECTIVE:
        raise Conflict(_("The agreement is not in effect."))
    return case, fresh


def _started(case: Case) -> None:
    if case.dispute.state == DisputeState.EFFECTIVE:
        disputes.advance(by=None, dispute=case.dispute, transition="start_performance")


def _finished(case: Case, *, by: User) -> None:
    disputes.advance(by=None, dispute=case.dispute, transition="finish")
    telling.tell(telling.everyone(case), "mediation.performed", case, by=by)


@transaction.atomic
def record_payment(
    *, by: User, version: AgreementVersion, amount: Decimal, received_on: date, key: str = ""
) -> Payment:
    """The creditor's officer says what has arrived and when: all of a payment, part of it, or several at once.

    The same `key` again gives the first entry. What completes the agreement ends the dispute as performed.
    """
    case, fresh = _in_force(version, by)
    wanted = key.strip()[:40]
    earlier = fresh.payments.filter(key=wanted).first() if wanted else None
    if earlier is not None:
        return earlier
    if not amount.is_finite() or amount <= ZERO or amount != fen(amount):
        raise Invalid(_("Enter an amount in yuan, like 40000 or 40000.50."), field="amount")
    if received_on > clock.today():
        raise Invalid(_("This day lies in the future."), field="received_on")
    if received_on < AgreementTerms.from_json(fresh.terms).agreed_on:
        raise Invalid(_("This day lies before the agreement."), field="received_on")
    if case.dispute.state == DisputeState.DONE:
        raise Conflict(_("Everything has been performed already."))
    new = Payment(version=fresh, amount=amount, received_on=received_on, entered_by=by, key=wanted)
    after = standing_of(fresh, payments=[*fresh.payments.all(), new])
    if after.surplus > ZERO:
        message = _("This is more than is still owed. The most that can be entered is %(most)s yuan.")
        raise Invalid(message % {"most": format_yuan(amount - after.surplus)}, field="amount")
    new.save()
    note("mediation.payment.recorded", case, by=by, subject=new, amount=amount, received_on=received_on)
    _started(case)
    keep_days(fresh, after)
    if after.is_performed:
        _finished(case, by=by)
    return new


@transaction.atomic
def undo_payment(*, by: User, payment: Payment, reason: str) -> Payment:
    """An entry was wrong: it counts no longer, and stays to be read with its reason. Undoing twice changes nothing."""
    case, fresh = _in_force(payment.version, by)
    row = Payment.objects.select_for_update().get(pk=payment.pk)
    if row.undone_at is not None:
        return row
    row.undo_reason = needed(reason, "reason", _("Say what was wrong with the entry."))
    row.undone_at, row.undone_by = clock.now(), by
    row.save()
    note(
        "mediation.payment.undone",
        case,
        by=by,
        subject=row,
        amount=row.amount,
        received_on=row.received_on,
        reason=personal(row.undo_reason),
    )
    after = keep_days(fresh)
    if case.dispute.state == DisputeState.DONE and not after.is_performed:
        disputes.advance(by=None, dispute=case.dispute, transition="resume_performance")
    telling.tell(telling.everyone(case), "mediation.payment_undone", case, by=by, amount=row.amount, on=row.received_on)
    return row


@transaction.atomic
def declare_performed(*, by: User, version: AgreementVersion) -> Case:
    """The creditor declares that nothing is owed any more: paid early with less interest, or the rest let go. Twice is once."""
    case, fresh = _in_force(version, by)
    if case.dispute.state == DisputeState.DONE:
        return case
    note("mediation.performance.declared", case, by=by, subject=fresh, remaining=standing_of(fresh).remaining)
    _started(case)
    _finished(case, by=by)
    return case


# ---------- what time brings


def _marks(version: AgreementVersion, today: date) -> list[str]:
    """What has come to pass and has not been told yet."""
    found = []
    if version.next_due is not None and version.next_due < today:
        found.append(f"late:{version.next_due}")
        if version.falls_due_on is not None and version.falls_due_on <= today:
            found.append(f"fallen-due:{version.falls_due_on}")
    return [mark for mark in found if mark not in version.case.warned]


@transaction.atomic
def pass_day(*, version: AgreementVersion, today: date) -> bool:
    """Performance begins when the first payment falls due; both sides are told once of what is late and what follows from it."""
    case = locked(version.case)
    fresh = AgreementVersion.objects.select_for_update().get(pk=version.pk)
    fresh.case = case
    if fresh.state != VersionState.EFFECTIVE or case.dispute.state not in RUNNING:
        return False
    if fresh.next_due is None:
        keep_days(fresh)
    changed = False
    if case.dispute.state == DisputeState.EFFECTIVE and fresh.next_due is not None and fresh.next_due <= today:
        _started(case)
        changed = True
    marks = _marks(fresh, today)
    if not marks:
        return changed
    found = keep_days(fresh, standing_of(fresh, on=today))
    for mark in _marks(fresh, today):
        _tell_of_arrears(case, fresh, found, mark)
        case.warned = [*case.warned, mark]
    case.save(update_fields=["warned"])
    return True


def _tell_of_arrears(case: Case, version: AgreementVersion, found: Standing, mark: str) -> None:
    missed = found.arrears.missed
    if missed is None:
        return
    if mark.startswith("late:"):
        note("mediation.payment.late", case, by=None, subject=version, number=missed.number, due=missed.due)
        kind = "mediation.payment_late" if version.falls_due_on is not None else "mediation.payment_late_only"
        words: dict[str, Any] = {"amount": sum((each.open for each in found.late), ZERO), "due": missed.due}
        if version.falls_due_on is not None:
            words["last"] = version.falls_due_on - timedelta(days=1)
        telling.tell(telling.everyone(case), kind, case, **words)
        return
    note(
        "mediation.payment.all_due",
        case,
        by=None,
        subject=version,
        number=missed.number,
        on=found.arrears.accelerated_on,
    )
    telling.tell(
        telling.everyone(case),
        "mediation.all_due",
        case,
        due=missed.due,
        on=version.falls_due_on,
        total=found.remaining,
    )


def waits(version: AgreementVersion, today: date) -> bool:
    """Whether `pass_day` would have anything to do, told without reading the agreement."""
    begins = version.case.dispute.state == DisputeState.EFFECTIVE
    return version.next_due is None or (begins and version.next_due <= today) or bool(_marks(version, today))
