"""What lies encrypted with a judgment, read and written: a person's corrections of its structure, the proposal with its answers, the facts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sharedcourt.judgments.anonymising import Change, Entry, Held, NameTable, Proposal, State
from sharedcourt.judgments.models import Judgment
from sharedcourt.judgments.structure import Found, PartName, Structure, recognise
from sharedcourt.law.publication import Facts, Kind

VALUES = ("court", "kind", "number", "cause")
LONGEST_UNDO = 30  # steps
_STATES = {State.PROPOSED: "p", State.ACCEPTED: "a", State.REJECTED: "r"}
_LETTERS = {letter: state for state, letter in _STATES.items()}


def structure_of(judgment: Judgment) -> Structure:
    """What was recognised, with what a person has corrected."""
    said: dict[str, Any] = judgment.structure or {}
    names = [PartName(name) for name in said["parts"]] if "parts" in said else None
    found = recognise(judgment.original, names)
    values: dict[str, Any] = {
        name: Found(said[name], confidence=1.0 if said[name] else 0.0) for name in VALUES if name in said
    }
    found = replace(found, **values)
    if "decided_on" in said:
        day = date.fromisoformat(said["decided_on"])
        found = replace(found, decided_on=day, decided=replace(found.decided, confidence=1.0))
    return found


def confidence_of(judgment: Judgment, structure: Structure) -> float:
    """Of the least certain of what the public page needs; a person who has named every part is believed, if the values are there."""
    if "parts" not in (judgment.structure or {}):
        return structure.confidence
    must = (structure.court, structure.kind, structure.number)
    return 1.0 if all(found.value for found in must) and structure.decided_on is not None else 0.0


def proposal_of(judgment: Judgment) -> Proposal:
    """The proposal with every answer so far."""
    kept: dict[str, Any] = judgment.proposal or {}
    text = judgment.original
    return Proposal(
        text,
        tuple(_change(text, row) for row in kept.get("changes", ())),
        tuple(Held(start, end, kind, text[start:end]) for start, end, kind, _seen in kept.get("held", ())),
        NameTable(tuple(Entry(*row) for row in kept.get("table", ()))),
        tuple(kept.get("addresses", ())),
    )


def seen_of(judgment: Judgment) -> set[tuple[int, int]]:
    """The held places at which a person has looked."""
    kept: dict[str, Any] = judgment.proposal or {}
    return {(start, end) for start, end, _kind, seen in kept.get("held", ()) if seen}


def keep_proposal(judgment: Judgment, proposal: Proposal, seen: set[tuple[int, int]], *, undo: Any = None) -> None:
    """Write the proposal to the judgment's row (not saved), with what undoes this step; counts what is open."""
    before: dict[str, Any] = judgment.proposal or {}
    steps = [*before.get("undo", ()), undo][-LONGEST_UNDO:] if undo is not None else []
    judgment.proposal = {
        "changes": [_row(change) for change in proposal.changes],
        "held": [[place.start, place.end, place.kind, (place.start, place.end) in seen] for place in proposal.held],
        "table": [[entry.name, entry.role, entry.shown] for entry in proposal.table.entries],
        "addresses": list(proposal.kept_addresses),
        "undo": steps,
    }
    open_changes = sum(change.state is State.PROPOSED for change in proposal.changes)
    open_held = sum((place.start, place.end) not in seen for place in proposal.held)
    judgment.open_changes = open_changes + open_held


def letters(proposal: Proposal) -> str:
    """The answers to all changes, one letter each: what undoes an answer."""
    return "".join(_STATES[change.state] for change in proposal.changes)


def with_letters(proposal: Proposal, said: str) -> Proposal:
    """The proposal with the answers as they were."""
    changes = [replace(change, state=_LETTERS[letter]) for change, letter in zip(proposal.changes, said, strict=True)]
    return replace(proposal, changes=tuple(changes))


def rows_of(proposal: Proposal) -> list[list[Any]]:
    """All changes as they are kept: what undoes an addition."""
    return [_row(change) for change in proposal.changes]


def with_rows(proposal: Proposal, rows: Sequence[Sequence[Any]], held: Sequence[Sequence[Any]]) -> Proposal:
    """The proposal with the changes and held places as they were."""
    text = proposal.original
    places = tuple(Held(start, end, kind, text[start:end]) for start, end, kind in held)
    return replace(proposal, changes=tuple(_change(text, row) for row in rows), held=places)


def _row(change: Change) -> list[Any]:
    flags = (change.certain, change.doubtful, change.by_hand)
    return [change.start, change.end, change.kind, change.shown, change.rule, *flags, _STATES[change.state]]


def _change(text: str, row: Sequence[Any]) -> Change:
    start, end, kind, shown, rule, certain, doubtful, by_hand, state = row
    return Change(start, end, kind, text[start:end], shown, rule, certain, doubtful, _LETTERS[state], by_hand)


def facts_of(judgment: Judgment) -> Facts | None:
    """What a person has said of the paper; None until then. What was not approved does not make it unsuitable."""
    said: dict[str, Any] | None = judgment.facts
    if not said:
        return None
    facts = Facts(**{**said, "kind": Kind(said["kind"])})
    return replace(facts, unsuitable=facts.unsuitable and judgment.approved is True)


def asked_unsuitable(judgment: Judgment) -> bool:
    """Whether the court found it unsuitable, approved or not."""
    return bool((judgment.facts or {}).get("unsuitable"))
