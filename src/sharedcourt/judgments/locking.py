"""Taking a judgment or a batch for oneself, and recording what is done with it."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from sharedcourt.core.errors import Conflict
from sharedcourt.judgments.models import Batch, Judgment
from sharedcourt.judgments.states import BatchState, JudgmentState
from sharedcourt.ledger.actions import record
from sharedcourt.ledger.locks import hold_scope
from sharedcourt.people.models import User

TOLD = ("released", "withdrawn")
WITH = ("court", "case__dispute", "case__number", "batch", "decided_by", "approved_by")


def locked(judgment_id: UUID) -> Judgment:
    """The judgment as it stands now, the dispute of its case held first; nobody else changes it before we are done."""
    hold_scope(Judgment.objects.values_list("case__dispute", flat=True).get(pk=judgment_id))
    rows = Judgment.objects.select_for_update(of=("self",), no_key=True).select_related(*WITH)
    return rows.get(pk=judgment_id)


def locked_batch(batch_id: UUID) -> Batch:
    """The batch as it stands now."""
    return Batch.objects.select_for_update(of=("self",), no_key=True).select_related("court").get(pk=batch_id)


def require_state(row: Judgment | Batch, *states: str) -> None:
    """Raises Conflict when it has moved on."""
    if row.state not in states:
        known = JudgmentState if isinstance(row, Judgment) else BatchState
        message = _("It is now: %(state)s. Look again, then decide.")
        raise Conflict(message % {"state": known(row.state).label})


def require_revision(judgment: Judgment, revision: int | None) -> None:
    """Raises Conflict when somebody else has changed the paper since the page was made."""
    if revision is not None and revision != judgment.revision:
        raise Conflict(_("Somebody else has worked on this paper meanwhile. Look again, then decide."))


def changed(judgment: Judgment) -> None:
    """Save what an action has changed; pages made before are too old."""
    judgment.revision += 1
    judgment.save()


def note(action: str, row: Judgment | Batch, *, by: User | None, **facts: Any) -> None:
    """Record an action. Facts hold nothing of what stands in a paper.

    What the public can see the parties of a case of the platform read in its course; the work on the desk is the court's alone.
    """
    kind = "judgment" if isinstance(row, Judgment) else "batch"
    case = row.case if isinstance(row, Judgment) and action in TOLD else None
    scope = case.dispute_id if case is not None else None
    record(f"judgments.{kind}.{action}", by=by, subject=row, scope=scope, **facts)
