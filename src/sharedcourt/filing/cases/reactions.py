"""What cases do when others act: subscriptions run inside the acting transaction."""

from sharedcourt.disputes import handover, tasks_list
from sharedcourt.disputes import sections as dispute_sections
from sharedcourt.documents import queries as documents
from sharedcourt.documents.policy import register_signing
from sharedcourt.filing.cases import dispute_page, locking, queries
from sharedcourt.filing.cases.actions import refusing
from sharedcourt.ledger import events, locks
from sharedcourt.ledger.models import Entry
from sharedcourt.people import phones


def _on_all_signed(entry: Entry) -> None:
    assert entry.subject is not None
    refusing.ruling_signed(file_id=entry.subject)


def _on_sealed(entry: Entry) -> None:
    assert entry.subject is not None
    refusing.sealed(file_id=entry.subject)


def register() -> None:
    """Called once, when the app is ready."""
    events.on("documents.file.all_signed")(_on_all_signed)
    events.on("documents.file.sealed")(_on_sealed)
    locks.register_scope(locking.hold)
    register_signing(refusing.RULING_KIND, refusing.require_may_sign)
    documents.register_visibility(refusing.RULING_KIND, queries.scopes_of_plaintiffs)
    documents.register_visibility(refusing.RULING_KIND, queries.scopes_at_court)
    # Anybody may sue: who comes to do so need not have been named by somebody.
    phones.register_open("/filing/sue/")
    handover.register_court(queries.is_before_court)
    dispute_sections.register(dispute_page.section)
    dispute_sections.register_offer(dispute_page.offer)
    tasks_list.register(dispute_page.todo)
