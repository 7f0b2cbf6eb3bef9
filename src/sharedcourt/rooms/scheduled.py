"""Work that is due by the clock: rooms whose time is over are closed. Running it again changes nothing."""

from datetime import datetime

from sharedcourt.rooms import actions


def run(now: datetime | None = None) -> dict[str, int]:
    """Close rooms past their end in which nobody is."""
    return {"closed": actions.close_expired()}
