"""What time alone makes happen: who keeps a search is told what is new. Safe to run twice."""

from datetime import datetime

from sharedcourt.core import clock
from sharedcourt.core.errors import Unavailable
from sharedcourt.judgments.finding import saving
from sharedcourt.judgments.finding.engine import guarded

AT_ONCE = 1_000  # searches looked at in a round


def run(now: datetime | None = None) -> dict[str, int]:
    """One round, called every minute."""
    moment = now or clock.now()
    try:
        with guarded() as engine:
            applied = engine.applied()
    except Unavailable:
        return {"searches_told": 0}
    told = 0
    for search in saving.due(applied, moment, AT_ONCE):
        told += bool(saving.tell_news(search=search, now=moment))
    return {"searches_told": told}
