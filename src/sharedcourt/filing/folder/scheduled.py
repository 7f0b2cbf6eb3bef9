"""What time alone makes happen in folders; safe to run twice."""

from datetime import datetime, timedelta

from sharedcourt.core import clock
from sharedcourt.filing.folder import bundling, reading, tasks
from sharedcourt.filing.folder.actions import copies, deadlines
from sharedcourt.filing.folder.models import Bundle, CaseTask, Paper
from sharedcourt.filing.folder.policy import WORKING

AT_ONCE = 200
# What was queued a moment ago is at work and is not queued again.
SETTLES = timedelta(minutes=10)


def run(now: datetime | None = None) -> dict[str, int]:
    """Papers nobody read are read, photographs and scans recognised, bundles that were killed are made, overdue tasks are said to be so, old bundles go."""
    moment = now or clock.now()
    unread = Paper.objects.filter(pages=None, removed_at=None, created_at__lt=moment - SETTLES)
    waiting = list(unread.order_by("created_at").values_list("pk", flat=True)[:AT_ONCE])
    for paper_id in waiting:
        tasks.queue_reading(paper_id)
    scanned = reading.give_to_reader(AT_ONCE)
    deleted = bundling.sweep()
    stale = Bundle.objects.filter(state=Bundle.State.WAITING, created_at__lt=moment - SETTLES)
    for bundle_id in list(stale.values_list("pk", flat=True)[:AT_ONCE]):
        tasks.queue_bundle(bundle_id)
    today = clock.local(moment).date()
    near = CaseTask.objects.filter(
        kind__in=copies.KINDS,
        done_at=None,
        soon_at=None,
        due__gte=today,
        due__lte=today + copies.SOON,
        case__state__in=WORKING,
    ).select_related("case")
    reminded = [copies.remind(task=task) for task in near[:AT_ONCE]]
    late = CaseTask.objects.filter(done_at=None, warned_at=None, due__lt=today, case__state__in=WORKING).select_related(
        "case"
    )
    warned = [deadlines.warn_of_overdue(task=task) for task in late[:AT_ONCE]]
    return {
        "papers_queued": len(waiting),
        "papers_recognised": scanned,
        "bundles_deleted": deleted,
        "copies_soon": sum(reminded),
        "tasks_overdue": sum(warned),
    }
