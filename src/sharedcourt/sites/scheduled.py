"""What this room does by the clock."""

from datetime import datetime, timedelta

from sharedcourt.core import clock
from sharedcourt.sites import pairing

KEPT_FOR = timedelta(hours=1)


def run(now: datetime | None = None) -> None:
    """Delete codes for pairing that ran out an hour ago."""
    pairing.purge(before=(now or clock.now()) - KEPT_FOR)
