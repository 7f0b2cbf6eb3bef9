"""Real-name checks against a registry, behind one interface.

`HttpThreeElements` speaks a small JSON protocol that a gateway in front of a licensed registry can offer:

    POST <SHAREDCOURT_IDENTITY_URL>
    Content-Type: application/json
    X-Sharedcourt-Key: <key id>            the part of SHAREDCOURT_IDENTITY_KEY before the colon
    X-Sharedcourt-Signature: t=<unix seconds>,v1=<hex HMAC-SHA-256 of "<t>.<body>" with the part after the colon>
    {"reference": "<uuid>", "name": "…", "resident_id": "…", "phone": "…"}

    200 {"result": "match"}                 all three belong to one person
    200 {"result": "mismatch"}              they do not
    200 {"result": "unknown"}               the registry has no record
    anything else, or no answer in 8 s      the registry is unavailable; nothing is concluded
"""

import hashlib
import hmac
import json
import time
import uuid
from enum import Enum
from typing import Protocol

import httpx
from django.conf import settings
from django.utils.module_loading import import_string

TIMEOUT_SECONDS = 8.0


class CheckResult(Enum):
    """What a registry answered."""

    MATCH = "match"
    MISMATCH = "mismatch"
    UNKNOWN = "unknown"
    UNAVAILABLE = "unavailable"
    NOT_CONFIGURED = "not_configured"


class IdentityCheck(Protocol):
    """Compares name, resident ID and phone with a registry."""

    def check(self, *, name: str, resident_id: str, phone: str) -> CheckResult:
        """One answer; never raises for a registry that does not answer (`UNAVAILABLE`)."""
        ...


class NoRegistry:
    """The embedded default: no registry is asked, and the level reached says so."""

    def check(self, *, name: str, resident_id: str, phone: str) -> CheckResult:
        return CheckResult.NOT_CONFIGURED


class HttpThreeElements:
    """The three-element check (三要素核验) over the protocol above."""

    def __init__(self, url: str | None = None, key: str | None = None) -> None:
        self.url = url or settings.SHAREDCOURT_IDENTITY_URL
        self.key_id, _, self.secret = (key or settings.SHAREDCOURT_IDENTITY_KEY).partition(":")

    def check(self, *, name: str, resident_id: str, phone: str) -> CheckResult:
        body = json.dumps(
            {"reference": str(uuid.uuid4()), "name": name, "resident_id": resident_id, "phone": phone},
            ensure_ascii=False,
        ).encode()
        moment = str(int(time.time()))
        signature = hmac.new(self.secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
        try:
            response = httpx.post(
                self.url,
                content=body,
                headers={
                    "Content-Type": "application/json",
                    "X-Sharedcourt-Key": self.key_id,
                    "X-Sharedcourt-Signature": f"t={moment},v1={signature}",
                },
                timeout=TIMEOUT_SECONDS,
                follow_redirects=False,
            )
            answer = response.json().get("result") if response.status_code == httpx.codes.OK else None
            return {
                "match": CheckResult.MATCH,
                "mismatch": CheckResult.MISMATCH,
                "unknown": CheckResult.UNKNOWN,
            }.get(str(answer), CheckResult.UNAVAILABLE)
        except (httpx.HTTPError, ValueError, AttributeError, TypeError):
            return CheckResult.UNAVAILABLE


def configured() -> IdentityCheck:
    """The check this installation uses (`SHAREDCOURT_IDENTITY_CHECK`)."""
    check: IdentityCheck = import_string(settings.SHAREDCOURT_IDENTITY_CHECK)()
    return check
