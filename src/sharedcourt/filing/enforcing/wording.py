"""What this package's actions are called. Timelines of the dispute leave them out: the debtors learn of it from the court."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from sharedcourt.ledger import words

WORDS: dict[str, Any] = {
    "filing.enforcement.drawn_up": _("drew up the application for enforcement"),
    "filing.enforcement.submitted": _("the application for enforcement is with the court"),
    "filing.enforcement.returned": _("the court returned the application for enforcement for correction"),
    "filing.enforcement.accepted": _("the court registered the application for enforcement"),
    "filing.enforcement.refusal_drawn_up": _("drew up the ruling not to accept the application for enforcement"),
    "filing.enforcement.refusal_taken_back": _("took the unsigned ruling back"),
    "filing.enforcement.refused": _("the court did not accept the application for enforcement"),
    "filing.enforcement.withdrawn": _("the application for enforcement was taken back"),
    "filing.enforcement.reminded": _("the creditor was reminded of enforcement"),
}


def register() -> None:
    """Called once, when the app is ready."""
    words.register(WORDS, quiet=set(WORDS))
