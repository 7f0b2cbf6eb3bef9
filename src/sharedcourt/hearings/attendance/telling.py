"""Who of the court is told about check-ins and places."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import codes
from sharedcourt.disputes import timeline
from sharedcourt.hearings.models import Bench, Hearing
from sharedcourt.notices import actions as notices
from sharedcourt.notices import texts
from sharedcourt.people.models import User

TEXTS: dict[str, tuple[Any, Any]] = {
    "hearings.check_in_stopped": (
        _("Stopped at the door of {site}: {number}"),
        _("The director found that the person is not who was called. Nobody goes in from there until you decide."),
    ),
    "hearings.check_in_reopened": (
        _("Something is not in order at {site}: {number}"),
        _("What the director found stands behind the link. The person is still in the room."),
    ),
    "hearings.bench_place_lost": (
        _("No screen is free at {site} any more: {number}"),
        _("The hearing was moved. Choose another place for whoever on the bench was to sit there."),
    ),
}
WORDS: dict[str, Any] = {
    "hearings.attendance.found": _("checked an item at the shared court"),
    "hearings.attendance.checked_in": _("checked a person in at the shared court"),
    "hearings.attendance.reopened": _("found something not in order at the shared court"),
    "hearings.attendance.stopped": _("stopped a person at the shared court: not who was called"),
    "hearings.attendance.allowed_again": _("let the shared court check a person anew"),
    "hearings.panel.place_set": _("said from which place a judge takes part"),
}
# Each item of a list would fill the timeline; what came of the list is there.
QUIET = {"hearings.attendance.found"}


def register() -> None:
    """Called once, when the app is ready."""
    for kind, (subject, body) in TEXTS.items():
        texts.register(kind, subject=subject, body=body)
    timeline.keep_private(TEXTS)


def number_of(hearing: Hearing) -> str:
    """The number of the case, or the code of the dispute while it has none."""
    case = hearing.case
    return case.number.text if case.number is not None else codes.display(case.dispute.code)


def of_the_court(hearing: Hearing) -> list[User]:
    """The clerk and the presiding judge."""
    presiding = hearing.panel.filter(bench=Bench.PRESIDING).select_related("user")
    return [*([hearing.clerk] if hearing.clerk is not None else []), *(member.user for member in presiding)]


def tell(users: Iterable[User], kind: str, hearing: Hearing, *, link: str = "", by: User | None, **words: Any) -> None:
    """Tell each person once; the one who acted is left out. Inside the action's transaction."""
    told: set[object] = {by.pk} if by is not None else set()
    address = link or reverse("hearings:attendance-hearing", args=[hearing.pk])
    for user in users:
        if user.pk not in told:
            told.add(user.pk)
            context = {"number": number_of(hearing), **words}
            notices.tell(user=user, kind=kind, context=context, scope=hearing.case.dispute_id, link=address, by=by)
