"""What arranging hearings tells the rest of the house at start."""

from sharedcourt.hearings import telling, wording
from sharedcourt.hearings.scheduling import calendar, reactions
from sharedcourt.notices import calendars


def register() -> None:
    """Call it once, when Django is set up."""
    wording.register()
    telling.register()
    reactions.register()
    calendars.register(calendar.days_of)
