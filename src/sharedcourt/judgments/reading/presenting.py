"""A publication as its page shows it. Nothing comes from here that is not public already."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import clock
from sharedcourt.core.language import language
from sharedcourt.judgments import queries
from sharedcourt.judgments.models import Publication
from sharedcourt.judgments.numbers import of_the_case
from sharedcourt.judgments.reading import contents, formats, glossary
from sharedcourt.judgments.reading.addresses import address_of
from sharedcourt.judgments.reading.contents import Part, Party, Piece
from sharedcourt.judgments.searching.fields import Section

# What stands in each part, in plain words.
PART_WORDS: dict[Section, Any] = {
    Section.HEAD: _("Court and number"),
    Section.PARTIES: _("Who is in the case"),
    Section.COURSE: _("How the case came to the court"),
    Section.FACTS: _("What each side said and what the court found"),
    Section.REASONS: _("Why the court decides so"),
    Section.ORDER: _("What the court decided"),
    Section.CLOSING: _("Costs, appeal, signatures"),
    Section.OTHER: _("Annex"),
}
MOST_HISTORY = 20
MOST_CITING = 5
MOST_LOOKED_UP = 200  # case numbers in one text


@dataclass(frozen=True)
class Run:
    """A run of text: plain, a link (`href`), or a term with its meaning (`id`). Not escaped: the template does that."""

    text: str
    href: str = ""
    meaning: str = ""
    id: str = ""


@dataclass(frozen=True)
class Shown:
    """A part on the page."""

    anchor: str
    title: Any
    lines: tuple[tuple[Run, ...], ...]
    is_order: bool


@dataclass(frozen=True)
class Line:
    """A judgment in a list. `note` says how it belongs there."""

    key: str
    title: str
    number: str
    court: str
    date: date
    note: Any = ""
    is_notice: bool = False


@dataclass(frozen=True)
class Page:
    """Everything of one judgment's page."""

    key: str
    address: str
    title: str
    court: str
    number: str
    date: date
    cause: str
    paper: str
    citation: str
    parties: tuple[Party, ...]
    result: tuple[str, ...]
    parts: tuple[Shown, ...]
    terms: tuple[tuple[str, str], ...]
    articles: tuple[tuple[str, str], ...]
    cases: tuple[tuple[str, str], ...]
    history: tuple[Line, ...]
    citing: tuple[Line, ...]
    citing_more: bool
    citing_address: str
    versions: tuple[formats.Version, ...]

    @property
    def corrections(self) -> tuple[formats.Version, ...]:
        """All versions but the first."""
        return self.versions[1:]


def page(publication: Publication, *, order_first: bool) -> Page:
    """The page of a judgment (four queries, however long it is)."""
    card = queries.card_of(publication)
    number, key = publication.number, publication.judgment.key
    parts = contents.parts(card, queries.paragraphs_of(publication), order_first=order_first)
    cases = [case for case in contents.cited(parts, "case") if of_the_case(case) != of_the_case(number)]
    places = _places(cases)
    versions = versions_of(publication)
    history = [row for row in queries.of_number(number)[: MOST_HISTORY + 1] if row.pk != publication.pk]
    citing = [row for row in queries.citing_case(number)[: MOST_CITING + 2] if row.pk != publication.pk]
    paper = contents.paper_of(card)
    return Page(
        key=key,
        address=address_of(key),
        title=publication.title,
        court=publication.court_name,
        number=number,
        date=publication.decided_on,
        cause=publication.cause,
        paper=paper,
        citation=contents.citation(court=publication.court_name, number=number, paper=paper),
        parties=tuple(contents.parties(card)),
        result=tuple(contents.result(card)),
        parts=tuple(_shown(part, places, number) for part in parts),
        terms=tuple(_explained(term) for term in contents.used_terms(parts)),
        articles=tuple((article, citing_address(article=article)) for article in contents.cited(parts, "article")),
        cases=tuple((case, places.get(case) or citing_address(case=case)) for case in cases),
        history=tuple(_related(row, number) for row in history[:MOST_HISTORY]),
        citing=tuple(line(row) for row in citing[:MOST_CITING]),
        citing_more=len(citing) > MOST_CITING,
        citing_address=citing_address(case=number),
        versions=tuple(versions),
    )


def citing_address(**what: str) -> str:
    """The list of judgments that cite an article or a case."""
    return f"{reverse('judgments:citing')}?{urlencode(what)}"


def _places(numbers: Sequence[str]) -> dict[str, str]:
    """Where cases that are cited are published, those of which only one paper is (one query)."""
    if not numbers:
        return {}
    rows = queries.published().filter(number__in=numbers[:MOST_LOOKED_UP])
    found: dict[str, list[str]] = {}
    for number, key in rows.values_list("number", "judgment__key"):
        found.setdefault(number, []).append(reverse("judgments:read", args=[key]))
    return {number: addresses[0] for number, addresses in found.items() if len(addresses) == 1}


def _shown(part: Part, places: dict[str, str], own: str) -> Shown:
    lines = tuple(tuple(_run(piece, part.anchor, places, own) for piece in line) for line in part.paragraphs)
    return Shown(part.anchor, PART_WORDS[part.section], lines, part.section is Section.ORDER)


def _run(piece: Piece, anchor: str, places: dict[str, str], own: str) -> Run:
    match piece.kind:
        case "term":
            meaning = glossary.terms()[piece.ref].meaning(language())
            return Run(piece.text, meaning=meaning, id=f"term-{anchor}-{piece.ref}")
        case "article":
            return Run(piece.text, href=citing_address(article=piece.ref))
        case "case" if of_the_case(piece.ref) != of_the_case(own):
            return Run(piece.text, href=places.get(piece.ref) or citing_address(case=piece.ref))
    return Run(piece.text)


def _explained(term: glossary.Term) -> tuple[str, str]:
    return term.say[0], term.meaning(language())


def _related(row: Publication, number: str) -> Line:
    same = of_the_case(row.number) == of_the_case(number)
    return line(row, _("another paper of this case") if same else _("another case, named here or naming this one"))


def line(row: Publication, note: Any = "") -> Line:
    """A publication in a list; `judgment` is selected with it."""
    is_notice = row.kind == Publication.Kind.NOTICE
    title = row.title or row.number
    return Line(row.judgment.key, title, row.number, row.court_name, row.decided_on, note, is_notice)


def versions_of(publication: Publication) -> list[formats.Version]:
    """The judgment's versions up to this one: when, and why it was corrected; never what stood in an older one (one query)."""
    rows = Publication.objects.filter(judgment=publication.judgment_id, version__lte=publication.version)
    return [
        formats.Version(row.version, clock.local(row.released_at), row.reason if row.version > 1 else "")
        for row in rows.only("version", "released_at", "reason").order_by("version")
    ]


def document_of(publication: Publication) -> formats.Document:
    """A judgment for the formats (one query)."""
    card = queries.card_of(publication)
    address = address_of(publication.judgment.key)
    return formats.Document(card, address, versions_of(publication), contents.paper_of(card))


def notice_words(publication: Publication) -> list[str]:
    """What stands in the place of a paper that is not published, line by line, in the reader's language."""
    words = publication.notice if language() == "zh" else publication.notice_en or publication.notice
    return [line for line in words.split("\n") if line.strip()]


def lines(rows: Iterable[Publication]) -> list[Line]:
    return [line(row) for row in rows]
