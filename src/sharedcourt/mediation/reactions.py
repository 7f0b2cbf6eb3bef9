"""What this room does when others act: subscriptions run inside the acting transaction."""

from uuid import UUID

from sharedcourt.disputes import queries as disputes
from sharedcourt.disputes import sections as dispute_sections
from sharedcourt.disputes import tasks_list
from sharedcourt.disputes.models import Consent, Dispute, Stage
from sharedcourt.documents import queries as documents
from sharedcourt.documents.policy import register_signing
from sharedcourt.ledger import events, locks
from sharedcourt.ledger.models import Entry
from sharedcourt.mediation import queries, sections
from sharedcourt.mediation.actions import agreements, cases, ending, locking, meetings
from sharedcourt.mediation.models import Case
from sharedcourt.people.models import User


def _on_submitted(entry: Entry) -> None:
    dispute = Dispute.objects.get(pk=_scope(entry))
    if dispute.mediation_organisation_id is not None:
        cases.offer(by=_actor(entry), dispute=dispute)


def _actor(entry: Entry) -> User | None:
    return User.objects.filter(pk=entry.actor).first() if entry.actor else None


def _scope(entry: Entry) -> UUID:
    assert entry.scope is not None
    return entry.scope


def _about_online_mediation(entry: Entry) -> bool:
    return Consent.objects.filter(pk=_subject(entry), stage=Stage.ONLINE_MEDIATION).exists()


def _on_consent_given(entry: Entry) -> None:
    if _about_online_mediation(entry):
        cases.consent_changed(dispute_id=_scope(entry))


def _on_consent_refused(entry: Entry) -> None:
    if _about_online_mediation(entry):
        ending.consent_refused(dispute_id=_scope(entry))


def _on_party_named(entry: Entry) -> None:
    agreements.party_added(dispute_id=_scope(entry))


def _on_party_joined(entry: Entry) -> None:
    meetings.participants_changed(dispute_id=_scope(entry))


def _on_withdrawn(entry: Entry) -> None:
    ending.withdrawn(dispute_id=_scope(entry))


def _subject(entry: Entry) -> UUID:
    assert entry.subject is not None
    return entry.subject


def _on_signature(entry: Entry) -> None:
    slot = str(entry.payload.facts.get("slot", ""))
    agreements.signature_added(file_id=_subject(entry), slot_id=slot, at=entry.at)


def _on_all_signed(entry: Entry) -> None:
    agreements.all_signed(file_id=_subject(entry))


def _on_sealed(entry: Entry) -> None:
    agreements.sealed(file_id=_subject(entry), by=_actor(entry))


def scopes_of(user: User) -> object:
    """Disputes whose agreement and record the person may read: those whose case they see."""
    return Case.objects.filter(pk__in=queries.visible_to(user).order_by().values("pk")).values("dispute_id")


def register() -> None:
    """Called once, when the app is ready."""
    for action, subscriber in {
        "disputes.dispute.submitted": _on_submitted,
        "disputes.dispute.withdrawn": _on_withdrawn,
        "disputes.consent.given": _on_consent_given,
        "disputes.consent.refused": _on_consent_refused,
        "disputes.consent.withdrawn": _on_consent_refused,
        "disputes.party.named": _on_party_named,
        "disputes.party.joined": _on_party_joined,
        "documents.file.signature_added": _on_signature,
        "documents.file.all_signed": _on_all_signed,
        "documents.file.sealed": _on_sealed,
    }.items():
        events.on(action)(subscriber)
    locks.register_scope(locking.hold)
    register_signing(agreements.KIND, agreements.require_may_sign)
    disputes.register_visibility(queries.assigned_disputes)
    for kind in (agreements.KIND, ending.RECORD_KIND):
        documents.register_visibility(kind, scopes_of)  # type: ignore[arg-type]
    dispute_sections.register(sections.section)
    tasks_list.register(sections.todo)
