"""What somebody searches for, kept out of addresses: it may be a phone or an ID number.

The words are posted and stay, encrypted, in the searcher's session; the address of the found list carries a name for them only.
"""

import secrets
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from sharedcourt.core import cipher

MOST_KEPT = 20
MOST_LETTERS = 80
KEY, CONTEXT = "sought", "sought"


def keep(request: HttpRequest) -> HttpResponse:
    """Take the posted search (`q`; what else was chosen goes into the address as it is) and lead to what is found."""
    text = request.POST.get("q", "").strip()[:MOST_LETTERS]
    asked = {name: value for name, value in request.POST.items() if name not in {"q", "csrfmiddlewaretoken"} and value}
    if text:
        name = secrets.token_urlsafe(9)
        kept = {**request.session.get(KEY, {}), name: cipher.encrypt(text, context=CONTEXT)}
        request.session[KEY] = dict(list(kept.items())[-MOST_KEPT:])
        asked[KEY] = name
    return redirect(f"{request.path}?{urlencode(asked)}" if asked else request.path)


def text_of(request: HttpRequest) -> str:
    """What is searched for on this page; empty when nothing is, or it has been forgotten."""
    kept = request.session.get(KEY, {}).get(request.GET.get(KEY, ""))
    try:
        return cipher.decrypt(kept, context=CONTEXT) if kept else ""
    except cipher.Unreadable:
        return ""
