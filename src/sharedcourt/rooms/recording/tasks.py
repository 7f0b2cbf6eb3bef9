"""Composing in the background: a queue of its own, so that no message waits behind an hour of video."""

import logging
from uuid import UUID

from django_tasks import task

log = logging.getLogger(__name__)
QUEUE = "recordings"


@task(queue_name=QUEUE)
def compose(recording_id: str) -> str:
    """Put a recording together; doing it twice does it once, and a killed one goes on where it was."""
    from sharedcourt.rooms.recording.composing import compose_recording

    return compose_recording(UUID(recording_id))


def look_later(recording_id: UUID) -> None:
    """Queue the composing if everything has come in. If the queue cannot be written the sweep finds it later."""
    from sharedcourt.rooms.recording import composing

    try:
        if composing.is_complete(recording_id):
            compose.enqueue(str(recording_id))
    except Exception:  # the action is already committed; nothing may fail now
        log.exception("A recording could not be queued; the sweep will take it up.")
