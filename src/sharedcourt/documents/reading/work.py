"""A worker at one reading: every page is kept as soon as it is read, so that a killed worker's follower goes on there."""

import fcntl
import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from sharedcourt.documents import storing
from sharedcourt.documents.reading import actions, isolated
from sharedcourt.documents.reading.models import Reading, ReadingPage

log = logging.getLogger(__name__)
MOST_LINES, LONGEST_LINE, LARGEST = 2000, 500, 100_000  # what is believed of one page
TRIES = 2  # of one page that ends the process
MOST_FALLEN = 3  # such pages; then the file is given up


@contextmanager
def _alone(pk: UUID) -> Iterator[bool]:
    """Whether no other process is at this reading. The lock ends with us, however we end."""
    folder: Path = settings.HOME / "reading"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / f"{pk}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
        (folder / f"{pk}.lock").unlink(missing_ok=True)


def is_at_work(pk: UUID | str) -> bool:
    """Whether a process is at this reading now."""
    try:
        with (settings.HOME / "reading" / f"{pk}.lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def read(pk: UUID) -> str:
    """Read what has not been read of a file; returns the state it is in afterwards, or `busy`."""
    with _alone(pk) as alone:
        if not alone:
            return "busy"
        reading = actions.begin(by=None, pk=pk)
        if reading is None:
            return str(Reading.objects.values_list("state", flat=True).get(pk=pk))
        try:
            content = storing.read(reading.file)
        except (OSError, storing.Damaged):
            return str(actions.end(by=None, pk=pk, failure=Reading.Failure.LOST).state)
        failure = _pages(reading, content)
        return str(actions.end(by=None, pk=pk, failure=failure).state)


def _pages(reading: Reading, content: bytes) -> str:
    """Every page once; one that ends the process twice is passed over. Gives why the whole cannot be read, or nothing."""
    fallen: Counter[int] = Counter()
    while True:
        at = 0
        try:
            for event in _events(reading, content):
                if event["event"] == "begin":
                    at = event["number"]
                elif event["event"] == "failed":
                    return str(event["code"])
                elif event["event"] == "end":
                    return Reading.Failure.GAVE_UP if _fell(reading) == reading.pages.count() > 0 else ""
                else:
                    _keep(reading, event)
        except (isolated.Died, ValueError) as problem:
            fallen[at] += 1
            log.warning("The reader of %s ended at page %s (%s).", reading.pk, at, problem.__class__.__name__)
            if fallen[at] < TRIES:
                continue
            if at == 0:
                return Reading.Failure.GAVE_UP
            actions.keep_page(by=None, pk=reading.pk, number=at, page={})
            if _fell(reading) >= MOST_FALLEN:
                return Reading.Failure.GAVE_UP


def _fell(reading: Reading) -> int:
    """How many pages ended the process."""
    return reading.pages.filter(source=ReadingPage.Source.NONE).count()


def _events(reading: Reading, content: bytes) -> Iterator[dict[str, Any]]:
    done = dict(reading.pages.values_list("number", "source"))
    return isolated.events(
        content,
        mime=reading.file.mime,
        reader=settings.SHAREDCOURT_TEXT_READER,
        most_pages=settings.SHAREDCOURT_READING_PAGES,
        skip=list(done),
        looked_at=sum(source != ReadingPage.Source.LAYER for source in done.values()),
        page_seconds=settings.SHAREDCOURT_READING_PAGE_SECONDS,
        threads=settings.SHAREDCOURT_READING_THREADS,
    )


def _keep(reading: Reading, event: dict[str, Any]) -> None:
    if event["event"] == "open":
        actions.keep_facts(by=None, pk=reading.pk, pages=event["pages"])
    elif event["event"] == "engine":
        actions.keep_facts(by=None, pk=reading.pk, engine=(event["name"], event["version"]))
    elif event["event"] == "page":
        actions.keep_page(by=None, pk=reading.pk, number=int(event["number"]), page=_believed(event))


def _believed(event: dict[str, Any]) -> dict[str, Any]:
    """What is kept of an answer: the process has opened a stranger's file, so its words are checked like a stranger's.

    Raises ValueError for what cannot be.
    """
    try:
        page = {name: int(event[name]) for name in ("width", "height", "turned")}
        lines = [_line(*line) for line in event["lines"][:MOST_LINES]]
    except (KeyError, TypeError) as problem:
        raise ValueError("The reading process said something else than a page.") from problem
    if event["source"] not in ReadingPage.Source.values or any(not 0 <= part < LARGEST for part in page.values()):
        raise ValueError("The reading process said something else than a page.")
    return {**page, "source": event["source"], "lines": lines}


def _line(text: object, left: float, top: float, width: float, height: float, confidence: float) -> list[Any]:
    box = [min(max(int(part), -LARGEST), LARGEST) for part in (left, top, width, height)]
    return [str(text)[:LONGEST_LINE], *box, min(max(float(confidence), 0.0), 1.0)]
