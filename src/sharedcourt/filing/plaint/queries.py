"""Reads of pleadings: who sees which, and which papers."""

from typing import Any

from django.db.models import Q, QuerySet

from sharedcourt.disputes.queries import agencies_of, own_parties
from sharedcourt.documents.models import SigningFile
from sharedcourt.filing.cases import queries as cases
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.plaint.models import AnswerForm, Plaint
from sharedcourt.filing.plaint.states import PleadingState
from sharedcourt.people.models import User
from sharedcourt.people.policy import is_person

WITH_CASE = ("case", "case__dispute", "case__court", "case__number", "case__plaint", "file")


def plaints_of(user: Any) -> QuerySet[Plaint]:
    """The plaints of the person's side, drafts too."""
    if not is_person(user):
        return Plaint.objects.none()
    return Plaint.objects.select_related(*WITH_CASE).filter(
        case__in=Case.objects.filter(cases.as_plaintiff(user)).order_by().values("pk")
    )


def _own_answers(user: User) -> Q:
    return Q(party__in=own_parties(user).order_by().values("pk")) | Q(
        party__in=agencies_of(user).order_by().values("party")
    )


def answers_of(user: Any) -> QuerySet[AnswerForm]:
    """The answers of those for whom the person acts, drafts too."""
    if not is_person(user):
        return AnswerForm.objects.none()
    return (
        AnswerForm.objects.select_related(*WITH_CASE, "party", "party__dispute", "case__plaint_form")
        .filter(_own_answers(user), case__accepted_at__isnull=False)
    )  # fmt: skip


def visible_answers(user: Any, case: Case) -> QuerySet[AnswerForm]:
    """The answers in a case that the person may read: the signed ones, and their own."""
    if not is_person(user):
        return AnswerForm.objects.none()
    return AnswerForm.objects.select_related("party", "file").filter(
        Q(state=PleadingState.SIGNED) | _own_answers(user), case=case
    )


def plaint_files(user: User) -> QuerySet[Any, Any]:
    """Plaints somebody may read: their own side's, signed or not; the signed one of a case before their court, or against them."""
    own = Q(pk__in=plaints_of(user).values("file"))
    # A case holds its plaint only once it has been signed.
    told = Case.objects.filter(cases.as_defendant(user)).order_by().values("plaint")
    court = cases.plaints_at_court(user)
    return _documents().filter(own | Q(pk__in=told) | Q(pk__in=court)).order_by().values("pk")


def answer_files(user: User) -> QuerySet[Any, Any]:
    """Answers somebody may read: their own, and the signed ones of the cases they see."""
    own = Q(pk__in=answers_of(user).values("file"))
    seen = AnswerForm.objects.filter(
        state=PleadingState.SIGNED, case__in=cases.visible_to(user).order_by().values("pk")
    )
    return _documents().filter(own | Q(pk__in=seen.order_by().values("file"))).order_by().values("pk")


def _documents() -> QuerySet[Any, Any]:
    return SigningFile.objects.all()


def plaint_of(case: Case) -> Plaint | None:
    """The guided plaint of a case, if one was begun."""
    return Plaint.objects.select_related(*WITH_CASE).filter(case=case).first()
