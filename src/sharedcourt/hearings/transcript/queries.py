"""Reads of the record, with a fixed number of queries."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from sharedcourt.core import clock
from sharedcourt.filing.cases import queries as cases
from sharedcourt.hearings.courtroom import queries as courtroom
from sharedcourt.hearings.courtroom.models import Discipline
from sharedcourt.hearings.models import Hearing, PanelMember
from sharedcourt.hearings.queries import taking_part
from sharedcourt.hearings.states import UNDER_WAY, HearingState
from sharedcourt.hearings.transcript import marks, phrases, policy, speakers
from sharedcourt.hearings.transcript.models import (
    CorrectionRequest,
    CorrectionState,
    Line,
    LineState,
    Reading,
    Transcript,
)
from sharedcourt.hearings.transcript.states import TranscriptState
from sharedcourt.people.models import User
from sharedcourt.people.policy import acting_for, is_person

WITH = ("hearing__case__number", "hearing__case__dispute", "hearing__court", "hearing__clerk", "hearing__room", "pen__user", "file", "recording")  # fmt: skip
MOST = 5000  # lines sent at once: a hearing of many days


def rows() -> QuerySet[Transcript]:
    """Records with what a page shows of them."""
    return Transcript.objects.select_related(*WITH)


def hearings_of(user: Any) -> QuerySet[Hearing]:
    """Hearings whose record the person reads while it is written: the bench, the clerk, and who takes part, but not who is heard apart."""
    if not is_person(user) or acting_for(user) is not None:
        return Hearing.objects.none()
    sat = PanelMember.objects.filter(user=user).values("hearing")
    took_part = taking_part(user).exclude(capacity__in=policy.APART)
    ordered_out = Q(discipline__kind=Discipline.Kind.REMOVAL, discipline__lifted_at=None, hearing__state__in=UNDER_WAY)
    inside = took_part.exclude(pk__in=took_part.filter(ordered_out).values("pk")).values("hearing")
    found = Hearing.objects.filter(Q(pk__in=sat) | Q(pk__in=inside) | Q(clerk=user))
    not_yet = Q(state=HearingState.PLANNED) | Q(state=HearingState.SCHEDULED, room=None)
    return found.select_related("case__number", "case__dispute", "court", "clerk", "room").exclude(
        not_yet | Q(state=HearingState.CANCELLED)
    )


def visible_to(user: Any) -> QuerySet[Transcript]:
    """Records the person may read: live in the hearing; when finished also who was heard apart; when sealed whoever sees the case."""
    if not is_person(user) or acting_for(user) is not None:
        return Transcript.objects.none()
    # Whoever is heard apart reads nothing while others may still be heard (ODLR 26).
    apart = taking_part(user).filter(capacity__in=policy.APART, hearing__state=HearingState.CLOSED).values("hearing")
    done = [TranscriptState.READING, TranscriptState.SIGNING, TranscriptState.SEALED]
    of_case = Q(state=TranscriptState.SEALED, hearing__case__in=cases.visible_to(user).order_by().values("pk"))
    live = Q(hearing__in=hearings_of(user).order_by().values("pk"))
    return rows().filter(live | Q(hearing__in=apart, state__in=done) | of_case)


def sealed_files(user: User) -> QuerySet[Any, Any]:
    """Papers of records that the person may read."""
    return visible_to(user).filter(file__isnull=False).order_by().values("file")


def lines(transcript: Transcript) -> QuerySet[Line]:
    """What stands in the record, in order."""
    return transcript.lines.filter(state=LineState.IN_RECORD)


def proposals(transcript: Transcript) -> QuerySet[Line]:
    """What waits for the clerk, in the order in which it was said."""
    return transcript.lines.filter(state=LineState.PROPOSED).select_related("about").order_by("at_ms", "seq")


def view_of(line: Line) -> dict[str, Any]:
    """A line as pages get it."""
    return {
        "key": str(line.key),
        "rank": line.rank,
        "kind": line.kind,
        "speaker": line.speaker,
        "text": line.text if line.state != LineState.OUT else "",
        "at_ms": line.at_ms,
        "state": line.state,
        "source": line.source,
        "version": line.version,
        "seq": line.seq,
        "about": str(line.about.key) if line.about is not None else "",
    }


def since(transcript: Transcript, seq: int, *, for_clerk: bool) -> list[dict[str, Any]]:
    """Lines that changed after `seq`, oldest change first. Whoever is not the clerk learns of a line only when it stands in the record."""
    found = transcript.lines.filter(seq__gt=seq).select_related("about").order_by("seq")
    if not for_clerk:
        found = found.exclude(state=LineState.PROPOSED)
    return [view_of(line) for line in found[:MOST]]


def head(transcript: Transcript) -> dict[str, Any]:
    """How far the record is and who writes it, and at which stage the hearing stands (one query)."""
    pen = transcript.pen
    return {
        "stage": phrases.OF[courtroom.stage_now(transcript.hearing)],
        "seq": transcript.seq,
        "state": str(transcript.state),
        "pen": pen.name if pen is not None else "",
        "writer": pen.user.name if pen is not None else "",
    }


def snapshot(transcript: Transcript, seq: int, *, for_clerk: bool) -> dict[str, Any]:
    """What a page that knows everything up to `seq` must be told."""
    now = {"now_ms": marks.now_ms(transcript.hearing)}
    return {**head(transcript), **now, "lines": since(transcript, seq, for_clerk=for_clerk)}


@dataclass(frozen=True)
class Word:
    """What a participant has said of the record."""

    speaker: speakers.Speaker
    reading: Reading | None

    @property
    def refuses(self) -> bool:
        return self.reading is not None and self.reading.refused_at is not None

    @property
    def has_read(self) -> bool:
        return self.reading is not None and self.reading.read_at is not None

    @property
    def lets_recording_stand(self) -> bool | None:
        return self.reading.lets_recording_stand if self.reading is not None else None


def words(transcript: Transcript) -> list[Word]:
    """Everyone who takes part and has an account, with what they have said of the record."""
    readings = {reading.user_id: reading for reading in transcript.readings.all()}
    return [
        Word(one, readings.get(one.user.pk))
        for one in speakers.of(transcript.hearing)
        if one.capacity and one.user is not None
    ]


def open_requests(transcript: Transcript) -> QuerySet[CorrectionRequest]:
    """What has been asked for and not been answered."""
    return transcript.corrections.filter(state=CorrectionState.ASKED)


def requests(transcript: Transcript) -> QuerySet[CorrectionRequest]:
    """All that was asked for, with line and person."""
    return transcript.corrections.select_related("line", "by", "answered_by")


def may_be_signed(transcript: Transcript) -> bool:
    """Every request is answered; everybody has read it or refuses, or the days for it are over (CPL 150)."""
    if transcript.state != TranscriptState.READING or open_requests(transcript).exists():
        return False
    over = transcript.read_by is not None and clock.today() > transcript.read_by
    return over or all(word.has_read or word.refuses for word in words(transcript))


def scopes_with_records(user: User) -> QuerySet[Any, Any]:
    """Disputes of hearings whose sealed record the person may read."""
    return visible_to(user).filter(state=TranscriptState.SEALED).order_by().values("hearing__case__dispute")
