"""What the page of a case shows of publishing its papers, for the court alone."""

from django.http import HttpRequest

from sharedcourt.filing.cases import sections as case_page
from sharedcourt.filing.cases.models import Case
from sharedcourt.judgments import policy, queries_desk

TEMPLATE = "judgments/desk/section.html"
ORDER = 70


def of_case(request: HttpRequest, case: Case) -> case_page.Section | None:
    """The papers of the case on the desk, and the way to bring one there."""
    if case.court_id not in {court.pk for court in policy.desks(request.user)}:
        return None
    papers = list(queries_desk.of_case(request.user, case.pk))
    may_bring = case.number_id is not None and policy.works_at(request.user, case.court_id)
    if not papers and not may_bring:
        return None
    return case_page.Section(TEMPLATE, {"papers": papers, "may_bring": may_bring}, ORDER)


def register() -> None:
    """Called once, when the app is ready."""
    case_page.register(of_case)
