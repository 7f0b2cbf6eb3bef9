"""Bringing a dispute before a court without mediation: who sues, who acts for them, who is sued (CPL 51, 61, 62, 124).

Whoever opens such a dispute is a plaintiff, the officer of one, or acts for one with the paper that says so. Nobody on the other
side knows of it before a court has accepted the case.
"""

import hashlib
from collections.abc import Mapping
from decimal import Decimal

from django.db import IntegrityError
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import cipher, clock, transaction
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.disputes import policy, queries, telling
from sharedcourt.disputes.actions.lifecycle import locked, move
from sharedcourt.disputes.actions.named import FOR_ORGANISATIONS, FOR_PERSONS, Acting, Named, checked, line
from sharedcourt.disputes.actions.parties import LONGEST_NAME, MOST_PARTIES, checked_name, prove
from sharedcourt.disputes.models import (
    Agent,
    Authority,
    Capacity,
    Dispute,
    Party,
    PartyKind,
    Side,
    Standing,
)
from sharedcourt.disputes.states import DisputeState
from sharedcourt.documents.actions import attach
from sharedcourt.documents.models import StoredFile
from sharedcourt.law.causes import cause as cause_of
from sharedcourt.law.errors import LawError
from sharedcourt.law.plaints.sums import LARGEST
from sharedcourt.ledger.actions import personal, record
from sharedcourt.ledger.locks import hold_scope
from sharedcourt.people.actions import declare_identity, invite, revoke_invitations
from sharedcourt.people.models import Organisation, User
from sharedcourt.people.policy import acting_for
from sharedcourt.sites.models import Site


def open_for_court(
    *,
    by: User,
    cause: str,
    institution: Organisation | None = None,
    plaintiff: Named | None = None,
    acting: Acting | None = None,
    amount: Decimal | None = None,
    site: Site | None = None,
    idempotency_key: str = "",
) -> Dispute:
    """A dispute that shall go before a court, with its first plaintiff: the officer's `institution`; or `plaintiff`, for whom one
    is `acting`, and without that is oneself, who so declares name and ID number.

    `amount` is what is claimed, in yuan, as far as it is known. The same key gives the same dispute again. Call it outside a
    transaction: an identity registry may be asked. Raises `NotAllowed`, `Invalid`, `Conflict`.
    """
    key = hashlib.sha256(idempotency_key.encode()).hexdigest() if idempotency_key else ""
    if key and (earlier := Dispute.objects.filter(opened_by=by, idempotency_key=key).first()) is not None:
        return earlier
    _require_cause(cause)
    if plaintiff is not None and acting is None:
        _declare(by, plaintiff)
    try:
        return _open(by, cause, institution, plaintiff, acting, amount, site, key)
    except IntegrityError:
        earlier = Dispute.objects.filter(opened_by=by, idempotency_key=key).first()
        if not key or earlier is None:
            raise
        return earlier


def _require_cause(cause: str) -> None:
    try:
        cause_of(cause)
    except LawError as error:
        raise Invalid(_("There is no such cause of action."), field="cause") from error


def _declare(by: User, plaintiff: Named) -> None:
    """Who sues in person says who they are. Everything else that is entered is looked at first."""
    if acting_for(by) is not None:
        raise NotAllowed(_("A program acts for its organisation only."))
    checked(plaintiff, Side.APPLICANT)
    declare_identity(by=by, name=checked_name(plaintiff.name), resident_id=plaintiff.resident_id, scope=None)


@transaction.atomic
def _open(
    by: User,
    cause: str,
    institution: Organisation | None,
    plaintiff: Named | None,
    acting: Acting | None,
    amount: Decimal | None,
    site: Site | None,
    key: str,
) -> Dispute:
    if acting_for(by) is not None and institution is None:
        raise NotAllowed(_("A program acts for its organisation only."))
    if institution is not None and institution not in policy.applicant_organisations(by):
        raise NotAllowed(_("You are not an officer of this institution."))
    if institution is None and plaintiff is None:
        raise Invalid(_("Say who sues."), field="plaintiff")
    dispute = Dispute.objects.create(
        cause=cause,
        applicant=institution,
        opened_by=by,
        opened_for_court=True,
        site=site,
        division=institution.division if institution is not None else "",
        amount_claimed=_checked_amount(amount),
        title=cause_of(cause).zh,
        idempotency_key=key,
    )
    facts = {"applicant": institution.pk if institution is not None else None, "cause": cause}
    record("disputes.dispute.opened_for_court", by=by, subject=dispute, scope=dispute.pk, **facts)
    if institution is not None:
        _plaintiff_institution(by, dispute, institution, plaintiff, acting)
    else:
        assert plaintiff is not None
        _name(by, dispute, Side.APPLICANT, plaintiff, acting, in_person=acting is None)
    return dispute


def _checked_amount(amount: Decimal | None) -> Decimal | None:
    if amount is None or amount == 0:
        return None
    if not 0 < amount <= LARGEST:
        raise Invalid(_("Enter an amount of money, or leave it empty."), field="amount")
    return amount.quantize(Decimal("0.01"))


def _plaintiff_institution(
    by: User, dispute: Dispute, institution: Organisation, entered: Named | None, acting: Acting | None
) -> None:
    party = Party.objects.create(
        dispute=dispute,
        side=Side.APPLICANT,
        capacity=Capacity.PLAINTIFF,
        kind=PartyKind.ORGANISATION,
        organisation=institution,
        name=institution.name,
        address=institution.address,
        representative=line(entered.representative, LONGEST_NAME) if entered is not None else "",
        named_by=by,
        joined_at=clock.now(),
        position=1,
    )
    _note_named(by, party)
    _let_act(by, dispute, party, acting or Acting(Standing.STAFF, Authority.SPECIAL), in_office=True)


def _name(
    by: User, dispute: Dispute, side: str, entered: Named, acting: Acting | None, *, in_person: bool = False
) -> Party:
    """A party of the locked (or new) dispute; of the plaintiff's side `by` themselves, or somebody for whom they are acting."""
    wanted = checked(entered, side)
    if in_person:
        wanted["phone"] = by.phone
    elif wanted["phone"] and wanted["phone"] == by.phone:
        raise Invalid(_("This is your own number. Enter the other person's."), field="phone")
    _refuse_twice(dispute, wanted, None)
    present = Party.objects.filter(dispute=dispute, removed_at=None)
    if present.count() >= MOST_PARTIES:
        raise Invalid(_("There can be no more than %(most)d parties.") % {"most": MOST_PARTIES}, field="name")
    last = Party.objects.filter(dispute=dispute).aggregate(last=Max("position"))["last"] or 0
    party = Party.objects.create(
        dispute=dispute,
        side=side,
        capacity=Capacity.PLAINTIFF if side == Side.APPLICANT else Capacity.DEFENDANT,
        kind=entered.kind,
        user=by if in_person else None,
        joined_at=clock.now() if in_person else None,
        named_by=by,
        position=last + 1,
        organisation=_known_here(side, wanted),
        **wanted,
    )
    _note_named(by, party)
    if acting is not None:
        _let_act(by, dispute, party, acting)
    return party


def _known_here(side: str, wanted: Mapping[str, str]) -> Organisation | None:
    """The institution on the platform that is sued, by its credit code: its officers hear of an accepted case."""
    code = wanted.get("credit_code", "")
    if side != Side.RESPONDENT or not code:
        return None
    found = Organisation.objects.filter(kind=Organisation.Kind.INSTITUTION, is_active=True, credit_code=code)
    return found.first()


def _refuse_twice(dispute: Dispute, wanted: Mapping[str, str], but: Party | None) -> None:
    """Nobody is in a suit twice, as far as numbers tell."""
    others = Party.objects.filter(dispute=dispute, removed_at=None)
    if but is not None:
        others = others.exclude(pk=but.pk)
    for field, context, words in (
        ("phone", "phone", _("Somebody with this phone number is a party already.")),
        ("resident_id", "resident-id", _("Somebody with this ID number is a party already.")),
        ("credit_code", "credit-code", _("An organisation with this code is a party already.")),
    ):
        value = wanted.get(field, "")
        if value and others.filter(**{f"{field}_hash": cipher.keyed_hash(context, value)}).exists():
            raise Invalid(words, field=field)


def _note_named(by: User, party: Party) -> None:
    record(
        "disputes.party.named",
        by=by,
        subject=party,
        scope=party.dispute_id,
        capacity=party.capacity,
        name=personal(party.name),
        phone=personal(party.phone) if party.phone else None,
    )


def _let_act(by: User, dispute: Dispute, party: Party, acting: Acting, *, in_office: bool = False) -> Agent:
    """`by` acts for the party. `in_office`: as officer of the institution, who needs no paper."""
    allowed = (Standing.STAFF,) if in_office else FOR_PERSONS if party.is_person else FOR_ORGANISATIONS
    if acting.standing not in allowed:
        raise Invalid(_("Choose as what you act."), field="standing")
    if acting.authority not in Authority.values:
        raise Invalid(_("Choose how far the authority goes."), field="authority")
    agent = Agent.objects.filter(party=party, user=by).first()
    if acting.document is None and not in_office and (agent is None or agent.document_id is None):
        raise Invalid(_("Add the paper that shows your authority (CPL 62)."), field="document")
    agent = agent or Agent(party=party, user=by)
    # The head of an organisation is the organisation's own voice (CPL 51).
    authority = Authority.SPECIAL if acting.standing == Standing.HEAD else acting.authority
    agent.authority, agent.standing, agent.ended_at = authority, acting.standing, None
    agent.signs = authority == Authority.SPECIAL
    agent.save()
    if acting.document is not None:
        # Whoever acts already for a party of the dispute may put files into it.
        purpose = StoredFile.Purpose.AUTHORITY
        agent.document = attach(by=by, file=acting.document, scope=dispute.pk, purpose=purpose)
        agent.save(update_fields=["document"])
    record(
        "disputes.agent.named",
        by=by,
        subject=agent,
        scope=dispute.pk,
        party=party.pk,
        authority=authority,
        standing=acting.standing,
        document=agent.document_id is not None,
    )
    return agent


def _for_preparing(by: User, dispute: Dispute) -> Dispute:
    """The locked dispute, everything that belongs to it held, if the person may still say who sues whom in it."""
    hold_scope(dispute.pk)
    row = locked(dispute)
    if not policy.is_applicant(by, row):
        raise NotAllowed(_("Only who sues may do this."))
    if not row.opened_for_court:
        raise Conflict(_("This dispute was not opened for a court. Change its parties in the application."))
    if not policy.may_prepare(by, row):
        raise Conflict(_("The court has the case. Its parties are not changed here any more."))
    return row


def _touch(dispute: Dispute) -> None:
    dispute.updated_at = clock.now()
    dispute.save(update_fields=["updated_at"])


@transaction.atomic
def add_defendant(*, by: User, dispute: Dispute, entered: Named) -> Party:
    """Say whom the suit is against: a person or an organisation, as far as they are known (CPL 124)."""
    row = _for_preparing(by, dispute)
    party = _name(by, row, Side.RESPONDENT, entered, None)
    _touch(row)
    return party


@transaction.atomic
def add_plaintiff(*, by: User, dispute: Dispute, entered: Named, acting: Acting | None = None) -> Party:
    """Somebody else who sues together with those who are named (CPL 55).

    An agent acts for them as well, with the paper; otherwise it is a person, who gets a link by SMS and says that they sue:
    without that the case is not handed in.
    """
    row = _for_preparing(by, dispute)
    if acting is None:
        if entered.kind != PartyKind.PERSON:
            raise Invalid(_("An organisation that sues together with you needs an agent here."), field="kind")
        if not entered.phone.strip():
            raise Invalid(_("Enter the mobile number: the person is asked whether they sue, too."), field="phone")
    party = _name(by, row, Side.APPLICANT, entered, acting)
    _touch(row)
    if acting is None:
        _invite(by, row, party)
    return party


def _invite(by: User, dispute: Dispute, party: Party) -> None:
    path = f"/disputes/{dispute.pk}/together/"
    _invitation, link = invite(by=by, phone=party.phone, name=party.name, scope=dispute.pk, next_path=path)
    party.invited_at, party.identity_attempts = clock.now(), 0
    party.save(update_fields=["invited_at", "identity_attempts"])
    telling.sues_together(by=by, dispute=dispute, party=party, link=link)


@transaction.atomic
def change_named(*, by: User, party: Party, entered: Named, acting: Acting | None = None) -> Party:
    """Correct a party before the case is handed in. Who has said themselves who they are keeps name and number."""
    dispute = _for_preparing(by, party.dispute)
    row = Party.objects.select_for_update(no_key=True).get(pk=party.pk)
    if row.removed_at is not None:
        raise Conflict(_("This person has been taken out already."))
    if row.kind != entered.kind:
        raise Invalid(_("Take the party out and name it anew to change what it is."), field="kind")
    if row.user_id is not None and row.user_id != by.pk:
        raise Conflict(_("This party has joined already and keeps what they declared."))
    before = {
        name: getattr(row, name)
        for name in ("name", "phone", "resident_id", "address", "credit_code", "representative")
    }
    if row.side == Side.APPLICANT and row.organisation_id is not None:
        row.representative = line(entered.representative, LONGEST_NAME)
    else:
        _correct(by, dispute, row, entered)
    row.save()
    if acting is not None and policy.acts_for(by, row):
        _let_act(by, dispute, row, acting, in_office=row.organisation_id is not None)
    if any(getattr(row, name) != value for name, value in before.items()):
        _touch(dispute)
        record("disputes.party.corrected", by=by, subject=row, scope=dispute.pk, name=personal(row.name))
    waits = row.side == Side.APPLICANT and row.user_id is None and row.invited_at is not None
    if waits and row.phone != before["phone"]:
        revoke_invitations(by=by, phone=before["phone"], scope=dispute.pk)
        _invite(by, dispute, row)
    return row


def _correct(by: User, dispute: Dispute, row: Party, entered: Named) -> None:
    mine = row.user_id == by.pk
    if mine:
        entered = Named(row.kind, row.name, row.phone, row.resident_id, entered.address)
    wanted = checked(entered, row.side)
    if not mine and wanted["phone"] and wanted["phone"] == by.phone:
        raise Invalid(_("This is your own number. Enter the other person's."), field="phone")
    if row.invited_at is not None and not wanted["phone"]:
        raise Invalid(_("Enter the mobile number: the person is asked whether they sue, too."), field="phone")
    _refuse_twice(dispute, wanted, row)
    for name, value in wanted.items():
        setattr(row, name, value)
    row.organisation = _known_here(row.side, wanted)


@transaction.atomic
def take_out_named(*, by: User, party: Party) -> Party:
    """Take a party out before the case is handed in; one plaintiff stays. Twice changes nothing."""
    dispute = _for_preparing(by, party.dispute)
    row = Party.objects.select_for_update(no_key=True).get(pk=party.pk)
    if row.removed_at is not None:
        return row
    if row.side == Side.APPLICANT:
        _require_may_leave(by, dispute, row)
    if row.phone and row.user_id is None:
        revoke_invitations(by=by, phone=row.phone, scope=dispute.pk)
    row.removed_at = clock.now()
    row.save(update_fields=["removed_at"])
    _touch(dispute)
    record("disputes.party.removed", by=by, subject=row, scope=dispute.pk)
    return row


def _require_may_leave(by: User, dispute: Dispute, row: Party) -> None:
    """Who was asked to sue, too, may leave; whoever prepares the suit takes out others as long as they keep a part in it."""
    others = list(Party.objects.filter(dispute=dispute, side=Side.APPLICANT, removed_at=None).exclude(pk=row.pk))
    if row.user_id is not None and row.user_id != by.pk:
        raise Conflict(_("This plaintiff has said that they sue. Only they themselves can leave."))
    leaves = row.user_id == by.pk and dispute.opened_by_id != by.pk and others
    keeps = row.organisation_id is None and any(policy.acts_for(by, other) for other in others)
    if not leaves and not keeps:
        raise Invalid(_("Without this plaintiff you would have no part in the suit. Give the draft up instead."))


@transaction.atomic
def change_claim(*, by: User, dispute: Dispute, cause: str, amount: Decimal | None) -> Dispute:
    """Another cause, or another sum, before the case is handed in."""
    row = _for_preparing(by, dispute)
    _require_cause(cause)
    wanted = _checked_amount(amount)
    if (row.cause, row.amount_claimed) != (cause, wanted):
        row.cause, row.amount_claimed, row.title = cause, wanted, cause_of(cause).zh
        row.updated_at = clock.now()
        row.save(update_fields=["cause", "amount_claimed", "title", "updated_at"])
        record("disputes.dispute.claim_changed", by=by, subject=row, scope=row.pk, cause=cause, amount=wanted)
    return row


@transaction.atomic
def give_up(*, by: User, dispute: Dispute) -> Dispute:
    """Give the draft up: nobody is asked any more whether they sue. Twice changes nothing. Rooms above say whether they allow it."""
    hold_scope(dispute.pk)
    row = locked(dispute)
    if row.state == DisputeState.WITHDRAWN and policy.is_applicant(by, row):
        return row
    _for_preparing(by, row)
    move(by, row, "withdraw", {})
    for party in Party.objects.filter(dispute=row, side=Side.APPLICANT, removed_at=None, user=None).exclude(
        phone_hash=""
    ):
        revoke_invitations(by=by, phone=party.phone, scope=row.pk)
    return row


def join_suit(*, by: User, dispute: Dispute, name: str, resident_id: str) -> Party:
    """Say that one sues, too: the phone is the account's, name and ID number are those that were entered. Five attempts.

    Call it outside a transaction: a wrong attempt must be counted although it raises `Invalid`. Joining twice gives the same party.
    """
    there = Party.objects.filter(dispute=dispute, side=Side.APPLICANT, user=by, removed_at=None).first()
    if there is not None:
        return there
    party = queries.suit_waiting_for(by, dispute.pk)
    if party is None:
        raise NotAllowed(_("Nobody has asked you to sue together."))
    wrong = _(
        "Name or ID number is not what was entered for you. Check both; if they are right, ask whoever named you."
    )
    return prove(by=by, party=party, name=name, resident_id=resident_id, wrong=wrong)
