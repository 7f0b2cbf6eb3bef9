"""A person answers what is proposed: accepts, rejects, adds, takes back, and looks at places that were left."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.judgments import kept, policy
from sharedcourt.judgments.anonymising import Change, Proposal, State
from sharedcourt.judgments.anonymising.proposing import SIGN
from sharedcourt.judgments.locking import changed, locked, note, require_revision, require_state
from sharedcourt.judgments.models import Judgment
from sharedcourt.judgments.states import ON_DESK
from sharedcourt.judgments.text import plain, squeeze
from sharedcourt.law.publication_names import deleted_kinds
from sharedcourt.ledger.actions import personal
from sharedcourt.people.models import User

LONGEST_SHOWN = 30
LONGEST_ADDED = 200


def kinds() -> list[str]:
    """What may be added by hand: a name, or a particular that is deleted."""
    return ["name", *sorted(deleted_kinds(clock.today()))]


def accept(
    *, by: User, judgment: Judgment, places: Sequence[int] = (), kind: str = "", revision: int | None = None
) -> Judgment:
    """Accept changes by their places in the list, or all of a kind that are not answered yet. Raises Invalid, Conflict."""
    return _answer(State.ACCEPTED, by, judgment, places, kind, revision)


def reject(
    *, by: User, judgment: Judgment, places: Sequence[int] = (), kind: str = "", revision: int | None = None
) -> Judgment:
    """The original stays at these places: a person's decision, recorded as such. Raises Invalid, Conflict."""
    return _answer(State.REJECTED, by, judgment, places, kind, revision)


@transaction.atomic
def _answer(
    state: State, by: User, judgment: Judgment, places: Sequence[int], kind: str, revision: int | None
) -> Judgment:
    row = _on_desk(by, judgment, revision)
    proposal = kept.proposal_of(row)
    chosen = list(dict.fromkeys(places))
    if kind:
        chosen = [
            place
            for place, change in enumerate(proposal.changes)
            if change.kind == kind and change.state is State.PROPOSED
        ]
        if not chosen:
            raise Conflict(_("There is nothing of this kind that is not answered."))
    if not chosen or not all(0 <= place < len(proposal.changes) for place in chosen):
        raise Invalid(_("There is no such change."), field="change")
    answered = proposal.accept(*chosen) if state is State.ACCEPTED else proposal.reject(*chosen)
    kept.keep_proposal(row, answered, kept.seen_of(row), undo=["answers", kept.letters(proposal)])
    changed(row)
    counted = {name: sum(proposal.changes[place].kind == name for place in chosen) for name in _kinds_of(proposal)}
    note(f"changes_{state.value}", row, by=by, count=len(chosen), kinds={name: n for name, n in counted.items() if n})
    return row


def _kinds_of(proposal: Proposal) -> list[str]:
    return sorted({change.kind for change in proposal.changes})


@transaction.atomic
def add(
    *,
    by: User,
    judgment: Judgment,
    text: str,
    kind: str,
    shown: str = "",
    start: int | None = None,
    revision: int | None = None,
) -> Judgment:
    """Hide words that were not proposed: everywhere they stand, or only from `start` of the original text.

    Raises Invalid `text`, `kind`, `shown`; Conflict where they cut another change in two.
    """
    row = _on_desk(by, judgment, revision)
    proposal = kept.proposal_of(row)
    if kind not in kinds():
        raise Invalid(_("Choose from the list."), field="kind")
    sign = " ".join(shown.split()) or ("某某" if kind == "name" else SIGN)
    if len(sign) > LONGEST_SHOWN:
        raise Invalid(_("Use at most %(count)d characters.") % {"count": LONGEST_SHOWN}, field="shown")
    spans = _spans(row.original, text, start)
    made = proposal
    for begin, end in spans:
        if any(_hides(change, begin, end) for change in made.changes):
            continue
        try:
            made = made.add(begin, end, kind, sign, on=clock.today())
        except ValueError as error:
            raise Conflict(_("These words cut another change in two. Reject that one first."), field="text") from error
    if made is proposal:
        raise Invalid(_("These words are hidden already."), field="text")
    held = [[place.start, place.end, place.kind] for place in proposal.held]
    kept.keep_proposal(row, made, kept.seen_of(row), undo=["rows", kept.rows_of(proposal), held])
    changed(row)
    note("change_added", row, by=by, kind=kind, places=len(spans), words=personal(plain(text)))
    return row


def _hides(change: Change, begin: int, end: int) -> bool:
    """Whether a change hides the place already, as a part of more or by a person's own mark."""
    if change.state is State.REJECTED or not change.start <= begin < end <= change.end:
        return False
    return change.by_hand or (change.start, change.end) != (begin, end)


def _spans(original: str, text: str, start: int | None) -> list[tuple[int, int]]:
    """Where the words stand in the original, blanks and width aside."""
    wanted = plain(text)
    if not wanted or len(wanted) > LONGEST_ADDED:
        raise Invalid(_("Enter the words as they stand in the paper."), field="text")
    squeezed = squeeze(original)
    found, at = [], squeezed.text.find(wanted)
    while at >= 0:
        found.append(squeezed.span(at, at + len(wanted)))
        at = squeezed.text.find(wanted, at + len(wanted))
    if start is not None:
        found = [span for span in found if span[0] == start]
    if not found:
        raise Invalid(_("These words do not stand in the paper."), field="text")
    return found


@transaction.atomic
def look(*, by: User, judgment: Judgment, places: Sequence[int], revision: int | None = None) -> Judgment:
    """A person has looked at places that were left, and leaves them as they are. Raises Invalid."""
    row = _on_desk(by, judgment, revision)
    proposal = kept.proposal_of(row)
    if not places or not all(0 <= place < len(proposal.held) for place in places):
        raise Invalid(_("There is no such place in the text."), field="held")
    seen = kept.seen_of(row)
    more = seen | {(proposal.held[place].start, proposal.held[place].end) for place in places}
    undo = ["seen", sorted([start, end] for start, end in seen)]
    kept.keep_proposal(row, proposal, more, undo=undo)
    changed(row)
    note("places_looked_at", row, by=by, count=len(set(places)))
    return row


@transaction.atomic
def undo(*, by: User, judgment: Judgment, revision: int | None = None) -> Judgment:
    """Take back the last answer or addition. Raises Conflict when there is none."""
    row = _on_desk(by, judgment, revision)
    steps = (row.proposal or {}).get("undo", [])
    if not steps:
        raise Conflict(_("There is nothing to take back."))
    proposal, seen = kept.proposal_of(row), kept.seen_of(row)
    what, *before = steps[-1]
    if what == "answers":
        proposal = kept.with_letters(proposal, before[0])
    elif what == "rows":
        proposal = kept.with_rows(proposal, before[0], before[1])
    else:
        seen = {(start, end) for start, end in before[0]}
    kept.keep_proposal(row, proposal, seen)
    assert row.proposal is not None
    row.proposal["undo"] = steps[:-1]
    changed(row)
    note("taken_back", row, by=by, what=what)
    return row


def _on_desk(by: User, judgment: Judgment, revision: int | None) -> Judgment:
    row = locked(judgment.pk)
    policy.require(policy.works_at(by, row.court))
    require_state(row, *ON_DESK)
    require_revision(row, revision)
    return row
