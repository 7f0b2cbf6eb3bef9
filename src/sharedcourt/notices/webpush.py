"""Web Push: one message to one browser, by the push service of the browser's maker.

Encrypted for the browser alone (RFC 8291, RFC 8188 with one record), and signed so that the service knows who sends (RFC 8292).
All of it is in `cryptography`, which is here anyway. What is sent is padded to one length, so that even that says nothing.
"""

import json
import os
import struct
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from sharedcourt.core import keys

PADDED_TO = 1024  # bytes; services take 4096
RECORD = 4096
POINT = 65  # bytes of an uncompressed point on P-256
SECRET = 16
DAY_SECONDS = 24 * 60 * 60
KEEP_SECONDS = 3 * DAY_SECONDS  # how long a service keeps the message for a phone that is off
JWT_SECONDS = 12 * 60 * 60  # RFC 8292 allows a day


@dataclass(frozen=True)
class Recipient:
    """What a browser gave with its subscription: its public key, and a secret it shares with us."""

    public: EllipticCurvePublicKey
    secret: bytes


class KeyInvalid(ValueError):
    """The browser's key is no point on P-256, or its secret has not 16 bytes."""


def recipient(p256dh: str, auth: str) -> Recipient:
    """Read both from base64url; raises KeyInvalid."""
    try:
        point, secret = decoded(p256dh), decoded(auth)
        if len(point) != POINT or len(secret) != SECRET:
            raise KeyInvalid("length")
        return Recipient(EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point), secret)
    except ValueError as error:
        raise KeyInvalid(str(error)) from error


def decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def encoded(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def _point(key: EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _hkdf(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)


def encrypted(
    plain: bytes,
    to: Recipient,
    *,
    own: EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
    padded_to: int = PADDED_TO,
) -> bytes:
    """The body of the request. `own` and `salt` are fresh for each message unless a test gives them."""
    own = own or generate_private_key(SECP256R1())
    salt = salt or os.urandom(16)
    here, there = _point(own.public_key()), _point(to.public)
    shared = own.exchange(ECDH(), to.public)
    secret = _hkdf(to.secret, shared, b"WebPush: info\0" + there + here, 32)
    key = _hkdf(salt, secret, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _hkdf(salt, secret, b"Content-Encoding: nonce\0", 12)
    padded = (plain + b"\x02").ljust(padded_to, b"\0")
    return salt + struct.pack("!IB", RECORD, len(here)) + here + AESGCM(key).encrypt(nonce, padded, None)


def public_key() -> str:
    """What a page gives to the browser when it subscribes (`applicationServerKey`), in base64url."""
    return encoded(_point(keys.push_key().public_key()))


def authorization(endpoint: str, now: float | None = None) -> str:
    """The header by which the push service knows us: a token for its origin, good for twelve hours."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(now if now is not None else time.time()) + JWT_SECONDS,
        "sub": settings.PUBLIC_URL
        if settings.PUBLIC_URL.startswith("https://")
        else f"mailto:{settings.DEFAULT_FROM_EMAIL}",
    }
    signed = f"{_json({'typ': 'JWT', 'alg': 'ES256'})}.{_json(claims)}"
    r, s = decode_dss_signature(keys.push_key().sign(signed.encode(), ECDSA(SHA256())))
    return f"vapid t={signed}.{encoded(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}, k={public_key()}"


def _json(value: dict[str, object]) -> str:
    return encoded(json.dumps(value, separators=(",", ":")).encode())


def headers(endpoint: str) -> dict[str, str]:
    """Everything the service wants with the encrypted body."""
    return {
        "Authorization": authorization(endpoint),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(KEEP_SECONDS),
        "Urgency": "normal",
    }
