"""When a recording has been put together, or could not be, the hearing's is checked; administrators of the court oversee."""

from functools import partial
from uuid import UUID

from django.db.models import QuerySet

from sharedcourt.core import transaction
from sharedcourt.hearings.models import Hearing
from sharedcourt.hearings.recordings import policy as own
from sharedcourt.hearings.recordings import tasks
from sharedcourt.ledger import events
from sharedcourt.ledger.models import Entry
from sharedcourt.rooms.recording import policy
from sharedcourt.rooms.recording.models import Recording


def _composed(entry: Entry) -> None:
    if entry.subject is not None:
        _soon(Hearing.objects.filter(room__in=Recording.objects.filter(pk=entry.subject).values("room")))


def _brought_in(entry: Entry) -> None:
    if entry.subject is not None:
        _soon(Hearing.objects.filter(offline_recordings=entry.subject))


def _soon(found: QuerySet[Hearing]) -> None:
    for hearing_id in found.values_list("pk", flat=True):
        transaction.on_commit(partial(_queue, hearing_id), robust=True)


def _queue(hearing_id: UUID) -> None:
    tasks.queue(hearing_id)


def register() -> None:
    """Called once, when the app is ready."""
    policy.register_oversight(own.overseen)
    events.on("rooms.recording.composed")(_composed)
    events.on("rooms.recording.failed")(_composed)
    events.on("hearings.offline.kept")(_brought_in)
