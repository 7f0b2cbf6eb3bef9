"""Who is in the dispute: named by others, invited, and joined by proving who they are."""

from typing import Any

from django.db import IntegrityError
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import cipher, clock, transaction
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.disputes import policy, queries, telling
from sharedcourt.disputes.actions.lifecycle import locked
from sharedcourt.disputes.actions.opening import for_editing
from sharedcourt.disputes.models import Capacity, Dispute, Party, PartyKind, Side
from sharedcourt.disputes.states import BEFORE_MEDIATION, ENDED, SETTLED, DisputeState
from sharedcourt.ledger.actions import personal, record
from sharedcourt.people import phones
from sharedcourt.people.actions import declare_identity, invite, revoke_invitations
from sharedcourt.people.actions.identity import checked_resident_id
from sharedcourt.people.models import User
from sharedcourt.rooms import backends

ATTEMPTS = 5
WRONG = _("Name or ID number is not what was filed. Check both; if they are right, ask the mediation organisation.")
MOST_PARTIES = 10  # as many as an agreement can name
LONGEST_NAME = 60
NAMABLE = (Capacity.BORROWER, Capacity.CO_OBLIGOR, Capacity.GUARANTOR)


def most_parties() -> int:
    """No more than can meet in one video room with the mediator."""
    return min(MOST_PARTIES, backends.chosen().capabilities().max_people - 1)


def _plain_name(name: str) -> str:
    """A name with single blanks and without the differences that typing makes (· and •)."""
    return " ".join(name.replace("•", "·").replace("．", "·").split())


def checked_name(name: str) -> str:
    """A name that may be filed; raises `Invalid`."""
    plain = _plain_name(name)
    if not plain or len(plain) > LONGEST_NAME:
        raise Invalid(_("Enter the name as it stands on the ID card."), field="name")
    return plain


def _name_party(
    by: User, dispute: Dispute, *, capacity: str, name: str, phone: str, resident_id: str, address: str, relation: str
) -> Party:
    if capacity not in NAMABLE:
        raise Invalid(_("Choose what this person is in the debt."), field="capacity")
    wanted = {
        "name": checked_name(name),
        "phone": phones.normal_phone(phone),
        "resident_id": checked_resident_id(resident_id) if resident_id else "",
        "address": " ".join(address.split())[:200],
        "relation": " ".join(relation.split())[:200],
    }
    present = Party.objects.filter(dispute=dispute, removed_at=None)
    most = most_parties()
    if present.count() >= most:
        raise Invalid(_("There can be no more than %(most)d parties.") % {"most": most}, field="name")
    if present.filter(phone_hash=cipher.keyed_hash("phone", wanted["phone"])).exists():
        raise Invalid(_("Somebody with this phone number is a party already."), field="phone")
    if wanted["resident_id"]:
        same = present.filter(resident_id_hash=cipher.keyed_hash("resident-id", wanted["resident_id"]))
        if same.exists():
            raise Invalid(_("Somebody with this ID number is a party already."), field="resident_id")
    last = Party.objects.filter(dispute=dispute).aggregate(last=Max("position"))["last"] or 0
    party = Party.objects.create(
        dispute=dispute,
        side=Side.RESPONDENT,
        capacity=capacity,
        kind=PartyKind.PERSON,
        named_by=by,
        position=last + 1,
        **wanted,
    )
    record(
        "disputes.party.named",
        by=by,
        subject=party,
        scope=dispute.pk,
        capacity=capacity,
        name=personal(wanted["name"]),
        phone=personal(wanted["phone"]),
    )
    return party


@transaction.atomic
def add_party(
    *,
    by: User,
    dispute: Dispute,
    capacity: str,
    name: str,
    phone: str,
    resident_id: str = "",
    address: str = "",
    relation: str = "",
) -> Party:
    """Name a natural person on the respondent's side, in the draft. Raises `Invalid` with the field."""
    row = for_editing(by, dispute)
    if capacity == Capacity.BORROWER:
        if Party.objects.filter(dispute=row, capacity=capacity, removed_at=None).exists():
            raise Conflict(_("There is a borrower already."), field="name")
        if not resident_id:
            raise Invalid(_("Enter the borrower's ID number."), field="resident_id")
    return _name_party(
        by, row, capacity=capacity, name=name, phone=phone, resident_id=resident_id, address=address, relation=relation
    )


@transaction.atomic
def change_party(
    *, by: User, party: Party, name: str, phone: str, resident_id: str = "", address: str = "", relation: str = ""
) -> Party:
    """Correct a party of a draft."""
    for_editing(by, party.dispute)
    row = Party.objects.select_for_update().get(pk=party.pk)
    if row.kind != PartyKind.PERSON or row.user_id is not None:
        raise Conflict(_("This party has joined already and keeps what they declared."))
    number = phones.normal_phone(phone)
    if row.capacity == Capacity.BORROWER and not resident_id:
        raise Invalid(_("Enter the borrower's ID number."), field="resident_id")
    others = Party.objects.filter(dispute=row.dispute_id, removed_at=None).exclude(pk=row.pk)
    if others.filter(phone_hash=cipher.keyed_hash("phone", number)).exists():
        raise Invalid(_("Somebody with this phone number is a party already."), field="phone")
    row.name, row.phone = checked_name(name), number
    row.resident_id = checked_resident_id(resident_id) if resident_id else ""
    row.address, row.relation = " ".join(address.split())[:200], " ".join(relation.split())[:200]
    row.save()
    record("disputes.party.corrected", by=by, subject=row, scope=row.dispute_id, name=personal(row.name))
    return row


@transaction.atomic
def remove_party(*, by: User, party: Party) -> Party:
    """Take a person out of the draft again."""
    for_editing(by, party.dispute)
    row = Party.objects.select_for_update().get(pk=party.pk)
    if row.side == Side.APPLICANT:
        raise Invalid(_("The applicant cannot be removed."))
    if row.removed_at is None:
        row.removed_at = clock.now()
        row.save(update_fields=["removed_at"])
        record("disputes.party.removed", by=by, subject=row, scope=row.dispute_id)
    return row


@transaction.atomic
def name_co_obligor(
    *, by: User, dispute: Dispute, name: str, phone: str, relation: str, resident_id: str = "", send: bool = True
) -> Party:
    """Somebody of the respondent's side says who shares the debt; that person is invited by SMS.

    Naming the same person twice (same phone) gives the party that is there. A new party means new words for everybody: rooms
    above hear `disputes.party.named`.
    """
    row = locked(dispute)
    if row.state in SETTLED or row.state in ENDED:
        raise Conflict(_("This dispute has come to its end; nobody can be added."))
    if not policy.may_name_co_obligor(by, row):
        raise NotAllowed(_("Only a person on the respondent's side names a co-obligor."))
    there = Party.objects.filter(
        dispute=row, removed_at=None, phone_hash=cipher.keyed_hash("phone", phones.normal_phone(phone))
    ).first()
    if there is not None:
        if there.user_id == by.pk:
            raise Invalid(_("This is your own number. Enter the other person's."), field="phone")
        if _plain_name(there.name) != _plain_name(name):
            raise Invalid(_("Somebody with this phone number is a party already."), field="phone")
        return there
    party = _name_party(
        by,
        row,
        capacity=Capacity.CO_OBLIGOR,
        name=name,
        phone=phone,
        resident_id=resident_id,
        address="",
        relation=relation,
    )
    row.updated_at = clock.now()
    row.save(update_fields=["updated_at"])
    if send:
        send_invitation(by, row, party)
    return party


@transaction.atomic
def invite_party(*, by: User | None, party: Party) -> str:
    """Send the party a personal link by SMS (again: the earlier link ends) and let them try again to prove who they are.

    Gives the link's path. By officers of the applicant, the mediation organisation, or the system.
    """
    row = locked(party.dispute)
    if by is not None and not policy.may_invite(by, row):
        raise NotAllowed(_("Only the applicant and the mediation organisation send invitations."))
    if row.state not in (*BEFORE_MEDIATION, DisputeState.MEDIATING):
        raise Conflict(_("Invitations are sent between submission and signing."))
    fresh = Party.objects.select_for_update().get(pk=party.pk)
    if fresh.kind != PartyKind.PERSON or fresh.removed_at is not None or not fresh.phone:
        raise Invalid(_("There is no phone number to send an invitation to."))
    if fresh.user_id is not None:
        raise Conflict(_("This party has joined already."))
    link = send_invitation(by, row, fresh)
    party.refresh_from_db()
    return link


def send_invitation(by: User | None, dispute: Dispute, party: Party) -> str:
    """A fresh personal link by SMS; who may is asked by the caller, who has locked the party."""
    next_path = f"/d/{dispute.code}/join/"
    _invitation, link = invite(by=by, phone=party.phone, name=party.name, scope=dispute.pk, next_path=next_path)
    party.invited_at = clock.now()
    party.identity_attempts = 0
    party.save(update_fields=["invited_at", "identity_attempts"])
    telling.invitation(by=by, dispute=dispute, party=party, link=link)
    return link


def join(*, by: User, dispute: Dispute, name: str, resident_id: str) -> Party:
    """Become the party one is: the phone is the account's, name and ID number must be those that were filed.

    Five attempts, then a new invitation is needed. Call it outside a transaction: a wrong attempt must be counted although it
    raises `Invalid`. Joining twice gives the same party.
    """
    party = queries.party_waiting_for(by, dispute)
    if party is None or not dispute.is_public:
        raise NotAllowed(_("This phone number is not among the parties of this dispute."))
    if party.user_id == by.pk:
        return party
    if party.user_id is not None:
        raise Conflict(_("Somebody has joined as this party already. Ask the mediation organisation."))
    return prove(by=by, party=party, name=name, resident_id=resident_id)


def prove(*, by: User, party: Party, name: str, resident_id: str, wrong: Any = WRONG) -> Party:
    """Become a party that waits for this person's phone, by the name and number that were filed; who may is asked by the caller."""
    number = checked_resident_id(resident_id)
    if not _matches(party, name, number):
        raise Invalid(wrong, field="name")
    verification = declare_identity(by=by, name=_plain_name(name), resident_id=number, scope=party.dispute_id)
    try:
        return _join(by, party, number, int(verification.level))
    except IntegrityError as error:
        raise Conflict(_("Somebody has joined as this party already. Ask the mediation organisation.")) from error


@transaction.atomic
def _matches(party: Party, name: str, number: str) -> bool:
    row = Party.objects.select_for_update().get(pk=party.pk)
    if row.identity_attempts >= ATTEMPTS:
        raise Conflict(
            _("There were too many attempts. Ask the bank or the mediation organisation to send you a new invitation.")
        )
    fits = _plain_name(row.name) == _plain_name(name)
    if row.resident_id_hash:
        fits = fits and row.resident_id_hash == cipher.keyed_hash("resident-id", number)
    if not fits:
        row.identity_attempts += 1
        row.save(update_fields=["identity_attempts"])
    return fits


@transaction.atomic
def _join(by: User, party: Party, number: str, level: int) -> Party:
    dispute = locked(party.dispute)
    row = Party.objects.select_for_update().get(pk=party.pk)
    if row.user_id == by.pk:
        return row
    if row.user_id is not None or row.removed_at is not None:
        raise Conflict(_("Somebody has joined as this party already. Ask the mediation organisation."))
    row.user = by
    row.resident_id = row.resident_id or number
    row.joined_at = clock.now()
    row.identity_attempts = 0
    row.save()
    dispute.updated_at = row.joined_at
    dispute.save(update_fields=["updated_at"])
    revoke_invitations(by=by, phone=row.phone, scope=dispute.pk)
    record("disputes.party.joined", by=by, subject=row, scope=dispute.pk, capacity=row.capacity, identity_level=level)
    telling.applicant_agents(dispute=dispute, kind="disputes.joined", by=by)
    return row
