"""Recordings at rest: AES-256-GCM in blocks of one mebibyte, so that any part can be read without the rest.

Each file has a key of its own, derived from the installation's. Every block is bound to its place and to whether it is the
last one: blocks can be neither moved, nor exchanged between files, nor cut off unnoticed.
"""

import contextlib
import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.core.files.base import File
from django.core.files.storage import default_storage

from sharedcourt.core import clock, keys

BLOCK = 1024 * 1024
NONCE = 12
TAG = 16
SEALED_BLOCK = NONCE + BLOCK + TAG


class Damaged(Exception):
    """What lies in the storage is not what was put there."""


@dataclass(frozen=True)
class Kept:
    """A file that was sealed: where it lies, its length and hash in clear."""

    path: str
    size: int
    sha256: str


def _cipher(path: str) -> AESGCM:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"sharedcourt recording " + path.encode())
    return AESGCM(derived.derive(keys.field_key()))


def _bound(index: int, *, last: bool) -> bytes:
    return f"{index}:{int(last)}".encode()


def _blocks(content: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in blocks of full length, only the last one shorter (and at least one, possibly empty)."""
    waiting = bytearray()
    for part in content:
        waiting += part
        while len(waiting) > BLOCK:
            yield bytes(waiting[:BLOCK])
            del waiting[:BLOCK]
    yield bytes(waiting)


def put(content: Iterable[bytes]) -> Kept:
    """Seal under a new opaque name; on disk before it returns."""
    path = f"recordings/{clock.now():%Y%m}/{secrets.token_hex(16)}"
    cipher, whole, size = _cipher(path), hashlib.sha256(), 0
    with TemporaryFile() as scratch:
        ahead: bytes | None = None
        index = 0

        def write(block: bytes, *, last: bool) -> None:
            nonce = os.urandom(NONCE)
            scratch.write(nonce + cipher.encrypt(nonce, block, _bound(index, last=last)))

        for block in _blocks(content):
            whole.update(block)
            size += len(block)
            if ahead is not None:
                write(ahead, last=False)
                index += 1
            ahead = block
        write(ahead or b"", last=True)
        scratch.seek(0)
        saved = default_storage.save(path, File(scratch))
    if saved != path:  # a name drawn twice: the key belongs to the name
        remove(saved)
        raise Damaged(path)
    with contextlib.suppress(NotImplementedError):  # a remote storage has no path and is durable by itself
        _sync(Path(default_storage.path(path)))
    return Kept(path, size, whole.hexdigest())


def _sync(file: Path) -> None:
    for target in (file, file.parent):
        descriptor = os.open(target, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def put_file(file: Path) -> Kept:
    with file.open("rb") as stream:
        return put(_parts(stream))


def _parts(stream: IO[bytes]) -> Iterator[bytes]:
    while part := stream.read(BLOCK):
        yield part


def read(path: str, size: int, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """Bytes from `start` up to (not including) `end` of a file of `size` bytes, one block in memory at a time."""
    end = size if end is None else min(end, size)
    if size == 0 or start >= end:
        return
    cipher, final = _cipher(path), (size - 1) // BLOCK
    with default_storage.open(path, "rb") as stream:
        for index in range(start // BLOCK, (end - 1) // BLOCK + 1):
            stream.seek(index * SEALED_BLOCK)
            sealed = stream.read(SEALED_BLOCK)
            try:
                block = cipher.decrypt(sealed[:NONCE], sealed[NONCE:], _bound(index, last=index == final))
            except (InvalidTag, ValueError) as problem:
                raise Damaged(path) from problem
            yield block[max(0, start - index * BLOCK) : end - index * BLOCK]


def unseal(path: str, size: int, target: Path, *, append: bool = False) -> None:
    """Write the file in clear, for a program that needs it so."""
    with target.open("ab" if append else "wb") as stream:
        stream.writelines(read(path, size))


def remove(path: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        default_storage.delete(path)


def remove_all(paths: Iterable[str]) -> None:
    for path in filter(None, paths):
        remove(path)
