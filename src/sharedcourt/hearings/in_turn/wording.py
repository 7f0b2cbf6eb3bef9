"""What is done in a hearing at different times, on timelines. Only beginning and end are for everyone of the dispute."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from sharedcourt.ledger import words

OPEN = {"hearings.in_turn.begun", "hearings.in_turn.prolonged"}
WORDS: dict[str, Any] = {
    "hearings.in_turn.begun": _("the hearing at different times began"),
    "hearings.in_turn.asked_to_say": _("asked in the hearing at different times"),
    "hearings.in_turn.said": _("answered in the hearing at different times"),
    "hearings.in_turn.extended": _("gave a party more time to answer"),
    "hearings.in_turn.gone_on": _("went on without an answer"),
    "hearings.in_turn.prolonged": _("let the hearing at different times last longer"),
    "hearings.in_turn.reminded": _("a party was reminded to answer"),
    "hearings.in_turn.late": _("a last day passed without an answer"),
    "hearings.in_turn.closed": _("put what was asked and said into the record"),
    "hearings.in_turn.clip_kept": _("recorded a clip"),
    "hearings.in_turn.clip_watched": _("watched a clip"),
    "hearings.in_turn.clip_removed": _("a clip that was not handed in was removed"),
}


def register() -> None:
    """Called once, when the app is ready."""
    words.register(WORDS, quiet=set(WORDS) - OPEN)
