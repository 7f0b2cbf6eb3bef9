"""Work that is due by the clock: rooms whose time is over are closed, recordings composed and deleted. Running it again changes nothing."""

from datetime import datetime

from sharedcourt.rooms import actions
from sharedcourt.rooms.recording import scheduled as recording


def run(now: datetime | None = None) -> dict[str, int]:
    """Close rooms past their end in which nobody is; compose and delete recordings."""
    return {"closed": actions.close_expired(), **recording.run()}
