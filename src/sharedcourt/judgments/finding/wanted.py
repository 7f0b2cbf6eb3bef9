"""What somebody looks for, as it stands in an address that can be kept and shared: `/judgments/?q=…&q=…&court=…&order=newest`.

Each `q` searches within the results of those before it; a field's name is a chosen value beside the results.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import quote_plus, urlencode

from django.http import QueryDict

from sharedcourt.judgments.searching import asking, words
from sharedcourt.judgments.searching.asking import Asked
from sharedcourt.judgments.searching.engine import Order, Search
from sharedcourt.judgments.searching.fields import FACETS, Field
from sharedcourt.judgments.searching.problems import Problem

PAGE = 10
MOST_QUESTIONS, MOST_VALUES = 200, 100  # what an address can hold without being a way to keep the machine busy
LONGEST_VALUE = 200


@dataclass(frozen=True)
class Wanted:
    """Questions one within the other, chosen values, order and place; `began` says that the form was sent, even empty."""

    questions: tuple[str, ...] = ()
    filters: tuple[tuple[Field, str], ...] = ()
    order: Order | None = None
    cursor: str = ""
    began: bool = False
    problems: tuple[Problem, ...] = field(default=(), compare=False)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is looked for: the page before the first question."""
        return not self.questions and not self.filters

    def chosen_order(self) -> Order:
        """By relevance where words were asked for, else the newest first."""
        return self.order or (Order.RELEVANCE if self.questions else Order.NEWEST)

    def asked(self) -> tuple[Asked | None, tuple[Problem, ...]]:
        """The questions as one, and what is wrong with them. None: everything."""
        asked: Asked | None = None
        problems: list[Problem] = []
        for text in self.questions:
            asked = asking.read(text, within=asked)
            problems += asked.problems
        return asked, tuple(problems)

    def by_field(self) -> dict[Field, tuple[str, ...]]:
        """The chosen values of each field."""
        found: dict[Field, tuple[str, ...]] = {}
        for name, value in self.filters:
            found[name] = (*found.get(name, ()), value)
        return found

    def search(
        self,
        asked: Asked | None,
        *,
        size: int = PAGE,
        facets: tuple[Field, ...] = FACETS,
        passages: int = 1,
        since: int = 0,
    ) -> Search:
        """For the engine."""
        return Search(
            asked,
            filters=self.by_field(),
            order=self.chosen_order(),
            size=size,
            cursor=self.cursor,
            facets=facets,
            passages=passages,
            since=since,
        )

    # --- addresses

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Names and values of the address, without the place in the list."""
        for text in self.questions:
            yield "q", text
        for name, value in self.filters:
            yield name.value, value
        if self.order is not None:
            yield "order", self.order.value

    def address(self) -> str:
        """The query of the first page's address; the same search is always spelled the same."""
        return urlencode(list(self.pairs()))

    def at(self, cursor: str) -> str:
        """The query of another page's address."""
        return urlencode([*self.pairs(), ("cursor", cursor)]) if cursor else self.address()

    def having(self, name: Field, value: str) -> "Wanted":
        """With one more chosen value."""
        return (
            self if (name, value) in self.filters else replace(self, filters=(*self.filters, (name, value)), cursor="")
        )

    def choosing(self, name: Field) -> Callable[[str], str]:
        """For many values of a field: the query of the address with one more chosen value (as `having`)."""
        order = f"&order={self.order.value}" if self.order is not None else ""
        before = replace(self, order=None).address()
        start = f"{before}&{name.value}=" if before else f"{name.value}="
        return lambda value: f"{start}{quote_plus(value)}{order}"

    def without(self, name: Field, value: str) -> "Wanted":
        """With one chosen value less."""
        return replace(self, filters=tuple(pair for pair in self.filters if pair != (name, value)), cursor="")

    def without_question(self, place: int) -> "Wanted":
        """With one question less."""
        return replace(self, questions=self.questions[:place] + self.questions[place + 1 :], cursor="")

    def ordered(self, order: Order) -> "Wanted":
        """In another order, from the first page."""
        return replace(self, order=order, cursor="")

    def words(self) -> str:
        """In short, for a list of searches."""
        return " · ".join([*self.questions, *(value for _name, value in self.filters)])


def read(sent: QueryDict) -> Wanted:
    """What an address asks for; what makes no sense in it is left out."""
    questions = [words.safe(text).strip() for text in sent.getlist("q")]
    kept = [text for text in questions if text]
    chosen = [
        (name, words.safe(value).strip()[:LONGEST_VALUE]) for name in FACETS for value in sent.getlist(name.value)
    ]
    filters = tuple(dict.fromkeys((name, value) for name, value in chosen if value))
    order = next((one for one in Order if one.value == sent.get("order")), None)
    return Wanted(tuple(kept[:MOST_QUESTIONS]), filters[:MOST_VALUES], order, sent.get("cursor", ""), began="q" in sent)


def reopened(address: str) -> Wanted:
    """What a kept address asks for."""
    return read(QueryDict(address))
