"""What time alone makes happen with cases; safe to run twice."""

from datetime import datetime

from sharedcourt.core import clock
from sharedcourt.documents.states import SigningState
from sharedcourt.filing import rulings
from sharedcourt.filing.cases.actions import court, procedure
from sharedcourt.filing.cases.models import Case, Correction, ProcedureChange
from sharedcourt.filing.cases.states import CaseState

AT_ONCE = 500


def run(now: datetime | None = None) -> dict[str, int]:
    """Cases not corrected in time end; rulings that could not be sealed are sealed."""
    today = clock.local(now or clock.now()).date()
    late = Correction.objects.filter(answered_at=None, due__lt=today, case__state=CaseState.RETURNED)
    cases = [each.case for each in late.select_related("case")[:AT_ONCE]]
    for case in cases:
        court.lapse(case=case)
    waiting = Case.objects.filter(state=CaseState.REFUSING, ruling__state=SigningState.ALL_SIGNED)
    signed = list(waiting.values_list("ruling_id", flat=True)[:AT_ONCE])
    for file_id in signed:
        rulings.seal_quietly(file_id)
    changes = ProcedureChange.objects.filter(
        effective_at=None, taken_back_at=None, ruling__state=SigningState.ALL_SIGNED
    )
    for file_id in list(changes.values_list("ruling_id", flat=True)[:AT_ONCE]):
        procedure.seal_quietly(file_id)
    return {"not_corrected": len(cases), "refused": len(signed)}
