"""A person corrects what was recognised, and names whom the head does not; what was answered already stays answered."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import Invalid
from sharedcourt.judgments import kept, policy
from sharedcourt.judgments.actions.taking import EARLIEST, propose_for
from sharedcourt.judgments.anonymising import Proposal, State
from sharedcourt.judgments.locking import changed, locked, note, require_revision, require_state
from sharedcourt.judgments.models import Judgment
from sharedcourt.judgments.numbers import spelled
from sharedcourt.judgments.states import ON_DESK
from sharedcourt.judgments.structure import PartName
from sharedcourt.judgments.text import plain, squeeze
from sharedcourt.law.publication_names import Role
from sharedcourt.ledger.actions import personal
from sharedcourt.people.models import User

LONGEST_VALUE = 120
SHORTEST_NAME, LONGEST_NAME = 2, 60  # characters


@transaction.atomic
def correct_structure(
    *, by: User, judgment: Judgment, parts: Sequence[str], values: Mapping[str, str], decided_on: date | None,
    revision: int | None = None,
) -> Judgment:  # fmt: skip
    """What each paragraph is, and court, kind, number, cause and day, as a person says. Looking through it makes it certain.

    Raises Invalid with the field (`parts`, `court`, `kind`, `number`, `cause`, `decided_on`); Conflict when somebody else was faster.
    """
    row = locked(judgment.pk)
    policy.require(policy.works_at(by, row.court))
    require_state(row, *ON_DESK)
    require_revision(row, revision)
    if len(parts) != len(squeeze(row.original).lines) or not set(parts) <= set(PartName):
        raise Invalid(_("Choose a part for each paragraph."), field="parts")
    said: dict[str, Any] = {"parts": list(parts), **_values(values)}
    if decided_on is None or not EARLIEST <= decided_on <= clock.today():
        raise Invalid(_("Enter the day of the judgment; it cannot be in the future."), field="decided_on")
    said["decided_on"] = decided_on.isoformat()
    before = kept.proposal_of(row)
    seen = kept.seen_of(row)
    row.structure = said
    row.number, row.decided_on = said["number"], decided_on
    row.confidence = kept.confidence_of(row, kept.structure_of(row))
    _propose_again(row, before, seen)
    changed(row)
    note("structure_corrected", row, by=by, number=row.number, decided_on=decided_on)
    return row


@transaction.atomic
def add_name(*, by: User, judgment: Judgment, name: str, role: str, revision: int | None = None) -> Judgment:
    """Somebody whom the head does not name: hidden by the rules of that role, in this paper and the next ones of the case.

    Raises Invalid `name`, `role`.
    """
    row = locked(judgment.pk)
    policy.require(policy.works_at(by, row.court))
    require_state(row, *ON_DESK)
    require_revision(row, revision)
    wanted = plain(name)
    if not SHORTEST_NAME <= len(wanted) <= LONGEST_NAME:
        raise Invalid(_("Enter the whole name."), field="name")
    if wanted not in squeeze(row.original).text:
        raise Invalid(_("This name does not stand in the paper."), field="name")
    if role not in set(Role):
        raise Invalid(_("Choose from the list."), field="role")
    before, seen = kept.proposal_of(row), kept.seen_of(row)
    _propose_again(row, before, seen, names=[(wanted, Role(role))])
    entry = kept.proposal_of(row).table.entry(wanted)
    if entry is None or not entry.hidden:
        raise Invalid(_("The rules do not hide the name of somebody in this role."), field="role")
    changed(row)
    note("name_added", row, by=by, name=personal(wanted), role=role)
    return row


def _propose_again(
    row: Judgment, before: Proposal, seen: set[tuple[int, int]], *, names: Sequence[tuple[str, Role]] = ()
) -> None:
    """A fresh proposal, in which what was answered stays answered and what was added by hand stays."""
    propose_for(row, names=names)
    fresh = kept.proposal_of(row)
    answers = {
        (change.start, change.end, change.shown): change.state
        for change in before.changes
        if change.state is not State.PROPOSED
    }
    changes = [
        replace(change, state=answers.get((change.start, change.end, change.shown), change.state))
        for change in fresh.changes
    ]
    by_hand = [change for change in before.changes if change.by_hand]
    # What a person has marked wins over what is proposed anew at the same place.
    changes = [
        change for change in changes if not any(mark.start < change.end and change.start < mark.end for mark in by_hand)
    ]
    ordered = sorted([*changes, *by_hand], key=lambda change: change.start)
    kept.keep_proposal(row, replace(fresh, changes=tuple(ordered)), seen)


def _values(values: Mapping[str, str]) -> dict[str, str]:
    found = {name: " ".join(values.get(name, "").split())[:LONGEST_VALUE] for name in kept.VALUES}
    messages = {"court": _("Enter the court."), "kind": _("Enter what kind of paper it is, such as 民事判决书.")}
    for name, message in messages.items():
        if not found[name]:
            raise Invalid(message, field=name)
    found["number"] = spelled(found["number"])
    if not found["number"]:
        raise Invalid(_("Enter the case number, such as （2022）浙0302民初1号."), field="number")
    return found
