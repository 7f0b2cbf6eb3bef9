"""Which addresses of judgments there are, for search engines: an index and files of at most 50,000 (sitemaps.org).

A file holds a stretch of steps, so that a file whose stretch is full changes only when something in it is corrected or withdrawn.
"""

from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from sharedcourt.judgments.finding.exporting import address_of
from sharedcourt.judgments.finding.feeds import fresh, last_change
from sharedcourt.judgments.models import Publication, Step

IN_A_FILE = 50_000
CONTENT = "application/xml; charset=utf-8"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def files() -> int:
    """How many files there are, one at least (one query)."""
    return max(-(-last_change()[0] // IN_A_FILE), 1)


@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """The list of the files."""

    def make() -> HttpResponse:
        places = (
            f"<sitemap><loc>{settings.PUBLIC_URL}{reverse('judgments:sitemap', args=[number])}</loc></sitemap>\n"
            for number in range(1, files() + 1)
        )
        return HttpResponse(f"{_HEAD}<sitemapindex {_SPACE}>\n{''.join(places)}</sitemapindex>\n", content_type=CONTENT)

    return fresh(request, make, "sitemaps")


@require_safe
def sitemap(request: HttpRequest, number: int) -> HttpResponseBase:
    """One file: addresses of what stands now, each with the day of its version."""
    if not 1 <= number <= files():
        raise Http404

    def make() -> HttpResponse:
        return HttpResponse(f"{_HEAD}<urlset {_SPACE}>\n{''.join(_places(number))}</urlset>\n", content_type=CONTENT)

    return fresh(request, make, "sitemap", number)


def _places(number: int) -> Iterator[str]:
    rows = Step.objects.filter(
        seq__gt=(number - 1) * IN_A_FILE,
        seq__lte=number * IN_A_FILE,
        publication__is_current=True,
        publication__kind=Publication.Kind.JUDGMENT,
    )
    for key, at in rows.order_by("seq").values_list("key", "at").iterator():
        yield f"<url><loc>{address_of(key)}</loc><lastmod>{at:%Y-%m-%d}</lastmod></url>\n"
