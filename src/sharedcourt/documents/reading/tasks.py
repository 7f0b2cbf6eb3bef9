"""Reading in the background: a queue of its own, so that no message waits behind the pages of a contract."""

import logging
from uuid import UUID

from django_tasks import task
from django_tasks.base import TaskResultStatus

log = logging.getLogger(__name__)
QUEUE = "readings"


@task(queue_name=QUEUE)
def read(reading_id: str) -> str:
    """Read a file; doing it twice does it once, and a killed one goes on at the page where it was."""
    from sharedcourt.documents.reading import work

    return work.read(UUID(reading_id))


def queue(reading_id: UUID) -> None:
    """Queue a reading unless it waits or is at work already. If the queue cannot be written the sweep finds it later."""
    from django_tasks_db.models import DBTaskResult

    from sharedcourt.documents.reading import work

    try:
        unfinished = DBTaskResult.objects.filter(
            task_path=read.module_path, status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING]
        )
        own = [job for job in unfinished if job.args_kwargs["args"] == [str(reading_id)]]
        # One that was begun and is not at work was killed.
        is_waiting = any(job.status == TaskResultStatus.READY for job in own)
        if not is_waiting and not (own and work.is_at_work(reading_id)):
            read.enqueue(str(reading_id))
    except Exception:  # the action is already committed; nothing may fail now
        log.exception("A reading could not be queued; the sweep will take it up.")


def take_up() -> None:
    """Queue again what is under way and has no job: what a crash left behind."""
    from sharedcourt.documents.reading import queries

    for pk in queries.waiting():
        queue(pk)
