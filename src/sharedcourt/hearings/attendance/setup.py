"""What attending from a site tells the rest of the house at start."""

from sharedcourt.hearings.attendance import reactions, telling
from sharedcourt.ledger import words


def register() -> None:
    """Call it once, when Django is set up."""
    words.register(telling.WORDS, quiet=telling.QUIET)
    telling.register()
    reactions.register()
