"""Paying a bill through the provider: begin, take what the provider reports, ask how it stands, pay back.

What the provider is asked is asked outside of transactions. Money is booked in one place, `_booked`, whatever brought the news.
"""

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError
from django.urls import reverse
from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import Conflict, Unavailable
from sharedcourt.filing.fees import policy, providers, signature, telling
from sharedcourt.filing.fees.actions import locked, note
from sharedcourt.filing.fees.models import (
    Bill,
    Discrepancy,
    DiscrepancyReason,
    Notification,
    Payment,
    Refund,
)
from sharedcourt.filing.fees.providers import PaymentProvider, ProviderRefused, ProviderUnavailable
from sharedcourt.filing.fees.states import PAYABLE, WAITING, BillState, PaymentState, RefundState
from sharedcourt.people.models import User

log = logging.getLogger(__name__)
REASONS = DiscrepancyReason
LONGEST_WAIT = timedelta(hours=6)


@dataclass(frozen=True)
class Report:
    """What a provider says of one payment."""

    bill: UUID | None
    provider_id: str
    amount: Decimal
    paid_at: datetime


# ---------- beginning


def begin(*, by: User, bill: Bill) -> Payment:
    """Begin to pay: the provider's page is at the payment's `address`. Begun twice it is the same payment.

    Raises Unavailable when the provider does not answer, Conflict when there is nothing to pay.
    """
    provider = providers.configured()
    payment = _opened(by, bill, provider)
    if payment.address:
        return payment
    number = bill.case.number
    order = providers.Order(
        reference=payment.pk,
        bill=bill.pk,
        court=bill.court_id,
        amount=payment.amount,
        subject=f"案件受理费 {number.text}" if number is not None else "案件受理费",
        return_url=settings.PUBLIC_URL + reverse("filing:fees-bill", args=[bill.pk]),
        notify_url=settings.PUBLIC_URL + reverse("filing:fees-callback"),
    )
    try:
        begun = provider.create(order)
    except (ProviderUnavailable, ProviderRefused) as error:
        log.warning("Payment %s could not be begun: %s", payment.pk, error)
        message = _("The payment page cannot be reached just now. Nothing was paid; try again in a few minutes.")
        raise Unavailable(message) from error
    with transaction.atomic():
        Payment.objects.filter(pk=payment.pk).update(provider_id=begun.provider_id, address=begun.address)
    payment.provider_id, payment.address = begun.provider_id, begun.address
    return payment


@transaction.atomic
def _opened(by: User, bill: Bill, provider: PaymentProvider) -> Payment:
    row = locked(bill)
    policy.require_payer(by, row)
    if row.state not in PAYABLE:
        message = _("The bill is now: %(state)s. Look again, then decide.")
        raise Conflict(message % {"state": BillState(row.state).label})
    standing = row.payments.select_for_update(no_key=True).filter(state=PaymentState.OPENED).first()
    if standing is not None and standing.provider == provider.name and standing.amount == row.amount:
        return standing
    if standing is not None:
        standing.replace()
        standing.save(update_fields=["state"])
    payment = Payment.objects.create(bill=row, provider=provider.name, amount=row.amount, begun_by=by)
    note("filing.fees.payment_begun", row, by=by, subject=payment, amount=row.amount)
    return payment


# ---------- what the provider reports


class Repeated(Exception):
    """This very message has been taken before: word for word, with its nonce."""


def take(*, body: bytes, header: str) -> str:
    """A message of the provider: `booked`, `repeated`, `kept` (as a discrepancy), `failed`, `refunded`, `ignored` or `unknown`.

    Raises `signature.NotSigned`, `signature.Malformed` and `Repeated`; then nothing was changed.
    """
    provider = providers.configured()
    message = signature.opened(body, header, provider.secret())
    kind = str(message.body.get("type", ""))
    if kind not in {"payment.paid", "payment.failed", "refund.done", "refund.refused"}:
        raise signature.Malformed
    reference = providers.reference_in(message.body)
    report = None
    if kind != "payment.failed":
        bill = providers.reference_in(message.body, "bill") if kind == "payment.paid" else None
        identifier = str(message.body.get("id", ""))[:120]
        report = Report(bill, identifier, providers.amount_in(message.body), providers.moment_in(message.body))
    return _taken(provider, message.nonce, kind, reference, report, hashlib.sha256(body).hexdigest())


@transaction.atomic
def _taken(
    provider: PaymentProvider, nonce: str, kind: str, reference: UUID, report: Report | None, sha256: str
) -> str:
    try:
        with transaction.atomic():
            notification = Notification.objects.create(
                provider=provider.name, nonce=nonce, kind=kind, reference=reference, sha256=sha256, outcome=""
            )
    except IntegrityError as error:
        raise Repeated from error
    if kind.startswith("refund."):
        outcome = _refund_reported(provider, reference, report, done=kind == "refund.done")
    else:
        outcome = _payment_reported(provider, reference, report)
    notification.outcome = outcome
    notification.save(update_fields=["outcome"])
    return outcome


def _payment_reported(provider: PaymentProvider, reference: UUID, report: Report | None) -> str:
    found = Payment.objects.select_related("bill__case__dispute").filter(pk=reference, provider=provider.name).first()
    if found is None:
        return "unknown"
    bill = locked(found.bill)
    payment = Payment.objects.select_for_update(no_key=True).get(pk=found.pk)
    if report is not None:
        return _booked(bill, payment, report)
    if payment.state != PaymentState.OPENED:
        return "ignored"
    payment.fail()
    payment.save(update_fields=["state"])
    note("filing.fees.failed", bill, by=None, subject=payment)
    return "failed"


def _booked(bill: Bill, payment: Payment, report: Report) -> str:
    """Book the money, or keep why not. Both rows are locked."""
    if payment.state == PaymentState.BOOKED:
        same = report.amount == payment.amount and report.bill == bill.pk
        return "repeated" if same else _kept(bill, payment, report, REASONS.AMOUNT)
    if report.bill != bill.pk:
        return _kept(bill, payment, report, REASONS.BILL)
    if bill.state == BillState.PAID:
        return _kept(bill, payment, report, REASONS.TWICE)
    if bill.state not in PAYABLE:
        return _kept(bill, payment, report, REASONS.LATE)
    if report.amount != payment.amount or report.amount != bill.amount or payment.state not in WAITING:
        return _kept(bill, payment, report, REASONS.AMOUNT)
    now = clock.now()
    payment.book()
    payment.provider_id = report.provider_id or payment.provider_id
    payment.paid_at, payment.booked_at = report.paid_at, now
    payment.save()
    bill.pay()
    bill.paid, bill.paid_at = report.amount, report.paid_at
    bill.save()
    for other in bill.payments.select_for_update(no_key=True).filter(state=PaymentState.OPENED):
        other.replace()
        other.save(update_fields=["state"])
    note("filing.fees.paid", bill, by=None, subject=payment, amount=report.amount)
    amount = telling.sum_of(report.amount)
    telling.tell([*telling.payers(bill), *telling.court(bill)], "filing.fee_paid", bill, amount=amount)
    return "booked"


def _kept(bill: Bill, payment: Payment, report: Report, reason: DiscrepancyReason) -> str:
    """Nothing is booked; the court is told once."""
    kept, made = Discrepancy.objects.get_or_create(
        payment=payment, reason=reason, amount=report.amount, defaults={"paid_at": report.paid_at}
    )
    if made:
        note("filing.fees.discrepancy", bill, by=None, subject=kept, reason=reason.value, amount=report.amount)
        telling.tell(telling.keepers(bill), "filing.fee_discrepancy", bill, amount=telling.sum_of(report.amount))
    return "kept"


def _refund_reported(provider: PaymentProvider, reference: UUID, report: Report | None, *, done: bool) -> str:
    found = (
        Refund.objects.select_related("payment__bill__case__dispute")
        .filter(pk=reference, payment__provider=provider.name)
        .first()
    )
    if found is None or report is None:
        return "unknown"
    bill = locked(found.payment.bill)
    refund = Refund.objects.select_for_update(no_key=True, of=("self",)).select_related("payment").get(pk=found.pk)
    if done and report.amount != refund.amount:
        return _kept(bill, refund.payment, report, REASONS.REFUND)
    if refund.state != RefundState.ORDERED:
        return "repeated"
    if done:
        _finished(bill, refund, report.paid_at)
        return "refunded"
    _turned_away(bill, refund)
    return "failed"


# ---------- asking the provider


def ask(*, bill: Bill) -> str:
    """Ask the provider how the open payment of a bill stands, and book it if it was paid: for reports that got lost.

    `none` when nothing is open, `open`, or what became of it. Raises Unavailable.
    """
    payment = bill.payments.filter(state=PaymentState.OPENED).first()
    provider = providers.configured()
    if payment is None or payment.provider != provider.name or not payment.address:
        return "none"
    Payment.objects.filter(pk=payment.pk).update(asked_at=clock.now())
    try:
        stands = provider.query(payment.pk)
    except (ProviderUnavailable, ProviderRefused, signature.Malformed) as error:
        log.warning("How payment %s stands is not known: %s", payment.pk, error)
        raise Unavailable(_("The payment provider does not answer just now. Try again in a few minutes.")) from error
    if stands.state == "open":
        return "open"
    report = None
    if stands.state == "paid" and stands.paid_at is not None:
        report = Report(stands.bill, stands.provider_id, stands.amount, stands.paid_at)
    with transaction.atomic():
        return _payment_reported(provider, payment.pk, report)


# ---------- paying back


def send_refund(*, refund_id: UUID, now: datetime | None = None) -> bool:
    """Ask the provider to pay back; True once it has. Tried again later when it does not answer; the reference prevents a second time."""
    moment = now or clock.now()
    found = Refund.objects.select_related("payment__bill__case").filter(pk=refund_id, state=RefundState.ORDERED).first()
    provider = providers.configured()
    if found is None or found.payment.provider != provider.name or not _claimed(found, moment):
        return False
    try:
        done = provider.refund(reference=found.pk, payment=found.payment_id, amount=found.amount)
    except (ProviderUnavailable, signature.Malformed) as error:
        log.warning("Refund %s waits: %s", found.pk, error)
        return False
    except ProviderRefused as error:
        log.warning("Refund %s was refused: %s", found.pk, error)
        _end_refund(found, moment, done=False)
        return False
    if done:
        _end_refund(found, moment, done=True)
    return done


@transaction.atomic
def _claimed(found: Refund, moment: datetime) -> bool:
    """Take the refund for this attempt, so that another process does not ask at the same time."""
    wait = min(timedelta(minutes=2**found.attempts), LONGEST_WAIT)
    due = Refund.objects.filter(
        pk=found.pk, state=RefundState.ORDERED, attempts=found.attempts, next_attempt_at__lte=moment
    )
    return bool(due.update(attempts=found.attempts + 1, next_attempt_at=moment + wait))


@transaction.atomic
def _end_refund(found: Refund, moment: datetime, *, done: bool) -> None:
    bill = locked(found.payment.bill)
    refund = Refund.objects.select_for_update(no_key=True).get(pk=found.pk)
    if refund.state != RefundState.ORDERED:
        return
    if done:
        _finished(bill, refund, moment)
    else:
        _turned_away(bill, refund)


def _finished(bill: Bill, refund: Refund, moment: datetime) -> None:
    refund.finish()
    refund.done_at = moment
    refund.save()
    note("filing.fees.refunded", bill, by=None, subject=refund, amount=refund.amount)
    amount = telling.sum_of(refund.amount)
    telling.tell(telling.payers(bill), "filing.fee_refunded", bill, amount=amount)


def _turned_away(bill: Bill, refund: Refund) -> None:
    refund.turn_away()
    refund.save()
    note("filing.fees.refund_refused", bill, by=None, subject=refund, amount=refund.amount)
    telling.tell(telling.keepers(bill), "filing.fee_refund_refused", bill, amount=telling.sum_of(refund.amount))
