"""What this room does when others act: subscriptions run inside the acting transaction."""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sharedcourt.disputes import queries as disputes
from sharedcourt.disputes import sections as dispute_sections
from sharedcourt.disputes import tasks_list
from sharedcourt.disputes.models import Consent, Dispute, Stage
from sharedcourt.documents import queries as documents
from sharedcourt.documents.policy import register_signing
from sharedcourt.ledger import events, locks
from sharedcourt.ledger.models import Entry
from sharedcourt.mediation import live, queries, sections
from sharedcourt.mediation.actions import agreements, assistants, cases, ending, guidance, locking, meetings
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
        ending.consent_refused(dispute_id=_scope(entry), by=_actor(entry))


def _on_party_named(entry: Entry) -> None:
    agreements.parties_changed(dispute_id=_scope(entry), reason=_("A party was added."))


def _on_party_corrected(entry: Entry) -> None:
    agreements.parties_changed(dispute_id=_scope(entry), reason=_("A party was corrected."))


def _on_party_removed(entry: Entry) -> None:
    agreements.parties_changed(dispute_id=_scope(entry), reason=_("A party was removed."))
    cases.consent_changed(dispute_id=_scope(entry))


def _on_party_joined(entry: Entry) -> None:
    meetings.participants_changed(dispute_id=_scope(entry))


def _on_room_closed(entry: Entry) -> None:
    guidance.room_closed(entry)
    # After the commit: the closing holds the room, and here the dispute is taken first.
    room_id = _subject(entry)
    transaction.on_commit(lambda: meetings.room_closed(room_id=room_id), robust=True)


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


def _after_commit(react: Callable[[Entry], None]) -> Callable[[Entry], None]:
    """A room's transaction holds the ledger already; what belongs to the dispute is locked before it, so not in there."""

    def later(entry: Entry) -> None:
        transaction.on_commit(lambda: react(entry), robust=True)

    return later


def _on_caucus(entry: Entry) -> None:
    """Panels look again: what they may show has changed with who is with whom."""
    case = Case.objects.filter(dispute=entry.scope).first()
    if case is not None:
        live.changed(case, "apart")


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
        "disputes.party.corrected": _on_party_corrected,
        "disputes.party.removed": _on_party_removed,
        "disputes.party.joined": _on_party_joined,
        "rooms.caucus.begun": _on_caucus,
        "rooms.caucus.ended": _on_caucus,
        "rooms.caucus.moved": _on_caucus,
        "rooms.seat.joined": _after_commit(guidance.seat_joined),
        "rooms.seat.left": _after_commit(guidance.seat_left),
        "rooms.seat.removed": _after_commit(guidance.seat_left),
        "rooms.room.closed": _on_room_closed,
        "people.invitation.accepted": assistants.invitation_accepted,
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
