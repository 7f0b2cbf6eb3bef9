"""How good a person's line is, as their browser measures it and the connection log keeps it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sharedcourt.rooms.models import SeatEvent

POOR_RTT_MS, POOR_LOSS_PERCENT = 1000, 10


@dataclass(frozen=True)
class Line:
    """Round trip and loss."""

    rtt_ms: int | None = None
    loss_percent: int | None = None

    @property
    def is_poor(self) -> bool:
        """Whether speech suffers: a second there and back, or one packet in ten lost."""
        return (self.rtt_ms or 0) >= POOR_RTT_MS or (self.loss_percent or 0) >= POOR_LOSS_PERCENT


NO_LINE = Line()


@dataclass
class Absence:
    """What the log says of one person's line: how often it was lost, for how long, and how often it was poor."""

    name: str
    role: str
    losses: int = 0
    away: timedelta = timedelta()
    poor: int = 0
    worst_loss: int = 0
    worst_rtt_ms: int = 0
    lost_at: datetime | None = field(default=None, repr=False)

    @property
    def seconds_away(self) -> int:
        return round(self.away.total_seconds())

    def take(self, event: "SeatEvent") -> None:
        """One line of the log, in order."""
        kinds = type(event).Kind
        self.worst_loss = max(self.worst_loss, event.loss_percent or 0)
        self.worst_rtt_ms = max(self.worst_rtt_ms, event.rtt_ms or 0)
        if event.kind in {kinds.WEAK, kinds.SOUND_ONLY}:
            self.poor += 1
        elif event.kind == kinds.LOST:
            self.losses += 1
            self.lost_at = self.lost_at or event.created_at
        elif event.kind in {kinds.RETURNED, kinds.LEFT, kinds.REMOVED, kinds.WAITING} and self.lost_at:
            self.away += event.created_at - self.lost_at
            self.lost_at = None


def absences(events: Iterable["SeatEvent"], now: datetime) -> Iterator[Absence]:
    """Everyone whose line was ever lost or poor; whoever is away still counts up to now."""
    found: dict[object, Absence] = {}
    for event in events:
        person = found.setdefault(event.seat_id, Absence(event.seat.user.name, event.seat.role_words))
        person.take(event)
    for person in found.values():
        if person.lost_at:
            person.away += now - person.lost_at
        if person.losses or person.poor:
            yield person
