"""Reading what was read: who sees it, what is proposed, what has been confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from sharedcourt.documents import queries as files
from sharedcourt.documents.reading import fields, policy
from sharedcourt.documents.reading.finding import Found, Line
from sharedcourt.documents.reading.models import Reading, ReadingField, ReadingPage
from sharedcourt.documents.reading.states import UNDER_WAY


def visible_to(user: Any) -> QuerySet[Reading]:
    """Readings of the files that this person may read."""
    return Reading.objects.filter(file__in=files.readable_files(user)).select_related("file")


def usable_by(user: Any, pk: UUID) -> Reading | None:
    """A reading with which this person may work; None for everybody else."""
    found = visible_to(user).filter(pk=pk).first()
    return found if found is not None and policy.may_use(user, found.file) else None


def lines_of(pages: Sequence[ReadingPage]) -> list[Line]:
    return [
        Line(page.number, str(text), (left, top, width, height), float(confidence))
        for page in pages
        for text, left, top, width, height, confidence in page.lines
    ]


def proposed(reading: Reading) -> Found:
    """The fields that its text proposes, worked out anew: better patterns help old readings too."""
    return fields.propose(lines_of(list(reading.pages.all())))


@dataclass(frozen=True)
class Confirmed:
    """What a person has taken over from one paper."""

    reading: Reading
    kind: str
    values: dict[str, str]


def confirmed(scope: UUID) -> list[Confirmed]:
    """The papers of a dispute from which something was taken over, the first confirmed first. Two queries."""
    taken = ReadingField.objects.exclude(outcome=ReadingField.Outcome.IGNORED)
    found = (
        Reading.objects.filter(file__scope=scope, confirmed_at__isnull=False)
        .select_related("file")
        .prefetch_related(Prefetch("fields", taken))
        .order_by("confirmed_at")
    )
    papers = [Confirmed(one, one.kind, {field.key: field.value for field in one.fields.all()}) for one in found]
    return [paper for paper in papers if paper.values]


def of_files(pks: Sequence[UUID]) -> dict[UUID, Reading]:
    """The readings of some files, by file."""
    return {one.file_id: one for one in Reading.objects.filter(file__in=pks).select_related("file")}


def waiting() -> list[UUID]:
    """Readings that a worker should be at, the oldest first."""
    return list(Reading.objects.filter(state__in=UNDER_WAY).order_by("created_at").values_list("pk", flat=True))
