"""What somebody may be typing: completions of the last word in eight kinds, each as the address of the whole question."""

from dataclasses import dataclass
from typing import Any

from sharedcourt.judgments.finding.engine import guarded
from sharedcourt.judgments.finding.naming import FIELD_WORDS
from sharedcourt.judgments.finding.wanted import Wanted
from sharedcourt.judgments.searching import words
from sharedcourt.judgments.searching.engine import Suggestion
from sharedcourt.judgments.searching.fields import BY_NAME, FIELD_NAMES, SUGGESTED, Field

OF_EACH, OF_ONE = 3, 10  # completions shown of each kind, and when a field was named
LONGEST = 60


@dataclass(frozen=True)
class Completion:
    """A value, how many judgments have it, and the question with it."""

    text: str
    count: int
    question: str

    @property
    def address(self) -> str:
        return Wanted((self.question,)).address()


@dataclass(frozen=True)
class Completions:
    """The completions of one kind."""

    field: Field
    title: Any
    items: tuple[Completion, ...]


def split(typed: str) -> tuple[str, tuple[Field, ...], str]:
    """(what stands before the last word, the kinds it may be of, the last word). A field that is named is the only kind, if any."""
    clean = words.safe(typed).strip()
    before, blank, last = clean.rpartition(" ")
    name, colon, value = words.normal(last).partition(":")
    known = BY_NAME.get(name) if colon else None
    if known is not None:
        kinds = (known,) if isinstance(known, Field) and known in SUGGESTED else ()
        return f"{before}{blank}", kinds, value.strip('"')[:LONGEST]
    return f"{before}{blank}", SUGGESTED, last.strip('"“”')[:LONGEST]


def suggestions(typed: str) -> list[Suggestion]:
    """Completions of the last word that was typed, kind by kind."""
    _before, kinds, last = split(typed)
    if not last or not kinds:
        return []
    with guarded() as engine:
        found = engine.suggest(last, kinds, OF_EACH if len(kinds) > 1 else OF_ONE)
    return [item for item in found if item.count]


def groups(typed: str) -> list[Completions]:
    """The same for the page."""
    before = split(typed)[0]
    found = suggestions(typed)
    made = []
    for kind in SUGGESTED:
        items = tuple(
            Completion(item.text, item.count, f"{before}{_condition(kind, item.text)}")
            for item in found
            if item.field is kind
        )
        if items:
            made.append(Completions(kind, FIELD_WORDS[kind], items))
    return made


def _condition(kind: Field, text: str) -> str:
    value = text.replace('"', "")
    quoted = f'"{value}"' if any(sign in value for sign in ' |>~:"-') else value
    return f"{FIELD_NAMES[kind][0]}:{quoted}"
