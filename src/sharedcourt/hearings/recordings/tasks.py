"""Checking in the background: reading an hour of video takes a while. In the queue of the composer, which has time."""

import logging
from uuid import UUID

from django_tasks import task

from sharedcourt.rooms.recording.tasks import QUEUE

log = logging.getLogger(__name__)


@task(queue_name=QUEUE)
def check_recording(hearing_id: str) -> bool:
    """Check one hearing's recording; doing it twice changes nothing."""
    from sharedcourt.hearings.recordings import actions

    return actions.check_by_id(UUID(hearing_id))


def queue(hearing_id: UUID) -> None:
    """Have it checked soon. If the queue cannot be written the night finds it."""
    try:
        check_recording.enqueue(str(hearing_id))
    except Exception:  # the action is already committed; nothing may fail now
        log.exception("The check of a recording could not be queued; the night will take it up.")
