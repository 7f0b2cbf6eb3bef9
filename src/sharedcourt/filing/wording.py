"""What this room's actions are called on timelines."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from sharedcourt.filing.cases import wording as cases
from sharedcourt.ledger import words

WORDS: dict[str, Any] = {
    "filing.confirmation.begun": _("drew up the joint application for judicial confirmation"),
    "filing.confirmation.submitted": _("every party has signed: the application is with the court"),
    "filing.confirmation.accepted": _("took the application in"),
    "filing.confirmation.not_accepted": _("did not take the application in"),
    "filing.confirmation.reassigned": _("gave the review to another judge"),
    "filing.confirmation.decided": _("drew up the ruling"),
    "filing.confirmation.reconsidered": _("took the unsigned ruling back"),
    "filing.confirmation.granted": _("the court confirmed the agreement"),
    "filing.confirmation.rejected": _("the court did not confirm the agreement"),
    "filing.confirmation.refusal_drawn_up": _("drew up a ruling not to take the application in"),
    "filing.confirmation.leave_drawn_up": _("drew up a ruling on taking the application back"),
    "filing.confirmation.withdrawal_asked": _("asked the court to let the application be taken back"),
    "filing.confirmation.withdrawal_refused": _("did not allow the application to be taken back"),
    "filing.summons.sent": _("called both parties to come and be asked"),
    "filing.summons.held": _("recorded who came to be asked"),
    "filing.confirmation.withdrawn": _("the application for confirmation was taken back"),
    "filing.supplement.asked": _("the court asked the parties for more"),
    "filing.supplement.answered": _("answered the court"),
    "filing.service.reached": _("a paper of the court reached the account of a party"),
    "filing.service.opened": _("opened a paper of the court"),
}
QUIET = {
    "filing.confirmation.decided",
    "filing.confirmation.reconsidered",
    "filing.confirmation.refusal_drawn_up",
    "filing.confirmation.leave_drawn_up",
}


def register() -> None:
    """Called once, when the app is ready."""
    words.register(WORDS, quiet=QUIET)
    words.register(cases.WORDS, quiet=cases.QUIET)
