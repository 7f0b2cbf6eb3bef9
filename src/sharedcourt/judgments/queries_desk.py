"""Reads of the court's desk: what is due, what is on it, batches. A fixed number of queries each."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from sharedcourt.core import cipher, clock
from sharedcourt.judgments import policy
from sharedcourt.judgments.locking import WITH
from sharedcourt.judgments.models import Batch, Item, Judgment, Sample
from sharedcourt.judgments.numbers import spelled
from sharedcourt.judgments.states import ON_DESK, UNPUBLISHED, JudgmentState
from sharedcourt.judgments.text import plain
from sharedcourt.people.models import Organisation

S = JudgmentState
# What a tab of the desk holds.
TABS: dict[str, Q] = {
    "due": Q(state__in=UNPUBLISHED, due__isnull=False),
    "desk": Q(state__in=ON_DESK),
    "expected": Q(state=S.EXPECTED),
    "approval": Q(state=S.APPROVAL),
    "ready": Q(state=S.READY),
    "published": Q(state__in=[S.RELEASED, S.CORRECTING]),
    "gone": Q(state__in=[S.WITHDRAWN, S.KEPT, S.DISCARDED]),
}
# What lists do not show is not read: texts are long, and decrypting them takes time.
_LONG = ("original", "structure", "proposal", "facts", "why")


def visible_to(user: Any) -> QuerySet[Judgment]:
    """Papers of the courts at whose desk the person works."""
    return Judgment.objects.select_related(*WITH).filter(court__in=[court.pk for court in policy.desks(user)])


def with_text(court: Organisation, text: str) -> Judgment | None:
    """The paper of the court that has this text already."""
    rows = Judgment.objects.filter(court=court, digest=digest_of(text)).exclude(state=S.DISCARDED)
    return rows.first()


def digest_of(text: str) -> str:
    """By what the same text is known again, blanks and width aside."""
    return cipher.keyed_hash("judgments.text", plain(text))


def batches_visible_to(user: Any) -> QuerySet[Batch]:
    """Batches of these courts."""
    rows = Batch.objects.select_related("court", "begun_by", "handed_by", "passed_by")
    return rows.filter(court__in=[court.pk for court in policy.desks(user)])


def listed(user: Any, tab: str, text: str = "") -> QuerySet[Judgment]:
    """One tab of the desk, what is due first; with a case number the papers of that case, whatever tab they are in."""
    rows = visible_to(user).defer(*_LONG)
    if text:
        wanted = spelled(text)
        found = Q(number__startswith=wanted) if wanted else Q(key=text.strip().lower())
        return rows.filter(found).order_by("-created_at", "-id")
    rows = rows.filter(TABS[tab])
    return rows.order_by("due", "id") if tab == "due" else rows.order_by("-created_at", "-id")


@dataclass(frozen=True)
class Counts:
    """How much lies in each tab, and how much of it should have been published by now."""

    tabs: dict[str, int]
    overdue: int


def counts(user: Any, today: date | None = None) -> Counts:
    """One query."""
    day = today or clock.today()
    mine = Judgment.objects.filter(court__in=[court.pk for court in policy.desks(user)])
    late = TABS["due"] & Q(due__lt=day)
    wanted = {name: Count("pk", filter=found) for name, found in TABS.items()}
    found = mine.aggregate(overdue=Count("pk", filter=late), **wanted)
    return Counts({name: found[name] for name in TABS}, found["overdue"])


def of_case(user: Any, case_id: Any) -> QuerySet[Judgment]:
    """Papers of a case of the platform, for its page."""
    return visible_to(user).defer(*_LONG).filter(case=case_id).order_by("created_at", "id")


def samples_of(batch: Batch) -> list[Sample]:
    """The samples of the present round, those without an answer first."""
    found = batch.samples.filter(round=batch.rounds).select_related("judgment", "by")
    return sorted(found, key=lambda sample: (sample.faulty is not None, sample.pk))


def faults_of(batch: Batch) -> QuerySet[Sample]:
    """What second persons found, the newest first."""
    return batch.samples.filter(faulty=True).select_related("judgment", "by").order_by("-at")


def refused_of(batch: Batch) -> QuerySet[Item]:
    """Files that were not taken in, in their order."""
    return batch.items.filter(judgment=None).order_by("place")


def papers_of(batch: Batch) -> dict[str, int]:
    """How many papers of a batch are in each state."""
    rows = batch.judgments.order_by().values_list("state").annotate(count=Count("pk"))
    return dict(rows)
