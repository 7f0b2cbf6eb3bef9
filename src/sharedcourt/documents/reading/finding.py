"""What the fields of a paper share: one text over all lines that still knows where each character stands."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

Box = tuple[int, int, int, int]
# What print and readers write in more than one way.
_ALIKE = str.maketrans(
    {"・": "·", "•": "·", "‧": "·", "﹒": "·", "：": ":", "，": ",", "（": "(", "）": ")", "％": "%"}
)
DATE = r"(?:19|20)\d{2}[年./-]\d{1,2}[月./-]\d{1,2}日?"
_DATE = re.compile(r"((?:19|20)\d{2})[年./-](\d{1,2})[月./-](\d{1,2})日?")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page (from 1): pixels from the upper left corner, confidence 0-1."""

    page: int
    text: str
    box: Box
    confidence: float


@dataclass(frozen=True, slots=True)
class Proposal:
    """What may be one field's value. `checked`: a check digit or a second writing of it agrees; `doubt`: why to look twice."""

    key: str
    value: str
    page: int
    box: Box
    confidence: float
    checked: bool = False
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a paper seems to be (`id_card`, `loan_contract`, `credit_card` or `other`) and what may stand in it."""

    kind: str
    proposals: Sequence[Proposal] = field(default_factory=tuple)


def plain(text: str) -> str:
    """One writing for what print has several of: half width, no blanks, one kind of dot and of bracket."""
    return "".join(unicodedata.normalize("NFKC", text.translate(_ALIKE)).translate(_ALIKE).split())


def day(text: str) -> date | None:
    """The date in a piece of text, if it is a real one."""
    found = _DATE.search(text)
    if found is None:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None


class Text:
    """The lines as one text without blanks, for patterns that run over the end of a line."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = [line for line in lines if plain(line.text)]
        self._begins: list[int] = []
        parts, at = [], 0
        for line in self.lines:
            self._begins.append(at)
            parts.append(plain(line.text))
            at += len(parts[-1])
        self.parts = parts
        self.whole = "".join(parts)

    def line_at(self, position: int) -> Line:
        return self.lines[max(bisect_right(self._begins, position) - 1, 0)]

    def begin_of(self, index: int) -> int:
        """Where a line begins in the whole text."""
        return self._begins[index]

    def end_of_line(self, position: int) -> int:
        """Where the line of this position ends in the whole text."""
        index = bisect_right(self._begins, position)
        return self._begins[index] if index < len(self._begins) else len(self.whole)

    def proposal(
        self,
        key: str,
        value: str,
        begin: int,
        end: int,
        *,
        sure: float = 0.9,
        checked: bool = False,
        doubt: str = "",
    ) -> Proposal:
        """A value that stands from `begin` to `end`: how sure its lines are, times how sure the pattern is."""
        first, last = self.line_at(begin), self.line_at(max(begin, end - 1))
        lines = self.lines[self.lines.index(first) : self.lines.index(last) + 1]
        same = [line for line in lines if line.page == first.page]
        confidence = min(line.confidence for line in lines) * (1.0 if checked else sure)
        return Proposal(key, value, first.page, around(same), round(confidence, 3), checked, doubt)


def around(lines: Sequence[Line]) -> Box:
    """The smallest box around some lines of one page."""
    left, top = min(line.box[0] for line in lines), min(line.box[1] for line in lines)
    right = max(line.box[0] + line.box[2] for line in lines)
    bottom = max(line.box[1] + line.box[3] for line in lines)
    return left, top, right - left, bottom - top
