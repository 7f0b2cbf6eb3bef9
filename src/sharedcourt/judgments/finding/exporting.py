"""Results as a table or as JSON: public facts only, with the permanent address of each judgment."""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from sharedcourt.judgments.finding.engine import guarded
from sharedcourt.judgments.finding.naming import FIELD_WORDS
from sharedcourt.judgments.finding.results import current_only
from sharedcourt.judgments.finding.wanted import Wanted
from sharedcourt.judgments.searching.fields import Field

KINDS = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
AT_ONCE = 500
COLUMNS = (Field.NUMBER, Field.TITLE, Field.COURT, Field.DATE)
# A table program takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Line(NamedTuple):
    """One judgment."""

    number: str
    title: str
    court: str
    date: date
    address: str


def address_of(key: str) -> str:
    """Where a judgment stands for good."""
    return f"{settings.PUBLIC_URL}{reverse('judgments:read', args=[key])}"


def lines(wanted: Wanted) -> tuple[list[Line], int]:
    """The first results, as many as the setting allows, and how many there are (one query for each 500). Raises BadCursor."""
    asked, _problems = wanted.asked()
    found: list[Line] = []
    count, place = 0, wanted.cursor
    while len(found) < settings.SHAREDCOURT_JUDGMENT_EXPORT:
        size = min(AT_ONCE, settings.SHAREDCOURT_JUDGMENT_EXPORT - len(found))
        search = replace(wanted, cursor=place).search(asked, size=size, facets=(), passages=0)
        with guarded() as engine:
            page = engine.search(search)
        count, place = page.count, page.cursor
        found += [
            Line(hit.number, hit.title, hit.court, hit.date, address_of(hit.key)) for hit in current_only(page.hits)
        ]
        if not place:
            break
    return found, count


def as_csv(found: Iterable[Line]) -> bytes:
    """A table that table programs open as text, in UTF-8 with a mark that says so."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*(FIELD_WORDS[name] for name in COLUMNS), _("Address")])
    for line in found:
        writer.writerow([_cell(str(value)) for value in line])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_json(found: Iterable[Line], count: int, wanted: Wanted) -> bytes:
    """The same for programs; `count` is of all results."""
    content = {
        "search": f"{settings.PUBLIC_URL}{reverse('judgments:search')}?{wanted.address()}",
        "count": count,
        "items": [line._asdict() | {"date": line.date.isoformat()} for line in found],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()
