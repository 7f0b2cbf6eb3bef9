"""What time alone makes happen with service; safe to run twice."""

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef

from sharedcourt.core import clock, transaction
from sharedcourt.disputes.models import Side
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.cases.states import ON_TRIAL
from sharedcourt.filing.folder.models import CaseTask
from sharedcourt.filing.models import Service
from sharedcourt.filing.serving import notices, periods
from sharedcourt.filing.serving.models import CaseNotice
from sharedcourt.law import service as rules

AT_ONCE = 200
# A notice that was put up longer ago than this has begun its period, or never will.
LOOK_BACK = timedelta(days=180)
# Notices of a case that was accepted a moment ago are at work; after a week somebody has noticed.
SETTLES, NOTICES_FOR = timedelta(minutes=10), timedelta(days=7)


def run(now: datetime | None = None) -> dict[str, int]:
    """Where a public notice of the plaint is over, the days for the answer begin."""
    today = clock.local(now or clock.now()).date()
    known = CaseTask.objects.filter(
        case=OuterRef("case"), party=OuterRef("party"), kind=CaseTask.Kind.ANSWER, set_by=None
    )
    waiting = Service.objects.filter(
        ~Exists(known),
        case__plaint=F("file"),
        case__state__in=ON_TRIAL,
        party__side=Side.RESPONDENT,
        means=rules.Means.PUBLIC_NOTICE.value,
        day__gte=today - LOOK_BACK,
    ).select_related("case__dispute", "party", "file")
    begun = 0
    for notice in waiting.order_by("day", "id")[:AT_ONCE]:
        if notice.served_day is not None and notice.served_day <= today:
            with transaction.atomic():
                periods.of(notice)
            begun += 1
    new = Case.objects.filter(
        accepted_at__gte=(now or clock.now()) - NOTICES_FOR, accepted_at__lte=(now or clock.now()) - SETTLES
    )
    without = new.exclude(Exists(CaseNotice.objects.filter(case=OuterRef("pk"), key="accepted")))
    for case_id in list(without.order_by("accepted_at").values_list("pk", flat=True)[:AT_ONCE]):
        notices.queue(case_id)
    return {"answers_expected": begun}
