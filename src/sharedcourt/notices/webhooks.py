"""Events to institutions' own systems: signed, retried, never with personal data.

The body names the event, the dispute's and the subject's identifiers; what they are, the system asks the API with its token:

    POST <url>
    X-Sharedcourt-Event: disputes.dispute.submitted
    X-Sharedcourt-Delivery: <uuid, the same for every attempt>
    X-Sharedcourt-Signature: t=<unix seconds>,v1=<hex HMAC-SHA-256 of "<t>.<body>" with the endpoint's secret>
    {"id": "<uuid>", "type": "…", "at": "…", "scope": "<uuid>", "subject": "<uuid>", "seq": 123}
"""

import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import UUID

import httpx
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from sharedcourt.core import clock
from sharedcourt.core.models import new_id
from sharedcourt.ledger.models import Entry
from sharedcourt.notices import outward, tasks
from sharedcourt.notices.gateways import SIGNATURE_HEADER, sign
from sharedcourt.notices.models import DeliveryState, WebhookDelivery, WebhookEndpoint

ATTEMPTS = 8
CLAIM = timedelta(minutes=5)
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
OK = range(200, 300)
_owners: list[Callable[[UUID], set[UUID]]] = []
_audiences: list[Callable[[Entry, UUID], bool]] = []


def register_scope_owner(owners: Callable[[UUID], set[UUID]]) -> None:
    """An upper room says which organisations a dispute belongs to."""
    if owners not in _owners:
        _owners.append(owners)


def register_audience(may_hear: Callable[[Entry, UUID], bool]) -> None:
    """An upper room says which of a dispute's organisations may hear of an entry of its own; call it in `AppConfig.ready`."""
    if may_hear not in _audiences:
        _audiences.append(may_hear)


def take_entry(entry: Entry) -> None:
    """Subscriber of every ledger entry: write a delivery for each endpoint of the dispute's organisations that wants it and may hear it."""
    if entry.scope is None or entry.action.startswith("notices."):
        return
    owners = set().union(*(owner(entry.scope) for owner in _owners))
    for endpoint in WebhookEndpoint.objects.filter(is_active=True, organisation_id__in=owners):
        if endpoint.wants(entry.action) and all(heard(entry, endpoint.organisation_id) for heard in _audiences):
            _queue(endpoint, entry.action, entry=entry)


def send_test(endpoint: WebhookEndpoint) -> WebhookDelivery:
    """An event that means nothing, to see whether the endpoint answers."""
    return _queue(endpoint, "notices.webhook.tested", entry=None)


def _queue(endpoint: WebhookEndpoint, event: str, *, entry: Entry | None) -> WebhookDelivery:
    identifier = new_id()
    delivery = WebhookDelivery.objects.create(
        id=identifier,
        endpoint=endpoint,
        event=event,
        entry_seq=entry.seq if entry else None,
        payload={
            "id": str(identifier),
            "type": event,
            "at": (entry.at if entry else clock.now()).isoformat(),
            "scope": str(entry.scope) if entry else None,
            "subject": str(entry.subject) if entry and entry.subject else None,
            "seq": entry.seq if entry else None,
        },
    )
    transaction.on_commit(partial(tasks.start_webhook, str(delivery.pk)))
    return delivery


def check_url(url: str) -> str:
    """The URL, when it may be called: HTTPS to a public address (private ones only by `SHAREDCOURT_WEBHOOK_PRIVATE`)."""
    return outward.check_url(url, private=private_allowed())


def private_allowed() -> bool:
    return bool(getattr(settings, "SHAREDCOURT_WEBHOOK_PRIVATE", False))


def deliver(delivery_id: UUID) -> str:
    """Send one delivery once; gives its state, or `skipped` when it is done or somebody else has it."""
    now = clock.now()
    mine = (
        WebhookDelivery.objects.filter(pk=delivery_id, state=DeliveryState.QUEUED)
        .filter(Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM))
        .update(claimed_at=now, attempts=F("attempts") + 1)
    )
    if not mine:
        return "skipped"
    delivery = WebhookDelivery.objects.select_related("endpoint").get(pk=delivery_id)
    status, error = (None, "switched_off") if not delivery.endpoint.is_active else _post(delivery)
    delivery.response_status, delivery.error, delivery.claimed_at = status, error, None
    if status is not None and status in OK:
        delivery.state, delivery.delivered_at = DeliveryState.DELIVERED, clock.now()
    elif delivery.attempts >= ATTEMPTS or not delivery.endpoint.is_active:
        delivery.state = DeliveryState.FAILED
    else:
        delivery.next_attempt_at = clock.now() + BACKOFF[min(delivery.attempts, len(BACKOFF)) - 1]
    delivery.save(update_fields=["response_status", "error", "claimed_at", "state", "delivered_at", "next_attempt_at"])
    return delivery.state


def _post(delivery: WebhookDelivery) -> tuple[int | None, str]:
    """The answer's status, and what was wrong."""
    body = json.dumps(delivery.payload, ensure_ascii=False, sort_keys=True).encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "sharedcourt",
        "X-Sharedcourt-Event": delivery.event,
        "X-Sharedcourt-Delivery": str(delivery.pk),
        SIGNATURE_HEADER: sign(body, delivery.endpoint.secret),
    }
    try:
        response = outward.post(delivery.endpoint.url, content=body, headers=headers, private=private_allowed())
    except outward.AddressForbidden as problem:
        return None, str(problem)
    except httpx.HTTPError as problem:
        return None, type(problem).__name__[:60]
    return response.status_code, "" if response.status_code in OK else f"http_{response.status_code}"
