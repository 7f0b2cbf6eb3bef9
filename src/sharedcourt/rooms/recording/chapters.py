"""Chapters of a recording: what happened when, told by the rooms above, and placed in the film."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.utils.translation import gettext as _

from sharedcourt.rooms.models import Room
from sharedcourt.rooms.recording.models import PausedFor, Recording, RecordingSpan

Moment = tuple[datetime, str]
Teller = Callable[[Room, datetime, datetime], Sequence[Moment]]
_tellers: list[Teller] = []


def register(teller: Teller) -> None:
    """Call it in `AppConfig.ready`: moments between two times, each with words in the running language."""
    if teller not in _tellers:
        _tellers.append(teller)


def moments(room: Room, began: datetime, ended: datetime) -> list[Moment]:
    """What the rooms above tell of a stretch of time."""
    return [moment for teller in _tellers for moment in teller(room, began, ended)]


@dataclass(frozen=True)
class Chapter:
    """A place in the film."""

    second: float
    at: datetime
    words: str

    @property
    def place(self) -> str:
        minutes, seconds = divmod(int(self.second), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


def second_of(spans: Sequence[RecordingSpan], moment: datetime) -> float:
    """Where in the film a moment is; one in a pause is where the film goes on after it."""
    passed = 0.0
    for span in spans:
        ended = span.ended_at or span.begun_at
        if moment < ended:
            return passed + max(0.0, (moment - span.begun_at).total_seconds())
        passed += (ended - span.begun_at).total_seconds()
    return passed


def of(recording: Recording) -> list[Chapter]:
    """The recording's chapters in order: beginning, what the rooms above tell, and where it went on after a pause."""
    spans = list(recording.spans.all())
    if not spans:
        return []
    began, ended = spans[0].begun_at, spans[-1].ended_at or spans[-1].begun_at
    told: list[Moment] = [(began, _("Beginning"))]
    for before, after in pairwise(spans):
        why = PausedFor(before.ended_for).label if before.ended_for in PausedFor.values else ""
        told.append((after.begun_at, _("After a pause: %(reason)s") % {"reason": why}))
    told += [moment for moment in moments(recording.room, began, ended) if began <= moment[0] <= ended]
    found = [Chapter(second_of(spans, at), at, words) for at, words in sorted(told, key=lambda moment: moment[0])]
    return [chapter for chapter in found if chapter.second < recording.seconds or chapter.second == 0]
