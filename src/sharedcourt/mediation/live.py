"""Telling the people in the room that a part of the panel has changed, after the commit. Hints only, never content."""

from sharedcourt.mediation.models import Case, Meeting
from sharedcourt.mediation.states import MeetingState
from sharedcourt.rooms import live


def changed(case: Case, part: str, *, circle: str | None = None) -> None:
    """Every panel of the case's present meeting looks again; with a `circle`, only those in it."""
    rooms = Meeting.objects.filter(case=case, state=MeetingState.FIXED, room_id__isnull=False)
    for room_id in filter(None, rooms.values_list("room_id", flat=True)):
        live.push(room_id, "mediation", {"part": part}, circle=circle)
