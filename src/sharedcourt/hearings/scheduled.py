"""What time alone makes happen in this room; safe to run twice."""

from datetime import datetime

from sharedcourt.hearings.transcript import scheduled as transcript


def run(now: datetime | None = None) -> dict[str, int]:
    """What belongs to the record."""
    return transcript.run()
