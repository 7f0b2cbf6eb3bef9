"""What the actions on hearings are called on timelines."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from sharedcourt.ledger import words

WORDS: dict[str, Any] = {
    # scheduling
    "hearings.courtroom.opened": _("opened a virtual courtroom"),
    "hearings.courtroom.closed": _("closed a virtual courtroom"),
    "hearings.hearing.arranged": _("began to arrange a hearing"),
    "hearings.hearing.scheduled": _("fixed a hearing"),
    "hearings.hearing.moved": _("moved the hearing"),
    "hearings.hearing.cancelled": _("cancelled the hearing"),
    "hearings.hearing.bench_changed": _("changed who tries the hearing"),
    "hearings.hearing.form_decided": _("decided how the hearing is held"),
    "hearings.hearing.publicity_decided": _("decided whether the hearing is public"),
    "hearings.online.answered": _("said whether they agree to an online hearing"),
    "hearings.online.weighed": _("weighed the reason of a refusal"),
    "hearings.participant.called": _("asked somebody to take part in the hearing"),
    "hearings.participant.excused": _("excused somebody from the hearing"),
    "hearings.participant.entered": _("was entered as taking part in the hearing"),
    "hearings.participant.place_chosen": _("chose from where to take part"),
    "hearings.in_turn.asked": _("asked for a hearing at different times"),
    "hearings.in_turn.answered": _("answered about a hearing at different times"),
    "hearings.in_turn.decided": _("decided about a hearing at different times"),
    "hearings.summons.served": _("the summons reached the account of a party"),
}
QUIET = {"hearings.participant.called", "hearings.participant.excused", "hearings.participant.entered"}


def register() -> None:
    """Called once, when the app is ready."""
    words.register(WORDS, quiet=QUIET)
