"""Taking a case for oneself, and recording what is done in its folder."""

from typing import Any

from django.db.models import Max

from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.folder.models import Paper
from sharedcourt.ledger.actions import record
from sharedcourt.ledger.locks import hold_scope
from sharedcourt.people.models import User


def locked(case: Case) -> Case:
    """The case as it stands now, its dispute held first; nobody else changes its folder before we are done."""
    hold_scope(case.dispute_id)
    return (
        Case.objects.select_for_update(of=("self",), no_key=True)
        .select_related("dispute", "court", "judge", "number", "plaint")
        .get(pk=case.pk)
    )


def next_position(case: Case) -> int:
    """The place after the last paper; the case is locked."""
    last = Paper.objects.filter(case=case).aggregate(last=Max("position"))["last"]
    return (last or 0) + 1


def note(action: str, case: Case, *, by: User | None, subject: Any = None, **facts: Any) -> None:
    """Record an action under the case. Not under the dispute: mediators, and the programs of both institutions, hear of all that is."""
    record(action, by=by, subject=subject or case, scope=case.pk, **facts)
