"""What circuit trials tell the rest of the house at start."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sharedcourt.hearings import sections
from sharedcourt.hearings.circuit import policy, reactions, telling
from sharedcourt.ledger import words


def register() -> None:
    """Call it once, when Django is set up."""
    words.register(telling.WORDS)
    telling.register()
    reactions.register()
    sections.register_court_page(tours)


def tours(user: Any) -> sections.CourtPage | None:
    """The court's tours, for who plans or reads them."""
    return sections.CourtPage(reverse("hearings:circuit-tours"), _("Circuit tours")) if policy.courts_of(user) else None
