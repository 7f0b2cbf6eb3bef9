"""How like each of some cases is to one: several measures, each brought to the same scale among the candidates, and summed.

The words of the facts count most: BM25 with saturated weights on both sides, a language model with Dirichlet smoothing, and words that
follow one another. To these come the court's reasons, the elements, the articles, the cause and the order of size of the sum. The articles
and causes that the nearest candidates agree on then count for all, and at last a case gains by being like the cases that rank high. Nothing
here is learnt from one collection.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sharedcourt.judgments.likeness.prints import Bag, Hashes, Print

Scores = NDArray[np.float64]
# term hashes → in how many documents of the collection each stands, and how many documents there are
Frequencies = Callable[[Hashes], tuple[Scores, int]]


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each measure counts; `near` and `spread` say how many nearest cases speak for the others and how much."""

    bm25: float = 1.0
    model: float = 0.5
    pairs: float = 0.15
    facts: float = 0.4
    reasons: float = 0.4
    elements: float = 1.0
    articles: float = 0.4
    causes: float = 0.5
    sum: float = 0.2
    votes: float = 0.25
    near: int = 8
    spread: float = 0.1
    k1: float = 1.6
    b: float = 0.6
    k3: float = 1.2
    mu: float = 200.0
    of_reasons: float = 0.5
    of_rest: float = 0.4


DEFAULT = Weights()
_NOTHING = 1e-9
_FARTHEST = 3.0
PARTS = ("facts", "reasons", "rest")


@dataclass(frozen=True, slots=True)
class Likeness:
    """A candidate by its place in the list that was given, its score, and what each measure gave it."""

    place: int
    score: float
    measures: dict[str, float] = field(default_factory=dict)


def _even(scores: Scores) -> Scores:
    """Mean 0, spread 1; all 0 when they do not differ. What one candidate alone has counts three spreads at most."""
    spread = float(scores.std())
    if spread <= _NOTHING:
        return np.zeros_like(scores)
    even: Scores = np.clip((scores - scores.mean()) / spread, -_FARTHEST, _FARTHEST)
    return even


def _idf(frequency: Scores, total: int) -> Scores:
    return np.log1p((total - frequency + 0.5) / (frequency + 0.5))


class Pool:
    """Candidates laid out for many measures."""

    def __init__(self, prints: Sequence[Print]) -> None:
        self.prints = prints
        self._laid: dict[str, tuple[Hashes, Scores, NDArray[np.intp]]] = {}

    def _part(self, part: str) -> tuple[Hashes, Scores, NDArray[np.intp]]:
        """All candidates' terms one after the other, with their counts and whose they are."""
        if part not in self._laid:
            bags = [_bag(each, part) for each in self.prints]
            whose = np.repeat(np.arange(len(bags)), [len(bag.terms) for bag in bags])
            counts = np.concatenate([bag.counts for bag in bags]).astype(np.float64)
            self._laid[part] = np.concatenate([bag.terms for bag in bags]), counts, whose
        return self._laid[part]

    def terms(self, part: str) -> Hashes:
        """Every candidate's terms, one after the other."""
        return self._part(part)[0]

    def counts(self, part: str, terms: Hashes) -> Scores:
        """One line a candidate, one column a term; `terms` in order."""
        table = np.zeros((len(self.prints), len(terms)))
        every, counts, whose = self._part(part)
        if len(terms) and len(every):
            at = np.minimum(np.searchsorted(terms, every), len(terms) - 1)
            here = terms[at] == every
            table[whose[here], at[here]] = counts[here]
        return table

    def lengths(self, part: str) -> Scores:
        """Words of each candidate, 1 at least."""
        _, counts, whose = self._part(part)
        return np.maximum(np.bincount(whose, counts, len(self.prints)), 1.0)


def _bag(case: Print, part: str) -> Bag:
    bag: Bag = getattr(case, part)
    return bag


def _weighed(counts: Scores, lengths: Scores, idf: Scores, query: Scores, weights: Weights) -> Scores:
    """BM25; the query's own counts are saturated too, so that a word repeated in a long story does not drown the others."""
    pressed = (
        counts
        * (weights.k1 + 1)
        / (counts + weights.k1 * (1 - weights.b + weights.b * lengths / lengths.mean())[:, None])
    )
    wanted = query * (weights.k3 + 1) / (query + weights.k3)
    scores: Scores = pressed @ (idf * wanted)
    return scores


def _modelled(counts: Scores, lengths: Scores, query: Scores, mu: float) -> Scores:
    """Likelihood of the query in each candidate's language, smoothed with that of all (Dirichlet)."""
    background = (counts.sum(axis=0) + 0.5) / (lengths.sum() + 1)
    wanted = np.log1p(query)
    scores: Scores = np.log1p(counts / (mu * background)) @ wanted - wanted.sum() * np.log((lengths + mu) / mu)
    return scores


def _shared(ours: frozenset[Any], theirs: Sequence[frozenset[Any]]) -> Scores:
    """Cosine over what few candidates have: what all have says nothing."""
    many = len(theirs)
    counted: dict[Any, int] = {}
    for each in theirs:
        for thing in each:
            counted[thing] = counted.get(thing, 0) + 1
    worth = {thing: math.log((many + 1) / (count + 0.5)) + 0.1 for thing, count in counted.items()}

    def size(things: frozenset[Any]) -> float:
        return math.sqrt(sum(worth.get(thing, 0.0) ** 2 for thing in things)) or 1.0

    mine = size(ours)
    return np.array([sum(worth[thing] ** 2 for thing in ours & each) / (mine * size(each)) for each in theirs])


def _sums(ours: float, theirs: Sequence[float]) -> Scores:
    """1 for the same sum, less by each tenfold; 0 where one has none."""
    if ours <= 0:
        return np.zeros(len(theirs))
    return np.array([math.exp(-abs(math.log10(ours) - math.log10(each)) * 1.5) if each > 0 else 0.0 for each in theirs])


def _tied(pool: Pool) -> Scores:
    """How like the candidates are to one another: cosine over words of the facts that some of them share."""
    terms, found = np.unique(pool.terms("facts"), return_counts=True)
    many = len(pool.prints)
    chosen = terms[(found > 1) & (found <= max(many * 0.5, 2))].astype(np.uint32)
    frequency = found[(found > 1) & (found <= max(many * 0.5, 2))]
    if not len(chosen):
        return np.zeros((many, many))
    vectors = np.log1p(pool.counts("facts", chosen)) * np.log(many / frequency)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), _NOTHING)
    tied: Scores = (vectors.astype(np.float32) @ vectors.astype(np.float32).T).astype(np.float64)
    np.fill_diagonal(tied, 0.0)
    return tied


def _agreed(pool: Pool, scores: Scores, weights: Weights) -> Scores:
    """How far each candidate has the articles and causes that the nearest ones agree on; a pasted story names none itself."""
    nearest = np.argsort(-scores)[: min(weights.near, max(len(scores) // 4, 1))]
    share = np.exp(scores[nearest] - scores[nearest].max())
    share /= share.sum()
    total = np.zeros(len(scores))
    for name in ("articles", "causes"):
        things: list[frozenset[int]] = [getattr(each, name) for each in pool.prints]
        voices: dict[int, float] = {}
        for place, voice in zip(nearest, share, strict=True):
            for thing in things[place]:
                voices[thing] = voices.get(thing, 0.0) + float(voice)
        agreed = [sum(voices.get(thing, 0.0) for thing in each) / math.sqrt(len(each) or 1) for each in things]
        total += weights.votes * _even(np.array(agreed))
    return total


def rank(
    query: Print, prints: Sequence[Print], frequencies: Frequencies | None = None, weights: Weights = DEFAULT
) -> list[Likeness]:
    """All candidates, the likest first. `frequencies` are the collection's; without them the candidates' own are taken."""
    if not prints:
        return []
    pool = Pool(prints)
    shares = (1.0, weights.of_reasons, weights.of_rest)
    terms, wanted = Bag.together((query.facts, query.reasons, query.rest), shares)
    by_part = [pool.counts(part, terms) for part in PARTS]
    counts = np.sum([found * share for found, share in zip(by_part, shares, strict=True)], axis=0)
    lengths = np.sum([pool.lengths(part) * share for part, share in zip(PARTS, shares, strict=True)], axis=0)
    frequency, total = frequencies(terms) if frequencies else ((counts > 0).sum(axis=0).astype(np.float64), len(prints))
    idf = _idf(frequency, total)
    told = query.facts.of_terms(terms)
    measures: dict[str, Scores] = {
        "bm25": _weighed(counts, lengths, idf, wanted, weights),
        "model": _modelled(counts, lengths, wanted, weights.mu),
        "facts": _weighed(by_part[0], pool.lengths("facts"), idf, told, weights),
    }
    for name, bag in (("pairs", query.pairs), ("reasons", query.reasons)):
        found = pool.counts(name, bag.terms)
        own = _idf((found > 0).sum(axis=0).astype(np.float64), len(prints))
        measures[name] = _weighed(found, pool.lengths(name), own, bag.counts.astype(np.float64), weights)
    measures["elements"] = _shared(query.elements, [each.elements for each in prints])
    measures["articles"] = _shared(query.articles, [each.articles for each in prints])
    measures["causes"] = _shared(query.causes, [each.causes for each in prints])
    measures["sum"] = _sums(query.sum, [each.sum for each in prints])
    even = {name: _even(scores) for name, scores in measures.items()}
    total_score = np.sum([getattr(weights, name) * scores for name, scores in even.items()], axis=0)
    if len(prints) > weights.near:
        total_score = _even(total_score)
        if weights.votes:
            total_score = total_score + _agreed(pool, total_score, weights)
        if weights.spread:
            tied = _tied(pool)
            strongest = np.sort(tied, axis=1)[:, -weights.near][:, None]
            links = np.where(tied >= strongest, tied, 0.0)
            links /= np.maximum(links.sum(axis=1, keepdims=True), _NOTHING)
            base = _even(total_score)
            total_score = (1 - weights.spread) * base + weights.spread * _even(links @ base)
    order = np.argsort(-total_score, kind="stable")
    return [
        Likeness(int(place), float(total_score[place]), {name: float(scores[place]) for name, scores in even.items()})
        for place in order
    ]
