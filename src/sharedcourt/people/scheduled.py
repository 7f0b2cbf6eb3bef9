"""What this room does by the clock."""

from datetime import datetime

from sharedcourt.core import clock
from sharedcourt.people.actions import purge_codes


def run(now: datetime | None = None) -> None:
    """Delete one-time codes that are older than a day."""
    purge_codes(now=now or clock.now())
