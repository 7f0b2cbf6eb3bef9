"""Signing what the platform and a payment provider say to each other: HMAC-SHA-256 over time, nonce and the canonical body.

    X-Sharedcourt-Signature: t=<unix seconds>,n=<nonce>,v1=<hex HMAC-SHA-256 of "<t>.<n>.<body>">

The body is canonical JSON: keys sorted, no blanks, UTF-8. An answer is signed with the nonce of what it answers.
"""

import hashlib
import hmac
import json
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

HEADER = "X-Sharedcourt-Signature"
AGE_SECONDS = 300
_FORM = re.compile(r"t=(\d{1,12}),n=([A-Za-z0-9_-]{16,64}),v1=([0-9a-f]{64})")


class NotSigned(Exception):
    """No signature, a wrong one, or one that is too old; nothing of what was sent may be believed."""


class Malformed(Exception):
    """Signed, and not what was agreed on."""


@dataclass(frozen=True)
class Message:
    """What was said, once the signature is known to be good."""

    nonce: str
    body: dict[str, Any]


def canonical(body: Mapping[str, Any]) -> bytes:
    """The one way to write this content."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def new_nonce() -> str:
    return secrets.token_urlsafe(24)


def sign(body: bytes, secret: str, *, nonce: str, at: int | None = None) -> str:
    """The header's value."""
    moment = str(int(time.time()) if at is None else at)
    return f"t={moment},n={nonce},v1={_mac(moment, nonce, body, secret)}"


def _mac(moment: str, nonce: str, body: bytes, secret: str) -> str:
    return hmac.new(secret.encode(), f"{moment}.{nonce}.".encode() + body, hashlib.sha256).hexdigest()


def opened(body: bytes, header: str, secret: str, *, answering: str | None = None) -> Message:
    """The message, if it is signed with the secret and not older than five minutes; `answering` is the nonce it must carry.

    Raises NotSigned, and Malformed for a body that is not canonical JSON (two keys of one name, say).
    """
    form = _FORM.fullmatch(header.strip())
    if form is None or not secret:
        raise NotSigned
    moment, nonce, given = form.groups()
    if not hmac.compare_digest(given, _mac(moment, nonce, body, secret)):
        raise NotSigned
    if abs(time.time() - int(moment)) > AGE_SECONDS or (answering is not None and nonce != answering):
        raise NotSigned
    try:
        found = json.loads(body)
    except ValueError as error:
        raise Malformed from error
    if not isinstance(found, dict) or canonical(found) != body:
        raise Malformed
    return Message(nonce, found)
