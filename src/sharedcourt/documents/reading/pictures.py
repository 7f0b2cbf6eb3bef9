"""Pages of a file as pictures, drawn in a process of their own; kept encrypted in the cache for a while."""

from base64 import b64decode, b64encode

from django.core.cache import cache

from sharedcourt.core import cipher
from sharedcourt.documents import storing
from sharedcourt.documents.reading import isolated
from sharedcourt.documents.reading.models import Reading, ReadingPage

KEPT_S = 900


def of(reading: Reading, page: ReadingPage) -> bytes | None:
    """The page as JPEG; None when it cannot be drawn."""
    key = f"documents:reading:{reading.pk}:{page.number}:{page.turned}"
    kept = cache.get(key)
    if kept is not None:
        return b64decode(cipher.decrypt(kept, context=key))
    try:
        drawn = isolated.picture(
            storing.read(reading.file), mime=reading.file.mime, number=page.number, turned=page.turned
        )
    except (isolated.Died, OSError, storing.Damaged):
        return None
    cache.set(key, cipher.encrypt(b64encode(drawn).decode(), context=key), timeout=KEPT_S)
    return drawn
