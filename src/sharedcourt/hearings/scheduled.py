"""Work of hearings that is due by the clock. Running it again changes nothing."""

from datetime import datetime

from sharedcourt.hearings.circuit.actions import clear
from sharedcourt.hearings.recordings import scheduled as recordings


def run(now: datetime | None = None) -> dict[str, int]:
    """Registrations end where nothing is held in open court any more; at night recordings are compared with hearings."""
    return {"seats_cleared": clear(), **recordings.run(now)}
