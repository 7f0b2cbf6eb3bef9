"""What this room's actions are called on timelines. What is done to a draft is nobody else's business and stays quiet."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from sharedcourt.ledger import words

WORDS: dict[str, Any] = {
    "filing.plaint.begun": _("began to fill in the plaint"),
    "filing.plaint.saved": _("saved a page of the plaint"),
    "filing.plaint.drawn_up": _("drew up the plaint"),
    "filing.plaint.reopened": _("went back to the plaint to change it"),
    "filing.plaint.signed": _("the plaint was signed"),
    "filing.answer.begun": _("began to answer the plaint"),
    "filing.answer.saved": _("saved a page of the answer to the plaint"),
    "filing.answer.drawn_up": _("drew up the answer to the plaint"),
    "filing.answer.reopened": _("went back to the answer to change it"),
    "filing.answer.signed": _("the answer to the plaint was signed"),
}
QUIET = set(WORDS) - {"filing.answer.signed"}


def register() -> None:
    """Called once, when the app is ready."""
    words.register(WORDS, quiet=QUIET)
