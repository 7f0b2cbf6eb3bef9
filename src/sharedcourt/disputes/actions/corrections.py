"""After submission: a party who was named wrongly, or by mistake, and who has not joined yet, is corrected or taken out."""

from django.utils.translation import gettext_lazy as _

from sharedcourt.core import cipher, clock, transaction
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.disputes import policy
from sharedcourt.disputes.actions.lifecycle import locked
from sharedcourt.disputes.actions.parties import checked_name, send_invitation
from sharedcourt.disputes.models import Capacity, Dispute, Party
from sharedcourt.disputes.states import OPEN
from sharedcourt.ledger.actions import personal, record
from sharedcourt.people import phones
from sharedcourt.people.actions import revoke_invitations
from sharedcourt.people.actions.identity import checked_resident_id
from sharedcourt.people.models import User


def _for_correction(by: User, party: Party) -> tuple[Dispute, Party]:
    dispute = locked(party.dispute)
    row = Party.objects.select_for_update().get(pk=party.pk)
    if not policy.may_correct(by, dispute, row):
        raise NotAllowed(_("Only whoever named this person, or the mediation organisation, corrects it."))
    if dispute.state not in OPEN:
        raise Conflict(_("This dispute is not open any more."))
    if row.removed_at is not None:
        raise Conflict(_("This person has been taken out already."))
    if row.user_id is not None:
        raise Conflict(_("This party has joined already and keeps what they declared."))
    return dispute, row


@transaction.atomic
def correct_party(
    *, by: User, party: Party, name: str, phone: str, relation: str | None = None, resident_id: str | None = None
) -> Party:
    """Put name, phone or number right; what is None stays. The former link ends, and a new one goes to the right phone.

    Other words about a party mean another text: rooms above hear `disputes.party.corrected`. The same values change nothing.
    """
    dispute, row = _for_correction(by, party)
    wanted = {
        "name": checked_name(name),
        "phone": phones.normal_phone(phone),
        "relation": row.relation if relation is None else " ".join(relation.split())[:200],
        "resident_id": row.resident_id if resident_id is None else _number(row, resident_id),
    }
    if all(getattr(row, field) == value for field, value in wanted.items()):
        return row
    others = Party.objects.filter(dispute=dispute, removed_at=None).exclude(pk=row.pk)
    if others.filter(phone_hash=cipher.keyed_hash("phone", wanted["phone"])).exists():
        raise Invalid(_("Somebody with this phone number is a party already."), field="phone")
    number = wanted["resident_id"]
    if number and others.filter(resident_id_hash=cipher.keyed_hash("resident-id", number)).exists():
        raise Invalid(_("Somebody with this ID number is a party already."), field="resident_id")
    was_invited = row.invited_at is not None
    revoke_invitations(by=by, phone=row.phone, scope=dispute.pk)
    for field, value in wanted.items():
        setattr(row, field, value)
    row.identity_attempts = 0
    row.save()
    record(
        "disputes.party.corrected",
        by=by,
        subject=row,
        scope=dispute.pk,
        name=personal(row.name),
        phone=personal(row.phone),
    )
    if was_invited:
        send_invitation(by, dispute, row)
    return row


def _number(row: Party, entered: str) -> str:
    if row.capacity == Capacity.BORROWER and not entered:
        raise Invalid(_("Enter the borrower's ID number."), field="resident_id")
    return checked_resident_id(entered) if entered else ""


@transaction.atomic
def take_out_party(*, by: User, party: Party, reason: str = "") -> Party:
    """This person has nothing to do with the debt: the invitation ends, and the dispute goes on without them.

    Raises `Invalid` for the borrower, without whom there is no dispute. Twice changes nothing. Rooms above hear
    `disputes.party.removed`.
    """
    if Party.objects.filter(pk=party.pk, removed_at__isnull=False).exists() and policy.may_correct(
        by, party.dispute, party
    ):
        return party
    dispute, row = _for_correction(by, party)
    if row.capacity == Capacity.BORROWER:
        raise Invalid(_("The borrower cannot be taken out; the application can be withdrawn."))
    revoke_invitations(by=by, phone=row.phone, scope=dispute.pk)
    row.removed_at = clock.now()
    row.save(update_fields=["removed_at"])
    why = " ".join(reason.split())[:200]
    record("disputes.party.removed", by=by, subject=row, scope=dispute.pk, reason=personal(why) if why else None)
    return row
