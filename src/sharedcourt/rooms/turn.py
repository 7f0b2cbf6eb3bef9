"""STUN and TURN servers for a browser, with credentials that expire (the TURN REST scheme of coturn)."""

import base64
import hashlib
import hmac
import time
from typing import Any

from django.conf import settings

LIFETIME_S = 4 * 60 * 60


def credentials(user_id: str, *, secret: str, now: int, lifetime_s: int = LIFETIME_S) -> tuple[str, str]:
    """User name `expiry:user` (expiry in Unix seconds) and base64 of its HMAC-SHA-1 under the shared secret."""
    username = f"{now + lifetime_s}:{user_id}"
    # SHA-1 is what the TURN REST scheme prescribes; as an HMAC it holds.
    digest = hmac.new(secret.encode(), username.encode(), hashlib.sha1).digest()
    return username, base64.b64encode(digest).decode()


def ice_servers(user_id: str) -> list[dict[str, Any]]:
    """`RTCConfiguration.iceServers` for this person; empty when nothing is configured (one network, no NAT)."""
    servers: list[dict[str, Any]] = []
    if settings.SHAREDCOURT_STUN_URLS:
        servers.append({"urls": list(settings.SHAREDCOURT_STUN_URLS)})
    if settings.SHAREDCOURT_TURN_URLS and settings.SHAREDCOURT_TURN_SECRET:
        username, credential = credentials(user_id, secret=settings.SHAREDCOURT_TURN_SECRET, now=int(time.time()))
        servers.append({"urls": list(settings.SHAREDCOURT_TURN_URLS), "username": username, "credential": credential})
    return servers
