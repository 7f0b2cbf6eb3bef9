"""What the pages of a dispute, a case and a hearing show of broadcasts: that one is asked for, and the way to its file."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sharedcourt.broadcasts import policy, queries
from sharedcourt.disputes import sections as dispute_page
from sharedcourt.disputes.models import Dispute
from sharedcourt.filing.cases import sections as case_page
from sharedcourt.filing.cases.models import Case
from sharedcourt.hearings import queries as hearings
from sharedcourt.hearings import sections as hearing_page
from sharedcourt.hearings.models import Hearing

TEMPLATE = "broadcasts/section.html"
ORDER = 65
MOST = 5


def _context(request: HttpRequest, dispute_id: Any) -> dict[str, Any] | None:
    found = queries.visible_to(request.user).filter(hearing__case__dispute=dispute_id).order_by("-created_at")[:MOST]
    rows = list(found)
    return {"broadcasts": rows, "lang": get_language()} if rows else None


def of_dispute(request: HttpRequest, dispute: Dispute) -> dispute_page.Section | None:
    """For the parties."""
    context = _context(request, dispute.pk)
    return dispute_page.Section(TEMPLATE, context, ORDER) if context is not None else None


def of_case(request: HttpRequest, case: Case) -> case_page.Section | None:
    """For the parties and the court."""
    context = _context(request, case.dispute_id)
    return case_page.Section(TEMPLATE, context, ORDER) if context is not None else None


def of_hearing(request: HttpRequest, hearing: Hearing) -> hearing_page.Section | None:
    """The broadcast that stands; for the judge and the clerk, where there is none, the way to ask for one."""
    found = queries.visible_to(request.user).filter(hearing=hearing).order_by("-created_at")
    rows = list(found[:MOST])
    may_ask = policy.is_division(request.user, hearing) and queries.is_askable(request.user, hearing)
    if not rows and not may_ask:
        return None
    context = {"broadcasts": rows, "lang": get_language(), "may_ask": may_ask, "hearing": hearing}
    return hearing_page.Section(TEMPLATE, context, ORDER)


def desk(user: Any) -> hearing_page.CourtPage | None:
    """The court's broadcasts, for who works there."""
    if not queries.works_at_court(user):
        return None
    return hearing_page.CourtPage(reverse("broadcasts:desk"), _("Broadcasts of hearings"))


def register() -> None:
    """Called once, when the app is ready."""
    hearings.register_hidden(queries.hidden_parties)
    hearing_page.register(of_hearing)
    hearing_page.register_court_page(desk)
    dispute_page.register(of_dispute)
    case_page.register(of_case)
