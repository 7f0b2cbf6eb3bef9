"""What every writer of recordings does: lock the recording, and write in the ledger."""

from uuid import UUID

from sharedcourt.ledger.actions import record
from sharedcourt.ledger.locks import hold_ledger
from sharedcourt.people.models import User
from sharedcourt.rooms.recording.models import Recording


def note(action: str, recording: Recording, *, by: User | None, **facts: object) -> None:
    """Write it in the ledger under the dispute."""
    record(f"rooms.recording.{action}", by=by, subject=recording, scope=recording.room.scope, **facts)


def locked(recording_id: UUID) -> Recording:
    """The recording, locked. The ledger comes first, as for whoever comes into the room: nobody waits in a circle."""
    hold_ledger()
    return Recording.objects.select_for_update(of=("self",)).select_related("room").get(pk=recording_id)
