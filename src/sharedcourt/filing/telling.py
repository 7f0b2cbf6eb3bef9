"""Who is told what about a confirmation. Texts are registered once; links lead to the application."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import codes
from sharedcourt.filing import queries
from sharedcourt.filing.models import Confirmation
from sharedcourt.notices import actions as notices
from sharedcourt.notices import texts
from sharedcourt.people.models import User

TEXTS: dict[str, tuple[Any, Any]] = {
    "filing.sign_application": (
        _("Sign the application for judicial confirmation: dispute {code}"),
        _("The application goes to the court once every party has signed it. It is free of charge."),
    ),
    "filing.submitted": (
        _("The court has your application: dispute {code}"),
        _("{court} decides by {due} whether it takes the application in."),
    ),
    "filing.to_take_in": (
        _("An application for judicial confirmation has come in: dispute {code}"),
        _("Decide by {due} whether it is taken in."),
    ),
    "filing.accepted": (
        _("Your application has been taken in: {number}"),
        _("The court reviews the agreement and decides by {due}."),
    ),
    "filing.not_accepted": (
        _("The court has not taken your application in: dispute {code}"),
        _("Open the link for the reason and for what you can do. The agreement itself still binds."),
    ),
    "filing.to_review": (
        _("A confirmation to review: {number}"),
        _("Decide by {due}."),
    ),
    "filing.supplement": (
        _("The court asks you for more: dispute {code}"),
        _("Answer by {due}. Without an answer the application may count as taken back."),
    ),
    "filing.supplement_answered": (
        _("The court's question has been answered: dispute {code}"),
        _("Open the link to read the answer."),
    ),
    "filing.granted": (
        _("The agreement is confirmed: {number}"),
        _("The ruling of {court} is ready to open. If the agreement is not kept, it can be enforced."),
    ),
    "filing.rejected": (
        _("The agreement was not confirmed: {number}"),
        _("Open the ruling of {court} for the reason. You can change the agreement in mediation or go to court."),
    ),
    "filing.refusal_to_sign": (
        _("A ruling to read and sign: {code}"),
        _("It says that an application for confirmation is not taken in, and why."),
    ),
    "filing.summons": (
        _("The court calls both parties to come on {when}: dispute {code}"),
        _(
            "Open the link for the place and for what to bring. Who does not come without good reason loses the application."
        ),
    ),
    "filing.withdrawal_asked": (
        _("A party asks the court to let the application be taken back: dispute {code}"),
        _("The court decides whether it may."),
    ),
    "filing.withdrawal_refused": (
        _("The court goes on with the review: dispute {code}"),
        _("It has not allowed the application to be taken back. Open the link for the reason."),
    ),
    "filing.withdrawn": (
        _("The application for confirmation was taken back: dispute {code}"),
        _("The agreement itself still binds."),
    ),
}


def register() -> None:
    """Called once, when the app is ready."""
    for kind, (subject, body) in TEXTS.items():
        texts.register(kind, subject=subject, body=body)


def tell(
    users: Iterable[User], kind: str, confirmation: Confirmation, *, by: User | None = None, **context: Any
) -> None:
    """Tell each person once; the one who acted is left out. Inside the action's transaction."""
    link = reverse("filing:confirmation", args=[confirmation.pk])
    words = {"code": codes.display(confirmation.dispute.code), **context}
    notices.tell_each(users, kind=kind, context=words, scope=confirmation.dispute_id, link=link, by=by)


def applicants(confirmation: Confirmation) -> list[User]:
    """Those who apply, one for each party."""
    return queries.applicants(confirmation)


def court(confirmation: Confirmation) -> list[User]:
    """Whoever has it at the court: the judge, or before that the clerks."""
    return [confirmation.judge] if confirmation.judge is not None else queries.clerks_of(confirmation.court)
