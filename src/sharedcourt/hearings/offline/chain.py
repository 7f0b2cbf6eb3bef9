"""The hash chain of a recording that a browser makes without a network. `frontend/src/islands/offline.ts` computes the same.

The beginning binds key, type and time; every piece adds its SHA-256. So the last link, which the clerk writes into the record
(笔录), stands for every piece, their order and their number.
"""

import hashlib
from collections.abc import Iterable

NAME = "sharedcourt offline recording 1"


def beginning(key: str, mime: str, started_ms: int) -> str:
    """The link before the first piece, as hex."""
    return hashlib.sha256(f"{NAME}\n{key}\n{mime}\n{started_ms}".encode()).hexdigest()


def following(link: str, piece: str) -> str:
    """The link after a piece whose SHA-256 is `piece`, both as hex."""
    return hashlib.sha256(bytes.fromhex(link) + bytes.fromhex(piece)).hexdigest()


def ending(key: str, mime: str, started_ms: int, pieces: Iterable[str]) -> str:
    """The last link: what stands in the record."""
    link = beginning(key, mime, started_ms)
    for piece in pieces:
        link = following(link, piece)
    return link
