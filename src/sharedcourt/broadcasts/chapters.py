"""Chapters of a replay: the stages of the hearing as the courtroom tells them, placed in what was shown.

The courtroom tells recordings what happened when (`rooms.recording.chapters`); a broadcast asks the same tellers. Without any, the
replay has its beginning and where it went on after a pause.
"""

import itertools
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from sharedcourt.broadcasts.masking import Cast
from sharedcourt.broadcasts.models import Broadcast
from sharedcourt.broadcasts.stream import playlist, publishing
from sharedcourt.broadcasts.stream.playlist import Piece
from sharedcourt.rooms.recording import chapters as recording


@dataclass(frozen=True)
class Chapter:
    """A place in the replay."""

    second: float
    words: str

    @property
    def place(self) -> str:
        minutes, seconds = divmod(int(self.second), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


def second_of(pieces: list[Piece], moment: datetime) -> float:
    """Where in the replay a moment is; one that was not shown is where it goes on after it."""
    passed = 0.0
    for piece in pieces:
        if moment < piece.began_at + timedelta(seconds=piece.seconds):
            return passed + max(0.0, (moment - piece.began_at).total_seconds())
        passed += piece.seconds
    return passed


def of(broadcast: Broadcast, cast: Cast) -> list[Chapter]:
    """Chapters in order, no hidden name in any (three queries)."""
    shown = publishing.replayable(broadcast)
    pieces = [Piece("", each.number, each.began_at, each.seconds) for each in shown]
    if not pieces:
        return []
    began = pieces[0].began_at
    ended = pieces[-1].began_at + timedelta(seconds=pieces[-1].seconds)
    moments = [(began, _("Beginning"))]
    for before, after in itertools.pairwise(pieces):
        if not playlist.follows(before, after):
            moments.append((after.began_at, _("After a pause")))
    room = broadcast.hearing.room
    if room is not None:
        moments += [moment for moment in recording.moments(room, began, ended) if began <= moment[0] <= ended]
    moments.sort(key=lambda moment: moment[0])
    return [Chapter(second_of(pieces, at), cast.clean(words)) for at, words in moments]
