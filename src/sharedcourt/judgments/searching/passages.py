"""The passage of a judgment that matters to a question, with the places to mark.

The sentences that hold most of what is asked are shown; among equals the court's reasons come before the facts, and these before the rest.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sharedcourt.judgments.searching import words
from sharedcourt.judgments.searching.asking import Asked, Named, Near, Phrase, Word, leaves
from sharedcourt.judgments.searching.fields import Field, Section

LENGTH = 140  # characters of a passage, about three lines on a phone
# A line that ends without a mark may end in the middle of a name.
_END = re.compile(r"[。；;！？]|(?<=[。；;！？：:”\"』」])\n")
_CITED_ARTICLE = re.compile(r"第\d+条(?:之[一二三四五六七八九十]+)?")
_DIGIT = re.compile(r"\d")
_MARK_WORTH, _MOST_MARKS = 0.01, 4  # among equals the sentence with more marks is shown
_WEIGHTS: dict[Section, float] = {
    Section.REASONS: 1.3,
    Section.FACTS: 1.2,
    Section.ORDER: 1.15,
    Section.COURSE: 1.1,
    Section.OTHER: 1.0,
    Section.PARTIES: 0.9,
    Section.HEAD: 0.8,
    Section.CLOSING: 0.8,
}


class Mark(NamedTuple):
    """Characters from `start` to before `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a part of the judgment. `cut_before` and `cut_after` say that the sentence goes on there."""

    section: Section
    text: str
    marks: tuple[Mark, ...]
    cut_before: bool = False
    cut_after: bool = False


class Sought(NamedTuple):
    """What to mark: tokens, and pieces of text without blanks. `section` limits it to one part."""

    terms: frozenset[str]
    piece: str
    section: Section | None


def sought(asked: Asked | None) -> list[Sought]:
    """What a question marks in a text, synonyms included."""
    found: list[Sought] = []
    for leaf in leaves(asked.node if asked else None):
        match leaf:
            case Word(term, section):
                found.append(Sought(frozenset(words.alike(term)), "", section))
            case Phrase(text, section):
                found.append(Sought(frozenset(), text, section))
            case Near(first, second, _, section):
                found += [Sought(frozenset(), first, section), Sought(frozenset(), second, section)]
            case Named(Field.PARTY | Field.JUDGE | Field.LAWYER | Field.FIRM | Field.COURT, text):
                found.append(Sought(frozenset(), text, None))
            case Named(Field.NUMBER, text):
                found.append(Sought(frozenset({text}), "", None))
            case Named(Field.LAW, text) if article := _CITED_ARTICLE.search(text):
                found.append(Sought(frozenset({article[0]}), "", None))
    return found


def sentences(text: str) -> list[Mark]:
    """The sentences of a text, their ends included."""
    ends = [match.end() for match in _END.finditer(text)]
    if not ends or ends[-1] < len(text):
        ends.append(len(text))
    return [Mark(start, end) for start, end in zip([0, *ends], ends, strict=False) if end > start]


def _squeezed(clean: str) -> tuple[str, list[int] | None]:
    """The text without blanks, and where each character stood; None when nothing was taken out."""
    if not any(character.isspace() for character in clean):
        return clean, None
    places = [at for at, character in enumerate(clean) if not character.isspace()]
    return "".join(clean[at] for at in places), places


def _pieces(clean: str, piece: str) -> list[Mark]:
    squeezed, places = _squeezed(clean)
    found: list[Mark] = []
    at = squeezed.find(piece)
    while piece and at >= 0:
        last = at + len(piece) - 1
        found.append(Mark(places[at], places[last] + 1) if places else Mark(at, last + 1))
        at = squeezed.find(piece, last + 1)
    return found


def _marks(sentence: str, wanted: Sequence[Sought]) -> tuple[list[Mark], int]:
    """Marks in one sentence, and how many different things were found in it."""
    clean = words.normal(sentence)
    marks: list[Mark] = []
    different = 0
    tokens: list[words.Placed] | None = None
    for item in wanted:
        if item.piece:
            found = _pieces(clean, item.piece)
        else:
            tokens = words.placed(sentence) if tokens is None else tokens
            found = [Mark(token.start, token.end) for token in tokens if token.term in item.terms]
        if found:
            different += 1
            marks += found
    return marks, different


def _may_hold(closed: str, item: Sought) -> bool:
    """Whether it can be in this text without blanks; a number is written in many ways."""
    if item.piece:
        return item.piece in closed
    for term in item.terms:
        if term in closed or (_DIGIT.search(term) and ("条" in term or _DIGIT.search(closed) or "元" in closed)):
            return True
    return False


def merged(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Marks in order, those that touch as one."""
    result: list[Mark] = []
    for mark in sorted(marks):
        if result and mark.start <= result[-1].end:
            result[-1] = Mark(result[-1].start, max(result[-1].end, mark.end))
        else:
            result.append(mark)
    return tuple(result)


def passages(
    sections: Mapping[Section, str], wanted: Sequence[Sought], *, limit: int = 1, length: int = LENGTH
) -> tuple[Passage, ...]:
    """The best passages, the best first; without anything found the beginning of the reasons or of the text."""
    hopeful: list[tuple[float, int, Section, Mark, list[Sought]]] = []
    for section, text in sections.items():
        clean = words.normal(text)
        closed = "".join(clean.split())
        here = [item for item in wanted if item.section in (None, section) and _may_hold(closed, item)]
        if not here:
            continue
        for mark in sentences(text):
            closed = "".join(clean[mark.start : mark.end].split())
            there = [item for item in here if _may_hold(closed, item)]
            if there:
                hopeful.append((-len(there) * _WEIGHTS[section], len(hopeful), section, mark, there))
    hopeful.sort(key=lambda item: item[:2])
    best: list[tuple[float, int, Section, Mark, list[Mark]]] = []
    for hope, at, section, mark, there in hopeful:
        # Cutting a sentence into words is slow; one that cannot be among the best is not looked at.
        if len(best) >= limit and best[limit - 1][0] <= hope - _MOST_MARKS * _MARK_WORTH:
            break
        marks, different = _marks(sections[section][mark.start : mark.end], there)
        if different:
            worth = different * _WEIGHTS[section] + min(len(marks), _MOST_MARKS) * _MARK_WORTH
            best.append((-worth, at, section, mark, marks))
            best.sort(key=lambda item: item[:2])
    if not best:
        return _beginning(sections, length)
    return tuple(
        _window(sections[section], section, mark, marks, length) for _, _, section, mark, marks in best[:limit]
    )


def _beginning(sections: Mapping[Section, str], length: int) -> tuple[Passage, ...]:
    for section in (Section.REASONS, Section.FACTS, *sections):
        text = sections.get(section, "").strip()
        if text:
            return (Passage(section, text[:length], (), cut_after=len(text) > length),)
    return ()


def _window(text: str, section: Section, sentence: Mark, marks: list[Mark], length: int) -> Passage:
    """The sentence, or the piece of a long one that holds most marks."""
    content = text[sentence.start : sentence.end]
    places = merged(marks)
    start, end = 0, len(content)
    if end > length:
        best = max(
            places,
            key=lambda first: sum(first.start <= mark.start and mark.end <= first.start + length for mark in places),
        )
        start = max(0, min(best.start - 15, end - length))
        end = start + length
    shown = content[start:end]
    blank = len(shown) - len(shown.lstrip())
    kept = tuple(
        Mark(max(mark.start - start - blank, 0), min(mark.end, end) - start - blank)
        for mark in places
        if mark.end > start + blank and mark.start < end
    )
    return Passage(section, shown.strip(), kept, cut_before=start > 0, cut_after=end < len(content))
