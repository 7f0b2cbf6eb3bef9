"""All published judgments as files to take away: JSON Lines, packed, one for each year of decision; and the keys of withdrawn ones.

Files are written beside and put in place at once. Each has its hash in its name on disk, so that the list of files (`manifest.json`) never
names another content than it says. Only years in which something changed are written again.
"""

import contextlib
import fcntl
import gzip
import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.db.models.functions import ExtractYear

from sharedcourt.core import clock
from sharedcourt.judgments import queries
from sharedcourt.judgments.models import Publication, Step, Withdrawal
from sharedcourt.judgments.reading import contents, formats
from sharedcourt.judgments.reading.addresses import address_of

MANIFEST, LOCK, WITHDRAWN = "manifest.json", "lock", "withdrawn.jsonl"
CHUNK = 500


@dataclass(frozen=True)
class File:
    """A file of the list: `name` for people, `place` on disk, its lines, bytes and SHA-256; `year` 0 for the withdrawn keys."""

    name: str
    place: str
    year: int
    count: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """The list of files: all steps up to `step` are in them."""

    form: int
    step: int
    made_at: datetime
    files: tuple[File, ...]


def folder() -> Path:
    """Where the files lie; made when it is not there."""
    place = Path(settings.HOME) / "open-data"
    place.mkdir(parents=True, exist_ok=True)
    return place


def manifest() -> Manifest | None:
    """What there is now; None before the first run, and when it cannot be read (the next run makes it anew)."""
    try:
        content = json.loads((folder() / MANIFEST).read_text(encoding="utf-8"))
        files = tuple(File(**file) for file in content["files"])
        return Manifest(content["form"], content["step"], datetime.fromisoformat(content["made_at"]), files)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def is_due(now: datetime, known: Manifest | None) -> bool:
    """At once when something was corrected or withdrawn, else once in the hours that are set; never without anything new."""
    if known is None or known.form != formats.FORM:
        return True
    new = Step.objects.filter(seq__gt=known.step)
    if new.exclude(what=Step.What.RELEASED).exists():
        return True
    waited = now - known.made_at >= timedelta(hours=settings.SHAREDCOURT_JUDGMENT_DATA_HOURS)
    return waited and new.exists()


def make(now: datetime | None = None) -> Manifest | None:
    """Write what has changed; None when another process is at it."""
    with _alone() as alone:
        if not alone:
            return None
        return _made(now or clock.now(), manifest())


@contextlib.contextmanager
def _alone() -> Iterator[bool]:
    with (folder() / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True


def _made(now: datetime, known: Manifest | None) -> Manifest:
    # Read before the rows: what changes meanwhile is written again next time.
    last = queries.last_step()
    if known is not None and known.form != formats.FORM:
        known = None
    kept = {file.year: file for file in known.files if (folder() / file.place).exists()} if known else {}
    changed = _changed_years(known.step) if known else set()
    files = []
    for year in _years():
        if year in kept and year not in changed:
            files.append(kept[year])
            continue
        made = _written(f"{year}.jsonl.gz", year, _lines(year))
        if made.count:
            files.append(made)
    files.append(_written(WITHDRAWN, 0, _withdrawn()))
    found = Manifest(formats.FORM, last, now, tuple(files))
    _put_in_place(MANIFEST, json.dumps(asdict(found), default=str, ensure_ascii=False).encode())
    _sweep({file.place for file in files})
    return found


def _years() -> list[int]:
    rows = _published().annotate(year=ExtractYear("decided_on")).values_list("year", flat=True)
    return sorted(set(rows.order_by("year").distinct()), reverse=True)


def _changed_years(step: int) -> set[int]:
    """The years of every version of what has changed: a correction may have moved a judgment to another year."""
    keys = Step.objects.filter(seq__gt=step).values("key")
    rows = Publication.objects.filter(judgment__key__in=keys).annotate(year=ExtractYear("decided_on"))
    return set(rows.order_by("year").values_list("year", flat=True).distinct())


def _published() -> Any:
    return Publication.objects.filter(is_current=True, kind=Publication.Kind.JUDGMENT)


def _lines(year: int) -> Iterator[dict[str, Any]]:
    rows = _published().filter(decided_on__year=year).select_related("judgment").order_by("id")
    for row in rows.iterator(chunk_size=CHUNK):
        card = queries.card_of(row)
        version = formats.Version(row.version, clock.local(row.released_at))
        yield formats.as_line(formats.Document(card, address_of(row.judgment.key), [version], contents.paper_of(card)))


def _withdrawn() -> Iterator[dict[str, Any]]:
    """Keys that were published once and are not now, with the moment; nothing else of them."""
    again = Publication.objects.filter(judgment=OuterRef("judgment"), is_current=True)
    rows = Withdrawal.objects.filter(~Exists(again)).order_by("at", "id").values_list("judgment__key", "at")
    latest: dict[str, datetime] = dict(rows.iterator(chunk_size=CHUNK))
    for key, at in latest.items():
        yield {"key": key, "withdrawn_at": clock.local(at).isoformat()}


class _Hashed:
    """A file that is written, with its SHA-256 and length so far."""

    def __init__(self, inner: Any) -> None:
        self._inner, self.sha256, self.length = inner, hashlib.sha256(), 0

    def write(self, content: bytes) -> int:
        self.sha256.update(content)
        self.length += len(content)
        return int(self._inner.write(content))

    def flush(self) -> None:
        self._inner.flush()


def _written(name: str, year: int, lines: Iterable[dict[str, Any]]) -> File:
    with tempfile.NamedTemporaryFile(dir=folder(), prefix=".new-", delete=False) as place:
        try:
            kept = _Hashed(place)
            # Neither name nor time inside: the same judgments make the same file.
            packed = gzip.GzipFile("", "wb", fileobj=kept, mtime=0) if name.endswith(".gz") else None  # type: ignore[call-overload]
            count = 0
            for line in lines:
                content = (json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
                (packed or kept).write(content)
                count += 1
            if packed is not None:
                packed.close()
            place.flush()
            os.fsync(place.fileno())
            made = File(
                name, f"{kept.sha256.hexdigest()[:16]}-{name}", year, count, kept.length, kept.sha256.hexdigest()
            )
            Path(place.name).replace(folder() / made.place)
        except BaseException:
            Path(place.name).unlink(missing_ok=True)
            raise
    return made


def _put_in_place(name: str, content: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=folder(), prefix=".new-", delete=False) as place:
        place.write(content)
        place.flush()
        os.fsync(place.fileno())
    Path(place.name).replace(folder() / name)


def _sweep(kept: set[str]) -> None:
    """Files of no list any more go; who is reading one reads it to its end."""
    for place in folder().iterdir():
        if place.name not in kept | {MANIFEST, LOCK}:
            place.unlink(missing_ok=True)
