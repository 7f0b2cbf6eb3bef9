"""What the record tells the rooms below when the app is ready."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from sharedcourt.documents import belonging
from sharedcourt.documents import queries as documents
from sharedcourt.documents import roles as signer_roles
from sharedcourt.documents.belonging import Place
from sharedcourt.documents.models import SigningFile
from sharedcourt.documents.policy import register_refusal, register_signing
from sharedcourt.filing.cases import sections
from sharedcourt.hearings.transcript import (
    case_page,
    hearing_captions,
    live,
    locking,
    papers,
    queries,
    telling,
    wording,
)
from sharedcourt.hearings.transcript.actions import signing
from sharedcourt.hearings.transcript.states import TranscriptState
from sharedcourt.ledger import events, locks
from sharedcourt.ledger import queries as ledger
from sharedcourt.ledger.models import Entry
from sharedcourt.rooms import captions


def _on_all_signed(entry: Entry) -> None:
    assert entry.subject is not None
    signing.signed_by_all(file_id=entry.subject)


def _on_sealed(entry: Entry) -> None:
    assert entry.subject is not None
    signing.sealed(file_id=entry.subject)


def _on_led(entry: Entry) -> None:
    """The judge has opened the hearing, or led it to another stage: the clerk's desk follows."""
    found = queries.rows().filter(hearing__events=entry.subject, state=TranscriptState.WRITING).first()
    if found is not None:
        live.changed(found)


def _papers_of(scope: UUID) -> "QuerySet[Any, Any]":
    """The record's papers: the dispute's timeline is read by mediators, who were not in the hearing."""
    return SigningFile.objects.filter(scope=scope, kind__in=signing.KINDS).order_by().values("pk")


def _place_of(user: Any, file: SigningFile) -> Place | None:
    """The record a paper belongs to, for whoever may open that."""
    if file.kind not in signing.KINDS:
        return None
    found = queries.visible_to(user).filter(hearing__case__dispute=file.scope, file=file).first()
    return Place(reverse("hearings:transcript", args=[found.hearing_id]), _("Record of the hearing")) if found else None


def register() -> None:
    """Called once, when the app is ready."""
    wording.register()
    telling.register()
    events.on("documents.file.all_signed")(_on_all_signed)
    events.on("documents.file.sealed")(_on_sealed)
    for action in ("hearings.hearing.opened", "hearings.court.stage", "hearings.court.went_back"):
        events.on(action)(_on_led)
    locks.register_scope(locking.hold)
    signer_roles.register(papers.ROLES)
    for kind in (signing.KIND, signing.CHECKSUM_KIND):
        register_signing(kind, signing.require_may_sign)
        register_refusal(kind, signing.require_may_refuse)
    documents.register_files(queries.sealed_files)
    documents.register_visibility(signing.REFUSALS_KIND, queries.scopes_with_records)
    ledger.leave_out(_papers_of)
    belonging.register(_place_of)
    sections.register(case_page.section)
    sections.register_step(case_page.step)
    captions.register_hearer(hearing_captions.heard)
