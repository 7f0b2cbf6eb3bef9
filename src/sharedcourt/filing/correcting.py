"""What a court gives back for correction: everything that is missing in one list, and until when (ODLR 9; 登记立案规定 7, 18)."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from sharedcourt.core import clock
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Invalid
from sharedcourt.law import filing as rules
from sharedcourt.law.errors import LawError

MOST_ITEMS = 20


def listed(items: Sequence[str]) -> list[str]:
    """What was typed, without empty lines and needless blanks. Raises Invalid for none, too many, or one that is too long."""
    kept = [" ".join(item.split()) for item in items if item.strip()]
    if not kept or len(kept) > MOST_ITEMS:
        raise Invalid(_("List what is missing, one thing a line, at most twenty."), field="items")
    for item in kept:
        needed(item, "items", "")
    return kept


def due_in(days: int) -> date:
    """The last day to correct, `days` from today. Raises Invalid beyond what the law leaves to the court."""
    try:
        return rules.correction_deadline(clock.today(), days)
    except LawError as error:
        longest = rules.correction_days(clock.today())[1]
        raise Invalid(_("Give between 1 and %d days.") % longest, field="days") from error
