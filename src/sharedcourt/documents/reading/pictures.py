"""Pages of a file as pictures, drawn in a process of their own; kept encrypted in the cache for a while."""

import threading
from base64 import b64decode, b64encode

from django.core.cache import cache

from sharedcourt.core import cipher
from sharedcourt.documents import storing
from sharedcourt.documents.reading import isolated
from sharedcourt.documents.reading.models import Reading, ReadingPage

KEPT_S = 900
AT_ONCE = threading.BoundedSemaphore(2)  # processes that draw
QUEUE_LIMIT = 60.0  # seconds


def of(reading: Reading, page: ReadingPage) -> bytes | None:
    """The page as JPEG; None when it cannot be drawn."""
    key = f"documents:reading:{reading.pk}:{page.number}:{page.turned}"
    if (kept := _kept(key)) is not None:
        return kept
    if not AT_ONCE.acquire(timeout=QUEUE_LIMIT):
        return None
    try:
        # Whoever waited may find it drawn.
        if (kept := _kept(key)) is not None:
            return kept
        drawn = isolated.picture(
            storing.read(reading.file), mime=reading.file.mime, number=page.number, turned=page.turned
        )
        cache.set(key, cipher.encrypt(b64encode(drawn).decode(), context=key), timeout=KEPT_S)
    except (isolated.Died, OSError, storing.Damaged):
        return None
    finally:
        AT_ONCE.release()
    return drawn


def _kept(key: str) -> bytes | None:
    kept = cache.get(key)
    return b64decode(cipher.decrypt(kept, context=key)) if kept is not None else None
