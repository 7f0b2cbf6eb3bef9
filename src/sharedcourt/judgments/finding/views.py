"""Pages for everybody who looks for a judgment. No account; what is asked stands in the address, to be kept and shared."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from sharedcourt.core.language import language
from sharedcourt.judgments.finding import exporting, recent, results, suggesting, wanted
from sharedcourt.judgments.finding.engine import guarded
from sharedcourt.judgments.finding.forms import COUNTED, AdvancedForm
from sharedcourt.judgments.finding.naming import EXAMPLES, FIELD_WORDS, ORDER_WORDS
from sharedcourt.judgments.finding.wanted import Wanted
from sharedcourt.judgments.searching.engine import BadCursor, Order, Search

PRINTED = 200


def public(response: HttpResponse, *, listed: bool = True) -> HttpResponse:
    """A question may hold a name: other sites do not learn the address (Referrer-Policy), search engines keep no lists of results."""
    response.headers["Referrer-Policy"] = "same-origin"
    if not listed:
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The search box with examples; with a question its results, narrowed by what is chosen beside them."""
    asked = wanted.read(request.GET)
    if asked.is_empty and asked.order is None and not asked.cursor:
        return _beginning(request, asked)
    try:
        found = results.find(asked)
    except BadCursor:
        return _bad_place(request, asked)
    context = {
        "wanted": asked,
        "found": found,
        "typed": asked.questions[-1] if asked.questions else "",
        "earlier": asked.questions[:-1],
        "refused": [problem.text(language()) for problem in found.refused],
        "remarks": [problem.text(language()) for problem in found.problems if not problem.refused],
        "chips": _chips(asked),
        "orders": _orders(asked),
        "kept": list(asked.pairs()),
        "address": asked.address(),
        "is_first": not asked.cursor,
        "most": settings.SHAREDCOURT_JUDGMENT_EXPORT,
        "nav": "judgments",
    }
    status = 422 if found.refused else 200
    response = public(render(request, "judgments/finding/results.html", context, status=status), listed=False)
    if not asked.cursor and not found.refused:
        recent.keep(request, response, asked)
    return response


def _beginning(request: HttpRequest, asked: Wanted) -> HttpResponse:
    refused = [_("Enter something to look for.")] if asked.began else []
    context = {
        "examples": [(Wanted((text,)).address(), text, words) for text, words in EXAMPLES],
        "recent": [(earlier.address(), earlier.words()) for earlier in recent.read(request)],
        "refused": refused,
        "typed": "",
        "nav": "judgments",
    }
    status = 422 if refused else 200
    return public(render(request, "judgments/finding/search.html", context, status=status))


def _bad_place(request: HttpRequest, asked: Wanted) -> HttpResponse:
    context = {"first": f"{reverse('judgments:search')}?{asked.address()}"}
    return public(render(request, "judgments/finding/bad_place.html", context, status=400), listed=False)


def _chips(asked: Wanted) -> list[tuple[Any, str, str]]:
    """Everything that narrows the results: what kind, the words, the address without it."""
    chips: list[tuple[Any, str, str]] = []
    if len(asked.questions) > 1 or asked.filters:
        chips += [
            (pgettext("searched for", "words"), text, asked.without_question(at).address())
            for at, text in enumerate(asked.questions)
        ]
    chips += [(FIELD_WORDS[name], value, asked.without(name, value).address()) for name, value in asked.filters]
    return chips


def _orders(asked: Wanted) -> list[tuple[Any, str, bool]]:
    now = asked.chosen_order()
    return [(ORDER_WORDS[order], asked.ordered(order).address(), order is now) for order in Order]


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """What somebody may be typing, of eight kinds, as a piece of the page."""
    groups = suggesting.groups(request.GET.get("q", ""))
    return public(render(request, "judgments/finding/suggestions.html", {"groups": groups}), listed=False)


@require_safe
def advanced(request: HttpRequest) -> HttpResponse:
    """Seventeen fields; sent, they lead to the results as one question, which can then be changed by hand."""
    with guarded() as engine:
        known = engine.search(Search(size=1, facets=COUNTED, passages=0))
    form = AdvancedForm(request.GET or None, known=known)
    if form.is_bound and form.is_valid():
        address = Wanted((form.question(),)).address()
        return public(redirect(f"{reverse('judgments:search')}?{address}"), listed=False)
    status = 422 if form.errors else 200
    context = {"form": form, "nav": "judgments"}
    return public(render(request, "judgments/finding/advanced.html", context, status=status), listed=not form.is_bound)


@require_safe
def printed(request: HttpRequest) -> HttpResponse:
    """The first two hundred results as a plain list for paper."""
    asked = wanted.read(request.GET)
    try:
        found = results.find(asked, size=PRINTED, facets=(), passages=0)
    except BadCursor:
        return _bad_place(request, asked)
    context = {"wanted": asked, "found": found, "address": asked.address(), "most": PRINTED, "nav": "judgments"}
    return public(render(request, "judgments/finding/printed.html", context), listed=False)


@require_safe
def export(request: HttpRequest, form: str) -> HttpResponse:
    """The first results as a table (`csv`) or for programs (`json`); how many there may be is a setting."""
    asked = wanted.read(request.GET)
    try:
        lines, count = exporting.lines(asked)
    except BadCursor:
        return _bad_place(request, asked)
    content = exporting.as_csv(lines) if form == "csv" else exporting.as_json(lines, count, asked)
    response = HttpResponse(content, content_type=exporting.KINDS[form])
    response.headers["Content-Disposition"] = f'attachment; filename="judgments.{form}"'
    return public(response, listed=False)


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """The last searches are forgotten."""
    response = redirect("judgments:search")
    recent.forget(response)
    return response
