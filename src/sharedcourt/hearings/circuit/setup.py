"""What circuit trials tell the rest of the house at start."""

from sharedcourt.hearings.circuit import reactions, telling
from sharedcourt.ledger import words


def register() -> None:
    """Call it once, when Django is set up."""
    words.register(telling.WORDS)
    telling.register()
    reactions.register()
