"""What changed between two versions of an agreement, clause by clause, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from sharedcourt.law.agreements import AgreementTerms, Clause, Lang

SpanKind = Literal["equal", "insert", "delete"]
ChangeKind = Literal["added", "removed", "changed"]

# A figure, a date's part or a Latin word is one token; a Chinese character is one; line ends are one.
_TOKEN = re.compile(r"\d[\d,]*(?:\.\d+)?%?|[A-Za-z]+|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text kept, put in or taken out."""

    kind: SpanKind
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One clause that is not as it was. `number` is that of the new version (of the old for a removed clause)."""

    key: str
    number: str
    title: str
    kind: ChangeKind
    spans: tuple[Span, ...]

    @property
    def before(self) -> str:
        """The old text."""
        return "".join(span.text for span in self.spans if span.kind != "insert")

    @property
    def after(self) -> str:
        """The new text."""
        return "".join(span.text for span in self.spans if span.kind != "delete")


def _sections(terms: AgreementTerms, lang: Lang) -> Iterator[Clause]:
    zh = lang == "zh"
    yield Clause("number", "", "编号" if zh else "Number", terms.number)
    yield Clause("place", "", "调解地点" if zh else "Place", terms.place)
    yield Clause("parties", "", "当事人" if zh else "Parties", "\n".join(terms.party_lines(lang)))
    yield Clause("opening", "", "首部" if zh else "Opening", terms.opening(lang))
    yield from terms.clauses(lang)
    annex = terms.annex(lang)
    if annex is not None:
        yield annex


def word_spans(old: str, new: str) -> tuple[Span, ...]:
    """Word diff of two texts; joining all but the inserts gives the old, all but the deletes the new."""
    a, b = _TOKEN.findall(old), _TOKEN.findall(new)
    spans: list[Span] = []
    for kind, a0, a1, b0, b1 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind == "equal":
            spans.append(Span("equal", "".join(a[a0:a1])))
            continue
        if a1 > a0:
            spans.append(Span("delete", "".join(a[a0:a1])))
        if b1 > b0:
            spans.append(Span("insert", "".join(b[b0:b1])))
    return tuple(spans)


def difference(old_terms: AgreementTerms, new_terms: AgreementTerms, lang: Lang = "zh") -> list[Change]:
    """Every clause added, removed or changed, in the order of the new version; removed ones last. Empty when the words are the same."""
    old = {section.key: section for section in _sections(old_terms, lang)}
    new = {section.key: section for section in _sections(new_terms, lang)}
    changes = []
    for key, section in new.items():
        before = old.get(key)
        if before is None:
            changes.append(Change(key, section.number, section.title, "added", (Span("insert", section.text),)))
        elif before.text != section.text:
            spans = word_spans(before.text, section.text)
            changes.append(Change(key, section.number, section.title, "changed", spans))
    changes += [
        Change(key, section.number, section.title, "removed", (Span("delete", section.text),))
        for key, section in old.items()
        if key not in new
    ]
    return changes
