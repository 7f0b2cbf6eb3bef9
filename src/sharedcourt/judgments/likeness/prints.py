"""What an index keeps of a case to measure likeness: hashed words with their counts, elements, articles, causes, the sum. About 2 kB."""

import itertools
import struct
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sharedcourt.judgments.likeness.reading import Read, known_elements

Hashes = NDArray[np.uint32]
Counts = NDArray[np.uint8]
FORM = 1  # raise it when a print is made in another way
_HEAD = struct.Struct("<BfHHHHHBB")


def hashed(term: str) -> int:
    """A term as 32 bits; two of 100,000 terms fall together once in ten thousand pairs of cases."""
    return zlib.crc32(term.encode())


def neighbours(tokens: Iterable[str]) -> list[str]:
    """Each two words that follow one another."""
    listed = list(tokens)
    return [f"{first}\x1f{second}" for first, second in itertools.pairwise(listed)]


@dataclass(frozen=True, slots=True)
class Bag:
    """Terms in the order of their hashes, each with how often it stands there (255 at most)."""

    terms: Hashes
    counts: Counts

    @classmethod
    def of(cls, tokens: Iterable[str]) -> "Bag":
        found = Counter(map(hashed, tokens))
        terms = np.array(sorted(found), dtype=np.uint32)
        return cls(terms, np.array([min(found[int(term)], 255) for term in terms], dtype=np.uint8))

    @property
    def length(self) -> float:
        """How many tokens."""
        return float(self.counts.sum())

    @classmethod
    def together(cls, bags: "Sequence[Bag]", shares: Sequence[float]) -> "tuple[Hashes, NDArray[np.float64]]":
        """The terms of several bags, each counted by its bag's share."""
        terms, inverse = np.unique(np.concatenate([bag.terms for bag in bags]), return_inverse=True)
        weights = np.concatenate([bag.counts * share for bag, share in zip(bags, shares, strict=True)])
        return terms.astype(np.uint32), np.bincount(inverse, weights, len(terms)).astype(np.float64)

    def of_terms(self, terms: Hashes) -> NDArray[np.float64]:
        """How often each of the given terms stands here."""
        if not len(self.terms):
            return np.zeros(len(terms))
        at = np.minimum(np.searchsorted(self.terms, terms), len(self.terms) - 1)
        return np.where(self.terms[at] == terms, self.counts[at], 0).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Print:
    """A case as it is compared."""

    facts: Bag
    reasons: Bag
    rest: Bag
    pairs: Bag
    elements: frozenset[str]
    articles: frozenset[int]
    causes: frozenset[int]
    sum: float

    @classmethod
    def of(cls, case: Read) -> "Print":
        """The print of a reduced case."""
        return cls(
            Bag.of(case.facts),
            Bag.of(case.reasons),
            Bag.of(case.rest),
            Bag.of(neighbours(case.facts)),
            case.elements,
            frozenset(map(hashed, case.articles)),
            frozenset(map(hashed, case.causes)),
            case.sum,
        )

    def packed(self) -> bytes:
        """For the index. Neighbouring words that stand there once are kept too: they are what tells cases apart."""
        names = list(known_elements())
        chosen = bytes(names.index(name) for name in sorted(self.elements, key=names.index))
        bags = (self.facts, self.reasons, self.rest, self.pairs)
        head = _HEAD.pack(
            FORM, self.sum, *(len(bag.terms) for bag in bags), len(self.articles), len(self.causes), len(chosen)
        )
        numbers = np.array([*sorted(self.articles), *sorted(self.causes)], dtype=np.uint32).tobytes()
        return head + numbers + b"".join(bag.terms.tobytes() + bag.counts.tobytes() for bag in bags) + chosen

    @classmethod
    def read(cls, content: bytes) -> "Print":
        """The print that `packed` wrote. Raises ValueError for another form."""
        form, sum_, facts, reasons, rest, pairs, articles, causes, chosen = _HEAD.unpack_from(content)
        if form != FORM:
            raise ValueError(form)
        numbers = np.frombuffer(content, np.uint32, articles + causes, _HEAD.size).tolist()
        at = _HEAD.size + 4 * (articles + causes)
        bags = []
        for size in (facts, reasons, rest, pairs):
            terms = np.frombuffer(content, np.uint32, size, at)
            bags.append(Bag(terms, np.frombuffer(content, np.uint8, size, at + 4 * size)))
            at += 5 * size
        names = list(known_elements())
        elements = frozenset(names[number] for number in content[at : at + chosen])
        return cls(
            bags[0],
            bags[1],
            bags[2],
            bags[3],
            elements,
            frozenset(numbers[:articles]),
            frozenset(numbers[articles:]),
            sum_,
        )
