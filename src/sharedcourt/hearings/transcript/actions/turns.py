"""What was said at different times (ODLR 20) enters the record when the judge closes the hearing; reading and signing go on as always."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.utils.translation import gettext as _

from sharedcourt.core.errors import Conflict
from sharedcourt.hearings.models import Hearing
from sharedcourt.hearings.transcript import live, marks, ranks
from sharedcourt.hearings.transcript.actions.writing import LONGEST, kept
from sharedcourt.hearings.transcript.locking import alone, note
from sharedcourt.hearings.transcript.models import Line, LineKind, Transcript
from sharedcourt.hearings.transcript.states import TranscriptState
from sharedcourt.people.models import User


@dataclass(frozen=True)
class TurnLine:
    """A line to enter: `speaker` as in `speakers.of`, `at` when it was said."""

    text: str
    at: datetime
    speaker: str = ""
    kind: LineKind = LineKind.SPEECH


def enter(*, by: User, hearing: Hearing, lines: Sequence[TurnLine]) -> Transcript:
    """Put the lines at the end of the record, which is begun if there is none. Inside the action that closes the hearing, after its locks.

    Words longer than a line of the record become several. Raises Conflict when the clerk has finished the record before.
    """
    found = Transcript.objects.filter(hearing=hearing).first()
    if found is None:
        found = Transcript.objects.create(hearing=hearing, begun_by=by)
        note("begun", found, by=by)
    row = alone(found)
    if row.state != TranscriptState.WRITING:
        raise Conflict(_("The record has been finished before. The clerk must go on writing it first."))
    began = marks.origin(hearing)
    last = row.lines.order_by("rank").last()
    rank = last.rank if last is not None else ""
    for said in lines:
        at_ms = max(0, round((said.at - began).total_seconds() * 1000)) if began is not None else 0
        for part in _parts(said.text):
            rank = ranks.between(rank, None)
            line = Line(transcript=row, key=uuid4(), version=0, rank=rank, kind=said.kind)
            line.speaker, line.text, line.at_ms = said.speaker, part, min(at_ms, marks.LONGEST_MS)
            kept(row, line, by=by)
    row.save(update_fields=["seq"])
    live.changed(row)
    return row


def _parts(text: str) -> list[str]:
    return [text[start : start + LONGEST] for start in range(0, len(text), LONGEST)]
