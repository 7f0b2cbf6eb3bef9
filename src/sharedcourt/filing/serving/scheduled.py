"""What time alone makes happen with service; safe to run twice."""

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef

from sharedcourt.core import clock, transaction
from sharedcourt.disputes.models import Side
from sharedcourt.filing.cases.states import ON_TRIAL
from sharedcourt.filing.folder.models import CaseTask
from sharedcourt.filing.models import Service
from sharedcourt.filing.serving import periods
from sharedcourt.law import service as rules

AT_ONCE = 200
# A notice that was put up longer ago than this has begun its period, or never will.
LOOK_BACK = timedelta(days=180)


def run(now: datetime | None = None) -> dict[str, int]:
    """Where a public notice of the plaint is over, the days for the answer begin."""
    today = clock.local(now or clock.now()).date()
    known = CaseTask.objects.filter(
        case=OuterRef("case"), party=OuterRef("party"), kind=CaseTask.Kind.ANSWER, set_by=None
    )
    notices = Service.objects.filter(
        ~Exists(known),
        case__plaint=F("file"),
        case__state__in=ON_TRIAL,
        party__side=Side.RESPONDENT,
        means=rules.Means.PUBLIC_NOTICE.value,
        day__gte=today - LOOK_BACK,
    ).select_related("case__dispute", "party", "file")
    begun = 0
    for notice in notices.order_by("day", "id")[:AT_ONCE]:
        if notice.served_day is not None and notice.served_day <= today:
            with transaction.atomic():
                periods.of(notice)
            begun += 1
    return {"answers_expected": begun}
