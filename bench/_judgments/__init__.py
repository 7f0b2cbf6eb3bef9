"""Invented civil judgments with everything about them known: structure, fields and facets, elements, and every secret with its places.

    stream(seed, count)         documents one after the other, in constant memory
    case(seed, number)          the documents of one case: first instance, and in one of eight the second
    judged(seed, queries)       queries with graded candidates, for similar cases

The same seed and number make the same documents on every machine. Nobody in them exists: identity numbers lie in division 330399,
phones in block 0000, mail in domains for examples.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from bench._judgments import docket, matters, writing
from bench._judgments.invented import Person
from bench._judgments.matters import Matter, likened, likeness
from bench._judgments.pen import KINDS, Part, Secret
from bench._judgments.writing import Judgment

__all__ = [
    "KINDS",
    "Judged",
    "Judgment",
    "Matter",
    "Part",
    "Person",
    "Secret",
    "case",
    "judged",
    "judgment",
    "likened",
    "likeness",
    "stream",
]


def _rng(seed: int, number: int, salt: int = 0) -> Random:
    return Random((seed * 1_000_003 + salt) * 1_000_000_007 + number)


def case(seed: int, number: int, *, noise: bool = False) -> tuple[Judgment, ...]:
    """The documents of the case with a number, oldest first. With `noise` secrets are spelled in many ways, with breaks and full width."""
    rng = _rng(seed, number)
    people = docket.drawn(rng, matters.drawn(rng))
    appealed = number % 8 == 7
    below = writing.first(rng, people, noise, writing.rank_of(rng))
    return (below, writing.second(rng, people, noise, below)) if appealed else (below,)


def stream(seed: int, count: int, *, start: int = 0, noise: bool = False) -> Iterator[Judgment]:
    """So many documents, from the case with number `start` on."""
    made, number = 0, start
    while made < count:
        for document in case(seed, number, noise=noise):
            if made == count:
                return
            made += 1
            yield document
        number += 1


def judgment(matter: Matter, seed: int, number: int, *, noise: bool = False) -> Judgment:
    """A judgment of first instance on given elements, with people of its own."""
    rng = _rng(seed, number, 7)
    return writing.first(rng, docket.drawn(rng, matter), noise, "普通案例")


@dataclass(frozen=True, slots=True)
class Judged:
    """A query with its candidates and how like each is, 0 to 3 (see `matters.likeness`)."""

    query: Judgment
    candidates: tuple[tuple[Judgment, int], ...]


def judged(seed: int, queries: int, *, candidates: int = 60) -> Iterator[Judged]:
    """Queries with graded candidates: two thirds of the query's cause with none to all of its elements changed, the rest at random.

    No two share parties, days or sums; what is alike is the elements, told in other sentences.
    """
    for at in range(queries):
        rng = _rng(seed, at, 3)
        matter = matters.drawn(rng)
        query = judgment(matter, seed, at * 10_000)
        found = []
        for place in range(candidates):
            other = likened(rng, matter, place % 8) if place % 3 else matters.drawn(rng)
            found.append((judgment(other, seed, at * 10_000 + place + 1), likeness(matter, other)))
        yield Judged(query, tuple(found))
