"""Atom feeds (RFC 4287): what was released or corrected last, of any search and of each court. What is withdrawn is not in them any more."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sharedcourt.core import cipher
from sharedcourt.judgments.finding import results, wanted
from sharedcourt.judgments.finding.engine import guarded
from sharedcourt.judgments.finding.exporting import address_of
from sharedcourt.judgments.finding.wanted import Wanted
from sharedcourt.judgments.models import Publication, Step
from sharedcourt.judgments.searching.engine import Engine, Hit, Order
from sharedcourt.people.models import Organisation

ENTRIES = 50
# How many of the last changes are looked through, from few to all, until a feed is full.
WINDOWS = (200, 2_000, 20_000, 200_000)
MOST_LOOKED_AT = 500
CONTENT = "application/atom+xml; charset=utf-8"
NOTHING_YET = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Entry:
    """A judgment as a feed names it; `at` is when this version was released."""

    key: str
    title: str
    number: str
    court: str
    date: date
    at: datetime


def last_change() -> tuple[int, datetime]:
    """Number and time of the last step (one query)."""
    return Step.objects.order_by("-seq").values_list("seq", "at").first() or (0, NOTHING_YET)


def fresh(request: HttpRequest, make: Callable[[], HttpResponse], *facts: object) -> HttpResponseBase:
    """What `make` gives, or 304 when the reader has it: it changes with the steps and with `facts`. Caches ask again each time."""
    seq, at = last_change()
    etag = quote_etag(cipher.keyed_hash("etag", repr((seq, get_language(), *facts)))[:32])
    unchanged = get_conditional_response(request, etag=etag, last_modified=int(at.timestamp()))
    response = unchanged if unchanged is not None else make()
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = at.astimezone(UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def newest(asked: Wanted, most: int = ENTRIES) -> list[Entry]:
    """The judgments of a search that were released or corrected last, the last first (one query)."""
    first = replace(asked, order=Order.NEWEST, cursor="")
    with guarded() as engine:
        hits = _last_hits(engine, first, most)
    return entries(results.standing(hit.seq for hit in hits[:most]))


def _last_hits(engine: Engine, asked: Wanted, most: int) -> list[Hit]:
    question, _problems = asked.asked()
    applied = engine.applied()
    kept: list[Hit] = []
    for window in (*WINDOWS, applied):
        since = max(applied - window, 0)
        search = asked.search(question, size=MOST_LOOKED_AT, facets=(), passages=0, since=since)
        found = engine.search(search)
        if found.count > MOST_LOOKED_AT and kept:
            break  # more than can be put in order here; those of the smaller window are the last ones
        kept = sorted(found.hits, key=lambda hit: -hit.seq)
        if len(kept) >= most or not since:
            break
    return kept


def of_court(court: UUID, most: int = ENTRIES) -> list[Entry]:
    """What a court released or corrected last (one query)."""
    rows = Step.objects.filter(
        publication__judgment__court=court,
        publication__is_current=True,
        publication__kind=Publication.Kind.JUDGMENT,
    )
    return entries(rows.order_by("-seq")[:most])


def entries(rows: QuerySet[Step]) -> list[Entry]:
    """Steps as entries, the last first."""
    values = rows.order_by("-seq") if not rows.query.is_sliced else rows
    return [
        Entry(*row)
        for row in values.values_list(
            "key",
            "publication__title",
            "publication__number",
            "publication__court_name",
            "publication__decided_on",
            "at",
        )
    ]


def _atom(title: str, page: str, own: str, found: list[Entry]) -> HttpResponse:
    feed = Atom1Feed(
        title=title,
        link=f"{settings.PUBLIC_URL}{page}",
        description="",
        language=get_language(),
        feed_url=f"{settings.PUBLIC_URL}{own}",
        feed_guid=f"{settings.PUBLIC_URL}{own}",
    )
    for entry in found:
        address = address_of(entry.key)
        feed.add_item(
            title=entry.title,
            link=address,
            description=f"{entry.court} {entry.number} {entry.date.isoformat()}",
            unique_id=address,
            updateddate=entry.at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=CONTENT)


@require_safe
def search(request: HttpRequest) -> HttpResponseBase:
    """The last fifty of any search; the address stays good. `order` and place play no part."""
    asked = replace(wanted.read(request.GET), order=None, cursor="")
    query = f"?{asked.address()}" if not asked.is_empty else ""

    def make() -> HttpResponse:
        title = _("Judgments: %(words)s") % {"words": asked.words()} if query else _("Published judgments")
        page, own = f"{reverse('judgments:search')}{query}", f"{reverse('judgments:feed')}{query}"
        return _atom(title, page, own, newest(asked))

    with guarded() as engine:
        applied = engine.applied()  # the index follows the steps a moment later
    return fresh(request, make, applied, asked.address())


@require_safe
def court(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The last fifty of a court."""
    found = get_object_or_404(Organisation, pk=pk, kind=Organisation.Kind.COURT)

    def make() -> HttpResponse:
        title = _("Judgments of %(court)s") % {"court": found.name}
        return _atom(title, reverse("judgments:search"), reverse("judgments:court-feed", args=[pk]), of_court(pk))

    return fresh(request, make, pk, found.name)
