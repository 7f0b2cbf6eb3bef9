"""A signature that is refused, on documents that go on without it."""

from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Conflict, NotAllowed
from sharedcourt.documents import policy
from sharedcourt.documents.actions.signing import complete_if_nobody_is_waited_for
from sharedcourt.documents.models import SignatureSlot, SigningFile
from sharedcourt.documents.states import SigningState
from sharedcourt.ledger.actions import personal, record
from sharedcourt.ledger.locks import hold_scope
from sharedcourt.people.models import User


def refuse_signature(*, by: User, signing_file: SigningFile, user: User, reason: str) -> SignatureSlot:
    """One of those who are to sign does not, and the document goes on without them: `by` is that person, or who notes it.

    Only for kinds of which the room above says so (`policy.register_refusal`). The box on the paper stays empty. Whoever refused
    may still sign while others are waited for. Raises NotAllowed, Invalid, Conflict (signed, replaced, nobody else has signed).
    """
    with transaction.atomic():
        hold_scope(signing_file.scope)
        locked = SigningFile.objects.select_for_update(no_key=True).get(pk=signing_file.pk)
        policy.require_may_refuse(by, locked, user)
        slot = SignatureSlot.objects.select_for_update(no_key=True).filter(signing_file=locked, user=user).first()
        if slot is None:
            raise NotAllowed(_("You are not one of those who sign this document."))
        if locked.state != SigningState.OPEN:
            raise Conflict(_("This document is closed; nothing can be added to it."))
        if slot.signed_at is not None:
            raise Conflict(_("This person has signed already."))
        if slot.refused_at is not None:
            return slot
        slot.refusal = needed(reason, "reason", _("Say why it is not signed."))
        slot.refused_at = clock.now()
        slot.save(update_fields=["refusal", "refused_at"])
        record(
            "documents.file.signature_refused",
            by=by,
            subject=locked,
            scope=locked.scope,
            slot=str(slot.pk),
            order=slot.order,
            reason=personal(slot.refusal),
        )
        if locked.slots.filter(signed_at__isnull=False).exists():
            complete_if_nobody_is_waited_for(locked)
    signing_file.refresh_from_db()
    return slot
