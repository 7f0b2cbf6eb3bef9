"""What a search engine must do. The embedded one is Tantivy, on PostgreSQL deployments PostgreSQL's own; others may follow.

An engine holds only what is published, and nothing that the database does not have: it can be thrown away and filled again.
It knows how far it has followed the database (`applied`), and `apply` writes judgments and that number in one commit.
"""

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Protocol

from sharedcourt.judgments.searching.asking import Asked
from sharedcourt.judgments.searching.exact import law_terms
from sharedcourt.judgments.searching.fields import FACETS, LEVELS, Field, Section
from sharedcourt.judgments.searching.passages import Passage


@dataclass(frozen=True, slots=True)
class Card:
    """What an index keeps of a judgment. `key` is its permanent name; values are as shown to people."""

    key: str
    title: str
    number: str
    court: str
    date: date
    sections: Mapping[Section, str]
    level: str = ""
    region: str = ""
    kind: str = ""
    procedure: str = ""
    paper: str = ""
    grade: str = ""
    publicity: str = ""
    causes: tuple[str, ...] = ()
    judges: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    firms: tuple[str, ...] = ()
    lawyers: tuple[str, ...] = ()
    laws: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    likeness: bytes = b""  # what similar cases are measured by (`likeness.prints`)

    def values(self, name: Field) -> tuple[str, ...]:
        """The values of a field; a law's from wide to narrow."""
        match name:
            case Field.LAW:
                return tuple(dict.fromkeys(term for law in self.laws for term in law_terms(law)))
            case Field.YEAR:
                return (str(self.date.year),)
            case Field.DATE:
                return (self.date.isoformat(),)
            case Field.CAUSE:
                return self.causes
            case Field.JUDGE:
                return self.judges
            case Field.PARTY:
                return self.parties
            case Field.FIRM:
                return self.firms
            case Field.LAWYER:
                return self.lawyers
            case Field.KEYWORD:
                return self.keywords
        value: str = getattr(self, name.value)
        return (value,) if value else ()

    def text(self) -> str:
        """Title and all parts, in order."""
        return "\n".join([self.title, *(self.sections[name] for name in Section if name in self.sections)])

    def rank(self) -> int:
        """The court's level as a number, the highest court's largest."""
        return len(LEVELS) - LEVELS.index(self.level) if self.level in LEVELS else 0


class Change(NamedTuple):
    """One step of what is published: the judgment `key` is now `card`, or is withdrawn."""

    seq: int
    key: str
    card: Card | None


class Order(StrEnum):
    """How results are sorted."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    LEVEL = "level"


@dataclass(frozen=True, slots=True)
class Search:
    """One page of results. `asked` None is everything; `filters` are chosen facet values, any of each field's.

    `since` leaves only what was released or corrected after that change: what a saved search or a feed has to tell.
    """

    asked: Asked | None = None
    filters: Mapping[Field, tuple[str, ...]] = field(default_factory=dict)
    order: Order = Order.RELEVANCE
    size: int = 10
    cursor: str = ""
    facets: tuple[Field, ...] = FACETS
    passages: int = 1
    since: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """A result as the list shows it; `seq` is the change that wrote it."""

    key: str
    title: str
    number: str
    court: str
    date: date
    score: float
    passages: tuple[Passage, ...] = ()
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """`count` and `facets` are exact unless `exact` says otherwise; `cursor` is the next page's, empty on the last."""

    hits: tuple[Hit, ...]
    count: int
    facets: Mapping[Field, tuple[tuple[str, int], ...]]
    cursor: str = ""
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What somebody may be typing, and how many judgments have it."""

    field: Field
    text: str
    count: int


class Candidate(NamedTuple):
    """A judgment that may be like a case, with what the likeness is measured by; `content` is the card as `filed.kept` wrote it."""

    content: str
    likeness: bytes


class Engine(Protocol):
    """Finds judgments. Every method may be called from several threads; `apply` from one process at a time."""

    def applied(self) -> int:
        """The number of the last change that is in the index; 0 for an empty one."""
        ...

    def apply(self, changes: Iterable[Change]) -> int:
        """Write changes, in order, as one commit; returns `applied`. To write one again changes nothing."""
        ...

    def clear(self) -> None:
        """Forget everything."""
        ...

    def size(self) -> int:
        """How many judgments can be found."""
        ...

    def search(self, search: Search) -> Found:
        """One page. Raises BadCursor for a cursor of another list."""
        ...

    def suggest(self, typed: str, fields: tuple[Field, ...], limit: int = 8) -> list[Suggestion]:
        """Values that begin so, those of most judgments first; courts also by pinyin, short form and with slips."""
        ...

    def nearest(self, terms: Sequence[tuple[str, float]], *, limit: int, without: str = "") -> list[Candidate]:
        """Judgments that hold most of the weighted terms, for a closer look; `without` is a key that is left out."""
        ...

    def frequencies(self, terms: Sequence[str]) -> list[int]:
        """In how many judgments each term stands; for an engine that cannot say, nothing."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...


_DEEPEST = 10_000_000
_LONGEST = 400


class BadCursor(ValueError):
    """The cursor is damaged, or belongs to another order of results."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the next page begins: after `place` in a sorted list, or after `key` at `rank` in one by relevance."""

    order: Order
    rank: int
    place: int
    key: str

    def text(self) -> str:
        """As it stands in an address."""
        content = json.dumps([self.order.value, self.rank, self.place, self.key], separators=(",", ":"))
        return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str, order: Order) -> "Cursor | None":
        """None for the first page. Raises BadCursor."""
        if not text:
            return None
        if len(text) > _LONGEST:
            raise BadCursor(text[:_LONGEST])
        try:
            content = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            name, rank, place, key = content
            cursor = cls(Order(name), rank, place, key)
        except (ValueError, TypeError) as problem:
            raise BadCursor(text) from problem
        whole = isinstance(rank, int) and isinstance(place, int) and isinstance(key, str)
        if not whole or not 0 <= rank <= _DEEPEST or not 0 <= place < 1 << 62 or cursor.order is not order:
            raise BadCursor(text)
        return cursor
