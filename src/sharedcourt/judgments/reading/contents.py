"""A published judgment laid out for reading: parts, paragraphs, terms and citations in them, the parties, the result in short."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, NamedTuple

from sharedcourt.judgments.numbers import spelled
from sharedcourt.judgments.reading import glossary
from sharedcourt.judgments.searching.engine import Card
from sharedcourt.judgments.searching.exact import law_terms
from sharedcourt.judgments.searching.fields import Section
from sharedcourt.judgments.structure import citations, people
from sharedcourt.judgments.text import squeeze

Kind = Literal["", "term", "article", "case"]
MOST_PARTIES = 40
RESULT_LINES, RESULT_CHARACTERS = 4, 160
_BREAK = re.compile(r"[\n\r\u2028\u2029\x0b\x0c]+")
_LEAD = re.compile(r"^[^\n]{0,400}?(?:判决|裁定|决定|调解)如下[：:]?")
_POINT = re.compile(r"(?<=[；;。])(?=[一二三四五六七八九十]{1,3}、)")
_AFTER_ALL = re.compile(r"^(?:如果|如)?.{0,8}未按(?:照)?(?:本|上述)|^案件受理费|^如不服")


class Piece(NamedTuple):
    """A run of text. `ref` is the term's key, the article (民法典第585条) or the case number it stands for."""

    text: str
    kind: Kind = ""
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the judgment; `anchor` is its name in an address: the section's, with a number where a section stands again."""

    section: Section
    anchor: str
    paragraphs: tuple[tuple[Piece, ...], ...]


class Party(NamedTuple):
    """Somebody in the case as the published text shows them."""

    role: str
    name: str


class _Span(NamedTuple):
    start: int
    end: int
    kind: Kind
    ref: str


def parts(card: Card, paragraphs: Iterable[tuple[Section, str]] = (), *, order_first: bool = False) -> list[Part]:
    """The parts in their order, or the order of the court before everything else. A term is explained once in each part.

    `paragraphs`: the paper's paragraphs as they stand, where that is known; a section may then stand more than once.
    """
    blocks = [
        (section, "\n".join(text for _section, text in lines))
        for section, lines in groupby(paragraphs, lambda one: one[0])
    ] or [(section, card.sections[section]) for section in Section if card.sections.get(section)]
    times: Counter[Section] = Counter()
    found: list[Part] = []
    for section, text in blocks:
        lines = _paragraphs(text)
        if lines:
            times[section] += 1
            anchor = section.value if times[section] == 1 else f"{section.value}-{times[section]}"
            found.append(Part(section, anchor, lines))
    if order_first:
        found.sort(key=lambda part: part.section is not Section.ORDER)
    return found


def _paragraphs(text: str) -> tuple[tuple[Piece, ...], ...]:
    spans = _spans(text)
    found: list[tuple[Piece, ...]] = []
    start = 0
    for end, after in _lines(text):
        pieces = tuple(_pieces(text, start, end, spans))
        if pieces and any(piece.text.strip() for piece in pieces):
            found.append(pieces)
        start = after
    return tuple(found)


def _lines(text: str) -> Iterable[tuple[int, int]]:
    """Where each line ends, and where the next begins."""
    for match in _BREAK.finditer(text):
        yield match.start(), match.end()
    yield len(text), len(text)


def _pieces(text: str, start: int, end: int, spans: list[_Span]) -> Iterable[Piece]:
    """One line, cut where something begins or ends; what reaches over its end is cut there."""
    while spans and spans[0].end <= start:
        spans.pop(0)
    at = start
    for span in spans:
        if span.start >= end:
            break
        first, last = max(span.start, at), min(span.end, end)
        if first > at:
            yield Piece(text[at:first])
        if last > first:
            yield Piece(text[first:last], span.kind, span.ref)
            at = last
    if at < end:
        yield Piece(text[at:end])


def _spans(text: str) -> list[_Span]:
    squeezed = squeeze(text)
    found = [
        _Span(cited.start, cited.end, "article", article_of(cited.law, cited.article))
        for cited in citations.articles(squeezed)
    ]
    found += [_Span(cited.start, cited.end, "case", spelled(cited.number)) for cited in citations.cases(squeezed)]
    found += [_Span(place.start, place.end, "term", place.term.key) for place in glossary.first_places(text)]
    # What cites goes before what explains: 民事诉讼法第二百六十条 may hold a word that is explained elsewhere.
    found.sort(key=lambda span: (span.start, span.kind == "term", -span.end))
    kept: list[_Span] = []
    for span in found:
        if span.ref and (not kept or span.start >= kept[-1].end):
            kept.append(span)
    return kept


def article_of(law: str, article: str) -> str:
    """民法典第585条 for 《中华人民共和国民法典》 and 第五百八十五条第一款; empty where it names no article."""
    found = [term for term in law_terms(f"{law}{article}") if "条" in term and "款" not in term]
    return found[-1] if found else ""


def used_terms(found: Iterable[Part]) -> list[glossary.Term]:
    """The terms that are explained in a judgment, in the order of the glossary."""
    keys = {piece.ref for part in found for line in part.paragraphs for piece in line if piece.kind == "term"}
    return [term for key, term in glossary.terms().items() if key in keys]


def cited(found: Iterable[Part], kind: Kind) -> list[str]:
    """The articles or cases that the text names, each once, in its order."""
    return list(
        dict.fromkeys(piece.ref for part in found for line in part.paragraphs for piece in line if piece.kind == kind)
    )


def result(card: Card) -> list[str]:
    """The result in short: the points of the order, each cut to a line or two; what follows it by law is left out."""
    text = card.sections.get(Section.ORDER, "").strip()
    text = _LEAD.sub("", text, count=1) or text
    lines = [line.strip() for piece in _BREAK.split(text) for line in _POINT.split(piece) if line.strip()]
    lines = [line for line in lines if not _AFTER_ALL.match(line)] or lines
    return [shortened(line, RESULT_CHARACTERS) for line in lines[:RESULT_LINES]]


def shortened(text: str, longest: int) -> str:
    """The text, with an ellipsis where it goes on."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def parties(card: Card) -> list[Party]:
    """Who is in the case, as the published text names them; those the card lists, without a role, where it cannot be read."""
    squeezed = squeeze(card.sections.get(Section.PARTIES, ""))
    named = people.of_the_head(squeezed, squeezed.lines).parties
    found = [Party(party.role, party.name) for party in named] or [Party("", name) for name in card.parties]
    return found[:MOST_PARTIES]


def citation(*, court: str, number: str, paper: str) -> str:
    """How the judgment is cited: court, number, kind of paper (温州市鹿城区人民法院（2022）浙0302民初7号民事判决书)."""
    return f"{court}{number}{paper}"


_PAPER = re.compile(r"(?:民事|刑事|行政|执行|赔偿)*(?:判决书|裁定书|调解书|决定书|支付令|通知书)$")


def paper_of(card: Card) -> str:
    """民事判决书 of a title that ends so; else what the card calls the paper."""
    found = _PAPER.search(card.title.strip())
    return found[0] if found else card.paper
