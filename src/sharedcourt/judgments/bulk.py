"""A batch worked through: each file in a transaction of its own, so that whatever kills the worker, what is done stays and the rest follows."""

import logging
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import IntegrityError
from django.db.models import F, Q

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import ActionRefused, Conflict
from sharedcourt.documents import storing
from sharedcourt.judgments import telling
from sharedcourt.judgments.actions.releasing import release_of_batch
from sharedcourt.judgments.actions.taking import take_in
from sharedcourt.judgments.locking import locked_batch, note
from sharedcourt.judgments.models import Batch, Item, Judgment
from sharedcourt.judgments.states import BatchState, JudgmentState
from sharedcourt.judgments.taking_in import Unreadable, kind_of
from sharedcourt.judgments.taking_in import read as read_text
from sharedcourt.judgments.taking_in.apart import read_apart
from sharedcourt.judgments.taking_in.bulk import Entry, entries_of_lines, entries_of_zip
from sharedcourt.judgments.taking_in.reading import LARGEST, Taken

log = logging.getLogger(__name__)
# A worker that has not said anything for so long was killed. One file takes a minute at most.
LOST = timedelta(minutes=5)
# Why a file was not taken in, beside what cannot be read (taking_in.refusing.WORDS).
TWICE, REFUSED, FAILED = "taken_already", "refused", "failed"


def read_batch_folder(batch: Batch, folder: Path) -> str:
    """Take in a folder's files, in the order of their paths. Links are not followed out of it."""
    return _read_all(batch, entries_of_folder(folder))


def read(batch_id: UUID) -> str:
    """Take in what is not taken in yet. Doing it twice does it once."""
    batch = _claimed(batch_id, BatchState.READING)
    if batch is None:
        return "nothing to do"
    if batch.file is None:
        return "a folder is read by its command"
    with default_storage.open(batch.file.path, "rb") as stream:
        entries = entries_of_zip(stream) if batch.source == Batch.Source.ZIP else entries_of_lines(stream)
        return _read_all(batch, entries)


def _claimed(batch_id: UUID, state: str) -> Batch | None:
    """The batch, if nobody else is at work on it."""
    free = Q(touched_at=None) | Q(touched_at__lt=clock.now() - LOST)
    if not Batch.objects.filter(free, pk=batch_id, state=state).update(touched_at=clock.now()):
        return None
    return Batch.objects.select_related("court", "file", "begun_by", "passed_by").get(pk=batch_id)


def _read_all(batch: Batch, entries: Iterator[Entry]) -> str:
    done = set(batch.items.values_list("place", flat=True))
    try:
        for place, entry in enumerate(entries):
            if place not in done:
                _one(batch, place, entry)
    except Unreadable as problem:
        if not done and not batch.items.exists():
            return _failed(batch, problem)
        # The archive breaks off: what came before it is taken in, and the list says where it ended.
        _refused(batch, 1 + max(batch.items.values_list("place", flat=True)), "", problem.code, problem.params)
    return _finished(batch)


def _one(batch: Batch, place: int, entry: Entry) -> None:
    try:
        if entry.refused is not None:
            raise entry.refused
        taken = _text(entry)
        with transaction.atomic():
            judgment = take_in(
                by=batch.begun_by,
                court=batch.court,
                text=taken.text,
                notes=taken.notes,
                batch=batch,
                effective_on=_day(entry.fields.get("effective_on")),
            )
            Item.objects.create(batch=batch, place=place, name=entry.name, judgment=judgment)
            _count(batch, "taken")
    except Unreadable as problem:
        _refused(batch, place, entry.name, problem.code, problem.params)
    except IntegrityError:
        # Another worker, thought dead, took the same place; its row stands.
        log.warning("Place %s of batch %s was taken in at the same time.", place, batch.pk)
    except Conflict:
        _refused(batch, place, entry.name, TWICE, {})
    except ActionRefused as problem:
        _refused(batch, place, entry.name, REFUSED, {"field": problem.field or ""})
    except Exception:  # one file must not stop the others, whatever it does to the programs
        log.exception("Place %s of batch %s could not be taken in.", place, batch.pk)
        _refused(batch, place, entry.name, FAILED, {})


def _text(entry: Entry) -> Taken:
    """Files that are more than plain text are read in a process of their own."""
    content = entry.text.encode() if entry.text else entry.content
    return read_text(content) if kind_of(content) == "txt" else read_apart(content)


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


def _refused(batch: Batch, place: int, name: str, problem: str, params: dict[str, str]) -> None:
    try:
        with transaction.atomic():
            Item.objects.create(batch=batch, place=place, name=name, problem=problem, problem_params=params)
            _count(batch, "refused")
    except IntegrityError:
        log.warning("Place %s of batch %s was looked at twice.", place, batch.pk)


def _count(batch: Batch, what: str) -> None:
    Batch.objects.filter(pk=batch.pk).update(**{what: F(what) + 1, "total": F("total") + 1, "touched_at": clock.now()})


@transaction.atomic
def _failed(batch: Batch, problem: Unreadable) -> str:
    row = locked_batch(batch.pk)
    if row.state != BatchState.READING:
        return "done already"
    row.problem, row.problem_params = problem.code, problem.params
    row.fail()
    _let_go(row)
    note("failed", row, by=None, problem=problem.code)
    return "failed"


@transaction.atomic
def _finished(batch: Batch) -> str:
    row = locked_batch(batch.pk)
    if row.state != BatchState.READING:
        return "done already"
    row.finish_reading()
    _let_go(row)
    note("taken_in", row, by=None, taken=row.taken, refused=row.refused)
    telling.taken_in(row)
    return f"{row.taken} taken in, {row.refused} refused"


def _let_go(row: Batch) -> None:
    """The archive is not needed any more: what was read of it lies encrypted with the papers."""
    file, row.file, row.touched_at = row.file, None, None
    row.save()
    if file is not None:
        path = file.path
        file.delete()
        transaction.on_commit(lambda: storing.remove(path))


def entries_of_folder(folder: Path) -> Iterator[Entry]:
    """The files below a folder; what is hidden, and links that lead out, are passed over."""
    root = folder.resolve()
    for file in sorted(path for path in root.rglob("*") if path.is_file()):
        name = file.relative_to(root).as_posix()
        inside = file.resolve().is_relative_to(root)
        if not inside or any(part.startswith((".", "~$")) for part in Path(name).parts):
            continue
        if file.stat().st_size > LARGEST:
            yield Entry(name, refused=Unreadable("too_large", most=f"{LARGEST // 2**20} MB"))
            continue
        yield Entry(name, file.read_bytes())


def release(batch_id: UUID) -> str:
    """Release what a second person has passed, one by one. Doing it twice does it once."""
    batch = _claimed(batch_id, BatchState.RELEASING)
    if batch is None or batch.passed_by is None:
        return "nothing to do"
    released = 0
    ready = Judgment.objects.filter(batch=batch, state=JudgmentState.READY).order_by("pk")
    for judgment in [Judgment(pk=pk) for pk in ready.values_list("pk", flat=True)]:
        try:
            released += release_of_batch(by=batch.passed_by, judgment=judgment) is not None
        except ActionRefused as problem:
            # The rules of today say otherwise than those of the day on which it was made ready.
            log.warning("Judgment %s of a batch was not released: %s", judgment.pk, problem.__class__.__name__)
            _back(judgment)
        Batch.objects.filter(pk=batch.pk).update(touched_at=clock.now())
    return _released(batch, released)


@transaction.atomic
def _back(judgment: Judgment) -> None:
    row = Judgment.objects.select_for_update(no_key=True).get(pk=judgment.pk)
    if row.state == JudgmentState.READY:
        row.put_back()
        row.revision += 1
        row.save()
        note("back_on_desk", row, by=None)


@transaction.atomic
def _released(batch: Batch, count: int) -> str:
    row = locked_batch(batch.pk)
    if row.state != BatchState.RELEASING:
        return "done already"
    waiting = row.judgments.filter(state__in=[JudgmentState.DESK, JudgmentState.APPROVAL, JudgmentState.READY])
    if waiting.exists():
        row.go_on()
    else:
        row.finish()
    row.touched_at = None
    row.save()
    note("released", row, by=None, count=count)
    telling.released(row)
    return f"{count} released"


def lost() -> list[tuple[UUID, str]]:
    """Batches on which somebody should be at work and nobody is: (batch, state)."""
    quiet = clock.now() - LOST
    silent = Q(touched_at__lt=quiet) | Q(touched_at=None, created_at__lt=quiet)
    at_work = Batch.objects.filter(state__in=[BatchState.READING, BatchState.RELEASING]).exclude(
        source=Batch.Source.FOLDER, state=BatchState.READING
    )
    return list(at_work.filter(silent).values_list("pk", "state"))
