"""Whether a hearing's recording is whole: a pure comparison of what was recorded with when the session was open (REC 3-5)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

# The three kinds of break for which the recording may stop (REC 3), by the names of `rooms.recording.models.PausedFor`.
BREAKS = ("recess", "not_public", "unrecorded")
# What may be missing at the beginning, at the end and between two stretches.
TOLERANCE_S = 3.0
# A film may be shorter or longer than its stretches by this share, at least by the tolerance.
SHARE = 0.01
# Below this nobody understands what is said, though something is to be heard.
QUIET_DB = -40.0
SMALLEST_BYTES_A_SECOND = 1_000


@dataclass(frozen=True)
class Stretch:
    """A time during which it was recorded, and why it ended."""

    began: datetime
    ended: datetime
    ended_for: str = ""


@dataclass(frozen=True)
class Film:
    """One file as it is said to be, and as it was read from the storage (`read_*`; None: not read)."""

    state: str  # ready, failed, deleted, or still being put together
    stretches: tuple[Stretch, ...]
    seconds: float | None = None
    size: int = 0
    sha256: str = ""
    loudest_db: float | None = None
    is_measured: bool = True  # whether its sound and length were measured
    faults: tuple[str, ...] = ()
    read_size: int | None = None
    read_sha256: str | None = None


@dataclass(frozen=True)
class Doubt:
    """Something that does not agree; `what` has its words in `wording.py`."""

    what: str
    figures: dict[str, Any] = field(default_factory=dict)

    def kept(self) -> dict[str, Any]:
        """As it is kept."""
        return {"what": self.what, **self.figures}


def doubts(opened: datetime, closed: datetime, films: Sequence[Film]) -> list[Doubt]:
    """Everything doubtful about the recording of a session that was open from `opened` to `closed`; empty when all is in order."""
    if not films:
        return [Doubt("missing")]
    found = [doubt for film in films for doubt in _of_film(film)]
    stretches = sorted((each for film in films for each in film.stretches), key=lambda each: each.began)
    return found + _of_time(opened, closed, stretches)


def breaks(stretches: Sequence[Stretch]) -> list[tuple[Stretch, float]]:
    """Where it stopped between two stretches: the stretch before, and for how many seconds."""
    return [
        (before, (after.began - before.ended).total_seconds())
        for before, after in pairwise(_joined(stretches))
        if after.began > before.ended
    ]


def _joined(stretches: Sequence[Stretch]) -> list[Stretch]:
    """In order, those within or overlapping others taken together."""
    joined: list[Stretch] = []
    for each in sorted(stretches, key=lambda one: one.began):
        if joined and each.began <= joined[-1].ended:
            last = joined[-1]
            longer = each if each.ended > last.ended else last
            joined[-1] = Stretch(last.began, longer.ended, longer.ended_for)
        else:
            joined.append(each)
    return joined


def _of_time(opened: datetime, closed: datetime, stretches: Sequence[Stretch]) -> list[Doubt]:
    if not stretches:
        return [Doubt("missing")]
    joined = _joined(stretches)
    found = []
    late = (joined[0].began - opened).total_seconds()
    early = (closed - joined[-1].ended).total_seconds()
    if late > TOLERANCE_S:
        found.append(Doubt("begins_late", {"seconds": round(late)}))
    for before, seconds in breaks(stretches):
        if seconds > TOLERANCE_S and before.ended_for not in BREAKS:
            figures = {"seconds": round(seconds), "at": before.ended.isoformat(), "reason": before.ended_for}
            found.append(Doubt("break", figures))
    if early > TOLERANCE_S:
        found.append(Doubt("ends_early", {"seconds": round(early)}))
    return found


def _of_film(film: Film) -> list[Doubt]:
    if film.state != "ready":
        return [Doubt(film.state if film.state in ("failed", "deleted") else "not_ready")]
    found = []
    wanted = sum((each.ended - each.began).total_seconds() for each in film.stretches)
    if film.is_measured and film.seconds is not None:
        differs = film.seconds - wanted
        if abs(differs) > max(TOLERANCE_S, wanted * SHARE):
            found.append(Doubt("too_short" if differs < 0 else "too_long", {"seconds": round(abs(differs))}))
    if wanted > TOLERANCE_S and film.size < wanted * SMALLEST_BYTES_A_SECOND:
        found.append(Doubt("too_small", {"bytes": film.size}))
    if film.is_measured and "silent" not in film.faults and film.loudest_db is not None and film.loudest_db < QUIET_DB:
        found.append(Doubt("quiet", {"db": round(film.loudest_db)}))
    if film.read_sha256 is None or film.read_size is None:
        found.append(Doubt("unreadable"))
    elif film.read_sha256 != film.sha256 or film.read_size != film.size:
        found.append(Doubt("hash"))
    known = dict.fromkeys(film.faults)
    return found + [Doubt("silent") if fault == "silent" else Doubt("fault", {"fault": fault}) for fault in known]
