"""The index follows the database: one process, a look every second, so that a release can be found seconds after it.

What was interrupted goes on where the index stands (`searching.catching_up`). At start, and whenever somebody asks for it, index and
database are compared; what does not agree is made anew from the database.
"""

import fcntl
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import DatabaseError, close_old_connections
from django.db.models import QuerySet

from sharedcourt.core.errors import Unavailable
from sharedcourt.judgments import queries
from sharedcourt.judgments.finding import engine as engines
from sharedcourt.judgments.models import Publication
from sharedcourt.judgments.searching import catching_up
from sharedcourt.judgments.searching.engine import Engine

log = logging.getLogger("sharedcourt.judgments")
EVERY_SECONDS = 1.0
AFTER_TROUBLE_SECONDS = 10.0
BATCH = 500
LOCK, ASKED = "follower.lock", "rebuild"


@dataclass(frozen=True)
class Standing:
    """How far the index has come: changes applied of all there are, judgments in it of those published."""

    applied: int
    last: int
    held: int
    published: int

    @property
    def waiting(self) -> int:
        """Changes that are not in the index yet; negative when it knows of changes that the database does not have."""
        return self.last - self.applied

    @property
    def agrees(self) -> bool:
        return self.applied == self.last and self.held == self.published


def published() -> QuerySet[Publication]:
    """The judgments that an index has to hold."""
    return Publication.objects.filter(is_current=True, kind=Publication.Kind.JUDGMENT)


def standing(engine: Engine) -> Standing:
    """Index and database side by side (two queries)."""
    return Standing(engine.applied(), queries.last_step(), engine.size(), published().count())


def catch_up(engine: Engine) -> int:
    """Apply what is missing; how many changes."""
    return catching_up.catch_up(engine, queries.steps_after, batch=BATCH)


def rebuild(engine: Engine) -> int:
    """Make the index anew from the database; how many changes. Whoever searches meanwhile finds what is there already."""
    return catching_up.rebuild(engine, queries.steps_after, batch=BATCH)


def reconcile(engine: Engine) -> bool:
    """Catch up, and when index and database still do not agree make the index anew; whether that was done.

    An index that is ahead belongs to another database, or to one that was put back from a copy.
    """
    if engine.applied() <= queries.last_step():
        catch_up(engine)
        found = standing(engine)
        if found.agrees or found.waiting > 0:  # something was released this moment; the next round has it
            return False
    log.warning("The index of judgments does not agree with the database and is made anew.")
    rebuild(engine)
    return True


@contextmanager
def only_one() -> Iterator[bool]:
    """Hold the index for writing; False when another process of this machine has it."""
    folder = engines.home()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def asked() -> Path:
    """The file that asks a running follower to make the index anew."""
    return engines.home() / ASKED


class Follower:
    """Runs until `end` is called. Trouble with the database or the disk is logged, and the index opened and compared again."""

    def __init__(self, opened: Callable[[], Engine]) -> None:
        self._opened = opened
        self._engine: Engine | None = None
        self._over = threading.Event()

    def end(self, *_signal: object) -> None:
        self._over.set()

    def run(self) -> None:
        """Compare once, then look every second."""
        while not self._over.is_set():
            pause = EVERY_SECONDS
            close_old_connections()
            try:
                self.round()
            except (DatabaseError, OSError, ValueError, Unavailable):
                log.exception("The index of judgments could not follow; it is tried again.")
                self._engine, pause = None, AFTER_TROUBLE_SECONDS
            self._over.wait(pause)

    def round(self) -> int:
        """One look: what was released, corrected or withdrawn goes into the index; how many changes. The first one compares."""
        if self._engine is None:
            engine = self._opened()
            before = engine.applied()
            reconcile(engine)
            self._engine = engine
            return max(engine.applied() - before, 0)
        if asked().exists():
            rebuild(self._engine)
            asked().unlink(missing_ok=True)
        if queries.last_step() == self._engine.applied():
            return 0
        return catch_up(self._engine)
