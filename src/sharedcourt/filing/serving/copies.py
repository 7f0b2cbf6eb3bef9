"""Which copies the court has sent on, as service stands: the plaint to each defendant, each answer to every plaintiff (CPL 128)."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from sharedcourt.core import clock
from sharedcourt.disputes.models import Party, Side
from sharedcourt.disputes.queries import parties_of
from sharedcourt.documents.models import SigningFile
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.cases.states import ON_TRIAL
from sharedcourt.filing.folder.actions import copies
from sharedcourt.filing.folder.models import CaseTask, Category, Paper, Visible
from sharedcourt.filing.models import Service
from sharedcourt.filing.plaint.models import AnswerForm
from sharedcourt.people.models import User

Kind = CaseTask.Kind


def docketed(case_id: UUID) -> None:
    """The case has been registered: five days to send the plaint to each defendant."""
    case = Case.objects.select_related("dispute").get(pk=case_id)
    assert case.accepted_at is not None
    since = clock.local(case.accepted_at).date()
    for party in parties_of(case.dispute).filter(side=Side.RESPONDENT):
        copies.to_send(case=case, kind=Kind.PLAINT_COPY, party=party, since=since)


def answered(case: Case, party: Party, on: date) -> None:
    """An answer has come in, signed here or as a paper: five days to send it to the plaintiffs; the first of a party counts."""
    if case.state in ON_TRIAL and party.side == Side.RESPONDENT:
        copies.to_send(case=case, kind=Kind.ANSWER_COPY, party=party, since=on)


def handed_in(paper_id: UUID) -> None:
    """A paper that was handed in may be an answer; what only the court is to see is sent to nobody."""
    paper = Paper.objects.filter(pk=paper_id, category=Category.ANSWER, visible=Visible.ALL).first()
    if paper is not None and paper.party is not None and paper.handed_in_at is not None:
        answered(paper.case, paper.party, clock.local(paper.handed_in_at).date())


def count(case: Case, party: Party, file: SigningFile, by: User) -> None:
    """Something became known of the service of a paper: whether its copy has been sent. Inside that transaction."""
    if file.pk == case.plaint_id and party.side == Side.RESPONDENT:
        there = _went_out(case, file).filter(party=party).exists()
        copies.sent(case=case, kind=Kind.PLAINT_COPY, party=party, by=by, still=there)
        return
    answer = AnswerForm.objects.filter(case=case, file=file).select_related("party").first()
    if answer is not None:
        left = parties_of(case.dispute).filter(side=Side.APPLICANT)
        missing = left.exclude(pk__in=_went_out(case, file).order_by().values("party")).exists()
        copies.sent(case=case, kind=Kind.ANSWER_COPY, party=answer.party, by=by, still=not missing)


def _went_out(case: Case, file: SigningFile) -> QuerySet[Service]:
    return Service.objects.filter(case=case, file=file, bounced_at=None)
