"""Composing in the background: a queue of its own, so that no message waits behind an hour of video."""

import logging
from uuid import UUID

from django_tasks import task
from django_tasks.base import TaskResultStatus

log = logging.getLogger(__name__)
QUEUE = "recordings"


@task(queue_name=QUEUE)
def compose(recording_id: str) -> str:
    """Put a recording together; doing it twice does it once, and a killed one goes on where it was."""
    from sharedcourt.rooms.recording.composing import compose_recording

    return compose_recording(UUID(recording_id))


def queue(recording_id: UUID) -> None:
    """Queue the composing unless it waits already. If the queue cannot be written the sweep finds the recording later."""
    from django_tasks_db.models import DBTaskResult

    try:
        unfinished = DBTaskResult.objects.filter(
            task_path=compose.module_path, status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING]
        )
        if not any(job.args_kwargs["args"] == [str(recording_id)] for job in unfinished):
            compose.enqueue(str(recording_id))
    except Exception:  # the action is already committed; nothing may fail now
        log.exception("A recording could not be queued; the sweep will take it up.")


def look_later(recording_id: UUID) -> None:
    """Queue the composing if everything has come in."""
    from sharedcourt.rooms.recording import composing

    if composing.is_complete(recording_id):
        queue(recording_id)
