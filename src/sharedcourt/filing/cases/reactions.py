"""What cases do when others act: subscriptions run inside the acting transaction."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from sharedcourt.disputes import handover, tasks_list
from sharedcourt.disputes import sections as dispute_sections
from sharedcourt.documents import opening
from sharedcourt.documents import queries as documents
from sharedcourt.documents.models import SigningFile
from sharedcourt.documents.policy import register_signing
from sharedcourt.documents.states import SigningState
from sharedcourt.filing.cases import dispute_page, locking, queries
from sharedcourt.filing.cases.actions import procedure, refusing
from sharedcourt.filing.cases.states import CaseState
from sharedcourt.filing.models import Service
from sharedcourt.ledger import events, locks
from sharedcourt.ledger import queries as ledger
from sharedcourt.ledger.models import Entry
from sharedcourt.people import phones


def _on_all_signed(entry: Entry) -> None:
    assert entry.subject is not None
    refusing.ruling_signed(file_id=entry.subject)
    procedure.ruling_signed(file_id=entry.subject)


def _on_sealed(entry: Entry) -> None:
    assert entry.subject is not None
    refusing.sealed(file_id=entry.subject)
    procedure.sealed(file_id=entry.subject)


def _refusals_served(scope: UUID) -> "QuerySet[Any, Any]":
    """That a ruling of refusal was served is the plaintiff's alone: nobody else was told of the case."""
    return Service.objects.filter(case__dispute=scope, case__state=CaseState.REFUSED).order_by().values("pk")


def _rulings_in(scope: UUID) -> "QuerySet[Any, Any]":
    """Rulings of refusal: the other side learns of a case when the court has accepted it, the plaintiff when the ruling is served."""
    return SigningFile.objects.filter(scope=scope, kind=refusing.RULING_KIND).order_by().values("pk")


def _unsealed_changes(scope: UUID) -> "QuerySet[Any, Any]":
    """Rulings on the procedure that the judge is still to sign, or has taken back."""
    rulings = SigningFile.objects.filter(scope=scope, kind=procedure.RULING_KIND)
    return rulings.exclude(state=SigningState.SEALED).order_by().values("pk")


def register() -> None:
    """Called once, when the app is ready."""
    events.on("documents.file.all_signed")(_on_all_signed)
    events.on("documents.file.sealed")(_on_sealed)
    locks.register_scope(locking.hold)
    register_signing(refusing.RULING_KIND, refusing.require_may_sign)
    register_signing(procedure.RULING_KIND, procedure.require_may_sign)
    documents.register_files(queries.procedure_rulings)
    documents.register_visibility(procedure.RULING_KIND, queries.scopes_at_court)
    ledger.leave_out(_unsealed_changes)
    documents.register_files(queries.rulings_for_plaintiffs)
    documents.register_visibility(refusing.RULING_KIND, queries.scopes_at_court)
    # Anybody may sue: who comes to do so need not have been named by somebody.
    phones.register_open("/filing/sue/")
    ledger.leave_out(_refusals_served)
    opening.register(refusing.read)
    ledger.leave_out(_rulings_in)
    handover.register_court(queries.is_before_court)
    handover.register_suit(queries.is_open_for)
    dispute_sections.register(dispute_page.section)
    dispute_sections.register_offer(dispute_page.offer)
    tasks_list.register(dispute_page.todo)
