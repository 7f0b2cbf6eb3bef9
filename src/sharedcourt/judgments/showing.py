"""What pages and the API show of a paper on the desk: its changes side by side, what stands against it, what may be done."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sharedcourt.judgments import kept, policy, publishing
from sharedcourt.judgments.anonymising import Change, Held, Proposal, State
from sharedcourt.judgments.forms import CHANGES, KINDS
from sharedcourt.judgments.models import Judgment
from sharedcourt.judgments.states import ON_DESK, PUBLIC, JudgmentState

AROUND = 12  # characters before and after a change in the list


@dataclass(frozen=True)
class Row:
    """A change, or a place that was left, in the list: `place` is its place in the proposal."""

    place: int
    is_held: bool
    kind: str
    kind_words: str
    before: str
    original: str
    after: str
    shown: str
    rule: str
    certain: bool
    doubtful: bool
    by_hand: bool
    state: str
    start: int
    end: int

    @property
    def name(self) -> str:
        """Its name on the page: c12, h3."""
        return f"{'h' if self.is_held else 'c'}{self.place}"

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.state == State.PROPOSED.value

    @property
    def urgency(self) -> tuple[bool, bool, bool, int]:
        """What is to be looked at first: places that were left, then what is doubtful, then what is not certain."""
        return (not self.is_open, not self.is_held, not self.doubtful, self.start)


def words_of(kind: str) -> str:
    """A kind of change, for people."""
    return str(CHANGES.get(kind, kind))


def rows_of(judgment: Judgment) -> list[Row]:
    """Everything in the list, what is urgent first."""
    proposal, seen = kept.proposal_of(judgment), kept.seen_of(judgment)
    text = proposal.original
    found = [_change(text, place, change) for place, change in enumerate(proposal.changes)]
    found += [
        _held(text, place, held, (held.start, held.end) in seen)
        for place, held in enumerate(proposal.held)
        if not _is_hidden(proposal, held)
    ]
    return sorted(found, key=lambda row: row.urgency)


def _is_hidden(proposal: Proposal, held: Held) -> bool:
    """A place that a person has hidden meanwhile."""
    return any(change.by_hand and change.start <= held.start and held.end <= change.end for change in proposal.changes)


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    return text[max(0, start - AROUND) : start].rpartition("\n")[2], text[end : end + AROUND].partition("\n")[0]


def _change(text: str, place: int, change: Change) -> Row:
    before, after = _around(text, change.start, change.end)
    return Row(
        place, False, change.kind, words_of(change.kind), before, change.original, after, change.shown, change.rule,
        change.certain, change.doubtful, change.by_hand, change.state.value, change.start, change.end,
    )  # fmt: skip


def _held(text: str, place: int, held: Held, seen: bool) -> Row:
    before, after = _around(text, held.start, held.end)
    state = State.REJECTED if seen else State.PROPOSED
    return Row(
        place, True, held.kind, words_of(held.kind), before, held.original, after, held.original, "", True, True, False,
        state.value, held.start, held.end,
    )  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """A piece of the text: plain, or a marked one that belongs to a row of the list."""

    text: str
    row: Row | None = None
    start: int = 0


def pieces(judgment: Judgment, rows: Iterable[Row], *, result: bool) -> list[list[Piece]]:
    """The original, or the result, paragraph by paragraph, with every row marked."""
    text = judgment.original
    marked = sorted(rows, key=lambda row: (row.start, row.is_held))
    found: list[list[Piece]] = [[]]
    at = 0

    def plain(start: int, end: int) -> None:
        for number, line in enumerate(text[start:end].split("\n")):
            if number:
                found.append([])
            if line:
                found[-1].append(Piece(line, start=start))
            start += len(line) + 1

    for row in marked:
        if row.start < at:
            continue
        plain(at, row.start)
        shows = row.shown if result and row.state != State.REJECTED.value else row.original
        found[-1].append(Piece(shows.replace("\n", " "), row, row.start))
        at = row.end
    plain(at, len(text))
    return [line for line in found if line]


def by_kind(rows: Iterable[Row]) -> list[tuple[str, str, int, int]]:
    """(kind, words, how many, how many wait for an answer), held places among their kind."""
    found: dict[str, list[int]] = {}
    for row in rows:
        counted = found.setdefault(row.kind, [0, 0])
        counted[0] += 1
        counted[1] += row.is_open
    return [(kind, words_of(kind), total, waiting) for kind, (total, waiting) in sorted(found.items())]


@dataclass(frozen=True)
class May:
    """What the person may do with the paper as it stands."""

    work: bool
    decide: bool
    release: bool
    ready: bool
    keep: bool
    approve: bool
    put_back: bool
    correct: bool
    leave: bool
    reopen: bool
    withdraw: bool
    discard: bool
    give_text: bool


def may(user: Any, row: Judgment) -> May:
    """Reads nothing but whether it was published before, for papers of a batch."""
    at_desk = policy.works_at(user, row.court_id)
    on_desk, state = row.state in ON_DESK, row.state
    published_before = state in (*PUBLIC, JudgmentState.WITHDRAWN) or row.publications.exists()
    with_batch = row.batch_id is not None and not published_before
    return May(
        work=at_desk and on_desk and bool(row.original),
        decide=at_desk and (on_desk or state == JudgmentState.EXPECTED),
        release=at_desk and (on_desk or state == JudgmentState.EXPECTED) and not with_batch,
        ready=at_desk and state == JudgmentState.DESK and with_batch,
        keep=at_desk and state in (JudgmentState.DESK, JudgmentState.EXPECTED),
        approve=state == JudgmentState.APPROVAL and policy.is_approver(user, row),
        put_back=at_desk and state == JudgmentState.READY,
        correct=at_desk and state == JudgmentState.RELEASED,
        leave=at_desk and state == JudgmentState.CORRECTING,
        reopen=at_desk and state in (JudgmentState.WITHDRAWN, JudgmentState.KEPT),
        withdraw=policy.may_withdraw(user, row) and state in PUBLIC,
        discard=at_desk
        and state in (JudgmentState.EXPECTED, JudgmentState.DESK, JudgmentState.READY)
        and not published_before,
        give_text=at_desk and state == JudgmentState.EXPECTED,
    )


@dataclass(frozen=True)
class Standing:
    """What follows for the paper as it stands."""

    decided: bool
    published: bool
    with_notice: bool
    kind: str
    reasons: tuple[tuple[str, str, bool], ...]
    problems: tuple[str, ...]


def standing(row: Judgment, ready: publishing.Ready | None) -> Standing:
    """What the rules say of it, and what keeps it on the desk; `ready` as `publishing.prepared` made it. No query."""
    decision = publishing.decision_of(row)
    kind = (row.facts or {}).get("kind", "")
    words = str(next((label for key, label in KINDS.items() if key.value == kind), ""))
    reasons = tuple(publishing.reasons(decision)) if decision is not None else ()
    is_paper = decision is None or decision.published
    against = tuple(publishing.problems(row, ready)) if row.state in ON_DESK and is_paper and row.original else ()
    published = decision is not None and decision.published
    with_notice = decision is not None and decision.with_notice
    return Standing(decision is not None, published, with_notice, words, reasons, against)
