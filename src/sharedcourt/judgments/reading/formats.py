"""A published judgment for programs: plain text and JSON. XML is in `akoma`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sharedcourt.judgments.searching.engine import Card
from sharedcourt.judgments.searching.fields import SECTION_NAMES, Section

FORM = 1  # raise it when the same publication is written in another way


@dataclass(frozen=True, slots=True)
class Version:
    """One version of what the public sees; only the newest is shown. `reason` is that of a correction."""

    number: int
    released_at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """What a format is written from: the card, its permanent address, the versions, the newest last, and the kind of paper."""

    card: Card
    address: str
    versions: Sequence[Version]
    paper: str = ""

    @property
    def version(self) -> Version:
        """The one that is shown."""
        return self.versions[-1]


def sections_of(card: Card) -> list[tuple[Section, str]]:
    """The parts that say something, in their order."""
    return [(section, card.sections[section]) for section in Section if card.sections.get(section, "").strip()]


def as_line(document: Document) -> dict[str, Any]:
    """One judgment of many: what stands now, without its earlier versions. Dates in ISO form, sections as a list in their order."""
    card = document.card
    return {
        "key": card.key,
        "address": document.address,
        "title": card.title,
        "number": card.number,
        "court": card.court,
        "decided_on": card.date.isoformat(),
        "paper": document.paper,
        "causes": list(card.causes),
        "laws": list(card.laws),
        "sections": [
            {"name": section.value, "title": SECTION_NAMES[section][0], "text": text}
            for section, text in sections_of(card)
        ],
        "version": document.version.number,
        "released_at": document.version.released_at.isoformat(),
    }


def as_json(document: Document) -> dict[str, Any]:
    """The same with when and why it was corrected."""
    versions = [
        {"version": version.number, "released_at": version.released_at.isoformat(), "reason": version.reason}
        for version in document.versions
    ]
    return {**as_line(document), "kind": "judgment", "versions": versions}


def as_text(document: Document) -> str:
    """Plain text: title, the parts under their names, and where it comes from."""
    card = document.card
    pieces = [card.title, f"{card.court}\n{card.number}\n{_day(card.date)}"]
    pieces += [f"【{SECTION_NAMES[section][0]}】\n{text.strip()}" for section, text in sections_of(card)]
    pieces.append(
        f"{document.address}\n第{document.version.number}版 {document.version.released_at.date().isoformat()}"
    )
    return "\n\n".join(piece for piece in pieces if piece.strip()) + "\n"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
