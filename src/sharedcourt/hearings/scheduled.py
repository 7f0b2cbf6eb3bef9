"""What is due by the clock in this room."""

from datetime import datetime

from sharedcourt.hearings.scheduling import scheduled as scheduling


def run(now: datetime) -> None:
    """Called every minute; safe to call twice."""
    scheduling.serve_late()
