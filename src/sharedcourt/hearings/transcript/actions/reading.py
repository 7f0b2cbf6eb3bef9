"""Reading and correcting: whoever takes part reads the record and may ask for corrections (CPL 150, REC 7)."""

from uuid import UUID

from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.documents import actions as documents
from sharedcourt.hearings.states import BEFORE
from sharedcourt.hearings.transcript import live, policy, queries, telling
from sharedcourt.hearings.transcript.actions.writing import LONGEST, kept
from sharedcourt.hearings.transcript.locking import locked, note, require_state
from sharedcourt.hearings.transcript.models import (
    CorrectionRequest,
    CorrectionState,
    Line,
    LineState,
    Reading,
    Transcript,
)
from sharedcourt.hearings.transcript.states import TranscriptState
from sharedcourt.law.hearing_record import reading_deadline
from sharedcourt.ledger.actions import personal
from sharedcourt.people.models import User


@transaction.atomic
def finish(*, by: User, transcript: Transcript) -> Transcript:
    """The record is written: everyone who takes part is told to read it, in court or within the days of CPL 150."""
    row = locked(transcript)
    policy.require_clerk(by, row.hearing)
    require_state(row, TranscriptState.WRITING)
    if row.hearing.state in BEFORE:
        raise Conflict(_("The hearing has not been opened yet."))
    if not queries.lines(row).exists():
        raise Conflict(_("Nothing is written yet."))
    if queries.proposals(row).exists():
        raise Conflict(_("Some proposals are still to be taken or left out."))
    row.finish()
    row.finished_at, row.read_by = clock.now(), reading_deadline(clock.today())
    _put_pen_down(row)
    row.save()
    note("finished", row, by=by, lines=queries.lines(row).count(), read_by=row.read_by)
    live.changed(row)
    telling.to_read(row, by)
    return row


def _put_pen_down(row: Transcript) -> None:
    if row.pen is not None:
        row.pen.ended_at = clock.now()
        row.pen.save(update_fields=["ended_at"])
        row.pen = None


@transaction.atomic
def reopen(*, by: User, transcript: Transcript) -> Transcript:
    """Write on: the hearing is continued, or something was left out."""
    row = locked(transcript)
    policy.require_clerk(by, row.hearing)
    require_state(row, TranscriptState.READING)
    row.reopen()
    row.read_by = None
    row.save()
    # What they said was about another text.
    row.readings.update(read_at=None)
    note("reopened", row, by=by)
    live.changed(row)
    return row


@transaction.atomic
def ask_correction(*, by: User, transcript: Transcript, line: UUID, wanted: str) -> CorrectionRequest:
    """Somebody who takes part says how a line should read. Asked twice in the same words it is one request."""
    row = locked(transcript)
    policy.require_participant(by, row)
    require_state(row, TranscriptState.READING)
    if row.read_by is not None and clock.today() > row.read_by:
        raise Conflict(_("The days for asking for corrections are over."))
    words = needed(wanted, "wanted", _("Write down how it should read."))
    about = _line(row, line)
    for earlier in queries.open_requests(row).filter(by=by, line=about):
        if earlier.wanted == words:
            return earlier
    made = CorrectionRequest.objects.create(transcript=row, line=about, line_version=about.version, by=by, wanted=words)
    note("correction_asked", row, by=by, subject=made, line=about.key, wanted=personal(words))
    telling.correction_asked(row, by)
    live.changed(row)
    return made


def _line(row: Transcript, key: UUID) -> Line:
    found = row.lines.filter(key=key, state=LineState.IN_RECORD).first()
    if found is None:
        raise Conflict(_("This line is not in the record any more."), field="line")
    return found


@transaction.atomic
def answer_request(
    *,
    by: User,
    request: CorrectionRequest,
    corrected: bool,
    text: str = "",
    answer: str = "",
    replayed: bool = False,
) -> CorrectionRequest:
    """The clerk corrects the line to `text`, or does not and says why; the request is then noted in the record (CPL 150).

    `replayed`: the recording was played to check (REC 7).
    """
    row = locked(request.transcript)
    policy.require_clerk(by, row.hearing)
    require_state(row, TranscriptState.READING)
    held = (
        CorrectionRequest.objects.select_for_update(of=("self",), no_key=True)
        .select_related("by", "line")
        .get(pk=request.pk)
    )
    if held.state != CorrectionState.ASKED:
        raise Conflict(_("This request has been answered already."))
    if corrected:
        _correct(by, row, held.line, text)
        held.state = CorrectionState.CORRECTED
    else:
        held.answer = needed(answer, "answer", _("Say why it is not corrected; it is noted in the record."))
        held.state = CorrectionState.REFUSED
    held.replayed, held.answered_by, held.answered_at = replayed, by, clock.now()
    held.save()
    what = "corrected" if corrected else "correction_refused"
    note(what, row, by=by, subject=held, line=held.line.key, replayed=replayed, answer=personal(held.answer))
    telling.correction_answered(row, held, by)
    live.changed(row)
    return held


@transaction.atomic
def correct(*, by: User, transcript: Transcript, line: UUID, text: str) -> Line:
    """The clerk mends a mistake of their own while the record is being read."""
    row = locked(transcript)
    policy.require_clerk(by, row.hearing)
    require_state(row, TranscriptState.READING)
    found = _correct(by, row, _line(row, line), text)
    note("corrected", row, by=by, line=found.key, replayed=False)
    return found


def _correct(by: User, row: Transcript, line: Line, text: str) -> Line:
    words = text.strip()
    if not words:
        raise Invalid(_("Write down how the line reads now."), field="text")
    if len(words) > LONGEST:
        raise Invalid(_("Use at most %(count)d characters.") % {"count": LONGEST}, field="text")
    if line.state != LineState.IN_RECORD:
        raise Conflict(_("This line is not in the record any more."), field="line")
    before = row.seq
    line.text = words
    kept(row, line, by=by)
    row.save(update_fields=["seq"])
    live.written(row, [line], before=before)
    return line


def word_of(row: Transcript, user: User) -> Reading:
    """What the person has said of the record, locked with it."""
    return Reading.objects.select_for_update(of=("self",), no_key=True).get_or_create(transcript=row, user=user)[0]


@transaction.atomic
def confirm_read(*, by: User, transcript: Transcript) -> Reading:
    """Somebody who takes part has read the record and finds it right. Saying so twice changes nothing."""
    row = locked(transcript)
    policy.require_participant(by, row)
    require_state(row, TranscriptState.READING)
    if queries.open_requests(row).filter(by=by).exists():
        raise Conflict(_("Your request for a correction is not answered yet."))
    word = word_of(row, by)
    if word.read_at is None or word.refused_at is not None:
        word.read_at = word.read_at or clock.now()
        word.refused_at, word.refusal, word.noted_by = None, "", None
        word.save()
        note("read", row, by=by, subject=word)
        live.changed(row)
    return word


@transaction.atomic
def refuse_to_sign(*, by: User, transcript: Transcript, reason: str) -> Reading:
    """Somebody who takes part does not sign, and says why; it is noted and the record goes on without them (CPL 150)."""
    row = locked(transcript)
    policy.require_participant(by, row)
    return _refused(by, row, by, reason)


@transaction.atomic
def note_refusal(*, by: User, transcript: Transcript, user: User, reason: str) -> Reading:
    """The clerk notes that somebody who takes part does not sign, and why (CPL 150)."""
    row = locked(transcript)
    policy.require_clerk(by, row.hearing)
    if policy.participation(user, row.hearing) is None:
        raise Invalid(_("Choose one of those who take part in the hearing."), field="user")
    return _refused(by, row, user, reason)


def _refused(by: User, row: Transcript, user: User, reason: str) -> Reading:
    require_state(row, TranscriptState.READING, TranscriptState.SIGNING)
    words = needed(reason, "reason", _("Say why it is not signed."))
    word = word_of(row, user)
    if word.refused_at is not None:
        return word
    word.refused_at, word.refusal, word.noted_by = clock.now(), words, by if by != user else None
    word.save()
    note("signature_refused", row, by=by, subject=word, whose=user.pk, reason=personal(words))
    if row.state == TranscriptState.SIGNING:
        assert row.file is not None
        documents.refuse_signature(by=by, signing_file=row.file, user=user, reason=words)
    live.changed(row)
    return word
