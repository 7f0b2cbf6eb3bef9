"""What anonymising proposes for a judgment: changes with place, kind and rule, which a person accepts, rejects, or adds to."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Self

from sharedcourt.judgments.anonymising import addresses, mentions, outsiders, patterns
from sharedcourt.judgments.anonymising.naming import NameTable, aliases_of, named_by
from sharedcourt.judgments.anonymising.patterns import Hit
from sharedcourt.judgments.structure import Structure, recognise
from sharedcourt.judgments.text import Squeezed, as_it_stands, plain, squeeze
from sharedcourt.law.publication import source_of
from sharedcourt.law.publication_names import NamePolicy, Role, certainty, is_hidden, is_minor

SIGN = "×××"
BIRTH_SIGN = "×年×月×日"
_APART = re.compile(r"\d\s+\d")
# Among what covers the same place, the first of these names it.
_ORDER = (
    "email",
    "id",
    "vehicle",
    "certificate",
    "card",
    "account",
    "phone",
    "wechat",
    "plate",
    "birth",
    "address",
    "name",
)


class State(StrEnum):
    """What a person said to a change."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Change:
    """From `start` to `end` of the original text `original` gives way to `shown`. `rule` is where that is written, `certain` whether that is sure.

    `doubtful`: made to be on the safe side; look at it first. `by_hand`: added by a person.
    """

    start: int
    end: int
    kind: str
    original: str
    shown: str
    rule: str
    certain: bool
    doubtful: bool = False
    state: State = State.PROPOSED
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A place that was left for a person to look at: a name that seems to be a word there, or what may be a name and is none of the head's."""

    start: int
    end: int
    kind: str
    original: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """The original, what is to be changed in it, what was left to be looked at, and the names of the case for its next document."""

    original: str
    changes: tuple[Change, ...]
    held: tuple[Held, ...]
    table: NameTable
    kept_addresses: tuple[str, ...] = ()

    @property
    def result(self) -> str:
        """The text with every change that was not rejected."""
        pieces, at = [], 0
        for change in self.changes:
            if change.state is State.REJECTED:
                continue
            pieces += [self.original[at : change.start], change.shown]
            at = change.end
        return "".join(pieces) + self.original[at:]

    @property
    def is_decided(self) -> bool:
        """Whether a person has answered every change."""
        return all(change.state is not State.PROPOSED for change in self.changes)

    def accept(self, *places: int) -> Self:
        """With the changes at these places of the list accepted; all of them when none is named."""
        return self._answered(places or range(len(self.changes)), State.ACCEPTED)

    def reject(self, *places: int) -> Self:
        """With the changes at these places of the list rejected: the original stays there."""
        return self._answered(places, State.REJECTED)

    def add(self, start: int, end: int, kind: str, shown: str = SIGN, *, on: date) -> Self:
        """With a change by hand, accepted; changes inside it give way. Raises ValueError when it is empty, outside, or cuts another in two."""
        if not 0 <= start < end <= len(self.original):
            raise ValueError("the place is empty or outside of the text")
        rest = [change for change in self.changes if not start <= change.start < change.end <= end]
        if any(change.start < end and start < change.end and change.state is not State.REJECTED for change in rest):
            raise ValueError("the place cuts another change in two")
        rest = [change for change in rest if change.end <= start or end <= change.start]
        rule, certain = certainty(kind, on)
        new = Change(
            start, end, kind, self.original[start:end], shown, rule, certain, state=State.ACCEPTED, by_hand=True
        )
        held = tuple(place for place in self.held if place.end <= start or end <= place.start)
        return replace(self, changes=tuple(sorted([*rest, new], key=lambda change: change.start)), held=held)

    def _answered(self, places: Iterable[int], state: State) -> Self:
        chosen = set(places)
        return replace(
            self,
            changes=tuple(
                replace(change, state=state) if place in chosen else change for place, change in enumerate(self.changes)
            ),
        )


def propose(
    original: str,
    *,
    on: date,
    policy: NamePolicy = NamePolicy.NATURAL_PERSONS,
    table: NameTable | None = None,
    structure: Structure | None = None,
    cause: str = "",
    names: Iterable[tuple[str, Role]] = (),
) -> Proposal:
    """What is to be changed before a judgment is published on a day.

    `table` comes from the documents of the case before this one. `structure` is given where a person has corrected it, `cause` where it is
    known, `names` adds people whom the case knows and the head may not name.
    """
    squeezed = squeeze(original)
    known = structure or recognise(original)
    decided = known.decided_on or on
    about = cause or known.cause.value
    head = [*named_by(known, decided), *((name, role.value) for name, role in names)]
    before = table or NameTable()
    aliases = aliases_of(known)
    heard = [entry.name for entry in before.entries] + [plain(name) for name, _role in (*head, *aliases)]
    told = outsiders.outsiders(squeezed, heard, decided)
    settled = before.with_names([*head, *told], cause=about, policy=policy, on=on).with_aliases(aliases)
    kept = tuple(place for party in known.people.parties if party.organisation for place in party.addresses)
    hits = [*_particulars(squeezed, kept, decided)]
    changes, held = _names(squeezed, settled, about, on)
    for at, end in outsiders.called_parties(squeezed, [entry.name for entry in settled.entries]):
        begin, stop = squeezed.span(at, end)
        held.append(Held(begin, stop, "name", original[begin:stop]))
    changes += [_change(squeezed, hit, on) for hit in hits]
    return Proposal(
        original, _without_overlap(changes), tuple(sorted(held, key=lambda place: place.start)), settled, kept
    )


def _particulars(squeezed: Squeezed, kept: tuple[str, ...], decided: date) -> Iterable[Hit]:
    yield from addresses.addresses(squeezed, kept)
    yield from patterns.numbers(squeezed)
    for day, hit in patterns.births(squeezed):
        if is_minor(day, decided):
            yield hit
    # Two numbers with nothing but a blank between them are one without it: look at the text as it stands, too.
    if _APART.search(squeezed.original) is None:
        return
    standing = as_it_stands(squeezed.original)
    place = {original: at for at, original in enumerate(squeezed.at)}
    for hit in patterns.numbers(standing):
        if hit.start in place and hit.end - 1 in place:
            yield Hit(hit.kind, place[hit.start], place[hit.end - 1] + 1, hit.doubtful)


def _names(squeezed: Squeezed, table: NameTable, cause: str, on: date) -> tuple[list[Change], list[Held]]:
    changes: list[Change] = []
    held: list[Held] = []
    for mention in mentions.mentions(squeezed, table):
        start, end = squeezed.span(mention.start, mention.end)
        if mention.left:
            held.append(Held(start, end, "name", squeezed.original[start:end]))
            continue
        by_rule = is_hidden(Role(mention.role), cause, NamePolicy.RULE, on)
        rule, certain = source_of("hidden" if by_rule else "practice", on)
        changes.append(
            Change(start, end, "name", squeezed.original[start:end], mention.shown, rule, certain, mention.doubtful)
        )
    return changes, held


@lru_cache(maxsize=256)
def _rule_of(kind: str, on: date) -> tuple[str, bool]:
    return certainty(kind, on)


def _change(squeezed: Squeezed, hit: Hit, on: date) -> Change:
    start, end = squeezed.span(hit.start, hit.end)
    rule, certain = _rule_of(hit.kind, on)
    shown = SIGN
    if hit.kind == "birth":
        shown = BIRTH_SIGN
    elif hit.kind == "address" and squeezed.text[hit.end : hit.end + 1] in ("，", "。", "；", ""):
        shown = ""
    return Change(start, end, hit.kind, squeezed.original[start:end], shown, rule, certain, hit.doubtful)


def _without_overlap(changes: list[Change]) -> tuple[Change, ...]:
    """The longest change wins where one holds another; where two overlap in part, the later one begins where the earlier ends."""
    rank = {kind: place for place, kind in enumerate(_ORDER)}
    ordered = sorted(changes, key=lambda change: (change.start, -change.end, rank.get(change.kind, 0)))
    found: list[Change] = []
    for change in ordered:
        if not found or change.start >= found[-1].end:
            found.append(change)
        elif change.end > found[-1].end:
            cut = found[-1].end - change.start
            found.append(
                replace(
                    change,
                    start=found[-1].end,
                    original=change.original[cut:],
                    shown=change.shown if change.kind == "name" else "",
                )
            )
    return tuple(found)
