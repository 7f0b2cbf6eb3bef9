"""The last look before publishing: is a secret left in the result in any spelling?"""

import re
from dataclasses import dataclass
from datetime import date

from sharedcourt.judgments.anonymising import addresses, mentions, patterns
from sharedcourt.judgments.anonymising.proposing import Proposal, State
from sharedcourt.judgments.text import plain, squeeze
from sharedcourt.law.publication_names import is_minor

_MARKS = re.compile(r"[-·.]")
_SHORTEST = 4  # shorter values stand everywhere


@dataclass(frozen=True, slots=True)
class Left:
    """A secret that still stands in the result, from `start` to `end` of it."""

    kind: str
    value: str
    start: int
    end: int


def left_over(proposal: Proposal, *, decided: date) -> tuple[Left, ...]:
    """Everything in the result that is a hidden name, a value that was changed elsewhere, or has the form of a secret.

    `decided` is the day by which somebody is a minor. What a person rejected is left out where it was rejected everywhere: that is their decision, and recorded as such.
    """
    squeezed = squeeze(proposal.result)
    text, found = squeezed.text, []
    allowed = {plain(change.original) for change in proposal.changes if change.state is State.REJECTED}
    allowed -= {plain(change.original) for change in proposal.changes if change.state is not State.REJECTED}
    bare, places = _bare(text)
    signs = [entry.shown for entry in proposal.table.hidden]
    for change in proposal.changes:
        value = _MARKS.sub("", plain(change.original))
        if change.kind in ("name", "birth") or change.state is State.REJECTED or len(value) < _SHORTEST:
            continue
        at = bare.find(value)
        if at >= 0:
            found.append(Left(change.kind, value, *squeezed.span(places[at], places[at + len(value) - 1] + 1)))
    for mention in mentions.mentions(squeezed, proposal.table):
        value = text[mention.start : mention.end]
        # A person called like another's surname is not read out of the other's sign.
        if any(text.startswith(sign, mention.start) for sign in signs):
            continue
        if not mention.left and value not in allowed:
            found.append(Left("name", value, *squeezed.span(mention.start, mention.end)))
    found += [
        Left("birth", text[hit.start : hit.end], *squeezed.span(hit.start, hit.end))
        for day, hit in patterns.births(squeezed)
        if is_minor(day, decided) and text[hit.start : hit.end] not in allowed
    ]
    hits = [*patterns.numbers(squeezed), *addresses.addresses(squeezed, proposal.kept_addresses)]
    for hit in hits:
        value = text[hit.start : hit.end]
        if value not in allowed and "×" not in value:
            found.append(Left(hit.kind, value, *squeezed.span(hit.start, hit.end)))
    return tuple(dict.fromkeys(found))


def _bare(text: str) -> tuple[str, list[int]]:
    places = [place for place, letter in enumerate(text) if letter not in "-·."]
    return "".join(text[place] for place in places), places
