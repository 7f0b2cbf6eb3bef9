"""Who is told what about enforcement. Texts are registered once; links lead to the application."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import codes
from sharedcourt.disputes.models import Dispute
from sharedcourt.filing.cases import queries as cases
from sharedcourt.filing.enforcing.models import Enforcement
from sharedcourt.notices import actions as notices
from sharedcourt.notices import texts
from sharedcourt.people.models import User

TEXTS: dict[str, tuple[Any, Any]] = {
    "filing.enforcement_possible": (
        _("Not paid on its day: dispute {code}"),
        _(
            "The agreement is confirmed by a court. You can now apply for enforcement; open the link, it is filled in already."
        ),
    ),
    "filing.enforcement_limit": (
        _("The time to apply for enforcement ends on {day}: dispute {code}"),
        _("Two years from the end of the time to perform. Apply before, or the other side may object."),
    ),
    "filing.enforcement_submitted": (
        _("The court has your application for enforcement: dispute {code}"),
        _("It decides by {due} whether it registers it. No fee is paid in advance."),
    ),
    "filing.enforcement_to_take_in": (
        _("An application for enforcement has come in: dispute {code}"),
        _("Decide by {due} whether it is registered."),
    ),
    "filing.enforcement_returned": (
        _("The court asks you to correct the application for enforcement: dispute {code}"),
        _("Open the link for what is missing, and correct it by {due}."),
    ),
    "filing.enforcement_accepted": (
        _("Registered for enforcement: {number}"),
        _("{court} goes on with it. Tell the court of property of the other side as soon as you learn of it."),
    ),
    "filing.enforcement_refusal_to_sign": (
        _("A ruling not to accept an application for enforcement is to be signed: dispute {code}"),
        _("Open the link to read and sign it."),
    ),
    "filing.enforcement_refused": (
        _("The court has not accepted your application for enforcement: dispute {code}"),
        _("Open the ruling of {court} for the reason."),
    ),
    "filing.enforcement_withdrawn": (
        _("The application for enforcement was taken back: dispute {code}"),
        _("It can be made again while the two years last."),
    ),
}


def register() -> None:
    """Called once, when the app is ready."""
    for kind, (subject, body) in TEXTS.items():
        texts.register(kind, subject=subject, body=body)


def tell(users: Iterable[User], kind: str, enforcement: Enforcement, *, by: User | None = None, **context: Any) -> None:
    """Tell each person once; the one who acted is left out. Inside the action's transaction."""
    link = reverse("filing:enforcement", args=[enforcement.pk])
    _tell(users, kind, enforcement.dispute, link, by, context)


def remind(users: Iterable[User], kind: str, dispute: Dispute, **context: Any) -> None:
    """Before anything has been applied for: the link leads to the page where it is."""
    _tell(users, kind, dispute, reverse("filing:enforce", args=[dispute.pk]), None, context)


def _tell(
    users: Iterable[User], kind: str, dispute: Dispute, link: str, by: User | None, context: dict[str, Any]
) -> None:
    words = {"code": codes.display(dispute.code), **context}
    notices.tell_each(users, kind=kind, context=words, scope=dispute.pk, link=link, by=by)


def clerks(enforcement: Enforcement) -> list[User]:
    """Who takes applications in at the court."""
    return cases.clerks_of(enforcement.court)
