"""Cases like this one, among all that are published: candidates by their weightiest words, then a closer look, then the reasons."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import repeat

import numpy as np

from sharedcourt.judgments.likeness import ranking
from sharedcourt.judgments.likeness.prints import Hashes, Print, hashed
from sharedcourt.judgments.likeness.reading import (
    Element,
    Read,
    articles,
    known_elements,
    of_sections,
    read,
    read_text,
)
from sharedcourt.judgments.searching.engine import Card, Engine
from sharedcourt.judgments.searching.exact import law_terms
from sharedcourt.judgments.searching.filed import reopened
from sharedcourt.judgments.searching.passages import Passage, Sought, passages
from sharedcourt.judgments.searching.words import alike

CANDIDATES = 200
ASKED_TERMS = 40  # words that choose the candidates
MARKED_TERMS = 15
_OUTCOMES = ("granted", "rejected")


@dataclass(frozen=True, slots=True)
class Similar:
    """A judgment like the case, and why: elements and articles both have, the passage that tells the same."""

    key: str
    title: str
    number: str
    court: str
    score: float
    elements: tuple[Element, ...]
    articles: tuple[str, ...]
    passages: tuple[Passage, ...]
    sum: float
    outcome: str


def of_card(card: Card) -> bytes:
    """The print of a judgment for the index; belongs into `Card.likeness`."""
    return Print.of(_read_card(card)).packed()


def _read_card(card: Card) -> Read:
    full = "\n".join(card.sections.values())
    return read(of_sections(card.sections), laws=card.laws, known_causes=card.causes, full=full)


def like_card(engine: Engine, card: Card, *, limit: int = 10) -> list[Similar]:
    """Judgments like a published one."""
    return _like(engine, _read_card(card), limit=limit, without=card.key)


def like_text(engine: Engine, text: str, *, limit: int = 10) -> list[Similar]:
    """Judgments like a pasted story or a whole pasted judgment."""
    return _like(engine, read_text(text), limit=limit)


def like_elements(
    engine: Engine, told: str, elements: Iterable[str], *, cause: str = "", sum_: float = 0.0, limit: int = 10
) -> list[Similar]:
    """Judgments like a dispute of which the elements are known already; unknown keys are left out."""
    chosen = frozenset(elements) & known_elements().keys()
    plain = read_text("\n".join([told, cause, *(known_elements()[key].say[0] for key in sorted(chosen))]))
    case = Read(
        plain.facts,
        plain.reasons,
        plain.rest,
        plain.elements | chosen,
        plain.articles,
        (cause,) if cause else plain.causes,
        sum_ or plain.sum,
    )
    return _like(engine, case, limit=limit)


def _like(engine: Engine, case: Read, *, limit: int, without: str = "") -> list[Similar]:
    words = Counter(case.facts)
    for more in (case.reasons, case.rest):
        words.update(more)
    terms = list(words)
    size = max(engine.size(), 1)
    forms = [alike(term) for term in terms]
    found = engine.frequencies([form for same in forms for form in same])
    counts = iter(found or repeat(1))
    frequency = {term: max(next(counts) for _ in same) for term, same in zip(terms, forms, strict=True)}
    weights = _weighed(words, frequency, size)
    candidates = engine.nearest(weights[:ASKED_TERMS], limit=CANDIDATES, without=without)
    prints = [Print.read(candidate.likeness) for candidate in candidates if candidate.likeness]
    contents = [candidate.content for candidate in candidates if candidate.likeness]
    by_hash = {hashed(term): many for term, many in frequency.items()}

    def frequencies(hashes: Hashes) -> tuple[ranking.Scores, int]:
        return np.array([by_hash.get(int(term), 0) for term in hashes], dtype=np.float64), size

    ranked = ranking.rank(Print.of(case), prints, frequencies if found else None)
    marked = [Sought(frozenset(alike(term)), "", None) for term, _ in weights[:MARKED_TERMS]]
    return [
        _shown(case, reopened(contents[item.place]), prints[item.place], item.score, marked) for item in ranked[:limit]
    ]


def _weighed(words: Counter[str], frequency: dict[str, int], size: int) -> list[tuple[str, float]]:
    """Words by their weight, the weightiest first; a word that no judgment has finds nothing."""
    weights = {
        term: times * 2.2 / (times + 1.2) * math.log1p((size - frequency[term] + 0.5) / (frequency[term] + 0.5))
        for term, times in words.items()
        if frequency[term] and frequency[term] < size * 0.6 + 1
    }
    return sorted(weights.items(), key=lambda item: -item[1])


def _shown(case: Read, card: Card, made: Print, score: float, marked: list[Sought]) -> Similar:
    known = known_elements()
    shared = tuple(known[key] for key in known if key in case.elements & made.elements and key not in _OUTCOMES)
    cited = {term for law in card.laws for term in law_terms(law) if "条" in term and "款" not in term}
    cited = cited or set(articles("\n".join(card.sections.values())))
    outcome = next((key for key in _OUTCOMES if key in made.elements), "")
    return Similar(
        card.key, card.title, card.number, card.court, score, shared, tuple(sorted(cited & case.articles)),
        passages(card.sections, marked), made.sum, outcome,
    )  # fmt: skip


def outcomes(found: Iterable[Similar]) -> dict[str, int]:
    """How the similar cases ended: granted, rejected, or "" for the rest; for the plot of their spread."""
    counted = Counter(similar.outcome for similar in found)
    return {key: counted[key] for key in (*_OUTCOMES, "")}
