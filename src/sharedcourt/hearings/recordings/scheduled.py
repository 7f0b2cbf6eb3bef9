"""Every night hearings are compared with stored recordings: what is missing, too short, silent, or not the same any more."""

from datetime import datetime

from django.db import IntegrityError

from sharedcourt.core import clock, transaction
from sharedcourt.hearings.recordings import queries, tasks
from sharedcourt.hearings.recordings.models import Reconciliation

# When nobody sits: from this hour in China, once a day.
HOUR = 2


def run(now: datetime | None = None) -> dict[str, int]:
    """Once a night; the comparing itself is queued, one job for each hearing. Called every minute, safe to call twice."""
    moment = now or clock.now()
    here = clock.local(moment)
    if here.hour < HOUR or Reconciliation.objects.filter(day=here.date()).exists():
        return {"recordings_compared": 0}
    due = queries.to_reconcile(moment)
    try:
        with transaction.atomic():
            Reconciliation.objects.create(day=here.date(), hearings=len(due))
    except IntegrityError:  # another process was faster
        return {"recordings_compared": 0}
    for hearing_id in due:
        tasks.queue(hearing_id)
    return {"recordings_compared": len(due)}
