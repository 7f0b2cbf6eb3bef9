"""The one engine of this process. Web processes only read; who writes is the follower (`following`)."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from sharedcourt.core.errors import Unavailable
from sharedcourt.judgments.likeness.finding import of_card
from sharedcourt.judgments.searching import words
from sharedcourt.judgments.searching.embedded import Embedded
from sharedcourt.judgments.searching.engine import BadCursor, Engine
from sharedcourt.judgments.searching.postgres import Postgres

log = logging.getLogger(__name__)
EMBEDDED, POSTGRES = "embedded", "postgres"
WRITER_MEMORY = 64_000_000  # bytes; more pays only where many thousands are indexed at once
_lock = threading.Lock()
_kept: list[Engine] = []


def home() -> Path:
    """The folder of the embedded index."""
    return Path(settings.HOME) / "judgments"


def kind() -> str:
    """`embedded` or `postgres`. Raises ImproperlyConfigured for anything else, and for PostgreSQL's own without PostgreSQL."""
    chosen = settings.SHAREDCOURT_JUDGMENT_SEARCH
    if chosen not in {EMBEDDED, POSTGRES}:
        raise ImproperlyConfigured(f"SHAREDCOURT_JUDGMENT_SEARCH must be embedded or postgres, not {chosen!r}.")
    if chosen == POSTGRES and "postgresql" not in str(settings.DATABASES["default"]["ENGINE"]):
        raise ImproperlyConfigured("SHAREDCOURT_JUDGMENT_SEARCH=postgres needs a PostgreSQL database (DATABASE_URL).")
    return chosen


def engine() -> Engine:
    """The engine to search with. Raises Unavailable (503) while its index cannot be read: the follower makes it anew."""
    with _lock:
        if not _kept:
            words.warm()
            _kept.append(_opened(writes=False))
        return _kept[0]


def writer() -> Engine:
    """An engine to write with; one process at a time (`following.only_one`)."""
    return _opened(writes=True)


def _opened(*, writes: bool) -> Engine:
    if kind() == POSTGRES:
        return Postgres.of_django(likeness=of_card)
    home().mkdir(parents=True, exist_ok=True)
    try:
        return Embedded(home(), memory=WRITER_MEMORY, likeness=of_card, writes=writes)
    except (ValueError, OSError) as problem:
        raise not_ready() from problem


def not_ready() -> Unavailable:
    """What people are told while there is no index to be read."""
    return Unavailable(_("The index of judgments is being made anew. Try again in a few minutes."))


@contextmanager
def guarded() -> Iterator[Engine]:
    """The engine; an index that goes away while it is read becomes Unavailable, and is opened again at the next question."""
    found = engine()
    try:
        yield found
    except BadCursor:
        raise
    except (OSError, ValueError) as problem:  # Tantivy calls a damaged index a ValueError
        log.exception("The index of judgments cannot be read.")
        forget()
        raise not_ready() from problem


def forget() -> None:
    """Let go of the engine; the next question opens it again."""
    with _lock:
        while _kept:
            _kept.pop().close()


def use(made: Engine) -> None:
    """Search with this engine from now on: for tests."""
    forget()
    _kept.append(made)
