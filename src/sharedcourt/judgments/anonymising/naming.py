"""The names of a case: who is hidden behind what, the same in all its documents."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from sharedcourt.judgments.structure import Named, Structure
from sharedcourt.judgments.text import plain
from sharedcourt.law.publication_names import NamePolicy, Role, is_hidden, is_minor, shown_names

ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Entry:
    """A name, as what it appears (a Role's value, or "organisation"), and what is shown for it: the name itself where it is kept."""

    name: str
    role: str
    shown: str

    @property
    def hidden(self) -> bool:
        """Whether something else is shown."""
        return self.shown != self.name


@dataclass(frozen=True, slots=True)
class NameTable:
    """The names of one case. Handed from its first document to the next, it gives everybody the same sign in all of them."""

    entries: tuple[Entry, ...] = ()

    def entry(self, name: str) -> Entry | None:
        """The entry of a name in any spelling."""
        wanted = plain(name)
        return next((entry for entry in self.entries if entry.name == wanted), None)

    @property
    def hidden(self) -> tuple[Entry, ...]:
        """Those whose name is not shown."""
        return tuple(entry for entry in self.entries if entry.hidden)

    def with_aliases(self, aliases: Iterable[tuple[str, str]]) -> Self:
        """With (other name, name) pairs: whoever is hidden is hidden under the other name too, behind the same sign."""
        known = {entry.name: entry for entry in self.entries}
        fresh = {
            plain(other): replace(known[plain(name)], name=plain(other))
            for other, name in aliases
            if plain(name) in known and known[plain(name)].hidden and plain(other) not in known
        }
        return type(self)((*self.entries, *fresh.values()))

    def with_names(self, names: Iterable[tuple[str, str]], *, cause: str, policy: NamePolicy, on: date) -> Self:
        """With further (name, role) pairs of one document. Whoever is hidden once stays so; who appears in two roles is hidden if one asks for it."""
        roles: dict[str, list[str]] = {}
        for name, role in names:
            roles.setdefault(plain(name), []).append(role)
        known = {entry.name: entry for entry in self.entries}
        to_hide = [
            name
            for name, found in roles.items()
            if name
            and not (name in known and known[name].hidden)
            and any(role != ORGANISATION and is_hidden(Role(role), cause, policy, on) for role in found)
        ]
        # Neither a sign already given nor a name that is shown may be taken for somebody else.
        taken = {entry.shown for entry in self.entries if entry.hidden} | set(roles) - set(to_hide)
        shown = shown_names(to_hide, on, taken=taken)
        fresh = [Entry(name, roles[name][0], shown.get(name, name)) for name in roles if name and name not in known]
        changed = [replace(entry, shown=shown[entry.name]) if entry.name in shown else entry for entry in self.entries]
        return type(self)((*changed, *fresh))

    def as_json(self) -> str:
        """For keeping, encrypted, with the case."""
        return json.dumps([[entry.name, entry.role, entry.shown] for entry in self.entries], ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """What `as_json` gave."""
        return cls(tuple(Entry(name, role, shown) for name, role, shown in json.loads(text)))


def named_by(structure: Structure, on: date) -> list[tuple[str, str]]:
    """(name, role) of everybody whom head and foot of a judgment name; `on` is the day by which somebody is a minor."""
    people = structure.people
    minors = {party.name for party in people.parties if party.born and is_minor(party.born, on)}
    found = [(party.name, _role_of_party(party, minors)) for party in people.parties]
    found += [(head.name, Role.PARTY.value if head.role == "经营者" else Role.HEAD.value) for head in people.heads]
    found += [
        (guardian.name, (Role.MINORS_AGENT if guardian.of in minors else Role.STATUTORY_AGENT).value)
        for guardian in people.guardians
    ]
    found += [(agent.name, Role.AGENT.value) for agent in people.agents]
    return found + [(judge.name, Role.JUDGE.value) for judge in (*people.panel, *people.clerks)]


def aliases_of(structure: Structure) -> list[tuple[str, str]]:
    """(other name, name) of parties: former names, names in another script."""
    return [(alias, party.name) for party in structure.people.parties for alias in party.aliases]


def _role_of_party(party: Named, minors: set[str]) -> str:
    if party.organisation:
        return ORGANISATION
    return (Role.MINOR if party.name in minors else Role.PARTY).value
