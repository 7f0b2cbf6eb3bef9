"""What the courtroom tells the rest of the house at start."""

from sharedcourt.hearings.courtroom import reactions, telling, wording


def register() -> None:
    """Call it once, when Django is set up."""
    wording.register()
    telling.register()
    reactions.register()
