"""What the recordings of hearings tell the rest of the house at start."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sharedcourt.documents import belonging
from sharedcourt.documents import queries as documents
from sharedcourt.hearings import sections
from sharedcourt.hearings.recordings import paper, policy, reactions, telling
from sharedcourt.ledger import queries as ledger
from sharedcourt.ledger import words


def register() -> None:
    """Call it once, when Django is set up."""
    words.register(telling.WORDS)
    telling.register()
    reactions.register()
    documents.register_files(paper.papers_for)
    ledger.leave_out(paper.papers_of)
    belonging.register(paper.place_of)
    sections.register_court_page(listing)


def listing(user: Any) -> sections.CourtPage | None:
    """Recordings and what is in doubt about them, for who holds hearings."""
    if not policy.works_at_a_court(user):
        return None
    return sections.CourtPage(reverse("hearings:recordings"), _("Recordings of hearings"))
