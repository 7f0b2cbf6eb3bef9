"""Reads: what the public sees, step by step, and what a court's desk shows. A fixed number of queries each."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db.models import Max, Q, QuerySet

from sharedcourt.judgments.models import Cited, Publication, Step, Withdrawal
from sharedcourt.judgments.numbers import of_the_case, spelled
from sharedcourt.judgments.searching.engine import Card, Change
from sharedcourt.judgments.searching.fields import Section
from sharedcourt.judgments.searching.filed import reopened

# Of a card what `filed.kept` leaves out, as `Publication.fields` keeps it.
WORDS = ("level", "region", "kind", "procedure", "paper", "grade", "publicity")
LISTS = ("judges", "parties", "firms", "lawyers", "keywords")
_SUFFIXES = "一二三四五六七八九十"


def published() -> QuerySet[Publication]:
    """What the public sees: current versions of judgments and notices."""
    return Publication.objects.filter(is_current=True).select_related("judgment")


def current(key: str) -> Publication | None:
    """What stands at a judgment's address now (one query)."""
    return published().filter(judgment__key=key).first()


def was_withdrawn(key: str) -> Withdrawal | None:
    """The last withdrawal of a judgment that is not published again (one query)."""
    found = Withdrawal.objects.filter(judgment__key=key).exclude(judgment__publications__is_current=True)
    return found.order_by("-at", "-id").first()


def card_of(publication: Publication) -> Card:
    """The judgment as the index takes it. Not for notices, which have none."""
    kept = publication.fields
    words: dict[str, Any] = {name: str(kept.get(name, "")) for name in WORDS}
    words |= {name: tuple(kept.get(name, ())) for name in LISTS}
    return replace(reopened(publication.card), **words)


def paragraphs_of(publication: Publication) -> list[tuple[Section, str]]:
    """The paper's paragraphs in their own order, each with its part."""
    waiting = {section: iter(text.split("\n")) for section, text in card_of(publication).sections.items()}
    found = []
    for name, count in publication.layout:
        section = Section(name)
        found += [(section, next(waiting[section], "")) for _number in range(count)]
    return found


def steps_after(seq: int, limit: int) -> list[Change]:
    """Steps after a number, as the index follows them (`searching.catching_up.Source`; one query).

    Of a version that is no longer shown the step says only that the judgment is not to be found: a later step says what is.
    """
    rows = Step.objects.filter(seq__gt=seq).select_related("publication").order_by("seq")[: max(0, limit)]
    return [Change(row.seq, row.key, _shown(row.publication)) for row in rows]


def _shown(publication: Publication | None) -> Card | None:
    if publication is None or not publication.is_current or publication.kind != Publication.Kind.JUDGMENT:
        return None
    return card_of(publication)


def last_step() -> int:
    """The number of the last step; 0 before the first."""
    return Step.objects.aggregate(last=Max("seq"))["last"] or 0


def of_number(number: str) -> QuerySet[Publication]:
    """The history of a case: papers of the same case, those its papers cite by number, and those that cite it; oldest first (one query)."""
    wanted = of_the_case(spelled(number))
    if not wanted:
        return Publication.objects.none()
    same = papers_of([wanted])
    cited = Cited.objects.filter(publication__number__in=same, publication__is_current=True).exclude(number="")
    citing = Cited.objects.filter(number__in=same, publication__is_current=True)
    found = Q(number__in=same) | Q(number__in=cited.values("number")) | Q(pk__in=citing.values("publication"))
    return published().filter(found).order_by("decided_on", "released_at", "id")


def papers_of(numbers: Iterable[str]) -> list[str]:
    """Each number with what later papers of the case may be called: 之一 to 之十."""
    return [spelling for number in numbers for spelling in (number, *(f"{number}之{suffix}" for suffix in _SUFFIXES))]


def citing_article(article: str) -> QuerySet[Publication]:
    """Publications that cite an article as `exact.law_terms` spells it (民法典第675条), newest first."""
    return published().filter(cited__article=article).order_by("-decided_on", "-id")


def citing_case(number: str) -> QuerySet[Publication]:
    """Publications that cite a case by its number, newest first."""
    wanted = of_the_case(spelled(number))
    found = Cited.objects.filter(number__in=papers_of([wanted]) if wanted else [])
    return published().filter(pk__in=found.values("publication")).order_by("-decided_on", "-id")
