"""What this room does by the clock: take up readings that a crash left without a job; a few times a day, remove what crashes left behind."""

from datetime import datetime

from django.core.cache import cache

from sharedcourt.documents.actions import sweep
from sharedcourt.documents.reading import tasks

EVERY_SECONDS = 6 * 60 * 60


def run(now: datetime | None = None) -> None:
    """One round; called every minute, sweeps every six hours. The sweep looks at the clock itself, so `now` is not needed."""
    tasks.take_up()
    if cache.add("documents:swept", 1, timeout=EVERY_SECONDS):
        sweep()
