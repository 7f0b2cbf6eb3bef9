"""What hearings at different times tell the rest of the house at start."""

from sharedcourt.filing.cases import sections as cases
from sharedcourt.hearings import sections
from sharedcourt.hearings.in_turn import case_page, reactions, telling, wording


def register() -> None:
    """Call it once, when Django is set up."""
    wording.register()
    telling.register()
    reactions.register()
    cases.register_step(case_page.step)
    sections.register(case_page.section)
