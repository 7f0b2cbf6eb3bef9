"""Time marks: where in the recording something was said.

A mark counts the milliseconds on the clock from the recording's beginning, pauses included, so that the clerk's page can make it
by itself; where that is in the film, which leaves pauses out, is worked out when somebody goes there.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from sharedcourt.core import clock
from sharedcourt.hearings.models import Hearing
from sharedcourt.rooms.recording import queries as recordings
from sharedcourt.rooms.recording.chapters import second_of
from sharedcourt.rooms.recording.models import Recording
from sharedcourt.rooms.recording.states import RecordingState

LONGEST_MS = 10**10  # four months


def recordings_of(hearing: Hearing) -> "QuerySet[Recording]":
    """The recordings of the hearing's room, in order."""
    return Recording.objects.filter(room=hearing.room_id, room__isnull=False).order_by("created_at")


def origin(hearing: Hearing) -> datetime | None:
    """The moment from which marks count: the recording's beginning, else the opening of the hearing."""
    first = recordings_of(hearing).filter(started_at__isnull=False).first()
    return first.started_at if first is not None else hearing.opened_at


def now_ms(hearing: Hearing) -> int:
    """The mark of this moment; 0 before anything has begun."""
    began = origin(hearing)
    return max(0, round((clock.now() - began).total_seconds() * 1000)) if began is not None else 0


class Places:
    """Marks of one hearing as places in the films that the person may watch (three queries for all of them)."""

    def __init__(self, user: Any, hearing: Hearing) -> None:
        self._began = origin(hearing)
        found = recordings.visible_to(user).filter(room=hearing.room_id, state=RecordingState.READY)
        self._films = [
            (film, list(film.spans.all())) for film in found.prefetch_related("spans").order_by("created_at")
        ]

    def url(self, at_ms: int) -> str:
        """The page of the recording, at that second; an empty text where there is none."""
        if self._began is None:
            return ""
        moment = self._began + timedelta(milliseconds=at_ms)
        for film, spans in self._films:
            if spans and (spans[-1].ended_at is None or moment <= spans[-1].ended_at):
                page = reverse("rooms:recording-one", args=[film.room_id, film.pk])
                return f"{page}#t={second_of(spans, moment):.1f}"
        return ""


def shown(at_ms: int) -> str:
    """A mark as people read it, 1:02:03."""
    seconds = at_ms // 1000
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes:02}:{left:02}"
