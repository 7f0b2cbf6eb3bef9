"""Figures and files of open data over HTTP, for everybody."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from ninja import Schema

from sharedcourt.judgments.api import router
from sharedcourt.judgments.figures import opendata, queries
from sharedcourt.judgments.figures.queries import Chosen


class PublishedYearOut(Schema):
    """How many judgments of a year of decision are published."""

    year: int
    published: int


class PublishedFiguresOut(Schema):
    """Exact up to the moment `counted_to`; `waiting` steps came after it."""

    published: int
    notices: int
    withdrawn: int
    years: list[PublishedYearOut]
    counted_to: datetime | None
    waiting: int


class OpenFileOut(Schema):
    """A file of open data: JSON Lines, packed by year of decision; `withdrawn.jsonl` has the keys that are published no more."""

    name: str
    address: str
    year: int | None
    lines: int
    bytes: int
    sha256: str


class OpenFilesOut(Schema):
    """The files there are. `licence` is empty where whoever runs the site has not said what may be done with them."""

    made_at: datetime | None
    step: int
    licence: str
    files: list[OpenFileOut]


@router.get("/figures", auth=None, response=PublishedFiguresOut, operation_id="judgments_figures")
def figures(request: HttpRequest, court: str = "", cause: str = "", year: int = 0) -> Any:
    """How many judgments are published, by year; of a court, a cause, a year."""
    chosen = Chosen(court, cause, queries.year_of(str(year)) if year else 0)
    totals, standing = queries.totals(chosen), queries.standing()
    rows = queries.published_by("year", chosen)
    return {
        "published": totals["judgment"],
        "notices": totals["notice"],
        "withdrawn": totals["withdrawn"],
        "years": [{"year": row["year"], "published": row["total"]} for row in rows],
        "counted_to": standing.at,
        "waiting": standing.waiting,
    }


@router.get("/files", auth=None, response=OpenFilesOut, operation_id="judgments_files")
def files(request: HttpRequest) -> Any:
    """All published judgments as files, with their hashes."""
    known = opendata.manifest()
    return {
        "made_at": known.made_at if known else None,
        "step": known.step if known else 0,
        "licence": settings.SHAREDCOURT_JUDGMENT_LICENCE,
        "files": [
            {
                "name": file.name,
                "address": f"{settings.PUBLIC_URL}{reverse('judgments:data-file', args=[file.name])}",
                "year": file.year or None,
                "lines": file.count,
                "bytes": file.bytes,
                "sha256": file.sha256,
            }
            for file in (known.files if known else ())
        ],
    }
