"""What the page of a case shows of its hearings, and what is to be done about them."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sharedcourt.core import clock
from sharedcourt.disputes.tasks_list import TodoItem
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.cases.sections import Section
from sharedcourt.filing.cases.states import ON_TRIAL
from sharedcourt.hearings import policy, queries
from sharedcourt.hearings.models import Hearing
from sharedcourt.hearings.states import BEFORE, ENDED, HearingState
from sharedcourt.people.models import User


def section(request: HttpRequest, case: Case) -> Section | None:
    """The hearings of the case that this person may know of, and how to arrange one."""
    may_arrange = case.state in ON_TRIAL and policy.may_arrange_in(request.user, case)
    rows = list(queries.visible_to(request.user).filter(case=case).order_by("session_number"))
    if not rows and not may_arrange:
        return None
    context = {"hearings": rows, "may_arrange": may_arrange}
    return Section("hearings/scheduling/section.html", context, order=30)


def steps(user: User, case: Case) -> list[TodoItem]:
    """Answer whether the party agrees to be heard online; come to the hearing; arrange one."""
    found: list[TodoItem] = []
    for hearing in queries.visible_to(user).filter(case=case).exclude(state__in=ENDED).order_by("session_number"):
        page = reverse("hearings:hearing", args=[hearing.pk])
        found += [TodoItem(label, page, state) for label, state in _of(user, hearing)]
    return found


def _of(user: User, hearing: Hearing) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if hearing.state in BEFORE:
        answered = set(hearing.online_answers.values_list("party_id", flat=True))
        if any(party.pk not in answered for party in policy.own_parties(user, hearing)):
            found.append((_("Say whether you agree to an online hearing"), "todo"))
    if hearing.state == HearingState.PLANNED:
        if policy.may_arrange(user, hearing):
            found.append((_("Fix the time of the hearing"), "todo"))
        elif not found:
            found.append((_("The court prepares a hearing"), "waiting"))
    elif hearing.starts_at is not None:
        when = f"{clock.local(hearing.starts_at):%Y-%m-%d %H:%M}"
        found.append((_("Hearing on %(when)s") % {"when": when}, "todo"))
    return found
