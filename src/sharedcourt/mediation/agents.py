"""What a case does when the agents of its parties change: other words, other seats."""

from django.utils.translation import gettext as _

from sharedcourt.ledger import events
from sharedcourt.ledger.models import Entry
from sharedcourt.mediation.actions import agreements, meetings


def _on_agent_changed(entry: Entry) -> None:
    """The agreement names the agents: with others it is another text, and whoever came takes part in the meeting ahead."""
    assert entry.scope is not None
    agreements.parties_changed(dispute_id=entry.scope, reason=_("An agent came or went."))
    meetings.participants_changed(dispute_id=entry.scope)


def register() -> None:
    """Called once, when the app is ready."""
    for action in ("disputes.agent.joined", "disputes.agent.ended"):
        events.on(action)(_on_agent_changed)
