"""Pages of a document as pictures, kept for an hour in the cache, which others may share: encrypted there."""

from base64 import b64decode, b64encode

from django.core.cache import cache

from sharedcourt.core import cipher
from sharedcourt.documents.actions.signing import template_path
from sharedcourt.documents.engine import rendering
from sharedcourt.documents.models import SigningFile

KEPT_S = 3600


def _key(document: SigningFile, number: int) -> str:
    return f"documents:page:{document.pk}:{number}"


def picture(document: SigningFile, number: int) -> bytes | None:
    """Page `number` (from 1) as PNG; None when there is no such page."""
    key = _key(document, number)
    kept = cache.get(key)
    if kept is not None:
        return b64decode(cipher.decrypt(kept, context=key))
    pages = rendering.pictures(template_path(document.template), document.payload)
    for position, content in enumerate(pages, start=1):
        key = _key(document, position)
        cache.set(key, cipher.encrypt(b64encode(content).decode(), context=key), timeout=KEPT_S)
    return pages[number - 1] if 1 <= number <= len(pages) else None
