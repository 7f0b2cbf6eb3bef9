"""What time alone makes happen: summonses whose seal was late are served. Called every minute, safe to call twice."""

from sharedcourt.hearings.scheduling import summons
from sharedcourt.hearings.scheduling.models import Summons
from sharedcourt.hearings.states import HearingState

MOST_AT_ONCE = 200


def serve_late() -> int:
    """Serve summonses of coming hearings that are not served yet; how many. A party without an account stays for the clerk."""
    waiting = Summons.objects.filter(
        served_at=None, hearing__state=HearingState.SCHEDULED, paper__superseded_at=None
    ).exclude(party__user=None, party__agents=None)
    rows = waiting.select_related("paper").order_by("created_at")[:MOST_AT_ONCE]
    return sum(summons.serve(row) for row in rows)
