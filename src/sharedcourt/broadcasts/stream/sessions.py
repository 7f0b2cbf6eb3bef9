"""When the court was in session: only that is shown. A pause of the judge and a failure are not."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sharedcourt.broadcasts.stream.sources import Span, Window
from sharedcourt.core import clock
from sharedcourt.hearings.models import Hearing
from sharedcourt.hearings.states import HearingState
from sharedcourt.ledger.models import Entry
from sharedcourt.rooms.recording.plan import FRAME_RATE

# Pieces are a multiple of this, so that sound and picture end together.
STEP = 8
LONGEST = 64
BEGINS = ("hearings.hearing.opened", "hearings.hearing.resumed")
ENDS = ("hearings.hearing.paused", "hearings.hearing.suspended", "hearings.hearing.closed")


def of_hearing(hearing: Hearing) -> list[Span]:
    """The stretches of the session by the ledger; one that goes on ends now. Without entries, from opening to closing."""
    now = clock.now()
    entries = Entry.objects.filter(subject=hearing.pk, action__in=[*BEGINS, *ENDS]).order_by("seq")
    spans: list[Span] = []
    begun: datetime | None = None
    for action, at in entries.values_list("action", "at"):
        if action in BEGINS:
            begun = begun or at
        elif begun is not None:
            spans.append((begun, at))
            begun = None
    if not spans and begun is None and hearing.opened_at is not None:
        begun = hearing.opened_at
        if hearing.closed_at is not None:
            return [(begun, hearing.closed_at)]
    if begun is not None and hearing.state == HearingState.IN_SESSION:
        spans.append((begun, now))
    return spans


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
