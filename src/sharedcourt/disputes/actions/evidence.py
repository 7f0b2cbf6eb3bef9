"""Files that prove something."""

from django.utils.translation import gettext_lazy as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.disputes import policy
from sharedcourt.disputes.actions.lifecycle import locked
from sharedcourt.disputes.models import Dispute, Evidence
from sharedcourt.disputes.queries import party_of
from sharedcourt.disputes.states import EDITABLE, ENDED
from sharedcourt.documents.actions import attach
from sharedcourt.documents.models import StoredFile
from sharedcourt.ledger.actions import record
from sharedcourt.people.models import User

PURPOSE = StoredFile.Purpose.EVIDENCE


@transaction.atomic
def add_evidence(*, by: User, dispute: Dispute, file: StoredFile, title: str = "", proves: str = "") -> Evidence:
    """Put an own uploaded file before the others, for the party one is or acts for. The same file twice is once."""
    row = locked(dispute)
    party = party_of(by, row)
    if party is None:
        raise NotAllowed(_("Only a party adds evidence."))
    if row.state in ENDED:
        raise Conflict(_("This dispute has come to its end; nothing can be added."))
    stored = attach(by=by, file=file, scope=row.pk, purpose=PURPOSE)
    there = Evidence.objects.filter(dispute=row, file=stored).first()
    if there is not None:
        return there
    name = " ".join((title or stored.name).split())[:120]
    if not name:
        raise Invalid(_("Say what this file is."), field="title")
    evidence = Evidence.objects.create(
        dispute=row, party=party, file=stored, title=name, proves=" ".join(proves.split())[:300]
    )
    row.updated_at = clock.now()
    row.save(update_fields=["updated_at"])
    record(
        "disputes.evidence.added",
        by=by,
        subject=evidence,
        scope=row.pk,
        party=party.pk,
        sha256=stored.sha256,
        sm3=stored.sm3,
        size=stored.size,
    )
    return evidence


@transaction.atomic
def remove_evidence(*, by: User, evidence: Evidence) -> Evidence:
    """Take back a file while the application is still a draft; after that, what was shown stays."""
    row = locked(evidence.dispute)
    kept = Evidence.objects.select_for_update().select_related("party").get(pk=evidence.pk)
    if not policy.acts_for(by, kept.party):
        raise NotAllowed(_("This is not your evidence."))
    if row.state not in EDITABLE:
        raise Conflict(_("Evidence that the other side may have seen stays in the dispute."))
    if kept.removed_at is None:
        kept.removed_at = clock.now()
        kept.save(update_fields=["removed_at"])
        record("disputes.evidence.removed", by=by, subject=kept, scope=row.pk)
    return kept
