"""Who is told what about a case. Texts are registered once; links lead to the case."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import codes
from sharedcourt.disputes import timeline
from sharedcourt.filing.cases.models import Case
from sharedcourt.notices import actions as notices
from sharedcourt.notices import texts
from sharedcourt.people.models import User

TEXTS: dict[str, tuple[Any, Any]] = {
    "filing.case_submitted": (
        _("Your case has been handed in: {code}"),
        _("{court} has it. The court decides by {due} whether it accepts the case."),
    ),
    "filing.case_to_review": (
        _("A case has come in to be reviewed: {code}"),
        _("Decide by {due}."),
    ),
    "filing.case_passed_on": (
        _("Your case has been passed on: {code}"),
        _("The papers are complete in form. {court} decides."),
    ),
    "filing.case_returned": (
        _("Your case is to be corrected: {code}"),
        _("Everything that is missing is listed behind the link. Correct it by {due}."),
    ),
    "filing.case_accepted": (
        _("Your case has been accepted: {number}"),
        _("{court} has registered it. What happens next stands behind the link."),
    ),
    "filing.case_against_institution": (
        _("Your institution has been sued: {number}"),
        _("{court} has accepted the case. Open the dispute and appoint who acts for the institution."),
    ),
    "filing.case_to_try": (
        _("A case for you to try: {number}"),
        _("The trial period ends on {due}."),
    ),
    "filing.case_taken_over": (
        _("Another judge tries the case now: {number}"),
        _("There is nothing more you need to do in it."),
    ),
    "filing.case_to_record": (
        _("A case whose record you keep: {number}"),
        _("It is open to you from now on. The judge prepares the trial."),
    ),
    "filing.record_taken_over": (
        _("Another court clerk keeps the record now: {number}"),
        _("There is nothing more you need to do in it."),
    ),
    "filing.case_refusal_to_sign": (
        _("A ruling to read and sign: {code}"),
        _("It says that a case is not accepted, and why."),
    ),
    "filing.case_refused": (
        _("The court has not accepted your case: {code}"),
        _("The ruling of {court} is ready to open. You can appeal within the time it names."),
    ),
    "filing.case_withdrawn": (
        _("The case has been taken back: {code}"),
        _("The court decides nothing. The case can be brought again."),
    ),
    "filing.mediation_asked": (
        _("The court asks whether you agree to mediation: {code}"),
        _("The case goes to mediation only if every party agrees. Answer behind the link."),
    ),
    "filing.mediation_refused": (
        _("The case does not go to mediation: {code}"),
        _("Not everyone agreed. The trial goes on."),
    ),
    "filing.mediation_began": (
        _("The case is in mediation: {code}"),
        _("Every party has agreed. The period for mediation ends on {due}."),
    ),
    "filing.mediation_ended": (
        _("The trial goes on: {code}"),
        _("Mediation has ended without agreement. The trial period ends on {due}."),
    ),
    "filing.procedure_changed": (
        _("The procedure of your case has changed: {code}"),
        _(
            "The case goes on in another procedure: {procedure}. The trial period ends on {due}. Open the link for the reason and the judges."
        ),
    ),
    "filing.case_closed": (
        _("The case has been closed: {number}"),
        _("How it ended stands behind the link."),
    ),
}


# Who hears this does not see the case any more.
GIVEN_AWAY = ("filing.case_taken_over", "filing.record_taken_over")


def register() -> None:
    """Called once, when the app is ready."""
    for kind, (subject, body) in TEXTS.items():
        texts.register(kind, subject=subject, body=body)
    timeline.keep_private(TEXTS)


def tell(users: Iterable[User], kind: str, case: Case, *, by: User | None = None, **context: Any) -> None:
    """Tell each person once; the one who acted is left out. Inside the action's transaction."""
    link = reverse("filing:case_desk") if kind in GIVEN_AWAY else reverse("filing:case", args=[case.pk])
    words = {"code": codes.display(case.dispute.code), **context}
    notices.tell_each(users, kind=kind, context=words, scope=case.dispute_id, link=link, by=by)


def tell_sued(users: Iterable[User], case: Case, *, by: User | None, **context: Any) -> None:
    """Officers of a sued institution, who act in the case once they have been appointed on the dispute's page."""
    link = reverse("disputes:detail", args=[case.dispute_id])
    kind = "filing.case_against_institution"
    for user in users:
        notices.tell(user=user, kind=kind, context=context, scope=case.dispute_id, link=link, by=by)
