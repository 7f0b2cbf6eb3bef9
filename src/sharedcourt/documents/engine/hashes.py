"""The two fingerprints kept of every file: SHA-256, and SM3 for systems bound to national cryptography."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes


@dataclass(frozen=True)
class Fingerprint:
    sha256: str
    sm3: str
    size: int  # bytes


class Fingerprinter:
    """Hashes a stream piece by piece, so that a large file need not be in memory."""

    def __init__(self) -> None:
        self._sha256 = hashlib.sha256()
        self._sm3 = hashes.Hash(hashes.SM3())
        self._size = 0

    def update(self, piece: bytes) -> None:
        self._sha256.update(piece)
        self._sm3.update(piece)
        self._size += len(piece)

    def finish(self) -> Fingerprint:
        return Fingerprint(sha256=self._sha256.hexdigest(), sm3=self._sm3.finalize().hex(), size=self._size)


def fingerprint(content: bytes) -> Fingerprint:
    """Both hashes, in lower-case hex, and the size of a file."""
    hasher = Fingerprinter()
    hasher.update(content)
    return hasher.finish()


def sha256(content: bytes) -> str:
    """SHA-256 alone, in lower-case hex (SM3 takes about six times as long)."""
    return hashlib.sha256(content).hexdigest()
