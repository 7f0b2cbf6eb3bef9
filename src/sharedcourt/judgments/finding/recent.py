"""The last five searches, in a cookie that ends with the browser, unreadable outside. Nothing of it is kept on the server; on a site's
shared screen nothing is kept at all.
"""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from sharedcourt.core import cipher
from sharedcourt.judgments.finding.wanted import Wanted, reopened

COOKIE, CONTEXT, PLACE = "judgments_recent", "judgments.recent", "/judgments/"
MOST, LONGEST = 5, 500  # a cookie has room for 4 kB


def read(request: HttpRequest) -> list[Wanted]:
    """The newest first."""
    try:
        kept = json.loads(cipher.decrypt(request.COOKIES.get(COOKIE, ""), context=CONTEXT))
    except (cipher.Unreadable, ValueError):
        return []
    return [reopened(str(address)) for address in kept[:MOST]]


def keep(request: HttpRequest, response: HttpResponse, wanted: Wanted) -> None:
    """Put this search before the others; a very long one is not kept."""
    address = wanted.address()
    if getattr(request, "terminal", None) is not None or not wanted.questions or len(address) > LONGEST:
        return
    before = [earlier.address() for earlier in read(request)]
    kept = list(dict.fromkeys([address, *before]))[:MOST]
    if kept == before:
        return
    response.set_cookie(
        COOKIE,
        cipher.encrypt(json.dumps(kept), context=CONTEXT),
        path=PLACE,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponse) -> None:
    """Take the cookie away."""
    response.delete_cookie(COOKIE, path=PLACE)
