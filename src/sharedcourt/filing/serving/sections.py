"""What the case's page shows of service, and what is to be done next."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sharedcourt.disputes.tasks_list import TodoItem
from sharedcourt.filing.cases import policy as cases
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.cases.sections import Section
from sharedcourt.filing.cases.states import NUMBERED
from sharedcourt.filing.models import Service
from sharedcourt.filing.serving import policy, queries
from sharedcourt.people.models import User


def section(request: HttpRequest, case: Case) -> Section | None:
    """The way to the papers, what is unread, and by when the claim is to be answered."""
    if case.state not in NUMBERED:
        return _before_acceptance(request, case)
    serves = policy.serves(request.user, case)
    mine = policy.own_parties(request.user, case)
    if not serves and not mine:
        return None
    unread = Service.objects.filter(case=case, user=request.user.pk, opened_at=None).count()
    answers = [
        due for party in mine if party.side == "respondent" and (due := queries.answer_due(case, party)) is not None
    ]
    context = {"serves": serves, "unread": unread, "answer_due": min(answers, default=None)}
    return Section("filing/serving/section.html", context, order=30)


def _before_acceptance(request: HttpRequest, case: Case) -> Section | None:
    """The notice of what is to be corrected, for the plaintiffs and the court."""
    user = request.user
    if not (cases.is_plaintiff(user, case) or cases.reads_as_court(user, case)):
        return None
    notices = list(case.notices.select_related("file"))
    return Section("filing/serving/notices.html", {"notices": notices}, order=15) if notices else None


def steps(user: User, case: Case) -> list[TodoItem]:
    """Confirm the address, open what was served."""
    if case.state not in NUMBERED:
        return []
    found = [
        TodoItem(
            _("Confirm the address for service"),
            reverse("filing:service-address", args=[case.pk, party.pk]),
            "todo",
            None,
        )
        for party in policy.own_parties(user, case)
        if getattr(party, "service_address", None) is None
    ]
    if Service.objects.filter(case=case, user=user, opened_at=None).exists():
        found.append(
            TodoItem(_("Open what the court has served"), reverse("filing:service", args=[case.pk]), "todo", None)
        )
    return found
