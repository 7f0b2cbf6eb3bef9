"""What enforcement does when others act: subscriptions run inside the acting transaction."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from sharedcourt.disputes import handover, tasks_list
from sharedcourt.disputes import sections as dispute_sections
from sharedcourt.documents import queries as documents
from sharedcourt.documents import roles as signer_roles
from sharedcourt.documents.models import SigningFile
from sharedcourt.documents.policy import register_signing
from sharedcourt.filing import issuing
from sharedcourt.filing.actions.court import RULING_KIND as CONFIRMING
from sharedcourt.filing.cases import sections as case_sections
from sharedcourt.filing.enforcing import (
    actions,
    deciding,
    locking,
    queries,
    roles,
    sections,
    telling,
    watching,
    wording,
)
from sharedcourt.filing.models import Service
from sharedcourt.ledger import events, locks
from sharedcourt.ledger import queries as ledger
from sharedcourt.ledger.models import Entry

OWN = (issuing.ENFORCEMENT, issuing.ENFORCEMENT_NOTICE, issuing.ENFORCEMENT_REFUSAL)


def _subject(entry: Entry) -> UUID:
    assert entry.subject is not None
    return entry.subject


def _on_all_signed(entry: Entry) -> None:
    actions.signed(file_id=_subject(entry))
    deciding.ruling_signed(file_id=_subject(entry))


def _on_sealed(entry: Entry) -> None:
    deciding.sealed(file_id=_subject(entry))


def _on_granted(entry: Entry) -> None:
    watching.begin(confirmation_id=_subject(entry))


def _papers_of(scope: UUID) -> "QuerySet[Any, Any]":
    """Papers of enforcement: the debtors learn of it from the court."""
    return SigningFile.objects.filter(scope=scope, kind__in=OWN).order_by().values("pk")


def _services_of(scope: UUID) -> "QuerySet[Any, Any]":
    return Service.objects.filter(enforcement__dispute=scope).order_by().values("pk")


def register() -> None:
    """Called once, when the app is ready."""
    wording.register()
    telling.register()
    events.on("documents.file.all_signed")(_on_all_signed)
    events.on("documents.file.sealed")(_on_sealed)
    events.on("filing.confirmation.granted")(_on_granted)
    locks.register_scope(locking.hold)
    signer_roles.register(roles.WORDS)
    register_signing(issuing.ENFORCEMENT, actions.require_may_sign)
    register_signing(issuing.ENFORCEMENT_REFUSAL, deciding.require_may_sign)
    for kind in OWN:
        documents.register_visibility(kind, queries.scopes_of_creditors)
    for kind in (*OWN, CONFIRMING, handover.AGREEMENT_KIND):
        documents.register_visibility(kind, queries.scopes_at_court)
    ledger.leave_out(_papers_of)
    ledger.leave_out(_services_of)
    dispute_sections.register(sections.section)
    case_sections.register(sections.case_section)
    case_sections.register_step(sections.case_steps)
    tasks_list.register(sections.todo)
