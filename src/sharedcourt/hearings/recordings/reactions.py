"""When a recording has been put together, or could not be, the hearing's is checked; administrators of the court oversee."""

from sharedcourt.core import transaction
from sharedcourt.hearings.models import Hearing
from sharedcourt.hearings.recordings import policy as own
from sharedcourt.hearings.recordings import tasks
from sharedcourt.ledger import events
from sharedcourt.ledger.models import Entry
from sharedcourt.rooms.recording import policy
from sharedcourt.rooms.recording.models import Recording


def _composed(entry: Entry) -> None:
    room = Recording.objects.filter(pk=entry.subject).values("room")
    for hearing_id in Hearing.objects.filter(room__in=room).values_list("pk", flat=True):
        transaction.on_commit(lambda pk=hearing_id: tasks.queue(pk), robust=True)


def _brought_in(entry: Entry) -> None:
    of_recording = Hearing.objects.filter(offline_recordings=entry.subject)
    for hearing_id in of_recording.values_list("pk", flat=True):
        transaction.on_commit(lambda pk=hearing_id: tasks.queue(pk), robust=True)


def register() -> None:
    """Called once, when the app is ready."""
    policy.register_oversight(own.overseen)
    events.on("rooms.recording.composed")(_composed)
    events.on("rooms.recording.failed")(_composed)
    events.on("hearings.offline.kept")(_brought_in)
