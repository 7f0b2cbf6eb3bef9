"""Two judgments side by side: part by part, sentence by sentence, what only one of them says."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

from sharedcourt.judgments.likeness.reading import Element, elements, known_elements
from sharedcourt.judgments.reading import contents
from sharedcourt.judgments.searching.engine import Card
from sharedcourt.judgments.searching.fields import Section
from sharedcourt.judgments.searching.passages import sentences
from sharedcourt.judgments.searching.words import closed

MOST_SENTENCES = 600  # of a part on either side; beyond, nothing is marked
_RESULTS = ("granted", "rejected")


class Row(NamedTuple):
    """A sentence of each that belong together; one is empty where only the other says something. `same` but for blanks and width."""

    left: str
    right: str
    same: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """A part of both. `marked` is False where the part is too long to be compared."""

    section: Section
    rows: tuple[Row, ...]
    marked: bool = True

    @property
    def same(self) -> int:
        """How many sentences both have."""
        return sum(row.same for row in self.rows)


@dataclass(frozen=True, slots=True)
class Shared:
    """What stands in both, and in one of them only; articles as 民法典第585条, elements as the table of likeness knows them."""

    both: tuple[str, ...]
    left: tuple[str, ...]
    right: tuple[str, ...]


def compared(left: Card, right: Card) -> list[Compared]:
    """The parts that either has, in their order."""
    return [
        _part(section, left.sections.get(section, ""), right.sections.get(section, ""))
        for section in Section
        if left.sections.get(section, "").strip() or right.sections.get(section, "").strip()
    ]


def _sentences(text: str) -> list[str]:
    found = (text[mark.start : mark.end].strip() for mark in sentences(text))
    return [sentence for sentence in found if sentence]


def _part(section: Section, left: str, right: str) -> Compared:
    ours, theirs = _sentences(left), _sentences(right)
    if max(len(ours), len(theirs)) > MOST_SENTENCES:
        return Compared(section, (Row(left.strip(), right.strip(), same=False),), marked=False)
    rows: list[Row] = []
    matcher = SequenceMatcher(None, [closed(each) for each in ours], [closed(each) for each in theirs], autojunk=False)
    for kind, first, last, begin, end in matcher.get_opcodes():
        pairs = _paired(ours[first:last], theirs[begin:end])
        rows += [Row(one, other, kind == "equal") for one, other in pairs]
    return Compared(section, tuple(rows))


def _paired(ours: Sequence[str], theirs: Sequence[str]) -> Iterable[tuple[str, str]]:
    for place in range(max(len(ours), len(theirs))):
        yield ours[place] if place < len(ours) else "", theirs[place] if place < len(theirs) else ""


def articles(left: Card, right: Card) -> Shared:
    """The articles each of them cites."""
    return _shared(_articles(left), _articles(right))


def _articles(card: Card) -> list[str]:
    listed = [contents.article_of("", law) or law for law in card.laws]
    return list(dict.fromkeys([*listed, *contents.cited(contents.parts(card), "article")]))


def circumstances(left: Card, right: Card) -> tuple[list[Element], list[Element], list[Element]]:
    """The elements both have, only the first, only the second; how they ended is no circumstance."""
    ours, theirs = elements(left.text()), elements(right.text())
    listed = [element for key, element in known_elements().items() if key not in _RESULTS]
    return (
        [element for element in listed if element.key in ours & theirs],
        [element for element in listed if element.key in ours - theirs],
        [element for element in listed if element.key in theirs - ours],
    )


def _shared(ours: Sequence[str], theirs: Sequence[str]) -> Shared:
    return Shared(
        tuple(each for each in ours if each in theirs),
        tuple(each for each in ours if each not in theirs),
        tuple(each for each in theirs if each not in ours),
    )


_KEY = re.compile(r"(?<![a-z2-7])[a-z2-7]{12}(?![a-z2-7])")


def key_in(typed: str) -> str:
    """The key in what somebody typed: the key itself or an address that has it; empty when there is none."""
    found = _KEY.search(typed.strip().lower()[-200:])
    return found[0] if found else ""
