"""Telling the people in the courtroom that something has changed, after the commit. Hints only, never content."""

from sharedcourt.hearings.models import Hearing
from sharedcourt.rooms import live


def changed(hearing: Hearing, part: str) -> None:
    """Every panel of the hearing looks again, in whatever private talk it is: what is new in it depends on who looks."""
    if hearing.room_id is not None:
        live.push(hearing.room_id, "hearing", {"part": part})
