"""What finding tells the rest of the house at start."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from sharedcourt.judgments.finding import telling
from sharedcourt.ledger import words

WORDS: dict[str, Any] = {
    "judgments.search.saved": _("kept a search of judgments"),
    "judgments.search.changed": _("changed a kept search of judgments"),
    "judgments.search.ended": _("ended a kept search of judgments"),
}


def register() -> None:
    """Call it once, when Django is set up."""
    words.register(WORDS)
    telling.register()
