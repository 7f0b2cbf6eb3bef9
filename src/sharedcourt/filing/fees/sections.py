"""What the case's and the dispute's page show of the fee, and what is to be done next."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sharedcourt.disputes.models import Dispute
from sharedcourt.disputes.sections import Section
from sharedcourt.disputes.tasks_list import TodoItem
from sharedcourt.filing.fees import queries
from sharedcourt.people.models import User


def section(request: HttpRequest, dispute: Dispute) -> Section | None:
    """The bills of the dispute's cases, for whoever may see them."""
    bills = list(queries.visible_to(request.user).filter(case__dispute=dispute).order_by("created_at"))
    return Section("filing/fees/section.html", {"bills": bills}, order=34) if bills else None


def todo(user: User, dispute: Dispute) -> list[TodoItem]:
    """Pay, while there is something to pay."""
    found = queries.visible_to(user).filter(case__dispute=dispute).order_by("created_at")
    return [
        TodoItem(_("Pay the court fee"), reverse("filing:fees-bill", args=[bill.pk]), "todo", bill.due)
        for bill in found
        if bill.is_payable
    ]
