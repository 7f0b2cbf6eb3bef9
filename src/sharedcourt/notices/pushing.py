"""Telling a phone that there is something new: never what, never whom."""

import hmac
import json
from uuid import UUID

import httpx
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from sharedcourt.core import cipher, clock, transaction
from sharedcourt.ledger.actions import record
from sharedcourt.notices import devices, outward, webpush
from sharedcourt.notices.gateways import GatewayRefused, GatewayUnavailable, Receipt
from sharedcourt.notices.models import Channel, Message, MessageState, PushSubscription

GATEWAY = "push"
TAKEN = range(200, 300)
GONE = {404, 410}
NOT_OURS = {401, 403}  # subscribed with another key than the one we have now
FOR_GOOD = {400, 413}


def receipt_of(message: Message) -> str:
    """What only the browser that got the message can show. Message ids stand in timelines that others read."""
    return cipher.keyed_hash("push.receipt", str(message.pk))


def content_of(message: Message) -> bytes:
    """All that leaves this house, encrypted for the browser: no name, no case, no word of the message itself."""
    with translation.override(message.language):
        site = settings.SITE_NAME or gettext("Shared Court")
    return json.dumps(
        {
            "title": site,
            "text": message.subject,
            "url": message.link or "/notices/",
            "id": str(message.pk),
            "receipt": receipt_of(message),
        },
        ensure_ascii=False,
    ).encode()


def send(message: Message) -> Receipt:
    """Hand it to the push service. Raises GatewayRefused (the subscription may have ended with it) or GatewayUnavailable."""
    row = PushSubscription.objects.filter(pk=UUID(message.address), user=message.user_id, ended_at=None).first()
    if row is None:
        raise GatewayRefused("ended")
    body = webpush.encrypted(content_of(message), webpush.recipient(row.p256dh, row.auth))
    private = settings.SHAREDCOURT_PUSH_PRIVATE
    try:
        response = outward.post(row.endpoint, content=body, headers=webpush.headers(row.endpoint), private=private)
    except outward.AddressForbidden as problem:
        raise GatewayUnavailable(str(problem)) from problem
    except httpx.HTTPError as problem:
        raise GatewayUnavailable(type(problem).__name__) from problem
    status = response.status_code
    if status in TAKEN:
        PushSubscription.objects.filter(pk=row.pk).update(last_sent_at=clock.now())
        return Receipt("")
    if status in GONE | NOT_OURS:
        ended = PushSubscription.Ended.GONE if status in GONE else PushSubscription.Ended.REFUSED
        devices.end_by_service(subscription=row, because=ended)
    if status in GONE | NOT_OURS | FOR_GOOD:
        raise GatewayRefused(f"http_{status}")
    raise GatewayUnavailable(f"http_{status}")


@transaction.atomic
def take_receipt(*, message_id: UUID, receipt: str) -> bool:
    """The browser has shown it. Said twice it changes nothing; whether it was known."""
    row = Message.objects.select_for_update(no_key=True).filter(pk=message_id, channel=Channel.PUSH).first()
    if row is None or not hmac.compare_digest(receipt_of(row).encode(), receipt.encode()):
        return False
    if row.state != MessageState.DELIVERED:
        row.state, row.delivered_at, row.error, row.gateway = MessageState.DELIVERED, clock.now(), "", GATEWAY
        row.sent_at = row.sent_at or row.delivered_at
        row.save(update_fields=["state", "delivered_at", "sent_at", "error", "gateway"])
        record("notices.message.delivered", by=None, subject=row, scope=row.scope, kind=row.kind, channel=row.channel)
    return True
