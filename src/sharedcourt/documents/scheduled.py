"""What this room does by the clock: a few times a day, remove what crashes left behind."""

from datetime import datetime

from django.core.cache import cache

from sharedcourt.documents.actions import sweep

EVERY_SECONDS = 6 * 60 * 60


def run(now: datetime | None = None) -> None:
    """One round; called every minute, works every six hours. The sweep looks at the clock itself, so `now` is not needed."""
    if cache.add("documents:swept", 1, timeout=EVERY_SECONDS):
        sweep()
