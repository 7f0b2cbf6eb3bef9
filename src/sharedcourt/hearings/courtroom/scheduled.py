"""What time alone makes happen: courtrooms are made ready half an hour before. Running it again changes nothing."""

from datetime import datetime

from sharedcourt.hearings.courtroom.actions import opening


def run(now: datetime | None = None) -> dict[str, int]:
    """Make the courtrooms of coming hearings ready."""
    return {"prepared": opening.prepare_due()}
