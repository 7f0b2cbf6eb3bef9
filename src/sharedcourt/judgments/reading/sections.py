"""What the pages of a dispute and of a case show of similar judgments: to the mediator, to the judge, to nobody else."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from sharedcourt.disputes import sections as dispute_page
from sharedcourt.disputes.models import Dispute
from sharedcourt.disputes.states import ENDED
from sharedcourt.filing.cases import policy as cases
from sharedcourt.filing.cases import sections as case_page
from sharedcourt.filing.cases.models import Case
from sharedcourt.people.models import Role
from sharedcourt.people.policy import acting_for, has_role

TEMPLATE = "judgments/reading/section.html"
ORDER = 70


def mediates(user: Any, dispute: Dispute) -> bool:
    """A mediator of the organisation in charge who sees the dispute, which only the one assigned to it does; in person."""
    organisation = dispute.mediation_organisation_id
    return organisation is not None and acting_for(user) is None and has_role(user, Role.MEDIATOR, at=organisation)


def judges(user: Any, case: Case) -> bool:
    """The judge of this very case, in person."""
    return acting_for(user) is None and cases.is_judge(user, case)


def of_dispute(request: HttpRequest, dispute: Dispute) -> dispute_page.Section | None:
    """For the mediator, while the dispute is open. The page itself asks for the list, so that it is not kept waiting."""
    if dispute.state in ENDED or not mediates(request.user, dispute):
        return None
    context = {"address": reverse("judgments:similar-dispute", args=[dispute.pk])}
    return dispute_page.Section(TEMPLATE, context, ORDER)


def of_case(request: HttpRequest, case: Case) -> case_page.Section | None:
    """For the judge of the case."""
    if not judges(request.user, case):
        return None
    context = {"address": reverse("judgments:similar-case", args=[case.pk])}
    return case_page.Section(TEMPLATE, context, ORDER)


def register() -> None:
    """Called once, when the app is ready."""
    dispute_page.register(of_dispute)
    case_page.register(of_case)
