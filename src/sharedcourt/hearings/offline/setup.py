"""What recording without a network tells the rest of the house at start."""

from sharedcourt.hearings.offline import reactions, wording
from sharedcourt.ledger import words


def register() -> None:
    """Call it once, when Django is set up."""
    words.register(wording.WORDS)
    reactions.register()
