"""What time alone makes happen in this room, package by package."""

from datetime import datetime

from sharedcourt.hearings.courtroom import scheduled as courtroom


def run(now: datetime | None = None) -> dict[str, int]:
    """Each package's part; running it again changes nothing."""
    return {**courtroom.run(now)}
