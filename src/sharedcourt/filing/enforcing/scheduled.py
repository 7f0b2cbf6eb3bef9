"""What time alone makes happen with enforcement; safe to run twice."""

from datetime import datetime

from sharedcourt.core import clock
from sharedcourt.documents.states import SigningState
from sharedcourt.filing import rulings
from sharedcourt.filing.enforcing import actions, watching
from sharedcourt.filing.enforcing.models import Enforcement, EnforcementCorrection, Watch
from sharedcourt.filing.enforcing.states import EnforcementState

AT_ONCE = 200


def run(now: datetime | None = None) -> dict[str, int]:
    """Each watched agreement is looked at once a day; what was not corrected in time ends; what could not be sealed is sealed."""
    today = clock.local(now or clock.now()).date()
    waiting = Watch.objects.filter(done=False, looked_on__lt=today).order_by("looked_on")[:AT_ONCE]
    told = sum(watching.look(watch=watch, today=today) for watch in waiting)
    late = EnforcementCorrection.objects.filter(
        answered_at=None, due__lt=today, enforcement__state=EnforcementState.RETURNED
    )
    lapsed = [actions.lapse(enforcement=each.enforcement) for each in late.select_related("enforcement")[:AT_ONCE]]
    notices = Enforcement.objects.filter(state=EnforcementState.ACCEPTED, notice__state=SigningState.ALL_SIGNED)
    refusals = Enforcement.objects.filter(state=EnforcementState.REFUSING, ruling__state=SigningState.ALL_SIGNED)
    files = [
        *notices.values_list("notice_id", flat=True)[:AT_ONCE],
        *refusals.values_list("ruling_id", flat=True)[:AT_ONCE],
    ]
    for file_id in files:
        rulings.seal_quietly(file_id)
    return {"reminded": told, "enforcement_lapsed": len(lapsed), "enforcement_sealed": len(files)}
