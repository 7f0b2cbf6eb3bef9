"""What the pages of the case and of the hearing show of a hearing at different times, and what is to be done."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sharedcourt.core import clock
from sharedcourt.disputes.tasks_list import TodoItem
from sharedcourt.filing.cases.models import Case
from sharedcourt.hearings.courtroom.policy import Attendee
from sharedcourt.hearings.in_turn import policy, queries
from sharedcourt.hearings.in_turn.states import TurnState
from sharedcourt.hearings.models import Form, Hearing
from sharedcourt.hearings.sections import Section
from sharedcourt.hearings.states import ENDED
from sharedcourt.people.models import User


def step(user: User, case: Case) -> list[TodoItem]:
    """Answer what the court asks, by its last day; for the court: ask, decide on what is late, close."""
    items: list[TodoItem] = []
    for hearing in queries.visible_to(user).filter(case=case).exclude(state__in=ENDED):
        who = policy.attendee(user, hearing)
        if who is None:
            continue
        url = reverse("hearings:in-turn", args=[hearing.pk])
        items += _of_court(hearing, who, url) if who.is_court else _of_party(user, hearing, url)
    return items


def _of_party(user: User, hearing: Hearing, url: str) -> list[TodoItem]:
    own = {party.pk for party in policy.own_parties(user, hearing)}
    turns = [turn for turn in queries.turns_of(hearing) if turn.party_id in own]
    waiting = sorted(
        turn.last_day for turn in turns if turn.state == TurnState.ASKED and clock.today() <= turn.last_day
    )
    if waiting:
        can = "todo" if queries.has_come(hearing) else "cannot_start"
        return [TodoItem(_("Answer what the court asks, at a time of your own"), url, can, waiting[0])]
    return [TodoItem(_("Answer what the court asks, at a time of your own"), url, "done")] if turns else []


def _of_court(hearing: Hearing, who: Attendee, url: str) -> list[TodoItem]:
    if not (who.is_judge or who.is_clerk):
        return []
    turns = list(queries.turns_of(hearing))
    if not turns:
        return [
            TodoItem(_("Ask the parties in the hearing at different times"), url, "todo", queries.first_day(hearing))
        ]
    waiting = [turn for turn in turns if turn.state == TurnState.ASKED]
    if any(clock.today() > turn.last_day for turn in waiting):
        return [TodoItem(_("Decide on answers that did not come in time"), url, "todo" if who.is_judge else "waiting")]
    if waiting:
        return [TodoItem(_("The parties answer, each at a time of its own"), url, "waiting", waiting[0].last_day)]
    label = _("Everything is answered: ask further, or close the hearing")
    return [TodoItem(label, url, "todo" if who.is_judge else "waiting")]


def section(request: HttpRequest, hearing: Hearing) -> Section | None:
    """On the hearing's own page: what this hearing is, and the way in, for the court and the parties."""
    if hearing.form != Form.IN_TURN or not queries.visible_to(request.user).filter(pk=hearing.pk).exists():
        return None
    context = {
        "first": queries.first_day(hearing),
        "last": queries.last_day(hearing),
        "is_over": hearing.state in ENDED,
    }
    return Section("hearings/in_turn/section.html", context, order=5)
