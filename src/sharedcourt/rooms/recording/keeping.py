"""Watching and deleting: every viewing and every deletion is in the ledger."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.ledger.actions import personal
from sharedcourt.people.models import User
from sharedcourt.rooms.recording import policy, sealed, tasks
from sharedcourt.rooms.recording.models import Purpose, Recording, RecordingPiece
from sharedcourt.rooms.recording.noting import locked, note
from sharedcourt.rooms.recording.states import RecordingState

log = logging.getLogger(__name__)
SALT = "rooms.recording.viewing"
VIEWING_LASTS = timedelta(hours=12)
SHORTEST_REASON = 4
DELETABLE = (RecordingState.READY, RecordingState.FAILED, RecordingState.ENDED)


@transaction.atomic
def view(*, by: User, recording: Recording) -> str:
    """Open the film: written down, and good for one sitting. Gives the pass with which the film itself is fetched."""
    note("viewed", recording, by=by)
    return signing.dumps([str(by.pk), str(recording.pk)], salt=SALT)


def holds_pass(user: User, recording: Recording, text: str) -> bool:
    """Whether the pass was given to this person for this recording, lately."""
    try:
        given = signing.loads(text, salt=SALT, max_age=VIEWING_LASTS)
    except signing.BadSignature:
        return False
    return bool(given == [str(user.pk), str(recording.pk)])


@transaction.atomic
def compose_again(*, by: User, recording: Recording) -> Recording:
    """After a failure, staff may try again."""
    row = locked(recording.pk)
    if not policy.is_staff(by, row):
        raise NotAllowed(_("Only the host and the organisation may do this."))
    if row.state != RecordingState.FAILED:
        raise Conflict(_("There is nothing to try again."))
    row.compose()
    row.percent = 0
    row.save()
    transaction.on_commit(lambda: tasks.queue(row.pk), robust=True)
    return row


def is_deletable(recording: Recording) -> bool:
    """Whether a person entitled may delete it now."""
    is_bound = recording.stands_for_record or recording.purpose == Purpose.HEARING
    return recording.state in DELETABLE and not is_bound


@transaction.atomic
def delete(*, by: User | None, recording: Recording, reason: str) -> Recording:
    """Delete the film and all that came in; the row and the ledger keep that, when, by whom and why.

    What stands for the written record, and a hearing's, stays until its time is over.
    """
    row = locked(recording.pk)
    if by is not None and not policy.is_staff(by, row):
        raise NotAllowed(_("Only the host and the organisation may do this."))
    if row.state == RecordingState.DELETED:
        return row
    if row.state not in DELETABLE:
        raise Conflict(_("Wait until the recording has been put together."))
    if by is not None and row.stands_for_record:
        raise Conflict(_("This recording stands for the written record. It is kept until its time is over."))
    if by is not None and row.purpose == Purpose.HEARING:
        raise Conflict(_("The recording of a hearing belongs to the court's file. Nobody deletes it by hand."))
    words = reason.strip()
    if len(words) < SHORTEST_REASON:
        raise Invalid(_("Say why it is deleted."), field="reason")
    paths = list(_paths(row))
    RecordingPiece.objects.filter(track__recording=row).update(path="")
    row.chunks.all().delete()
    row.erase()
    row.path, row.size, row.deleted_at, row.deleted_by, row.deletion_reason = "", 0, clock.now(), by, words
    row.save()
    note("deleted", row, by=by, sha256=row.sha256, reason=personal(words), scheduled=by is None)
    transaction.on_commit(lambda: sealed.remove_all(paths))
    return row


def _paths(recording: Recording) -> Iterator[str]:
    yield recording.path
    for chunk in recording.chunks.all():
        yield chunk.picture_path
        yield chunk.sound_path
    yield from RecordingPiece.objects.filter(track__recording=recording).values_list("path", flat=True)


def delete_expired() -> int:
    """Scheduled: recordings whose time is over; returns how many."""
    today = clock.today()
    over = Recording.objects.filter(
        state__in=[RecordingState.READY, RecordingState.FAILED], retention_until__lt=today
    ).values_list("pk", flat=True)
    ids: list[UUID] = list(over)
    deleted = 0
    for pk in ids:
        try:
            delete(by=None, recording=Recording.objects.get(pk=pk), reason="保存期限届满")
            deleted += 1
        except Exception:  # whatever is wrong with one must not keep the others
            log.exception("Recording %s could not be deleted.", pk)
    return deleted
