"""Work done after the commit, by the worker: reading papers, making bundles."""

import logging
from uuid import UUID

from django_tasks import task

log = logging.getLogger(__name__)


@task()
def read_paper(paper_id: str) -> str:
    """Count pages and keep the text of one paper; doing it twice does it once."""
    from sharedcourt.filing.folder import reading

    return reading.read(UUID(paper_id))


@task()
def make_bundle(bundle_id: str) -> str:
    """Make one bundle; doing it twice does it once."""
    from sharedcourt.filing.folder import bundling

    return bundling.make(UUID(bundle_id))


def queue_reading(paper_id: UUID) -> None:
    """Queue the reading. If the queue cannot be written the sweep finds the paper later."""
    try:
        read_paper.enqueue(str(paper_id))
    except Exception:  # the action is already committed; nothing may fail now
        log.exception("A paper could not be queued for reading; the sweep will take it up.")


def queue_bundle(bundle_id: UUID) -> None:
    """Queue the making of a bundle, as `queue_reading`."""
    try:
        make_bundle.enqueue(str(bundle_id))
    except Exception:
        log.exception("A bundle could not be queued; the sweep will take it up.")
