"""What time alone makes happen: batches whose worker was killed go on; saved searches, figures and files follow. Safe to run twice."""

from datetime import datetime

from sharedcourt.judgments import bulk, tasks
from sharedcourt.judgments.figures import scheduled as figures
from sharedcourt.judgments.finding import scheduled as finding
from sharedcourt.judgments.states import BatchState


def run(now: datetime | None = None) -> dict[str, int]:
    """One round."""
    found = bulk.lost()
    for batch, state in found:
        if state == BatchState.READING:
            tasks.queue_reading(batch)
        else:
            tasks.queue_release(batch)
    return {"taken up": len(found), **finding.run(now), **figures.run(now)}
