"""When the court was in session: only that is shown. A pause of the judge and a failure are not."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sharedcourt.broadcasts.stream.sources import Span, Window
from sharedcourt.core import clock
from sharedcourt.hearings.courtroom.models import HearingEvent
from sharedcourt.hearings.models import Hearing
from sharedcourt.hearings.states import HearingState
from sharedcourt.rooms.recording.plan import FRAME_RATE

# Pieces are a multiple of this, so that sound and picture end together.
STEP = 8
LONGEST = 64
K = HearingEvent.Kind
BEGINS = (K.OPENED, K.RESUMED)
ENDS = (K.PAUSED, K.SUSPENDED, K.CLOSED)


def of_hearing(hearing: Hearing) -> list[Span]:
    """The stretches in which the court sat, without its breaks (REC 3), by the list of the hearing; one that goes on ends now."""
    events = HearingEvent.objects.filter(hearing=hearing, kind__in=[*BEGINS, *ENDS]).order_by("at", "id")
    spans: list[Span] = []
    begun: datetime | None = None
    for kind, at in events.values_list("kind", "at"):
        if kind in BEGINS:
            begun = begun or at
        elif begun is not None:
            spans.append((begun, at))
            begun = None
    if begun is not None and hearing.state == HearingState.IN_SESSION:
        spans.append((begun, clock.now()))
    for began, ended in hearing.breaks.values_list("begun_at", "ended_at"):
        spans = [piece for span in spans for piece in _without(span, began, ended)]
    return spans


def _without(span: Span, began: datetime, ended: datetime | None) -> list[Span]:
    begins, ends = span
    pieces = [(begins, min(ends, began))]
    if ended is not None:
        pieces.append((max(begins, ended), ends))
    return [(first, last) for first, last in pieces if first < last]


def both(first: Sequence[Span], second: Sequence[Span]) -> list[Span]:
    """The stretches that lie in both."""
    found = [(max(a, c), min(b, d)) for a, b in first for c, d in second]
    return sorted((begins, ends) for begins, ends in found if begins < ends)


def next_window(spans: Sequence[Span], since: datetime, *, open_until: datetime | None) -> Window | None:
    """The next piece to compose from a moment on: a whole one, or what is left of a stretch that is over.

    `open_until`: up to there everything has settled; None: nothing more comes. None is returned while there is nothing to compose.
    """
    for begins, ends in spans:
        first = max(begins, since)
        frames = int((ends - first).total_seconds() * FRAME_RATE + 1e-6)
        if frames >= LONGEST:
            window = Window(first, LONGEST)
            return window if open_until is None or window.ended <= open_until else None
        is_over = open_until is None or ends < open_until - timedelta(seconds=LONGEST / FRAME_RATE)
        if frames >= STEP and is_over:
            return Window(first, frames // STEP * STEP)
        if frames >= STEP and not is_over:
            return None
    return None
