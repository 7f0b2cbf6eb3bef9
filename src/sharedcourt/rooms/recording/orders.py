"""Orders to a media server that records by itself, and what is done when something is not recorded: it is never passed over.

A fault is kept with the recording and noted in the ledger once; rooms above tell whoever must know.
"""

import logging
from uuid import UUID

from asgiref.sync import async_to_sync

from sharedcourt.core import clock, transaction
from sharedcourt.people.models import User
from sharedcourt.rooms import backends, live
from sharedcourt.rooms.recording import queries
from sharedcourt.rooms.recording.models import Recording
from sharedcourt.rooms.recording.noting import locked, note
from sharedcourt.rooms.recording.states import RecordingState

log = logging.getLogger(__name__)
# Found while it was going on; the composer finds the others.
WHILE_RECORDING = ("backend", "lost", "unable")


def give(recording: Recording) -> None:
    """Tell the media server, after the commit, whom to record; nobody once the recording does not run."""
    recording_id: UUID = recording.pk
    transaction.on_commit(lambda: _carry_out(recording_id))


def _carry_out(recording_id: UUID) -> None:
    # As it stands now, not as it stood at the order: of two orders that overtake each other the later reading counts.
    recording = Recording.objects.get(pk=recording_id)
    on = recording.state == RecordingState.ON
    before = recording.trouble_since
    try:
        async_to_sync(backends.chosen().record)(str(recording.room_id), queries.roster(recording.room_id))
        since = None
    except Exception:
        log.exception("The media backend could not switch recording %s.", "on" if on else "off")
        note_fault(recording_id, "backend", by=None, detail="on" if on else "off")
        since = before or clock.now()
    if since != before:
        Recording.objects.filter(pk=recording_id).update(trouble_since=since)
        live.changed(recording.room_id)


@transaction.atomic
def note_fault(recording_id: UUID, what: str, *, by: User | None, **more: str) -> None:
    """Keep a fault with the recording; of the same kind once."""
    row = locked(recording_id)
    if any(fault.get("what") == what for fault in row.faults):
        return
    row.faults = [*row.faults, {"what": what, **more}]
    row.save(update_fields=["faults"])
    note("troubled", row, by=by, what=what)


def _repeat(recording: Recording) -> None:
    if Recording.objects.filter(room=recording.room_id, created_at__gt=recording.created_at).exists():
        # A later recording of the room gives orders of its own.
        Recording.objects.filter(pk=recording.pk).update(trouble_since=None)
    else:
        _carry_out(recording.pk)


def repeat() -> int:
    """Scheduled: give orders that were not carried out once more; returns how many."""
    waiting = list(Recording.objects.filter(trouble_since__isnull=False))
    for recording in waiting:
        try:
            _repeat(recording)
        except Exception:  # the others are not to wait for this one
            log.exception("The order of recording %s could not be repeated.", recording.pk)
    return len(waiting)
