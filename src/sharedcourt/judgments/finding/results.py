"""A page of results as it is shown. What the index finds is looked up once more in the database before anybody sees it: a judgment
that was withdrawn or corrected this moment is not shown as it was, however far the index has come.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from sharedcourt.judgments.finding.engine import guarded
from sharedcourt.judgments.finding.naming import FACET_GROUPS, FIELD_WORDS, SECTION_WORDS
from sharedcourt.judgments.finding.wanted import PAGE, Wanted
from sharedcourt.judgments.models import Publication, Step
from sharedcourt.judgments.searching.engine import Found, Hit
from sharedcourt.judgments.searching.fields import FACETS, Field
from sharedcourt.judgments.searching.passages import Passage
from sharedcourt.judgments.searching.problems import Problem

SHOWN_AT_ONCE, SHOWN_VALUES = 6, 20


@dataclass(frozen=True)
class Piece:
    """Text of a passage, marked or not. Not escaped: the template does that."""

    text: str
    is_marked: bool


@dataclass(frozen=True)
class Quote:
    """A passage that matters to the question, with the part of the judgment it stands in."""

    section: Any
    pieces: tuple[Piece, ...]
    cut_before: bool
    cut_after: bool


@dataclass(frozen=True)
class Line:
    """One result."""

    key: str
    title: str
    number: str
    court: str
    date: date
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class Value:
    """A value beside the results: how many have it, and the address that chooses it."""

    text: str
    count: int
    address: str


@dataclass(frozen=True)
class Facet:
    """One field's values: some at once, more on demand."""

    title: Any
    first: tuple[Value, ...]
    more: tuple[Value, ...]


@dataclass(frozen=True)
class Group:
    """One of the eight groups beside the results."""

    title: Any
    facets: tuple[Facet, ...]


@dataclass(frozen=True)
class Results:
    """A page. `widened`: nothing had the words, so they were also looked for inside other words."""

    lines: tuple[Line, ...]
    count: int
    exact: bool
    groups: tuple[Group, ...]
    facets: Mapping[Field, tuple[tuple[str, int], ...]]
    cursor: str  # of the next page, empty on the last
    next: str  # the query of its address
    problems: tuple[Problem, ...]
    widened: bool = False

    @property
    def refused(self) -> tuple[Problem, ...]:
        """Why nothing could be searched."""
        return tuple(problem for problem in self.problems if problem.refused)


def current_only(hits: Iterable[Hit]) -> list[Hit]:
    """Of what an index found what stands now, as it stands now (one query)."""
    found = list(hits)
    now = set(standing(hit.seq for hit in found).values_list("seq", flat=True)) if found else set()
    return [hit for hit in found if hit.seq in now]


def standing(steps: Iterable[int]) -> QuerySet[Step]:
    """Of some steps those whose version of a judgment is the one that stands."""
    return Step.objects.filter(
        seq__in=list(steps), publication__is_current=True, publication__kind=Publication.Kind.JUDGMENT
    )


def find(
    wanted: Wanted, *, size: int = PAGE, facets: tuple[Field, ...] = FACETS, passages: int = 1, since: int = 0
) -> Results:
    """One page (one query). Raises BadCursor, and Unavailable while there is no index."""
    asked, problems = wanted.asked()
    widened = False
    with guarded() as engine:
        found: Found = engine.search(wanted.search(asked, size=size, facets=facets, passages=passages, since=since))
        if not found.count and asked is not None and asked.node is not None and not since:
            wider = asked.wider()
            if wider.node != asked.node:
                found = engine.search(wanted.search(wider, size=size, facets=facets, passages=passages))
                widened = bool(found.count)
    return Results(
        tuple(map(_line, current_only(found.hits))),
        found.count,
        found.exact,
        tuple(_groups(wanted, found.facets)),
        found.facets,
        found.cursor,
        wanted.at(found.cursor) if found.cursor else "",
        problems,
        widened,
    )


def _line(hit: Hit) -> Line:
    return Line(hit.key, hit.title, hit.number, hit.court, hit.date, tuple(map(_quote, hit.passages)))


def _quote(passage: Passage) -> Quote:
    pieces: list[Piece] = []
    at = 0
    for mark in passage.marks:
        pieces += [Piece(passage.text[at : mark.start], False), Piece(passage.text[mark.start : mark.end], True)]
        at = mark.end
    pieces.append(Piece(passage.text[at:], False))
    shown = tuple(piece for piece in pieces if piece.text)
    return Quote(SECTION_WORDS[passage.section], shown, passage.cut_before, passage.cut_after)


def _groups(wanted: Wanted, counted: Mapping[Field, tuple[tuple[str, int], ...]]) -> Iterable[Group]:
    for title, names in FACET_GROUPS:
        facets = tuple(_facet(wanted, name, counted[name]) for name in names if counted.get(name))
        if facets:
            yield Group(title, facets)


def _facet(wanted: Wanted, name: Field, counted: tuple[tuple[str, int], ...]) -> Facet:
    listed = sorted(counted, reverse=True) if name is Field.YEAR else counted
    chosen = set(wanted.by_field().get(name, ()))
    with_value = wanted.choosing(name)
    values = tuple(Value(text, count, with_value(text)) for text, count in listed[:SHOWN_VALUES] if text not in chosen)
    return Facet(FIELD_WORDS[name], values[:SHOWN_AT_ONCE], values[SHOWN_AT_ONCE:])
