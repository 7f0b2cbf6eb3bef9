"""What this room does by the clock."""

from datetime import datetime

from sharedcourt.core import clock
from sharedcourt.sites import pairing


def run(now: datetime | None = None) -> None:
    """Delete the codes of screens that nobody paired in time."""
    pairing.purge(now=now or clock.now())
