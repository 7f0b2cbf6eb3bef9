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
    "filing.confirmation.withdrawn": _("the application for confirmation was taken back"),
    "filing.supplement.asked": _("the court asked the parties for more"),
    "filing.supplement.answered": _("answered the court"),
    "filing.service.reached": _("a paper of the court reached the account of a party"),
    "filing.service.opened": _("opened a paper of the court"),
}
QUIET = {"filing.confirmation.decided", "filing.confirmation.reconsidered"}


def register() -> None:
    """Called once, when the app is ready."""
    words.register(WORDS, quiet=QUIET)
    words.register(cases.WORDS, quiet=cases.QUIET)
