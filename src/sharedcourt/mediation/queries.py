"""Reading cases: who sees which, and the lists of mediators and managers."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import codes
from sharedcourt.disputes import queries as disputes
from sharedcourt.mediation.models import Assignment, Case, Meeting, Participant
from sharedcourt.mediation.states import CLOSED, RUNNING, CaseState
from sharedcourt.people.models import Role, User
from sharedcourt.people.policy import has_role, is_person, organisation_ids

TABS: dict[str, Any] = {
    "offered": _("To accept"),
    "mine": _("Mine"),
    "running": _("In progress"),
    "ended": _("Ended"),
}


def assigned_disputes(user: User) -> Q | None:
    """Disputes whose mediator this person is, or has been asked to be; None for whoever mediates nowhere.

    One condition less lets the lists of officers and managers be read in the order of an index.
    """
    if not has_role(user, Role.MEDIATOR):
        return None
    mine = Assignment.objects.filter(mediator=user, ended_at=None, case__organisation__in=organisation_ids(user))
    return Q(pk__in=mine.values("case__dispute"))


def visible_to(user: Any) -> QuerySet[Case]:
    """Cases of disputes the person may know of: the organisation's manager, its mediator, the parties and their agents."""
    if not is_person(user):
        return Case.objects.none()
    return Case.objects.filter(dispute__in=disputes.visible_to(user).order_by().values("pk")).select_related(
        "dispute", "organisation", "mediator"
    )


def meetings_visible_to(user: Any) -> QuerySet[Meeting]:
    """Meetings of visible cases."""
    return Meeting.objects.filter(case__in=visible_to(user).order_by().values("pk")).select_related(
        "case__dispute", "case__organisation", "case__mediator"
    )


def panels_of(user: Any) -> QuerySet[Meeting]:
    """Meetings in which the person takes part, of cases they still see; the present mediator sees what went before."""
    mine = Participant.objects.filter(user=user).values("meeting") if is_person(user) else ()
    return meetings_visible_to(user).filter(Q(pk__in=mine) | Q(case__mediator=user.pk))


def desk_of(user: Any) -> QuerySet[Case]:
    """The cases on the list of a manager (the whole organisation) or a mediator (their own)."""
    managed = organisation_ids(user, Role.ORGANISATION_MANAGER)
    mine = Assignment.objects.filter(mediator=user, ended_at=None).values("case")
    return Case.objects.filter(Q(organisation__in=managed) | Q(pk__in=mine)).select_related(
        "dispute", "organisation", "mediator"
    )


def in_tab(cases: QuerySet[Case], tab: str, user: Any) -> QuerySet[Case]:
    """One tab of the list."""
    if tab == "offered":
        return cases.filter(state=CaseState.OFFERED)
    if tab == "mine":
        mine = Assignment.objects.filter(mediator=user, ended_at=None).values("case")
        return cases.filter(pk__in=mine).exclude(state__in=CLOSED)
    if tab == "ended":
        return cases.filter(state__in=CLOSED)
    return cases.filter(state__in=RUNNING)


def tab_counts(cases: QuerySet[Case], user: Any) -> dict[str, int]:
    """How many stand under each tab, in one query."""
    mine = Assignment.objects.filter(mediator=user, ended_at=None).values("case")
    return cases.order_by().aggregate(
        offered=Count("pk", filter=Q(state=CaseState.OFFERED)),
        mine=Count("pk", filter=Q(pk__in=mine) & ~Q(state__in=CLOSED)),
        running=Count("pk", filter=Q(state__in=RUNNING)),
        ended=Count("pk", filter=Q(state__in=CLOSED)),
    )


def search(cases: QuerySet[Case], text: str) -> QuerySet[Case]:
    """By dispute code (whole or its beginning) or case number."""
    wanted = text.strip()
    if not wanted:
        return cases
    try:
        return cases.filter(dispute__code=codes.normalise(wanted))
    except codes.CodeInvalid:
        plain = wanted.replace("-", "").replace(" ", "").upper()
        return cases.filter(Q(dispute__code__startswith=plain) | Q(number__icontains=wanted))
