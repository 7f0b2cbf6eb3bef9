"""Composing in the background: a queue of its own, so that no message waits behind an hour of video."""

import logging
from datetime import timedelta
from uuid import UUID

from django_tasks import task
from django_tasks.base import TaskResultStatus

from sharedcourt.core import clock

log = logging.getLogger(__name__)
QUEUE = "recordings"


@task(queue_name=QUEUE)
def compose(recording_id: str) -> str:
    """Put a recording together; doing it twice does it once, and a killed one goes on where it was."""
    from sharedcourt.rooms.recording import composing

    if not composing.may_begin(UUID(recording_id)):
        return "waiting"
    return composing.compose_recording(UUID(recording_id))


def queue(recording_id: UUID, *, after: timedelta = timedelta()) -> None:
    """Queue the composing unless it waits already, for now or for a little later. If the queue cannot be written the sweep finds the recording later."""
    from django_tasks_db.models import DBTaskResult

    from sharedcourt.rooms.recording import composing

    try:
        unfinished = DBTaskResult.objects.filter(
            task_path=compose.module_path, status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING]
        )
        own = [job for job in unfinished if job.args_kwargs["args"] == [str(recording_id)]]
        # One that was begun and is not at work was killed, under whatever name it ran.
        is_waiting = any(job.status == TaskResultStatus.READY for job in own)
        if not is_waiting and not (own and composing.is_at_work(recording_id)):
            compose.using(run_after=clock.now() + after if after else None).enqueue(str(recording_id))
    except Exception:  # the action is already committed; nothing may fail now
        log.exception("A recording could not be queued; the sweep will take it up.")


def look_later(recording_id: UUID) -> None:
    """Queue the composing for when the last pieces should be in."""
    from sharedcourt.rooms.recording import composing
    from sharedcourt.rooms.recording.models import Recording
    from sharedcourt.rooms.recording.states import RecordingState

    if Recording.objects.filter(pk=recording_id, state=RecordingState.ENDED).exists():
        queue(recording_id, after=composing.SETTLES + timedelta(seconds=1))
