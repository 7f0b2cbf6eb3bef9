"""Who acts for a party: named by the party, proved by the agent, ended by either (CPL 61, 62)."""

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import cipher, clock
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.disputes import policy, queries, telling
from sharedcourt.disputes.actions.lifecycle import locked
from sharedcourt.disputes.models import Agent, Authority, Dispute, Nomination, Party, Standing
from sharedcourt.disputes.states import EDITABLE
from sharedcourt.documents.actions import attach
from sharedcourt.documents.models import StoredFile
from sharedcourt.law.tables import rule
from sharedcourt.ledger.actions import personal, record
from sharedcourt.ledger.locks import hold_scope
from sharedcourt.people import phones
from sharedcourt.people.actions import declare_identity, invite, revoke_invitations
from sharedcourt.people.actions.identity import checked_resident_id
from sharedcourt.people.models import Role, User
from sharedcourt.people.queries import members

ATTEMPTS = 5
LONGEST_NAME = 60
PURPOSE = StoredFile.Purpose.AUTHORITY
OF_PERSONS = (Standing.LAWYER, Standing.RELATIVE, Standing.RECOMMENDED)
OF_ORGANISATIONS = (Standing.LAWYER, Standing.RECOMMENDED)


def _plain(name: str) -> str:
    return " ".join(name.replace("•", "·").replace("．", "·").split())


def _for_change(by: User, party: Party) -> tuple[Dispute, Party]:
    hold_scope(party.dispute_id)
    dispute = locked(party.dispute)
    row = Party.objects.select_for_update().get(pk=party.pk)
    if not policy.may_keep_agents(by, row):
        raise NotAllowed(_("Agents are named by the party in person, or by an officer of the organisation."))
    _require_change(dispute, row)
    return dispute, row


def _require_change(dispute: Dispute, party: Party) -> None:
    if policy.agents_change(dispute, party):
        return
    if dispute.state in EDITABLE:
        raise Conflict(_("Submit the application first; until then its officers act."))
    raise Conflict(_("This dispute has come to its end; agents are not changed any more."))


def _check_authority(authority: str, *, signs: bool) -> None:
    if authority not in Authority.values:
        raise Invalid(_("Choose how far the authority goes."), field="authority")
    if signs and authority != Authority.SPECIAL:
        raise Invalid(_("Only an agent with special authority may sign for the party."), field="signs")


def _check_number(party: Party, ending: Agent | None) -> None:
    most = rule("procedures", "agents", clock.today())["most"]
    acting = queries.agents_in_force().filter(party=party)
    waiting = Nomination.objects.filter(party=party, agent=None, ended_at=None)
    if ending is not None:
        acting = acting.exclude(pk=ending.pk)
    if acting.count() + waiting.count() >= most:
        message = _("A party has at most %(most)d agents. End one first, or replace one.")
        raise Invalid(message % {"most": most}, field="name")


def _touch(dispute: Dispute) -> None:
    dispute.updated_at = clock.now()
    dispute.save(update_fields=["updated_at"])


@transaction.atomic
def name_agent(
    *,
    by: User,
    party: Party,
    name: str,
    phone: str,
    authority: str,
    standing: str,
    document: StoredFile | None,
    signs: bool = False,
    replaces: Agent | None = None,
) -> Nomination:
    """The party names an agent from outside with the paper that says so; that person is invited by SMS.

    `signs`: the agent confirms and signs in the party's place, which needs special authority. `replaces` ends another agent in
    the same act. Raises `Invalid` with the field.
    """
    dispute, row = _for_change(by, party)
    allowed = OF_PERSONS if row.is_person else OF_ORGANISATIONS
    if standing not in allowed:
        raise Invalid(_("Choose what this person is."), field="standing")
    _check_authority(authority, signs=signs)
    wanted, number = _plain(name), phones.normal_phone(phone)
    if not wanted or len(wanted) > LONGEST_NAME:
        raise Invalid(_("Enter the name as it stands on the ID card."), field="name")
    if document is None:
        raise Invalid(_("Add the power of attorney, signed by the party (CPL 62)."), field="document")
    hashed = cipher.keyed_hash("phone", number)
    _refuse_other_side(dispute, row, hashed)
    _check_number(row, replaces)
    stored = attach(by=by, file=document, scope=dispute.pk, purpose=PURPOSE)
    if replaces is not None:
        _end(by, dispute, replaces, party=row)
    try:
        with transaction.atomic():
            nomination = Nomination.objects.create(
                party=row,
                name=wanted,
                phone=number,
                authority=authority,
                standing=standing,
                signs=signs,
                document=stored,
                named_by=by,
            )
    except IntegrityError as error:
        raise Invalid(_("This person has been named already."), field="phone") from error
    _touch(dispute)
    record(
        "disputes.agent.nominated",
        by=by,
        subject=nomination,
        scope=dispute.pk,
        party=row.pk,
        authority=authority,
        standing=standing,
        signs=signs,
        document=stored.sha256,
        name=personal(wanted),
        phone=personal(number),
    )
    _send(by, dispute, nomination)
    return nomination


def _refuse_other_side(dispute: Dispute, party: Party, phone_hash: str) -> None:
    """Nobody acts for a party who is a party themselves, acts for it already, or acts or is to act for the other side.

    Several parties of one side may have the same agent (`law.tables` procedures, agents).
    """
    present = Party.objects.filter(dispute=dispute, removed_at=None, phone_hash=phone_hash)
    agents = queries.agents_in_force().filter(party__dispute=dispute, user__phone_hash=phone_hash)
    agents = agents.filter(Q(party=party) | ~Q(party__side=party.side))
    named = queries.nominations_of(dispute).filter(~Q(party__side=party.side), phone_hash=phone_hash)
    if present.exists() or agents.exists() or named.exists():
        raise Invalid(_("Somebody with this phone number takes part in the dispute already."), field="phone")


def _require_one_side(dispute: Dispute, party: Party, user: User) -> None:
    """Who acts for one side does not act for the other, however they came to be named. Raises Conflict."""
    if rule("procedures", "both_sides", clock.today())["same_agent"]:
        return
    acts = queries.agents_in_force().filter(party__dispute=dispute, party__removed_at=None, user=user)
    if acts.exclude(party__side=party.side).exists():
        raise Conflict(_("This person acts for the other side. Nobody acts for both sides."))


def _send(by: User, dispute: Dispute, nomination: Nomination) -> None:
    # Of what is being prepared for a court no code leads anywhere.
    next_path = f"/d/{dispute.code}/join/" if dispute.is_public else f"/disputes/{dispute.pk}/together/"
    _invitation, link = invite(
        by=by, phone=nomination.phone, name=nomination.name, scope=dispute.pk, next_path=next_path
    )
    telling.nomination(by=by, dispute=dispute, nomination=nomination, link=link)


@transaction.atomic
def appoint_colleague(
    *,
    by: User,
    party: Party,
    colleague: User,
    authority: str = Authority.SPECIAL,
    document: StoredFile | None = None,
    replaces: Agent | None = None,
) -> Agent:
    """Another officer of the organisation acts for it from now on, beside or in the place of `replaces`."""
    dispute, row = _for_change(by, party)
    if (
        row.organisation is None
        or not members(row.organisation, Role.INSTITUTION_OFFICER).filter(pk=colleague.pk).exists()
    ):
        raise Invalid(_("Choose an officer of the organisation."), field="colleague")
    _check_authority(authority, signs=False)
    if replaces is not None and replaces.user_id == colleague.pk:
        replaces = None
    already = queries.agents_in_force().filter(party=row, user=colleague).first()
    if already is None:
        if Party.objects.filter(dispute=dispute, removed_at=None, user=colleague).exists():
            raise Invalid(_("This person is a party of the dispute."), field="colleague")
        _require_one_side(dispute, row, colleague)
        _check_number(row, replaces)
    stored = attach(by=by, file=document, scope=dispute.pk, purpose=PURPOSE) if document is not None else None
    if replaces is not None:
        _end(by, dispute, replaces, party=row)
    agent, _made = Agent.objects.select_for_update().get_or_create(
        party=row, user=colleague, defaults={"authority": authority}
    )
    agent.authority, agent.standing, agent.ended_at = authority, Standing.STAFF, None
    agent.document = stored or agent.document
    agent.save()
    _touch(dispute)
    record(
        "disputes.agent.joined",
        by=by,
        subject=agent,
        scope=dispute.pk,
        party=row.pk,
        authority=authority,
        standing=agent.standing,
        person=colleague.pk,
    )
    if colleague.pk != by.pk:
        telling.appointed(by=by, dispute=dispute, user=colleague)
    return agent


def join_as_agent(*, by: User, dispute: Dispute, name: str, resident_id: str) -> Agent:
    """Become the agent one was named as: the phone is the account's, the name what the party filed.

    Who was named by several parties of one side under this name acts for each of them from now on. Five attempts. Call it outside a transaction: a wrong attempt must be counted although it raises `Invalid`.
    """
    nomination = queries.nomination_waiting_for(by, dispute)
    if nomination is None or not (dispute.is_public or policy.agents_change(dispute, nomination.party)):
        raise NotAllowed(_("This phone number is not among the agents of this dispute."))
    number = checked_resident_id(resident_id)
    if not _matches(nomination, name):
        raise Invalid(_("The name is not what the party gave. Check it, or ask the party."), field="name")
    verification = declare_identity(by=by, name=_plain(name), resident_id=number, scope=dispute.pk)
    return _join_for_all(by, nomination, name, int(verification.level))


@transaction.atomic
def _join_for_all(by: User, first: Nomination, name: str, level: int) -> Agent:
    hold_scope(first.party.dispute_id)
    agent = _join(by, first, level)
    beside = queries.nominations_of(first.party.dispute).filter(
        phone_hash=first.phone_hash, party__side=first.party.side
    )
    for other in beside.exclude(pk=first.pk):
        if _plain(other.name) == _plain(name):
            _join(by, other, level)
    return agent


@transaction.atomic
def _matches(nomination: Nomination, name: str) -> bool:
    row = Nomination.objects.select_for_update().get(pk=nomination.pk)
    if row.attempts >= ATTEMPTS:
        raise Conflict(_("There were too many attempts. Ask the party to name you again."))
    fits = _plain(row.name) == _plain(name)
    if not fits:
        row.attempts += 1
        row.save(update_fields=["attempts"])
    return fits


@transaction.atomic
def _join(by: User, nomination: Nomination, level: int) -> Agent:
    hold_scope(nomination.party.dispute_id)
    dispute = locked(nomination.party.dispute)
    row = Nomination.objects.select_for_update(of=("self",)).select_related("party").get(pk=nomination.pk)
    if row.agent is not None and row.agent.user_id == by.pk:
        return row.agent
    if row.ended_at is not None or row.party.removed_at is not None:
        raise Conflict(_("The party has taken this authority back."))
    _require_change(dispute, row.party)
    _require_one_side(dispute, row.party, by)
    agent, _made = Agent.objects.select_for_update().get_or_create(
        party=row.party, user=by, defaults={"authority": row.authority}
    )
    agent.authority, agent.standing, agent.signs = row.authority, row.standing, row.signs
    agent.document, agent.ended_at = row.document, None
    agent.save()
    row.agent = agent
    row.save(update_fields=["agent"])
    _touch(dispute)
    revoke_invitations(by=by, phone=row.phone, scope=dispute.pk)
    record(
        "disputes.agent.joined",
        by=by,
        subject=agent,
        scope=dispute.pk,
        party=row.party_id,
        authority=agent.authority,
        standing=agent.standing,
        person=by.pk,
        identity_level=level,
    )
    telling.agent_changed(by=by, dispute=dispute, party=row.party, kind="disputes.agent_joined")
    return agent


@transaction.atomic
def end_agent(*, by: User, agent: Agent) -> Agent:
    """The party takes the authority back, or the agent lays it down; at once, and twice is once."""
    party = Party.objects.get(pk=agent.party_id)
    if agent.user_id == by.pk and policy.acts_for(by, party):
        hold_scope(party.dispute_id)
        dispute = locked(party.dispute)
        if not policy.agents_change(dispute, party):
            raise Conflict(_("Agents are not changed in this state of the dispute."))
        _require_somebody_left(dispute, party, agent)
    else:
        dispute, party = _for_change(by, party)
    _end(by, dispute, agent, party=party)
    agent.refresh_from_db()
    return agent


def _require_somebody_left(dispute: Dispute, party: Party, leaving: Agent) -> None:
    """A suit that is being prepared or looked at does not lose the only person who speaks for the plaintiff."""
    if dispute.state not in EDITABLE or party.user_id is not None or party.organisation_id is not None:
        return
    if not queries.agents_in_force().filter(party=party).exclude(pk=leaving.pk).exists():
        raise Conflict(_("Nobody else acts for this party here. Give the draft up or take the case back first."))


def _end(by: User, dispute: Dispute, agent: Agent, *, party: Party) -> None:
    row = Agent.objects.select_for_update(of=("self",)).select_related("user").get(pk=agent.pk)
    if row.party_id != party.pk:
        raise Invalid(_("This is not an agent of the party."), field="replaces")
    if row.ended_at is not None:
        return
    row.ended_at, row.signs = clock.now(), False
    row.save(update_fields=["ended_at", "signs"])
    _touch(dispute)
    record("disputes.agent.ended", by=by, subject=row, scope=dispute.pk, party=party.pk, person=row.user_id)
    if row.user_id != by.pk:
        telling.agent_ended(by=by, dispute=dispute, user=row.user)
    telling.agent_changed(by=by, dispute=dispute, party=party, kind="disputes.agent_ended_for")


@transaction.atomic
def withdraw_nomination(*, by: User, nomination: Nomination) -> Nomination:
    """Take a name back before the person has come; the link ends."""
    dispute, _party = _for_change(by, nomination.party)
    row = Nomination.objects.select_for_update().get(pk=nomination.pk)
    if row.agent_id is not None:
        raise Conflict(_("This person acts already. End the authority instead."))
    if row.ended_at is None:
        row.ended_at = clock.now()
        row.save(update_fields=["ended_at"])
        revoke_invitations(by=by, phone=row.phone, scope=dispute.pk)
        record("disputes.agent.nomination_withdrawn", by=by, subject=row, scope=dispute.pk, party=row.party_id)
    return row
