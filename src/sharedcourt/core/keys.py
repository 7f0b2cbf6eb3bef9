"""Secret keys of this installation: made at first start, kept in files apart from the database.

`keys/` under the installation's home is readable by its owner only. Each key is a file; whoever copies the database
without this folder can read no personal data and sign nothing.
"""

import os
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from sharedcourt.core import environment


def folder() -> Path:
    """The folder of keys (`SHAREDCOURT_KEYS_DIR`, else `keys` in the installation's home)."""
    configured = environment.text("SHAREDCOURT_KEYS_DIR")
    return _made(Path(configured).expanduser() if configured else environment.home() / "keys")


@lru_cache
def _made(path: Path) -> Path:
    """Made when it is missing; asked for with every encrypted value, and looked at once."""
    if not path.is_dir():
        path.mkdir(parents=True, mode=0o700)
    return path


def _write_once(path: Path, content: bytes) -> None:
    """Create `path` with `content` unless it exists: two processes starting at once agree on one key."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(scratch, path)
    except FileExistsError:
        pass
    finally:
        scratch.unlink()


@lru_cache
def _bytes(name: str, directory: Path) -> bytes:
    path = directory / name
    if not path.exists():
        _write_once(path, secrets.token_bytes(32))
    return path.read_bytes()


def django_secret() -> str:
    return _bytes("django", folder()).hex()


def field_key() -> bytes:
    """32 bytes: AES-256-GCM key of personal data at rest."""
    return _bytes("personal-data", folder())


def lookup_key() -> bytes:
    """32 bytes: HMAC key by which encrypted values are found again."""
    return _bytes("lookup", folder())


def media_key() -> bytes:
    """32 bytes: what the media gateways' secrets are derived from."""
    return _bytes("media", folder())


def payment_key() -> bytes:
    """32 bytes: what the built-in demonstration of payment signs its messages with."""
    return _bytes("payment", folder())


@lru_cache
def _ledger_key(directory: Path) -> Ed25519PrivateKey:
    path = directory / "ledger.pem"
    if not path.exists():
        key = Ed25519PrivateKey.generate()
        _write_once(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    loaded = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(loaded, Ed25519PrivateKey):
        raise environment.SettingInvalid(f"{path} must hold an Ed25519 private key.")
    return loaded


def ledger_key() -> Ed25519PrivateKey:
    """The key that signs the ledger's tree heads."""
    return _ledger_key(folder())


@lru_cache
def _push_key(directory: Path) -> EllipticCurvePrivateKey:
    path = directory / "push.pem"
    if not path.exists():
        key = generate_private_key(SECP256R1())
        _write_once(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    loaded = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(loaded, EllipticCurvePrivateKey) or not isinstance(loaded.curve, SECP256R1):
        raise environment.SettingInvalid(f"{path} must hold a P-256 private key.")
    return loaded


def push_key() -> EllipticCurvePrivateKey:
    """The P-256 key by which push services know this installation (RFC 8292). A new one ends every subscription."""
    return _push_key(folder())


def ensure() -> None:
    """Make every key that does not exist yet."""
    django_secret()
    field_key()
    lookup_key()
    media_key()
    payment_key()
    ledger_key()
    push_key()
