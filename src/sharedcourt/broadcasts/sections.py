"""What the pages of a dispute and of a case show of broadcasts: that one is asked for, and the way to its file."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from sharedcourt.broadcasts import queries
from sharedcourt.disputes import sections as dispute_page
from sharedcourt.disputes.models import Dispute
from sharedcourt.filing.cases import sections as case_page
from sharedcourt.filing.cases.models import Case

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


def register() -> None:
    """Called once, when the app is ready."""
    dispute_page.register(of_dispute)
    case_page.register(of_case)
