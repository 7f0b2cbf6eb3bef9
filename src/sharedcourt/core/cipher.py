"""Personal data at rest: authenticated encryption, and a keyed hash to find it by."""

import hashlib
import hmac
import os
import unicodedata
from base64 import b64decode, b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sharedcourt.core import keys

PREFIX = "v1:"
NONCE_BYTES = 12


class Unreadable(Exception):
    """The stored value was not written with this installation's key."""


def encrypt(plain: str, *, context: str) -> str:
    """Encrypt with AES-256-GCM; `context` (the field's label) is authenticated, so a value cannot be moved elsewhere."""
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(keys.field_key()).encrypt(nonce, plain.encode(), context.encode())
    return PREFIX + b64encode(nonce + sealed).decode()


def decrypt(stored: str, *, context: str) -> str:
    """Undo `encrypt`; raises `Unreadable` for a foreign key, a moved or a damaged value."""
    if not stored.startswith(PREFIX):
        raise Unreadable("The stored value is not encrypted.")
    try:
        raw = b64decode(stored.removeprefix(PREFIX), validate=True)
        return AESGCM(keys.field_key()).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], context.encode()).decode()
    except (ValueError, InvalidTag) as error:
        raise Unreadable("The stored value cannot be read with this installation's key.") from error


def keyed_hash(purpose: str, value: str) -> str:
    """HMAC-SHA-256 of the value (NFKC, stripped, upper case), as hex; equal values of one purpose give equal hashes."""
    normal = unicodedata.normalize("NFKC", value).strip().upper()
    return hmac.new(keys.lookup_key(), f"{purpose}\x00{normal}".encode(), hashlib.sha256).hexdigest()
