"""Two published judgments side by side."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sharedcourt.core.language import language
from sharedcourt.judgments import queries
from sharedcourt.judgments.likeness.reading import Element
from sharedcourt.judgments.models import Publication
from sharedcourt.judgments.numbers import spelled
from sharedcourt.judgments.reading import comparing, presenting
from sharedcourt.judgments.reading.presenting import PART_WORDS
from sharedcourt.judgments.reading.waiting import come_again, is_too_often

LONGEST = 200
A_MINUTE = 30


@dataclass(frozen=True)
class Side:
    """One of the two: what was typed, what it is, or why it is nothing."""

    name: str
    typed: str
    publication: Publication | None = None
    error: str = ""


@dataclass(frozen=True)
class ShownPart:
    """A part of both under its name."""

    anchor: str
    title: Any
    part: comparing.Compared


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """A form for two judgments, and when both are given what is alike and what is not."""
    typed = {name: request.GET.get(name, "").strip()[:LONGEST] for name in ("a", "b")}
    asked = any(typed.values())
    sides = [_side(name, text) if asked else Side(name, text) for name, text in typed.items()]
    context: dict[str, Any] = {"sides": sides, "compared": None, "nav": "judgments"}
    first, second = (side.publication for side in sides)
    if first is not None and second is not None:
        if is_too_often(request, "compare", A_MINUTE):
            return come_again(request)
        context["compared"] = _compared(first, second)
    wrong = any(side.error for side in sides)
    response = render(request, "judgments/reading/compare.html", context, status=422 if wrong else 200)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _side(name: str, typed: str) -> Side:
    """By its address or key, or by its number when only one paper has that."""
    if not typed:
        return Side(name, typed, error=_("Enter the address or the case number of a published judgment."))
    number, key = spelled(typed), comparing.key_in(typed)
    if number:
        return _of_number(name, typed, number)
    if not key:
        return Side(name, typed, error=_("This is neither the address nor the case number of a judgment."))
    publication = queries.current(key)
    if publication is not None and publication.kind == Publication.Kind.JUDGMENT:
        return Side(name, typed, publication)
    if publication is not None:
        return Side(name, typed, error=_("This paper is not published; only a notice stands in its place."))
    if queries.was_withdrawn(key) is not None:
        return Side(name, typed, error=_("This judgment was withdrawn."))
    return Side(name, typed, error=_("There is no published judgment at this address."))


def _of_number(name: str, typed: str, number: str) -> Side:
    rows = queries.published().filter(number=number, kind=Publication.Kind.JUDGMENT).order_by("decided_on", "id")
    found = list(rows[:2])
    if not found:
        return Side(name, typed, error=_("No published judgment has this case number."))
    if len(found) > 1:
        return Side(name, typed, error=_("Several papers have this case number. Enter the address of one of them."))
    return Side(name, typed, found[0])


def _compared(first: Publication, second: Publication) -> dict[str, Any]:
    left, right = queries.card_of(first), queries.card_of(second)
    both, only_left, only_right = comparing.circumstances(left, right)
    return {
        "lines": (presenting.line(first), presenting.line(second)),
        "parts": [
            ShownPart(part.section.value, PART_WORDS[part.section], part) for part in comparing.compared(left, right)
        ],
        "articles": comparing.articles(left, right),
        "elements": comparing.Shared(_titles(both), _titles(only_left), _titles(only_right)),
    }


def _titles(elements: list[Element]) -> tuple[str, ...]:
    return tuple(element.title(language()) for element in elements)
