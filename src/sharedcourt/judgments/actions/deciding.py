"""Whether a paper is published: a person says what it is about, the rules decide, a vice-president approves where they ask for it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.judgments import kept, policy, publishing, telling
from sharedcourt.judgments.actions.taking import EARLIEST, set_effective
from sharedcourt.judgments.locking import changed, locked, note, require_state
from sharedcourt.judgments.models import Judgment
from sharedcourt.judgments.numbers import spelled
from sharedcourt.judgments.states import ON_DESK, JudgmentState
from sharedcourt.law.publication import Facts, Kind
from sharedcourt.ledger.actions import personal
from sharedcourt.people.models import User

FLAGS = tuple(name for name in Facts.__dataclass_fields__ if name != "kind")
# A case of the platform that ended without a text: what a notice must say of it is asked here.
WITHOUT_TEXT = JudgmentState.EXPECTED


@transaction.atomic
def decide(
    *,
    by: User,
    judgment: Judgment,
    kind: str,
    flags: Mapping[str, bool],
    why: str = "",
    effective_on: date | None = None,
    number: str = "",
    decided_on: date | None = None,
) -> Judgment:
    """What the paper is and what it touches (arts. 3, 4); when it took effect. The rules say what follows (`publishing.decision_of`).

    `why` is needed where the court finds it unsuitable, which then waits for approval (art. 12). `number` and `decided_on` are taken
    only where there is no text that says them. Raises Invalid with the field, Conflict.
    """
    row = locked(judgment.pk)
    policy.require(policy.works_at(by, row.court))
    require_state(row, *ON_DESK, WITHOUT_TEXT)
    if kind not in set(Kind):
        raise Invalid(_("Choose what kind of paper it is."), field="kind")
    said = {name: bool(flags.get(name)) for name in FLAGS}
    if not set(flags) <= set(FLAGS):
        raise Invalid(_("Choose from the list."), field="flags")
    set_effective(row, effective_on)
    if row.state == WITHOUT_TEXT:
        _without_text(row, number, decided_on)
    row.facts = {"kind": kind, **said}
    row.decided_by, row.approved, row.approved_by, row.approved_at = by, None, None, None
    if said["unsuitable"]:
        if row.state != JudgmentState.DESK:
            message = _("Only a paper on the desk is found unsuitable. Withdraw a published one first.")
            raise Conflict(message, field="unsuitable")
        row.why = needed(why, "why", _("Say why it is unsuitable to be published."))
        row.ask_approval()
    changed(row)
    facts = {"kind": kind, "due": row.due, "touches": [name for name, value in said.items() if value]}
    note("decided", row, by=by, **facts)
    if said["unsuitable"]:
        note("approval_asked", row, by=by, why=personal(row.why))
        telling.approvers(row, by=by)
    return row


def _without_text(row: Judgment, number: str, decided_on: date | None) -> None:
    if number:
        row.number = spelled(number)
        if not row.number:
            raise Invalid(_("Enter the case number, such as （2022）浙0302民初1号."), field="number")
    if decided_on is not None:
        if not EARLIEST <= decided_on <= clock.today():
            raise Invalid(_("Enter the day of the judgment; it cannot be in the future."), field="decided_on")
        row.decided_on = decided_on


@transaction.atomic
def answer_approval(*, by: User, judgment: Judgment, agreed: bool, reason: str = "") -> Judgment:
    """A vice-president agrees that the paper is unsuitable, or not and says why (art. 12); it is back on the desk."""
    row = locked(judgment.pk)
    policy.require(
        policy.is_approver(by, row), _("Only who approves for the court, and did not find it so, may do this.")
    )
    require_state(row, JudgmentState.APPROVAL)
    facts: dict[str, Any] = {"agreed": agreed}
    if not agreed:
        row.why = needed(reason, "reason", _("Say why."))
        facts["reason"] = personal(row.why)
    row.approved, row.approved_by, row.approved_at = agreed, by, clock.now()
    row.answer_approval()
    changed(row)
    note("approval_answered", row, by=by, **facts)
    telling.decided(row, by=by)
    return row


@transaction.atomic
def keep_from_public(*, by: User, judgment: Judgment) -> Judgment:
    """Neither the paper nor a notice is published, as the rules say of it. Raises Conflict when they say otherwise."""
    row = locked(judgment.pk)
    policy.require(policy.works_at(by, row.court))
    require_state(row, JudgmentState.DESK, JudgmentState.EXPECTED)
    decision = publishing.decision_of(row)
    if decision is None or decision.published or decision.with_notice:
        raise Conflict(_("By what was said of it, this paper or a notice in its place is published."))
    require_approved(row)
    row.keep()
    changed(row)
    note("kept", row, by=by, reasons=[reason.bar.value for reason in decision.reasons])
    return row


def require_approved(row: Judgment) -> None:
    """Raises Conflict while the finding that it is unsuitable is not answered."""
    if kept.asked_unsuitable(row) and row.approved is None:
        raise Conflict(_("It waits for approval."))
