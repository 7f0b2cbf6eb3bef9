"""What the page of a case shows of its hearings, and what is to be done about them."""

from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sharedcourt.core import clock
from sharedcourt.disputes.tasks_list import TodoItem
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.cases.sections import Section
from sharedcourt.filing.cases.states import ON_TRIAL
from sharedcourt.filing.serving import policy as serving
from sharedcourt.hearings import policy, queries
from sharedcourt.hearings.models import Form, Hearing
from sharedcourt.hearings.states import BEFORE, ENDED, HearingState
from sharedcourt.people.models import User
from sharedcourt.rooms.recording import queries as recordings
from sharedcourt.rooms.recording.states import KEPT


def section(request: HttpRequest, case: Case) -> Section | None:
    """The hearings of the case that this person may know of, and how to arrange one."""
    may_arrange = case.state in ON_TRIAL and policy.may_arrange_in(request.user, case)
    rows = list(queries.visible_to(request.user).filter(case=case).order_by("session_number"))
    if not rows and not may_arrange:
        return None
    context = {"hearings": rows, "may_arrange": may_arrange, "watched": _to_watch(request, rows)}
    return Section("hearings/scheduling/section.html", context, order=30)


def _to_watch(request: HttpRequest, rows: list[Hearing]) -> set[UUID]:
    """The rooms of these hearings whose recording the person may watch (one query)."""
    held = [row.room_id for row in rows if row.room_id is not None]
    if not held:
        return set()
    found = recordings.visible_to(request.user).filter(room__in=held, state__in=KEPT)
    return set(found.order_by().values_list("room", flat=True))


def steps(user: User, case: Case) -> list[TodoItem]:
    """Answer whether the party agrees to be heard online; come to the hearing; arrange one. Queries do not grow with hearings."""
    rows = list(
        queries.visible_to(user)
        .filter(case=case)
        .exclude(state__in=ENDED)
        .prefetch_related("online_answers")
        .order_by("session_number")
    )
    own = {party.pk for party in serving.own_parties(user, case)} if rows else set()
    found: list[TodoItem] = []
    for hearing in rows:
        page = reverse("hearings:hearing", args=[hearing.pk])
        found += [TodoItem(label, page, state) for label, state in _of(user, hearing, own)]
    return found


def _of(user: User, hearing: Hearing, own: set[UUID]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    asks = hearing.state in BEFORE and hearing.form != Form.IN_TURN
    if asks and own - {answer.party_id for answer in hearing.online_answers.all()}:
        found.append((_("Say whether you agree to an online hearing"), "todo"))
    if hearing.state == HearingState.PLANNED:
        if policy.may_arrange(user, hearing):
            found.append((_("Fix the time of the hearing"), "todo"))
        elif not found:
            found.append((_("The court prepares a hearing"), "waiting"))
    elif hearing.form == Form.IN_TURN and hearing.starts_at is not None and hearing.ends_at is not None:
        days = {
            "first": f"{clock.local(hearing.starts_at):%Y-%m-%d}",
            "last": f"{clock.local(hearing.ends_at):%Y-%m-%d}",
        }
        found.append((_("Hearing between %(first)s and %(last)s, at a time of your own") % days, "waiting"))
    elif hearing.starts_at is not None:
        when = f"{clock.local(hearing.starts_at):%Y-%m-%d %H:%M}"
        found.append((_("Hearing on %(when)s") % {"when": when}, "todo"))
    return found
