"""What this package's actions are called on timelines."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from sharedcourt.ledger import words

WORDS: dict[str, Any] = {
    "filing.service.recorded": _("recorded that a paper was served by other means"),
    "filing.service.replied": _("said that a served paper was received"),
    "filing.service.bounced": _("recorded that a served paper came back"),
    "filing.service.acted": _("recorded that a party acted upon a served paper"),
    "filing.service.rebutted": _("recorded that a served paper was not read by the party"),
}


def register() -> None:
    """Called once, when the app is ready."""
    words.register(WORDS)
