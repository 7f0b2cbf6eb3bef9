"""Writing the record: one page of the clerk writes, all others read.

A page numbers what it does (`Operation.number`) and sends it until it has been taken; each is applied once, in order, however
often it arrives. What a page sends after another has taken over is not lost and overwrites nothing: it becomes proposals.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.hearings.locking import locked as locked_hearing
from sharedcourt.hearings.models import Hearing
from sharedcourt.hearings.states import UNDER_WAY, HearingState
from sharedcourt.hearings.transcript import live, marks, policy, ranks, speakers
from sharedcourt.hearings.transcript.locking import alone, locked, note, require_state
from sharedcourt.hearings.transcript.models import (
    Line,
    LineChange,
    LineKind,
    LineSource,
    LineState,
    Pen,
    Transcript,
)
from sharedcourt.hearings.transcript.states import TranscriptState
from sharedcourt.people.models import User

LONGEST = 4000  # characters of a line
MOST_AT_ONCE = 500
PUT, OUT = "put", "out"
PEN_NAME = re.compile(r"[A-Za-z0-9_-]{8,40}")
# Keystrokes that follow each other within this time are one change of their line.
ONE_CHANGE = timedelta(seconds=10)


@dataclass(frozen=True)
class Operation:
    """One thing a page has done. `seen` is how much of the record it had before it (`Transcript.seq`)."""

    number: int
    line: UUID
    what: str = PUT
    seen: int = 0
    rank: str = ""
    kind: str = LineKind.SPEECH
    speaker: str = ""
    text: str = ""
    at_ms: int = 0


@dataclass(frozen=True)
class Applied:
    """How far the page's operations have been taken, and how far the record is."""

    number: int
    seq: int


@transaction.atomic
def begin(*, by: User, hearing: Hearing) -> Transcript:
    """Begin the record once the courtroom is there: check-in and discipline come before the opening (CPL 140). Twice gives the same one.

    Raises Conflict while there is no courtroom yet, and for a hearing that is not held.
    """
    held = locked_hearing(hearing)
    policy.require_clerk(by, held)
    checks_in = held.state == HearingState.SCHEDULED and held.room_id is not None
    if held.state not in (*UNDER_WAY, HearingState.CLOSED) and not checks_in:
        raise Conflict(_("The courtroom is not ready yet."))
    found = Transcript.objects.filter(hearing=held).first()
    if found is not None:
        return found
    made = Transcript.objects.create(hearing=held, begun_by=by)
    note("begun", made, by=by)
    return made


@transaction.atomic
def take_pen(*, by: User, transcript: Transcript, name: str, over: bool = False) -> Transcript:
    """The page called `name` writes from now on; the one that wrote reads. From another person only with `over`.

    Raises Conflict (field `pen`) when another person writes, or this page has written before and been replaced.
    """
    row = locked(transcript)
    policy.require_clerk(by, row.hearing)
    require_state(row, TranscriptState.WRITING)
    return _pen_taken(by, row, name, over=over)


def _pen_taken(by: User, row: Transcript, name: str, *, over: bool) -> Transcript:
    if PEN_NAME.fullmatch(name) is None:
        raise Invalid(_("The request does not fit its description."), field="pen")
    former = row.pen
    if former is not None and former.name == name and former.user_id == by.pk:
        return row
    if former is not None and former.user_id != by.pk and not over:
        raise Conflict(_("%(name)s is writing. Take over first.") % {"name": former.user.name}, field="pen")
    if row.pens.filter(name=name).exists():
        raise Conflict(_("Another page has taken over writing. This one only reads."), field="pen")
    if former is not None:
        former.ended_at = clock.now()
        former.save(update_fields=["ended_at"])
    row.pen = Pen.objects.create(transcript=row, user=by, name=name)
    row.save(update_fields=["pen"])
    if former is None or former.user_id != by.pk:
        note("pen", row, by=by, subject=row.pen, former=former.user_id if former is not None else None)
    live.changed(row)
    return row


@transaction.atomic
def apply(*, by: User, transcript: Transcript, pen: str, operations: Sequence[Operation]) -> Applied:
    """Take what a page has done, in order, each once. Sent again it changes nothing.

    Raises Conflict: `pen` for a page that never wrote, `number` when something before is missing; Invalid for what cannot be a
    line; NotAllowed for whoever is not the clerk.
    """
    if len(operations) > MOST_AT_ONCE:
        raise Invalid(_("The request does not fit its description."), field="operations")
    row = alone(transcript)
    policy.require_clerk(by, row.hearing)
    held = row.pens.select_for_update(no_key=True).filter(name=pen, user=by).first()
    if held is None:
        raise Conflict(_("Another page has taken over writing. This one only reads."), field="pen")
    fresh = [operation for operation in operations if operation.number > held.number]
    if not fresh:
        return Applied(held.number, row.seq)
    require_state(row, TranscriptState.WRITING)
    known = {one.key for one in speakers.of(row.hearing)}
    before, touched = row.seq, []
    is_late = row.pen_id != held.pk
    for operation in fresh:
        if operation.number != held.number + 1:
            raise Conflict(_("Something that was written before is missing."), field="number")
        _check(operation, known)
        line = _late(row, held, operation) if is_late else _done(row, held, operation)
        if line is not None:
            touched.append(line)
        held.number = operation.number
    held.save(update_fields=["number"])
    row.save(update_fields=["seq"])
    live.written(row, _last_of_each(touched), before=before)
    return Applied(held.number, row.seq)


def _check(operation: Operation, known: Iterable[str]) -> None:
    if operation.what not in {PUT, OUT}:
        raise Invalid(_("The request does not fit its description."), field="what")
    if operation.what == OUT:
        return
    if operation.kind not in LineKind.values:
        raise Invalid(_("The request does not fit its description."), field="kind")
    if operation.speaker and operation.speaker not in known:
        raise Invalid(_("Choose one of those who take part in the hearing."), field="speaker")
    if ranks.WELL_FORMED.fullmatch(operation.rank) is None:
        raise Invalid(_("The request does not fit its description."), field="rank")
    if len(operation.text) > LONGEST:
        raise Invalid(_("Use at most %(count)d characters.") % {"count": LONGEST}, field="text")
    if not 0 <= operation.at_ms <= marks.LONGEST_MS:
        raise Invalid(_("The request does not fit its description."), field="at_ms")


def _done(row: Transcript, pen: Pen, operation: Operation) -> Line | None:
    """What the page that writes does. A line that somebody else changed unseen is left alone: the words become a proposal."""
    line = row.lines.filter(key=operation.line).first()
    if line is not None and line.pen_id != pen.pk and line.seq > operation.seen:
        return _late(row, pen, operation)
    if operation.what == OUT:
        if line is None or line.state == LineState.OUT:
            return None
        line.state = LineState.OUT
    else:
        if line is None:
            line = Line(transcript=row, key=operation.line, version=0)
        line.state = LineState.IN_RECORD
        line.rank, line.kind, line.speaker = operation.rank, operation.kind, operation.speaker
        line.text, line.at_ms = operation.text, operation.at_ms
    return kept(row, line, by=pen.user, pen=pen)


def _late(row: Transcript, pen: Pen, operation: Operation) -> Line | None:
    """Words that come after another page took over: the clerk who writes now takes them, or does not."""
    if operation.what == OUT or not operation.text.strip():
        return None
    about = row.lines.filter(key=operation.line).first()
    # Several late keystrokes of one line are one proposal.
    waiting = row.lines.filter(pen=pen, source=LineSource.LATE, state=LineState.PROPOSED)
    line = waiting.filter(about=about).first() if about is not None else None
    if about is not None and about.source == LineSource.LATE and about.state == LineState.PROPOSED:
        line, about = about, about.about
    if line is None:
        key = operation.line if about is None else uuid4()
        line = Line(transcript=row, key=key, version=0, about=about, source=LineSource.LATE, state=LineState.PROPOSED)
    line.rank, line.kind, line.speaker = operation.rank, operation.kind, operation.speaker
    line.text, line.at_ms = operation.text, operation.at_ms
    return kept(row, line, by=pen.user, pen=pen)


def kept(row: Transcript, line: Line, *, by: User | None, pen: Pen | None = None) -> Line:
    """Save a line of a locked record as its next version. The caller saves the record's `seq`."""
    row.seq += 1
    line.seq, line.version, line.pen = row.seq, line.version + 1, pen
    line.save()
    content = {
        "rank": line.rank,
        "kind": line.kind,
        "speaker": line.speaker,
        "text": line.text,
        "at_ms": line.at_ms,
        "state": line.state,
    }
    last = row.changes.filter(line=line).order_by("-seq").first() if line.version > 1 else None
    if last is not None and pen is not None and last.pen_id == pen.pk and clock.now() - last.created_at <= ONE_CHANGE:
        last.seq, last.version, last.content = row.seq, line.version, content  # type: ignore[assignment]
        last.save(update_fields=["seq", "version", "content"])
    else:
        made = LineChange(transcript=row, line=line, pen=pen, user=by, seq=row.seq, version=line.version)
        made.content = content  # type: ignore[assignment]
        made.save()
    return line


def _last_of_each(lines: Iterable[Line]) -> list[Line]:
    return list({line.key: line for line in lines}.values())


@transaction.atomic
def write(
    *,
    by: User,
    transcript: Transcript,
    text: str,
    speaker: str = "",
    kind: str = LineKind.SPEECH,
    line: UUID | None = None,
    after: UUID | None = None,
    at_ms: int | None = None,
) -> Line:
    """Write or change one line without a page that keeps count: by a form, or by a program of the clerk's.

    A new line stands after the one named `after`, else at the end; an empty text takes the line out. Such a writer counts as one
    page of the clerk, which takes over from the others.
    """
    row = locked(transcript)
    policy.require_clerk(by, row.hearing)
    require_state(row, TranscriptState.WRITING)
    pen = _form_pen(by, row)
    found = row.lines.filter(key=line, state=LineState.IN_RECORD).first() if line is not None else None
    if line is not None and found is None:
        raise Conflict(_("This line is not in the record any more."), field="line")
    text = text.strip()
    if not text and found is None:
        raise Invalid(_("Write down what was said."), field="text")
    made = found or Line(transcript=row, key=uuid4(), version=0, rank=_rank_after(row, after), at_ms=at_ms or 0)
    if found is None and at_ms is None:
        made.at_ms = marks.now_ms(row.hearing)
    operation = Operation(
        0, made.key, PUT, 0, made.rank, kind, speaker, text, at_ms if at_ms is not None else made.at_ms
    )
    _check(operation, {one.key for one in speakers.of(row.hearing)})
    made.kind, made.speaker, made.text, made.at_ms = kind, speaker, text or made.text, operation.at_ms
    made.state = LineState.IN_RECORD if text else LineState.OUT
    before = row.seq
    kept(row, made, by=by, pen=pen)
    row.save(update_fields=["seq"])
    live.written(row, [made], before=before)
    return made


def _form_pen(by: User, row: Transcript) -> Pen:
    """The pen of the person's forms: they have one, and take it up again each time."""
    name = f"form-{by.pk.hex}"
    if row.pen is not None and row.pen.name == name:
        return row.pen
    if row.pen is not None and row.pen.user_id != by.pk:
        raise Conflict(_("%(name)s is writing. Take over first.") % {"name": row.pen.user.name}, field="pen")
    earlier = row.pens.filter(name=name).first()
    if earlier is None:
        _pen_taken(by, row, name, over=False)
    else:
        if row.pen is not None:
            row.pen.ended_at = clock.now()
            row.pen.save(update_fields=["ended_at"])
        earlier.ended_at = None
        earlier.save(update_fields=["ended_at"])
        row.pen = earlier
        row.save(update_fields=["pen"])
        live.changed(row)
    assert row.pen is not None
    return row.pen


def _rank_after(row: Transcript, after: UUID | None) -> str:
    """The place behind a line of the record; the end when none is named."""
    standing = list(row.lines.filter(state=LineState.IN_RECORD).values_list("key", "rank"))
    at = next((place for place, (key, _rank) in enumerate(standing) if key == after), len(standing) - 1)
    before = standing[at][1] if standing else ""
    behind = standing[at + 1][1] if at + 1 < len(standing) else None
    if behind is not None and before >= behind:  # two pages once gave two lines one place
        behind = next((rank for _key, rank in standing[at + 1 :] if rank > before), None)
    return _between(before, behind)


def _between(before: str, behind: str | None) -> str:
    try:
        return ranks.between(before, behind)
    except ValueError as problem:
        raise Conflict(
            _("There is no place between these two lines. Put it after another line."), field="rank"
        ) from problem


def place_for(row: Transcript, at_ms: int) -> str:
    """The place of something said at that time: behind the last line before it."""
    standing = row.lines.filter(state=LineState.IN_RECORD)
    earlier, first = standing.filter(at_ms__lte=at_ms).last(), standing.first()
    if earlier is None:
        return _between("", first.rank if first is not None else None)
    return _rank_after(row, earlier.key)
