"""Who is told what about a folder. Messages say that there is something, never what it says."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sharedcourt.disputes.models import Party, Side
from sharedcourt.disputes.queries import people_of
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.folder import bundling
from sharedcourt.notices import actions as notices
from sharedcourt.notices import texts
from sharedcourt.people.models import Membership, Role, User

TEXTS: dict[str, tuple[Any, Any]] = {
    "filing.folder.paper": (
        _("A new paper in the case {case}"),
        _("Open the link to read it."),
    ),
    "filing.folder.evidence": (
        _("New evidence in the case {case}"),
        _("Open the link to look at it and to give your opinion."),
    ),
    "filing.folder.opinions": (
        _("Opinions on the evidence in the case {case}"),
        _("Open the link to read them."),
    ),
    "filing.folder.message": (
        _("A message in the case {case}"),
        _("Open the link to read it."),
    ),
    "filing.folder.application": (
        _("An application in the case {case}"),
        _("Open the link to read it."),
    ),
    "filing.folder.application_withdrawn": (
        _("An application in the case {case} was withdrawn"),
        _("Nothing is decided on it any more."),
    ),
    "filing.folder.decided": (
        _("The court has decided on an application: {case}"),
        _("Open the link to read the decision."),
    ),
    "filing.folder.task": (
        _("Something to do in the case {case} by {due}"),
        _("Open the link to see what is to be done."),
    ),
    "filing.folder.copy_soon": (
        _("A copy is to be sent by {due}: {case}"),
        _("The copy of the plaint or of the answer has not been served yet. Open the link and serve it."),
    ),
    "filing.folder.overdue": (
        _("A day is over in the case {case}: {due}"),
        _("Open the link to see what was to be done."),
    ),
}


def register() -> None:
    """Called once, when the app is ready."""
    for kind, (subject, body) in TEXTS.items():
        texts.register(kind, subject=subject, body=body)


def tell(users: Iterable[User], kind: str, case: Case, *, by: User | None = None, **context: Any) -> None:
    """Tell each person once; the one who acted is left out. Inside the action's transaction."""
    link = reverse("filing:folder", args=[case.pk])
    words = {"case": bundling.heading(case), **context}
    notices.tell_each(users, kind=kind, context=words, scope=case.pk, link=link, by=by)


def court(case: Case) -> list[User]:
    """The judge of the case; before there is one, the clerks of its desk."""
    if case.judge is not None:
        return [case.judge]
    at = Membership.objects.filter(
        organisation=case.desk_id or case.court_id, role=Role.FILING_CLERK, is_active=True
    ).values("user")
    return list(User.objects.filter(pk__in=at, is_active=True))


def servers(case: Case) -> list[User]:
    """The clerks of the court that tries the case, who serve its papers."""
    roles = (Role.FILING_CLERK, Role.COURT_CLERK)
    at = Membership.objects.filter(organisation=case.court_id, role__in=roles, is_active=True).values("user")
    return list(User.objects.filter(pk__in=at, is_active=True))


def of_party(case: Case, party: Party) -> list[User]:
    """Who acts for a party; nobody of the defendants before the case is accepted."""
    return [user for found, user in _people(case) if found.pk == party.pk]


def everyone(case: Case) -> list[User]:
    """The court and the parties that may open the folder."""
    return [*court(case), *(user for _party, user in _people(case))]


def _people(case: Case) -> list[tuple[Party, User]]:
    early = case.accepted_at is None
    return [(party, user) for party, user in people_of(case.dispute) if not early or party.side == Side.APPLICANT]
