"""Answers that a browser or a crawler may keep, asking each time whether they still stand; a withdrawal is seen at once."""

import hashlib
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag

from sharedcourt import __version__
from sharedcourt.core.language import language
from sharedcourt.judgments.models import Step

LARGE_TYPE_COOKIE = "large_type"


def page(request: HttpRequest, what: str, make: Callable[[], HttpResponse]) -> HttpResponse:
    """A public page that changes with any step (lists of what cites it, say): one query, and nothing more for who has it already.

    A page for somebody signed in, or on a site's screen, carries more than the judgment and is never kept.
    """
    if request.user.is_authenticated or getattr(request, "terminal", None) is not None:
        return make()
    last = Step.objects.order_by("-seq").values_list("seq", "at").first()
    # Its small forms carry the word of this browser's cookie: with another cookie it is another page.
    cookies = [request.COOKIES.get(name, "") for name in (LARGE_TYPE_COOKIE, settings.CSRF_COOKIE_NAME)]
    facts = (what, last[0] if last else 0, language(), *cookies, __version__)
    return _answered(request, facts, last[1] if last else None, "private, no-cache", make)


def file(request: HttpRequest, what: str, changed: datetime, make: Callable[[], HttpResponse]) -> HttpResponse:
    """A format of one version, the same for everybody."""
    return _answered(request, (what, __version__), changed, "public, no-cache", make)


def _answered(
    request: HttpRequest,
    facts: tuple[object, ...],
    changed: datetime | None,
    policy: str,
    make: Callable[[], HttpResponse],
) -> HttpResponse:
    etag = quote_etag(hashlib.sha256(repr(facts).encode()).hexdigest()[:32])
    modified = int(changed.timestamp()) if changed else None
    answer = get_conditional_response(request, etag=etag, last_modified=modified) or make()
    if answer.status_code in (200, 304):
        answer.headers["ETag"] = etag
        answer.headers["Cache-Control"] = policy
        if changed is not None:
            answer.headers["Last-Modified"] = http_date(changed.timestamp())
    return answer
