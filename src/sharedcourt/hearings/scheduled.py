"""What time alone makes happen in this room, package by package."""

from collections.abc import Callable
from datetime import datetime

from sharedcourt.hearings.attendance import scheduled as attendance
from sharedcourt.hearings.circuit.actions import clear
from sharedcourt.hearings.courtroom import scheduled as courtroom
from sharedcourt.hearings.in_turn import scheduled as in_turn
from sharedcourt.hearings.recordings import scheduled as recordings
from sharedcourt.hearings.scheduling import scheduled as scheduling
from sharedcourt.hearings.transcript import scheduled as transcript


def run(now: datetime | None = None) -> dict[str, int]:
    """Called every minute; safe to call twice."""
    parts: list[Callable[[], dict[str, int]]] = [
        lambda: {"summonses_served": scheduling.serve_late()},
        lambda: {"seats_cleared": clear()},
        lambda: {"directors_told": attendance.run(now)},
        lambda: courtroom.run(now),
        lambda: in_turn.run(now),
        transcript.run,
        lambda: recordings.run(now),
    ]
    found: dict[str, int] = {}
    failed: list[Exception] = []
    for part in parts:
        try:
            found |= part()
        except Exception as problem:  # one package's trouble keeps no other from its work
            failed.append(problem)
    if failed:
        raise ExceptionGroup("Scheduled work of hearings failed", failed)
    return found
