"""Bytes in and out of Django's storage: always a new opaque name, safely on disk before anyone refers to it."""

import contextlib
import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from sharedcourt.core import clock
from sharedcourt.documents.engine.hashes import Fingerprint, fingerprint, sha256
from sharedcourt.documents.models import StoredFile
from sharedcourt.people.models import User

PIECE = 1024 * 1024  # bytes read at once


class Damaged(Exception):
    """What lies in the storage is not what was put there."""


def new_path(folder: str = "files") -> str:
    """A name without meaning, spread over folders by month."""
    return f"{folder}/{clock.now():%Y%m}/{secrets.token_hex(16)}"


def put(content: bytes, folder: str = "files") -> str:
    """Write under a new name and wait until it is on disk. Gives the name in the storage."""
    return put_file(ContentFile(content), folder)


def put_file(content: "File[bytes]", folder: str = "files") -> str:
    path = default_storage.save(new_path(folder), content)
    with contextlib.suppress(NotImplementedError):  # a remote storage has no path and is durable by itself
        file = Path(default_storage.path(path))
        for target in (file, file.parent):
            descriptor = os.open(target, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
    return path


def keep(
    content: bytes,
    *,
    purpose: str,
    mime: str,
    scope: UUID | None = None,
    subject: UUID | None = None,
    name: str = "",
    uploaded_by: User | None = None,
    mark: Fingerprint | None = None,
) -> StoredFile:
    """Write the bytes, then their row. If the transaction does not commit, the bytes are an orphan that `sweep` removes."""
    mark = mark or fingerprint(content)
    return StoredFile.objects.create(
        path=put(content),
        purpose=purpose,
        scope=scope,
        subject=subject,
        name=name,
        mime=mime,
        size=mark.size,
        sha256=mark.sha256,
        sm3=mark.sm3,
        uploaded_by=uploaded_by,
    )


def read(file: StoredFile) -> bytes:
    """The whole file, checked against its hash. Raises Damaged."""
    with default_storage.open(file.path, "rb") as stream:
        content: bytes = stream.read()
    if sha256(content) != file.sha256:
        raise Damaged(str(file.pk))
    return content


def read_parts(paths: Iterable[str]) -> Iterator[bytes]:
    """The pieces of an upload, one after the other."""
    for path in paths:
        with default_storage.open(path, "rb") as stream:
            while piece := stream.read(PIECE):
                yield piece


def remove(path: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        default_storage.delete(path)
