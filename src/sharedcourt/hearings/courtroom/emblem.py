"""The national emblem, which an online courtroom keeps in sight (ODLR 24): the court's own picture file, for it has a prescribed form."""

import base64
import logging
from functools import cache
from pathlib import Path

from django.conf import settings

TYPES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
}
LARGEST = 300_000  # bytes: it is part of every page of the courtroom
log = logging.getLogger(__name__)


def picture() -> str:
    """The file of `SHAREDCOURT_EMBLEM` as an address that holds it; empty where none is set, or it cannot be shown."""
    return _read(settings.SHAREDCOURT_EMBLEM) if settings.SHAREDCOURT_EMBLEM else ""


@cache
def _read(name: str) -> str:
    file = Path(name)
    try:
        content = file.read_bytes()
    except OSError as problem:
        log.warning("The emblem (SHAREDCOURT_EMBLEM) cannot be read: %s", problem)
        return ""
    kind = TYPES.get(file.suffix.lower())
    if kind is None or len(content) > LARGEST:
        log.warning("The emblem (SHAREDCOURT_EMBLEM) must be SVG, PNG, JPEG or WebP and at most %d bytes.", LARGEST)
        return ""
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
