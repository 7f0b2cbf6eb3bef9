"""What time alone makes happen in this room; safe to run twice."""

from datetime import datetime

from sharedcourt.core import clock
from sharedcourt.documents.states import SigningState
from sharedcourt.filing import rulings
from sharedcourt.filing.actions import confirmations
from sharedcourt.filing.cases import scheduled as cases
from sharedcourt.filing.enforcing import scheduled as enforcing
from sharedcourt.filing.fees import scheduled as fees
from sharedcourt.filing.folder import scheduled as folder
from sharedcourt.filing.models import Confirmation
from sharedcourt.filing.serving import scheduled as serving
from sharedcourt.filing.states import RULING, ConfirmationState


def run(now: datetime | None = None) -> dict[str, int]:
    """Applications nobody finished signing in time lapse; rulings that could not be sealed are sealed; so with what belongs to cases."""
    late = Confirmation.objects.filter(
        state=ConfirmationState.SIGNING, apply_by__lt=clock.local(now or clock.now()).date()
    )
    lapsed = [confirmations.lapse(confirmation=each) for each in late]
    waiting = Confirmation.objects.filter(state__in=RULING, ruling__state=SigningState.ALL_SIGNED)
    signed = list(waiting.values_list("ruling_id", flat=True))
    for file_id in signed:
        rulings.seal_quietly(file_id)
    counts = {**cases.run(now), **fees.run(now), **folder.run(now), **serving.run(now), **enforcing.run(now)}
    return {"lapsed": len(lapsed), "sealed": len(signed), **counts}
