"""What the acts in a hearing are called on timelines. Only that it was opened and closed is for everyone of the dispute."""

from django.utils.translation import gettext_lazy as _

from sharedcourt.hearings.courtroom.locking import STEPS
from sharedcourt.hearings.courtroom.models import HearingEvent
from sharedcourt.ledger import words

OPEN = {"hearings.hearing.opened", "hearings.hearing.closed"}
WORDS = {
    **{STEPS.get(kind, f"hearings.court.{kind.value}"): kind.label for kind in HearingEvent.Kind},
    "hearings.participant.joining": _("came to the hearing"),
    "hearings.court.talk_asked": _("asked for a private talk with their own side"),
    "hearings.participant.in_consultation": _("was in a private talk"),
}


def register() -> None:
    """Called once, when the app is ready."""
    words.register(WORDS, quiet=set(WORDS) - OPEN)
