"""The language of questions.

    违约金 利率            both words, in any order          "按月付息"        exactly this text, also inside words
    违约金|滞纳金          one of them                       -离婚 -"撤诉"     without it
    温州银行 > 林某        the first before the second       温州银行 ~ 林某   near each other, in any order
    理由:格式条款          in one part of the judgment       案由:信用卡纠纷   in a field; more: 案由:信用卡纠纷|民间借贷纠纷
    日期:2020..2021-06     from, to                          （2022）浙0302民初7号   a case number, in any bracket and width

Reading never fails: what cannot be understood is searched as words, and a `Problem` says so.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sharedcourt.judgments.searching import exact, words
from sharedcourt.judgments.searching.fields import BY_NAME, WHOLE_TEXT, Field, Section
from sharedcourt.judgments.searching.problems import Problem

MAX_LENGTH = 1_000
MAX_CONDITIONS = 40
NEAR = 30  # characters between two names that belong together


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the dictionary, with what a search takes for the same."""

    term: str
    section: Section | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """A piece of text as it stands, blanks aside."""

    text: str
    section: Section | None = None


@dataclass(frozen=True, slots=True)
class Near:
    """Two pieces at most `NEAR` characters apart."""

    first: str
    second: str
    ordered: bool
    section: Section | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """A field's value, or a piece of it (`fields.BY_PIECE`). For a law its narrowest term, for a number its one spelling."""

    field: Field
    text: str


@dataclass(frozen=True, slots=True)
class Dates:
    """Both ends included; None is open."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Without:
    """Judgments that do not have this."""

    node: "Node"


@dataclass(frozen=True, slots=True)
class OneOf:
    """Any of these."""

    nodes: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class AllOf:
    """All of these."""

    nodes: "tuple[Node, ...]"


Node = Word | Phrase | Near | Named | Dates | Without | OneOf | AllOf


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was read. Without a `node` there is nothing to search, and a problem says why."""

    text: str
    node: Node | None
    problems: tuple[Problem, ...] = ()
    excluded: tuple[Node, ...] = ()  # exclusions alone: nothing to search by themselves, but within other results

    def within(self, earlier: "Asked") -> "Asked":
        """Search within the results of an earlier question."""
        if earlier.node is None:
            return self
        # Flat, so that a hundred times within results is not a hundred levels deep.
        before = earlier.node.nodes if isinstance(earlier.node, AllOf) else (earlier.node,)
        nodes: tuple[Node, ...] = (*before, *(self.excluded if self.node is None else (self.node,)))
        joined: Node = AllOf(nodes) if len(nodes) > 1 else nodes[0]
        kept = tuple(problem for problem in self.problems if not problem.refused)
        return Asked(f"{earlier.text} {self.text}".strip(), joined, kept)

    def wider(self) -> "Asked":
        """The same question with each word also found inside other words; for when nothing was found."""
        return Asked(self.text, None if self.node is None else _wider(self.node), self.problems)


def _wider(node: Node) -> Node:
    match node:
        case Word(term, section) if len(term) > 1:
            return OneOf((node, Phrase(term, section)))
        case AllOf(nodes):
            return AllOf(tuple(map(_wider, nodes)))
        case OneOf(nodes):
            return OneOf(tuple(map(_wider, nodes)))
    return node


def leaves(node: Node | None) -> Iterator[Word | Phrase | Near | Named]:
    """What must be shown in a passage: everything that is asked for, nothing that is excluded."""
    match node:
        case AllOf(nodes) | OneOf(nodes):
            for inner in nodes:
                yield from leaves(inner)
        case Word() | Phrase() | Near() | Named():
            yield node


_TOKEN = re.compile(
    rf"(?P<blank>\s+)|(?P<number>{exact.CASE_NUMBER})|(?P<without>-)(?=\S)|(?P<sign>[|>~-])"
    r'|(?P<field>[a-z\u4e00-\u9fff]{1,8}):|"(?P<quoted>[^"]*)(?P<closing>"|$)|(?P<plain>[^\s"|>~:]+|:)'
)
_VALUE = re.compile(r'\s?"(?P<quoted>[^"]*)(?:"|$)|\s?(?P<plain>[^\s"|]+)')


class _Reader:
    """Reads one question from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.problems: list[Problem] = []
        self.excluded: tuple[Node, ...] = ()

    def problem(self, code: str, start: int, end: int, *, refused: bool = False, **params: str) -> None:
        self.problems.append(Problem(code, start, end, refused, params))

    def read(self) -> Node | None:
        found: list[Node] = []  # finished conditions
        join = ""  # the sign that waits for its right side
        negative = False
        last_field: Field | None = None
        while self.at < len(self.text):
            match = _TOKEN.match(self.text, self.at)
            if match is None:  # a lone sign the language does not use
                self.at += 1
                continue
            start, self.at = self.at, match.end()
            if match["blank"]:
                continue
            if match["without"]:
                negative = True
                continue
            if match["sign"]:
                if match["sign"] == "-" or not found or join:
                    self.problem("sign_alone", start, self.at, sign=match["sign"])
                else:
                    join = match["sign"]
                continue
            node, field = self._condition(match, start, last_field if join == "|" else None)
            last_field = field
            if node is None:
                negative = False
                continue
            if join and not negative:
                node = self._joined(found.pop(), join, node)
            found.append(Without(node) if negative else node)
            join, negative = "", False
        if join:
            self.problem("sign_alone", len(self.text) - 1, len(self.text), sign=join)
        if len(found) > MAX_CONDITIONS:
            self.problem("too_many", 0, len(self.text), limit=str(MAX_CONDITIONS))
            del found[MAX_CONDITIONS:]
        return self._all(found)

    def _all(self, found: list[Node]) -> Node | None:
        if not found:
            self.problem("nothing", 0, len(self.text), refused=True)
            return None
        if all(isinstance(node, Without) for node in found):
            self.problem("only_exclusions", 0, len(self.text), refused=True)
            self.excluded = tuple(found)
            return None
        return found[0] if len(found) == 1 else AllOf(tuple(found))

    def _condition(self, match: "re.Match[str]", start: int, before: Field | None) -> tuple[Node | None, Field | None]:
        if match["number"]:
            return Named(Field.NUMBER, exact.case_number(match["number"]) or match["number"]), None
        if match["field"]:
            return self._field(match["field"], start)
        if match["quoted"] is not None:
            if not match["closing"]:
                self.problem("quote_open", start, self.at)
            text = match["quoted"].strip()
            if before is not None:
                return self._named(before, text, start), before
            return self._phrase(text, None), None
        if before is not None:
            return self._named(before, match["plain"], start), before
        return self._plain(match["plain"], None), None

    def _field(self, name: str, start: int) -> tuple[Node | None, Field | None]:
        known = BY_NAME.get(name)
        if known is None and name not in WHOLE_TEXT:
            self.problem("unknown_field", start, self.at, name=name)
            return self._plain(name, None), None
        if known is Field.NUMBER and (number := re.compile(exact.CASE_NUMBER).match(self.text, self.at)):
            self.at = number.end()
            return Named(Field.NUMBER, exact.case_number(number[0]) or number[0]), None
        value = _VALUE.match(self.text, self.at)
        if value is None:
            self.problem("field_empty", start, self.at, name=name)
            return None, None
        self.at = value.end()
        text = (value["quoted"] if value["quoted"] is not None else value["plain"]).strip()
        if isinstance(known, Field):
            return self._named(known, text, start), known
        if value["quoted"] is not None:
            return self._phrase(text, known), None
        return self._plain(text, known), None

    def _named(self, field: Field, text: str, start: int) -> Node | None:
        clean = words.closed(text)
        if not clean:
            return None
        if field is Field.DATE:
            return self._dates(clean, start)
        if field is Field.LAW:
            terms = exact.law_terms(clean)
            if not terms:
                self.problem("law_unreadable", start, self.at, value=text)
                return self._plain(text, None)
            return Named(field, terms[-1])
        if field is Field.NUMBER:
            self.problem("number_unreadable", start, self.at, value=text)
            return self._phrase(text, None)
        return Named(field, clean)

    def _dates(self, text: str, start: int) -> Node | None:
        try:
            first, last = dates(text)
        except ValueError:
            self.problem("date_unreadable", start, self.at, value=text)
            return None
        if first and last and first > last:
            self.problem("date_reversed", start, self.at)
            first, last = dates("..".join(reversed(_RANGE.split(text))))
        return Dates(first, last)

    def _joined(self, left: Node, sign: str, right: Node) -> Node:
        if sign == "|":
            before = left.nodes if isinstance(left, OneOf) else (left,)
            return OneOf((*before, right))
        first, second = _name(left), _name(right)
        if first is None or second is None:
            self.problem("sign_alone", 0, len(self.text), sign=sign)
            return AllOf((left, right))
        return Near(first[0], second[0], sign == ">", first[1] or second[1])

    def _phrase(self, text: str, section: Section | None) -> Node | None:
        clean = words.closed(text)
        pieces = words.pairs(clean)
        if not pieces:
            return None
        return Word(clean, section) if len(clean) == 1 else Phrase(clean, section)

    def _plain(self, text: str, section: Section | None) -> Node | None:
        """Words of one run of text. What the dictionary has not is found as a piece of text; a single character leans on the next word."""
        found: list[Node] = []
        unsure = ""
        for part in [*words.parts(text), words.Part("", "", True)]:
            if not part.sure:
                unsure += "" if not unsure and part.surface in words.EMPTY else part.surface
                continue
            if len(unsure) == 1 and part.term:
                found.append(Phrase(unsure + words.closed(part.surface), section))
                unsure = ""
                continue
            if unsure:
                found.append(Phrase(unsure, section) if len(unsure) > 1 else Word(unsure, section))
                unsure = ""
            if part.term and part.term not in words.EMPTY:
                found.append(Word(part.term, section))
        if not found:
            return None
        return found[0] if len(found) == 1 else AllOf(tuple(found))


def _name(node: Node) -> tuple[str, Section | None] | None:
    """A condition as one piece of text, as far as it is one."""
    match node:
        case Word(text, section) | Phrase(text, section):
            return text, section
        case AllOf(nodes):
            names = [_name(inner) for inner in nodes]
            if all(name is not None for name in names):
                known = [name for name in names if name is not None]
                return "".join(name[0] for name in known), known[0][1]
    return None


_RANGE = re.compile(r"\.\.|至|到|~")
_DAY = re.compile(r"(\d{4})(?:[-./年](\d{1,2})(?:[-./月](\d{1,2})日?)?月?)?年?")


def _span(text: str) -> tuple[date, date]:
    match = _DAY.fullmatch(text)
    if match is None:
        raise ValueError(text)
    year, month, day = int(match[1]), match[2] and int(match[2]), match[3] and int(match[3])
    if not month:
        return date(year, 1, 1), date(year, 12, 31)
    if not day:
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return date(year, month, day), date(year, month, day)


def dates(text: str) -> tuple[date | None, date | None]:
    """2021, 2021-03, 2021年3月5日, 2020..2021-06, 2020.., >=2020, <2021. Raises ValueError for anything else."""
    text = text.replace(" ", "")
    if match := re.fullmatch(r"([<>])(=?)(.+)", text):
        first, last = _span(match[3])
        if match[1] == ">":
            return (first if match[2] else _next(last)), None
        return None, (last if match[2] else _before(first))
    ends = _RANGE.split(text)
    if len(ends) == 1:
        return _span(text)
    begin, end, *more = ends
    if more or not any(ends):
        raise ValueError(text)
    return (_span(begin)[0] if begin else None), (_span(end)[1] if end else None)


def _next(day: date) -> date:
    return day if day == date.max else date.fromordinal(day.toordinal() + 1)


def _before(day: date) -> date:
    return day if day == date.min else date.fromordinal(day.toordinal() - 1)


def read(text: str, *, within: "Asked | None" = None) -> Asked:
    """Read a question; `within` is an earlier one whose results are searched. Never raises."""
    long = len(text) > MAX_LENGTH
    text = words.safe(text)
    reader = _Reader(words.normal(text[:MAX_LENGTH]))
    if long:
        reader.problem("too_long", MAX_LENGTH, len(text), limit=str(MAX_LENGTH))
    node = reader.read()
    asked = Asked(text[:MAX_LENGTH], node, tuple(reader.problems), reader.excluded)
    return asked if within is None else asked.within(within)
