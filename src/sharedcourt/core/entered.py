"""What people type, checked before it is kept."""

from django.utils.translation import gettext as _

from sharedcourt.core.errors import Invalid

LONGEST = 1000
DIGITS = 9  # of a whole number that somebody types


def needed(text: str, field: str, message: str) -> str:
    """A text that must be given, trimmed and bounded; raises Invalid."""
    kept = text.strip()
    if not kept:
        raise Invalid(message, field=field)
    if len(kept) > LONGEST:
        raise Invalid(_("Use at most %(count)d characters.") % {"count": LONGEST}, field=field)
    return kept


def whole(text: str) -> int:
    """A whole number that was typed; 0 for anything else, and beyond nine digits."""
    kept = text.strip()
    return int(kept) if kept.isdecimal() and len(kept) <= DIGITS else 0
