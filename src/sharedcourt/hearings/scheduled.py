"""What time alone makes happen in this room, package by package."""

from datetime import datetime

from sharedcourt.hearings.courtroom import scheduled as courtroom
from sharedcourt.hearings.scheduling import scheduled as scheduling
from sharedcourt.hearings.transcript import scheduled as transcript


def run(now: datetime) -> None:
    """Called every minute; safe to call twice."""
    scheduling.serve_late()
    courtroom.run(now)
    transcript.run()
