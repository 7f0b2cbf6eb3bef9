"""Work done after the commit, by the worker: taking in a batch, releasing one. What is lost is taken up by the clock."""

import logging
from uuid import UUID

from django_tasks import task

log = logging.getLogger(__name__)


@task()
def read_batch(batch_id: str) -> str:
    """Take in what is not taken in yet of a batch; doing it twice does it once."""
    from sharedcourt.judgments import bulk

    return bulk.read(UUID(batch_id))


@task()
def release_batch(batch_id: str) -> str:
    """Release what is not released yet of a batch that was passed; doing it twice does it once."""
    from sharedcourt.judgments import bulk

    return bulk.release(UUID(batch_id))


def queue_reading(batch_id: UUID) -> None:
    """Queue the reading. If the queue cannot be written the clock finds the batch later."""
    try:
        read_batch.enqueue(str(batch_id))
    except Exception:  # the action is already committed; nothing may fail now
        log.exception("A batch could not be queued for reading; the clock will take it up.")


def queue_release(batch_id: UUID) -> None:
    """Queue the release, as `queue_reading`."""
    try:
        release_batch.enqueue(str(batch_id))
    except Exception:
        log.exception("A batch could not be queued for release; the clock will take it up.")
