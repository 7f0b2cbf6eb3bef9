"""When people are taken by meetings that are fixed: who takes part, and judges who were called to guide (调解指导)."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from uuid import UUID

from sharedcourt.mediation.models import Participant
from sharedcourt.mediation.models_room import Guidance
from sharedcourt.mediation.states import MeetingState
from sharedcourt.mediation.states_room import CALLED
from sharedcourt.people.busy import Taken


def taken(people: Collection[UUID], since: datetime, until: datetime) -> Iterator[Taken]:
    """Two queries, whatever the number of people (`people.busy`)."""
    at_the_time = {
        "meeting__state": MeetingState.FIXED,
        "meeting__starts_at__lt": until,
        "meeting__ends_at__gt": since,
    }
    mine = Participant.objects.filter(user__in=people, **at_the_time).order_by()
    yield from _fixed(mine.values_list("user", "meeting__starts_at", "meeting__ends_at"))
    guided = Guidance.objects.filter(judge__in=people, state__in=CALLED, **at_the_time).order_by()
    yield from _fixed(guided.values_list("judge", "meeting__starts_at", "meeting__ends_at"))


def _fixed(rows: Iterable[tuple[UUID, datetime | None, datetime | None]]) -> Iterator[Taken]:
    return ((who, began, ended) for who, began, ended in rows if began is not None and ended is not None)
