"""Every mention of the names of a case: whole, as a given name alone, in parts; the longest name wins where names hold one another."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sharedcourt.judgments.anonymising.naming import Entry, NameTable
from sharedcourt.judgments.anonymising.ordinary import Reading, is_word, reading
from sharedcourt.judgments.text import Squeezed, squeeze
from sharedcourt.law.publication_names import Role, surname

_AROUND = 12
_HAN_FIRST, _HAN_LAST = "\u3400", "\u9fff"
_LATIN_PART = re.compile(r"[A-Z][a-z]+")
_SHORTEST_LATIN = 4
_GIVEN_LENGTH = 2


@dataclass(frozen=True, slots=True)
class Mention:
    """A hidden name where it stands in the squeezed text. `left` says that a word was meant there and the place is only to be looked at."""

    start: int
    end: int
    shown: str
    role: str
    doubtful: bool = False
    left: bool = False


def _is_han(name: str) -> bool:
    return all(_HAN_FIRST <= letter <= _HAN_LAST for letter in name)


def _parts(name: str) -> list[str]:
    """The shorter forms under which somebody is known: the given name of two characters, a part of a name that is not Han."""
    if _is_han(name):
        given = name[len(surname(name)) :]
        return [given] if len(given) == _GIVEN_LENGTH else []
    if "·" in name:
        return [part for part in name.split("·") if len(part) >= _GIVEN_LENGTH]
    return [part for part in _LATIN_PART.findall(name) if len(part) >= _SHORTEST_LATIN and part != name]


def mentions(squeezed: Squeezed, table: NameTable) -> Iterator[Mention]:
    """All mentions of hidden names, in the order of the text. Names that are kept are passed over, also where they hold a hidden one."""
    # What was read as an outsider's name and is shown must not cover a hidden name that it begins with.
    whole = {entry.name: entry for entry in table.entries if entry.hidden or entry.role != Role.OUTSIDER}
    parts: dict[str, list[Entry]] = {}
    for entry in table.hidden:
        for part in _parts(entry.name):
            parts.setdefault(part, []).append(entry)
    forms = sorted({*whole, *parts} - {""}, key=len, reverse=True)
    if not table.hidden:
        return
    text = squeezed.text
    lowered = {name.lower(): entry for name, entry in whole.items()}
    lowered_parts = {part.lower(): owners for part, owners in parts.items()}
    for match in re.finditer("|".join(map(re.escape, forms)), text, re.IGNORECASE):
        found = match[0]
        named = lowered.get(found.lower())
        start, end = match.span()
        before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
        if named is not None:
            if not named.hidden:
                continue
            meant = reading(found, before, after) if is_word(found) else Reading.PERSON
            yield Mention(start, end, named.shown, named.role, meant is Reading.EITHER, left=meant is Reading.WORD)
            continue
        owners = lowered_parts.get(found.lower(), [])
        if not owners:
            continue
        if is_word(found) and reading(found, before, after) is Reading.WORD:
            yield Mention(start, end, owners[0].shown, owners[0].role, left=True)
            continue
        alone = len(owners) == 1
        yield Mention(start, end, owners[0].shown if alone else "某", owners[0].role, doubtful=True)


def with_signs(text: str, table: NameTable) -> str:
    """A short text of the case, such as its title, with the sign of everybody who is hidden."""
    squeezed = squeeze(text)
    pieces, at = [], 0
    for mention in mentions(squeezed, table):
        if mention.left:
            continue
        start, end = squeezed.span(mention.start, mention.end)
        pieces += [text[at:start], mention.shown]
        at = end
    return "".join(pieces) + text[at:]
