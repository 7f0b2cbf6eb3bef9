"""SMS gateways behind one interface, and the signature both directions share.

`HttpGateway` speaks a small JSON protocol that a few lines in front of any provider can offer:

    POST <SHAREDCOURT_SMS_URL>
    X-Sharedcourt-Key: <SHAREDCOURT_SMS_KEY>
    X-Sharedcourt-Signature: t=<unix seconds>,v1=<hex HMAC-SHA-256 of "<t>.<body>" with SHAREDCOURT_SMS_SECRET>
    {"reference": "<uuid>", "phone": "199…", "text": "…", "sign": "<site name>", "report_url": "https://…/notices/sms-report/"}

    200 or 202 {"id": "<provider's id>"}    accepted; the same reference sent again must not send twice
    400, 403, 404, 422                      refused for good
    anything else, or no answer in 10 s     tried again later

The provider reports delivery with POST to `report_url`, signed the same way:
    {"id": "<provider's id>", "reference": "<uuid>", "status": "delivered" | "failed", "reason": "…"}
"""

import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import Protocol

import httpx
from django.conf import settings
from django.utils.module_loading import import_string

from sharedcourt.notices.models import LOCAL

TIMEOUT_SECONDS = 10.0
SIGNATURE_AGE_SECONDS = 300
SIGNATURE_HEADER = "X-Sharedcourt-Signature"
REFUSED_FOR_GOOD = {400, 403, 404, 422}


class GatewayRefused(Exception):
    """The provider will never send this; the argument is a short code without personal data."""


class GatewayUnavailable(Exception):
    """No answer, or an answer that may be better later."""


@dataclass(frozen=True)
class Receipt:
    """What the gateway gave back."""

    provider_id: str


class SmsGateway(Protocol):
    """Takes a text for a phone."""

    name: str

    def send(self, *, phone: str, text: str, reference: str) -> Receipt:
        """Hand the text over; raises `GatewayRefused` or `GatewayUnavailable`."""
        ...


class LocalOutbox:
    """The embedded default: nothing leaves this machine; `/notices/outbox/` shows what would have been sent."""

    name = LOCAL

    def send(self, *, phone: str, text: str, reference: str) -> Receipt:
        return Receipt(provider_id="")


class HttpGateway:
    """The protocol above."""

    name = "http"

    def send(self, *, phone: str, text: str, reference: str) -> Receipt:
        body = json.dumps(
            {
                "reference": reference,
                "phone": phone,
                "text": text,
                "sign": settings.SITE_NAME or "sharedcourt",
                "report_url": f"{settings.PUBLIC_URL}/notices/sms-report/",
            },
            ensure_ascii=False,
        ).encode()
        try:
            response = httpx.post(
                settings.SHAREDCOURT_SMS_URL,
                content=body,
                headers={
                    "Content-Type": "application/json",
                    "X-Sharedcourt-Key": settings.SHAREDCOURT_SMS_KEY,
                    SIGNATURE_HEADER: sign(body, settings.SHAREDCOURT_SMS_SECRET),
                },
                timeout=TIMEOUT_SECONDS,
                follow_redirects=False,
            )
        except httpx.HTTPError as error:
            raise GatewayUnavailable(type(error).__name__) from error
        if response.status_code in REFUSED_FOR_GOOD:
            raise GatewayRefused(f"http_{response.status_code}")
        if response.status_code not in {200, 202}:
            raise GatewayUnavailable(f"http_{response.status_code}")
        try:
            return Receipt(provider_id=str(response.json().get("id", ""))[:120])
        except (ValueError, AttributeError):
            return Receipt(provider_id="")


def configured() -> SmsGateway:
    """The gateway of this installation (`SHAREDCOURT_SMS_GATEWAY`)."""
    gateway: SmsGateway = import_string(settings.SHAREDCOURT_SMS_GATEWAY)()
    return gateway


def sign(body: bytes, secret: str, *, at: int | None = None) -> str:
    """The signature header's value: time and HMAC-SHA-256 over time and body."""
    moment = str(int(time.time()) if at is None else at)
    return f"t={moment},v1={_mac(moment, body, secret)}"


def _mac(moment: str, body: bytes, secret: str) -> str:
    return hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()


def is_signed(body: bytes, header: str, secret: str) -> bool:
    """Whether the header is a signature of this body with the secret, not older than five minutes."""
    parts = dict(part.split("=", 1) for part in header.split(",") if "=" in part)
    moment, given = parts.get("t", ""), parts.get("v1", "")
    if not secret or not moment.isdigit() or abs(time.time() - int(moment)) > SIGNATURE_AGE_SECONDS:
        return False
    return hmac.compare_digest(given.encode(), _mac(moment, body, secret).encode())
