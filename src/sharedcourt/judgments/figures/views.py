"""Figures of what is published, and all of it as files: for everybody, no account."""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from sharedcourt.judgments.figures import opendata, queries
from sharedcourt.judgments.figures.queries import By, Chosen
from sharedcourt.judgments.reading.waiting import come_again, is_too_often

FIRST, PER_PAGE = 15, 50
LONGEST = 120
FILES_A_MINUTE = 30
BLOCK = 256 * 1024
LISTS: dict[str, By] = {"courts": "court_name", "causes": "cause", "years": "year"}
# By which name a value narrows the public search, and these figures.
NAMES: dict[By, str] = {"court_name": "court", "cause": "cause", "year": "year"}
WIDTH = 100


@dataclass(frozen=True)
class Row:
    """A value with how many are published: its bar as a share of the longest, the figures and the search narrowed by it."""

    value: str
    count: int
    width: float
    narrowed: str
    search: str


def _chosen(request: HttpRequest) -> Chosen:
    text = {name: request.GET.get(name, "").strip()[:LONGEST] for name in NAMES.values()}
    return Chosen(text["court"], text["cause"], queries.year_of(text["year"]))


def _pairs(chosen: Chosen) -> dict[str, str]:
    values = {"court": chosen.court, "cause": chosen.cause, "year": str(chosen.year or "")}
    return {name: value for name, value in values.items() if value}


def _rows(found: Sequence[dict[str, Any]], by: By, chosen: Chosen, longest: int) -> list[Row]:
    made = []
    for one in found:
        value = str(one[by])
        pairs = urlencode({**_pairs(chosen), NAMES[by]: value})
        made.append(
            Row(
                value,
                one["total"],
                round(WIDTH * one["total"] / max(longest, 1), 2),
                f"{reverse('judgments:figures')}?{pairs}",
                f"{reverse('judgments:search')}?{pairs}" if value else "",
            )
        )
    return made


def _first(by: By, chosen: Chosen) -> list[Row]:
    found = list(queries.published_by(by, chosen)[: PER_PAGE if by == "year" else FIRST])
    return _rows(found, by, chosen, max((one["total"] for one in found), default=1))


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """How much is published, by year, court and cause; what is chosen stands in the address (six queries)."""
    chosen = _chosen(request)
    pairs = _pairs(chosen)
    context = {
        "chosen": [(value, _without(pairs, name)) for name, value in pairs.items()],
        "totals": queries.totals(chosen),
        "years": _first("year", chosen),
        "courts": _first("court_name", chosen),
        "causes": _first("cause", chosen),
        "standing": queries.standing(),
        "query": urlencode(pairs),
        "nav": "judgments",
    }
    return render(request, "judgments/figures/figures.html", context)


def _without(pairs: dict[str, str], name: str) -> str:
    rest = urlencode({key: value for key, value in pairs.items() if key != name})
    return f"{reverse('judgments:figures')}?{rest}" if rest else reverse("judgments:figures")


@require_safe
def listing(request: HttpRequest, by: str) -> HttpResponse:
    """All courts, causes or years, page by page."""
    if by not in LISTS:
        raise Http404
    name, chosen = LISTS[by], _chosen(request)
    found = queries.published_by(name, chosen)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    most = max((one["total"] for one in page), default=1)
    context = {
        "by": by,
        "page": page,
        "rows": _rows(list(page), name, chosen, most),
        "query": urlencode(_pairs(chosen)),
        "nav": "judgments",
    }
    return render(request, "judgments/figures/list.html", context)


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """The files there are, with their hashes, and what may be done with them."""
    context = {"manifest": opendata.manifest(), "licence": settings.SHAREDCOURT_JUDGMENT_LICENCE, "nav": "judgments"}
    return render(request, "judgments/figures/data.html", context)


@require_safe
def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """One file of the list; only its name is looked up, never a path."""
    known = opendata.manifest()
    found = next((one for one in known.files if one.name == name), None) if known else None
    if known is None or found is None:
        raise Http404
    if is_too_often(request, "data", FILES_A_MINUTE):
        return come_again(request)
    etag, made = quote_etag(found.sha256), int(known.made_at.timestamp())
    kept = get_conditional_response(request, etag=etag, last_modified=made)
    if kept is not None:
        return kept
    place = opendata.folder() / found.place
    if not place.exists():  # the list was made anew this moment
        raise Http404
    response: HttpResponseBase
    if request.method == "HEAD":
        response = HttpResponse()
    else:
        response = StreamingHttpResponse(_streamed(_blocks(place)))
    response.headers["Content-Type"] = "application/gzip" if name.endswith(".gz") else "application/x-ndjson"
    response.headers["Content-Length"] = str(found.bytes)
    response.headers["Content-Disposition"] = f'attachment; filename="judgments-{found.name}"'
    response.headers["ETag"], response.headers["Last-Modified"] = etag, http_date(made)
    response.headers["Cache-Control"] = "public, no-cache"
    return response


def _blocks(place: Path) -> Iterator[bytes]:
    with place.open("rb") as content:
        while block := content.read(BLOCK):
            yield block


async def _streamed(parts: Iterator[bytes]) -> AsyncIterator[bytes]:
    # Block by block: a server of asynchronous requests would gather a plain iterator in memory first.
    while (part := await sync_to_async(_following)(parts)) is not None:
        yield part


def _following(parts: Iterator[bytes]) -> bytes | None:
    return next(parts, None)
