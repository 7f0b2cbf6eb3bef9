"""The figures that everybody may read: sums over the tallies, a fixed number of queries each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db.models import QuerySet, Sum

from sharedcourt.judgments import queries as judgments
from sharedcourt.judgments.figures.models import Reach, Tally
from sharedcourt.judgments.figures.tallying import NAME

By = Literal["court_name", "cause", "year"]
EARLIEST, LATEST = 1900, 2200


@dataclass(frozen=True)
class Chosen:
    """Of which court, cause and year the figures are; empty for all."""

    court: str = ""
    cause: str = ""
    year: int = 0


@dataclass(frozen=True)
class Standing:
    """How far the figures have come: the moment of the last step in them, and how many steps they lack."""

    at: datetime | None
    waiting: int


def standing() -> Standing:
    """Two queries."""
    reach = Reach.objects.filter(name=NAME).first()
    return Standing(reach.at if reach else None, judgments.last_step() - (reach.seq if reach else 0))


def _of(chosen: Chosen) -> QuerySet[Tally]:
    found = Tally.objects.filter(count__gt=0)
    if chosen.court:
        found = found.filter(court_name=chosen.court)
    if chosen.cause:
        found = found.filter(cause=chosen.cause)
    if chosen.year:
        found = found.filter(year=chosen.year)
    return found


def totals(chosen: Chosen) -> dict[str, int]:
    """How many are published, stand as a notice, were withdrawn (one query)."""
    rows = _of(chosen).values("kind").order_by("kind").annotate(total=Sum("count"))
    found = {str(row["kind"]): int(row["total"]) for row in rows}
    return {kind.value: found.get(kind.value, 0) for kind in Tally.Kind}


def published_by(by: By, chosen: Chosen) -> QuerySet[Tally, dict[str, Any]]:
    """Published judgments counted by court, cause or year: `value` and `total`, years from the newest, else the most first."""
    order = ("-year",) if by == "year" else ("-total", by)
    rows: QuerySet[Tally, dict[str, Any]] = _of(chosen).filter(kind=Tally.Kind.JUDGMENT).values(by)
    counted: QuerySet[Tally, dict[str, Any]] = rows.annotate(total=Sum("count")).order_by(*order)
    return counted


def year_of(text: str) -> int:
    """A year that was typed or stands in an address; 0 for anything else."""
    year = int(text) if text.isdecimal() and len(text) == 4 else 0  # noqa: PLR2004  digits of a year
    return year if EARLIEST <= year <= LATEST else 0
