"""What this room does by the clock: forgets forms that nobody will send again."""

from datetime import datetime

from django.core.cache import cache

from sharedcourt.core import clock, once

EVERY_SECONDS = 60 * 60


def run(now: datetime | None = None) -> None:
    """One round; called every minute, works every hour."""
    if cache.add("core:forgot", 1, timeout=EVERY_SECONDS):
        once.forget(now or clock.now())
