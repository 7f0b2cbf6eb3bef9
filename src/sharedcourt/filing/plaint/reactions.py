"""What this room does when others act: subscriptions run inside the acting transaction."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from sharedcourt.disputes.models import Agent, Party, Side
from sharedcourt.documents import queries as documents
from sharedcourt.documents import roles as signer_roles
from sharedcourt.documents.models import SigningFile
from sharedcourt.documents.policy import register_signing
from sharedcourt.filing.cases import sections
from sharedcourt.filing.plaint import actions, case_page, queries, roles
from sharedcourt.ledger import events, locks
from sharedcourt.ledger import queries as ledger
from sharedcourt.ledger.models import Entry
from sharedcourt.people.models import User


def _on_all_signed(entry: Entry) -> None:
    assert entry.subject is not None
    actions.signed(file_id=entry.subject)


def _on_parties_changed(entry: Entry) -> None:
    assert entry.scope is not None and entry.subject is not None
    joined = entry.action == "disputes.party.joined"
    if joined and not Party.objects.filter(pk=entry.subject, side=Side.APPLICANT).exists():
        return
    by = User.objects.filter(pk=entry.actor).first() if entry.actor is not None else None
    actions.parties_changed(dispute_id=entry.scope, by=by)


def _on_agents_changed(entry: Entry) -> None:
    """The plaint names the plaintiffs' agents."""
    assert entry.scope is not None and entry.subject is not None
    if not Agent.objects.filter(pk=entry.subject, party__side=Side.APPLICANT).exists():
        return
    by = User.objects.filter(pk=entry.actor).first() if entry.actor is not None else None
    actions.parties_changed(dispute_id=entry.scope, by=by)


def _papers_of(scope: UUID) -> "QuerySet[Any, Any]":
    """Papers whose coming about is no business of the other side: plaints, and answers (that one was signed has its own entry)."""
    kinds = (actions.PLAINT_KIND, actions.ANSWER_KIND)
    return SigningFile.objects.filter(scope=scope, kind__in=kinds).order_by().values("pk")


def register() -> None:
    """Called once, when the app is ready."""
    events.on("documents.file.all_signed")(_on_all_signed)
    for what in ("named", "corrected", "removed", "joined"):
        events.on(f"disputes.party.{what}")(_on_parties_changed)
    for what in ("joined", "ended"):
        events.on(f"disputes.agent.{what}")(_on_agents_changed)
    locks.register_scope(actions.hold)
    signer_roles.register(roles.WORDS)
    for kind in (actions.PLAINT_KIND, actions.ANSWER_KIND):
        register_signing(kind, actions.require_may_sign)
    documents.register_files(queries.plaint_files)
    documents.register_files(queries.answer_files)
    ledger.leave_out(_papers_of)
    sections.register(case_page.section)
    sections.register_step(case_page.step)
