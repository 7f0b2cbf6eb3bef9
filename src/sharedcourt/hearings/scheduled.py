"""What time alone makes happen in this room, package by package."""

from datetime import datetime

from sharedcourt.hearings.attendance import scheduled as attendance
from sharedcourt.hearings.circuit.actions import clear
from sharedcourt.hearings.courtroom import scheduled as courtroom
from sharedcourt.hearings.recordings import scheduled as recordings
from sharedcourt.hearings.scheduling import scheduled as scheduling
from sharedcourt.hearings.transcript import scheduled as transcript


def run(now: datetime | None = None) -> dict[str, int]:
    """Called every minute; safe to call twice."""
    scheduling.serve_late()
    told = {"directors_told": attendance.run(now)}
    return {"seats_cleared": clear(), **told, **courtroom.run(now), **transcript.run(), **recordings.run(now)}
