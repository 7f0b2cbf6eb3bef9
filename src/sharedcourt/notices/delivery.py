"""Sending one message: claim it, hand it over outside any transaction, keep what happened."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F, Q

from sharedcourt.core import clock, transaction
from sharedcourt.ledger.actions import record
from sharedcourt.notices import gateways, pushing
from sharedcourt.notices.gateways import GatewayRefused, GatewayUnavailable, Receipt
from sharedcourt.notices.models import LOCAL, Channel, Message, MessageState

ATTEMPTS = 5
# A worker that died in the middle of sending loses its claim after this long.
CLAIM = timedelta(minutes=5)
BACKOFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))


def deliver(message_id: UUID) -> str:
    """Send the message once; gives its state, or `skipped` when somebody else has it or it is not due."""
    now = clock.now()
    mine = (
        Message.objects.filter(pk=message_id, state=MessageState.QUEUED)
        .filter(Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM))
        .update(claimed_at=now, attempts=F("attempts") + 1)
    )
    if not mine:
        return "skipped"
    message = Message.objects.get(pk=message_id)
    try:
        gateway, receipt = _hand_over(message)
    except GatewayRefused as refusal:
        return _not_sent(message, str(refusal), for_good=True)
    except GatewayUnavailable as problem:
        return _not_sent(message, str(problem), for_good=message.attempts >= ATTEMPTS)
    return _sent(message, gateway, receipt)


def sms_text(message: Message) -> str:
    """What the phone shows: the text, then the link."""
    return f"{message.body} {message.absolute_link}".strip()


def _hand_over(message: Message) -> tuple[str, Receipt]:
    if message.channel == Channel.SMS:
        gateway = gateways.configured()
        receipt = gateway.send(phone=message.address, text=sms_text(message), reference=str(message.pk))
        return gateway.name, receipt
    if message.channel == Channel.PUSH:
        return pushing.GATEWAY, pushing.send(message)
    return _mail(message)


def mail_leaves() -> bool:
    """Whether e-mail goes anywhere: with no server named, the outbox keeps it."""
    return bool(settings.EMAIL_HOST) or not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend")


def _mail(message: Message) -> tuple[str, Receipt]:
    if not mail_leaves():
        return LOCAL, Receipt("")
    text = f"{message.body}\n\n{message.absolute_link}".strip()
    reference = f"<{message.pk}@sharedcourt>"
    mail = EmailMessage(message.subject, text, None, [message.address], headers={"Message-ID": reference})
    try:
        mail.send()
    except OSError as error:  # smtplib's errors are OSErrors too
        raise GatewayUnavailable(type(error).__name__) from error
    return "smtp", Receipt(reference)


@transaction.atomic
def _sent(message: Message, gateway: str, receipt: Receipt) -> str:
    row = Message.objects.select_for_update(no_key=True).get(pk=message.pk)
    if row.state != MessageState.QUEUED:  # the delivery report was faster
        Message.objects.filter(pk=row.pk).update(gateway=gateway, provider_id=receipt.provider_id, claimed_at=None)
        return row.state
    row.state, row.gateway, row.provider_id = MessageState.SENT, gateway, receipt.provider_id
    row.sent_at, row.claimed_at, row.error = clock.now(), None, ""
    row.save(update_fields=["state", "gateway", "provider_id", "sent_at", "claimed_at", "error"])
    record(
        "notices.message.sent",
        by=None,
        subject=row,
        scope=row.scope,
        kind=row.kind,
        channel=row.channel,
        gateway=gateway,
    )
    return row.state


@transaction.atomic
def _not_sent(message: Message, error: str, *, for_good: bool) -> str:
    row = Message.objects.select_for_update(no_key=True).get(pk=message.pk)
    if row.state != MessageState.QUEUED:
        return row.state
    row.error, row.claimed_at = error[:60], None
    if for_good:
        row.state = MessageState.FAILED
        record(
            "notices.message.failed",
            by=None,
            subject=row,
            scope=row.scope,
            kind=row.kind,
            channel=row.channel,
            attempts=row.attempts,
            error=row.error,
        )
    else:
        row.next_attempt_at = clock.now() + BACKOFF[min(row.attempts, len(BACKOFF)) - 1]
    row.save(update_fields=["error", "claimed_at", "state", "next_attempt_at"])
    return row.state


@transaction.atomic
def take_report(*, provider_id: str, reference: str, status: str, reason: str) -> bool:
    """A gateway's delivery report. Told twice it changes nothing; a delivered message stays delivered."""
    found = Message.objects.select_for_update(no_key=True).filter(channel=Channel.SMS)
    row = None
    if reference:
        try:
            row = found.filter(pk=UUID(reference)).first()
        except ValueError:
            return False
    elif provider_id:
        row = found.filter(provider_id=provider_id).first()
    if row is None:
        return False
    if status == "delivered" and row.state != MessageState.DELIVERED:
        row.state, row.delivered_at, row.error = MessageState.DELIVERED, clock.now(), ""
        row.sent_at = row.sent_at or row.delivered_at
        row.save(update_fields=["state", "delivered_at", "sent_at", "error"])
        record("notices.message.delivered", by=None, subject=row, scope=row.scope, kind=row.kind, channel=row.channel)
    elif status == "failed" and row.state in {MessageState.QUEUED, MessageState.SENT}:
        row.state, row.error = MessageState.FAILED, "reported:" + "".join(c for c in reason if c.isascii())[:40]
        row.save(update_fields=["state", "error"])
        record(
            "notices.message.failed",
            by=None,
            subject=row,
            scope=row.scope,
            kind=row.kind,
            channel=row.channel,
            attempts=row.attempts,
            error=row.error,
        )
    return True
