"""Telling the people in the room that a part of the panel has changed, after the commit. Hints only, never content."""

from uuid import UUID

from django.db.models import Q

from sharedcourt.mediation.models import Case, KeptApart, Meeting
from sharedcourt.mediation.states import MeetingState
from sharedcourt.rooms import live
from sharedcourt.rooms.models import Seat


def changed(case: Case, part: str, *, circle: str | None = None) -> None:
    """Every panel of the case's present meeting looks again; with a `circle`, only those in it."""
    for room_id in _rooms(case):
        live.push(room_id, "mediation", {"part": part}, circle=circle)


def asked(case: Case, kept: KeptApart) -> None:
    """Who presides, and the side or the person that is asked, look again; the others learn not even that."""
    theirs = Q(user=kept.person_id) if kept.person_id else Q(side=kept.side)
    for room_id in _rooms(case):
        seats = Seat.objects.filter(Q(is_host=True) | theirs, room_id=room_id).values_list("pk", flat=True)
        live.push(room_id, "mediation", {"part": "apart"}, seats=list(seats))


def _rooms(case: Case) -> list[UUID]:
    rooms = Meeting.objects.filter(case=case, state=MeetingState.FIXED, room_id__isnull=False)
    return list(filter(None, rooms.values_list("room_id", flat=True)))
