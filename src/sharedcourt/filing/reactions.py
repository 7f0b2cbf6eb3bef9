"""What this room does when others act: subscriptions run inside the acting transaction."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from sharedcourt.disputes import handover, tasks_list
from sharedcourt.disputes import sections as dispute_sections
from sharedcourt.documents import queries as documents
from sharedcourt.documents import roles as signer_roles
from sharedcourt.documents.models import SigningFile
from sharedcourt.documents.policy import register_signing, register_upload
from sharedcourt.documents.states import SigningState
from sharedcourt.filing import queries, roles, sections
from sharedcourt.filing.actions import confirmations, court, locking
from sharedcourt.ledger import events, locks
from sharedcourt.ledger import queries as ledger
from sharedcourt.ledger.models import Entry


def _subject(entry: Entry) -> UUID:
    assert entry.subject is not None
    return entry.subject


def _on_all_signed(entry: Entry) -> None:
    confirmations.signed_by_all(file_id=_subject(entry))
    court.ruling_signed(file_id=_subject(entry))


def _on_sealed(entry: Entry) -> None:
    court.sealed(file_id=_subject(entry))


def _unsealed_rulings(scope: UUID) -> "QuerySet[Any, Any]":
    """Rulings that the judge is still to sign, or has taken back."""
    rulings = SigningFile.objects.filter(scope=scope, kind__in=(court.RULING_KIND, court.ORDER_KIND))
    return rulings.exclude(state=SigningState.SEALED).order_by().values("pk")


def register() -> None:
    """Called once, when the app is ready."""
    events.on("documents.file.all_signed")(_on_all_signed)
    events.on("documents.file.sealed")(_on_sealed)
    locks.register_scope(locking.hold)
    signer_roles.register(roles.WORDS)
    register_signing(confirmations.KIND, confirmations.require_may_sign)
    register_signing(court.RULING_KIND, court.require_may_sign)
    register_signing(court.ORDER_KIND, court.require_may_sign_order)
    register_upload(confirmations.PURPOSE, confirmations.may_send)
    documents.register_visibility(confirmations.PURPOSE, queries.pks_visible_to)
    documents.register_visibility(confirmations.KIND, queries.scopes_of_parties)
    documents.register_files(queries.rulings_of_parties)
    ledger.leave_out(_unsealed_rulings)
    for kind in (confirmations.KIND, court.RULING_KIND, court.ORDER_KIND, handover.AGREEMENT_KIND):
        documents.register_visibility(kind, queries.scopes_at_court)
    handover.register_follower(queries.is_applied_for)
    dispute_sections.register(sections.section)
    tasks_list.register(sections.todo)
