"""What service does when others act."""

from typing import Any
from uuid import UUID

from django.db import transaction as db
from django.db.models import QuerySet

from sharedcourt.core import clock
from sharedcourt.documents import opening
from sharedcourt.documents import queries as documents
from sharedcourt.documents.models import SigningFile
from sharedcourt.filing import issuing
from sharedcourt.filing.cases import queries as cases
from sharedcourt.filing.cases import sections as case_sections
from sharedcourt.filing.cases.models import Correction, ProcedureChange
from sharedcourt.filing.folder.models import CaseTask
from sharedcourt.filing.plaint.models import AnswerForm
from sharedcourt.filing.serving import actions, copies, notices, queries, sections, telling, wording
from sharedcourt.ledger import events
from sharedcourt.ledger import queries as ledger
from sharedcourt.ledger.models import Entry


def _proofs_of(scope: UUID) -> "QuerySet[Any, Any]":
    """Proofs are made when somebody asks for them; what happened is the service itself."""
    return SigningFile.objects.filter(scope=scope, kind=issuing.SERVICE_PROOF).order_by().values("pk")


def _on_accepted(entry: Entry) -> None:
    assert entry.subject is not None
    copies.docketed(entry.subject)
    _notices(entry.subject)


def _notices(case_id: UUID) -> None:
    """Written notices follow after the commit, by the worker."""
    db.on_commit(lambda: notices.queue(case_id), robust=True)


def _on_returned(entry: Entry) -> None:
    assert entry.subject is not None
    correction = Correction.objects.filter(pk=entry.subject).first()
    if correction is not None:
        _notices(correction.case_id)


def _on_task(entry: Entry) -> None:
    assert entry.subject is not None
    task = CaseTask.objects.filter(pk=entry.subject, kind=CaseTask.Kind.EVIDENCE, set_by__isnull=False).first()
    if task is not None:
        _notices(task.case_id)


def _on_ordinary(entry: Entry) -> None:
    change = (
        ProcedureChange.objects.filter(case=entry.subject).exclude(effective_at=None).select_related("ruling").last()
    )
    if change is not None:
        actions.serve_at_once(case=change.case, file=change.ruling)


def _on_answered(entry: Entry) -> None:
    assert entry.subject is not None
    answer = AnswerForm.objects.filter(pk=entry.subject).select_related("case", "party").first()
    if answer is not None:
        copies.answered(answer.case, answer.party, clock.local(entry.at).date())


def _on_handed_in(entry: Entry) -> None:
    assert entry.subject is not None
    copies.handed_in(entry.subject)


def register() -> None:
    """Called once, when the app is ready."""
    wording.register()
    telling.register()
    events.on("filing.case.accepted")(_on_accepted)
    events.on("filing.case.returned")(_on_returned)
    events.on("filing.folder.task_set")(_on_task)
    documents.register_files(notices.for_parties)
    documents.register_visibility(issuing.CASE_NOTICE, cases.scopes_at_court)
    ledger.leave_out(notices.of_scope)
    events.on("filing.case.went_ordinary")(_on_ordinary)
    events.on("filing.answer.signed")(_on_answered)
    events.on("filing.folder.paper_handed_in")(_on_handed_in)
    opening.register(actions.opened)
    documents.register_files(queries.given_to)
    documents.register_files(queries.proofs_for)
    documents.register_visibility(issuing.SERVICE_PROOF, cases.scopes_at_court)
    ledger.leave_out(_proofs_of)
    case_sections.register(sections.section)
    case_sections.register_step(sections.steps)
