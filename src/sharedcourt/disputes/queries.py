"""Reading disputes: who sees which, who acts in them, how things stand."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from sharedcourt.core import cipher, codes
from sharedcourt.disputes.models import (
    Agent,
    Consent,
    Dispute,
    Evidence,
    Nomination,
    Party,
    PartyKind,
    Side,
    Stage,
    Standing,
)
from sharedcourt.disputes.states import DisputeState
from sharedcourt.people.models import Membership, Role, User
from sharedcourt.people.policy import acting_for, is_person, organisation_ids

Condition = Callable[[User], Q | None]
_more: list[Condition] = []
UNSEEN = (DisputeState.DRAFT, DisputeState.RETURNED)


def register_visibility(condition: Condition) -> None:
    """An upper room says who else sees disputes (the assigned mediator, say), as a `Q` on Dispute; call it in `ready`."""
    if condition not in _more:
        _more.append(condition)


def agents_in_force() -> QuerySet[Agent]:
    """Agents who act: not ended, and an organisation's own staff only as long as they work there."""
    still_there = Membership.objects.filter(
        user=OuterRef("user"),
        organisation=OuterRef("party__organisation"),
        is_active=True,
        organisation__is_active=True,
    )
    return Agent.objects.filter(
        ~Q(standing=Standing.STAFF) | Q(party__organisation=None) | Exists(still_there), ended_at=None
    )


def agencies_of(user: User) -> QuerySet[Agent]:
    """For whom the person acts; a program with an organisation's token only for that organisation."""
    found = agents_in_force().filter(user=user, party__removed_at=None)
    where = acting_for(user)
    return found if where is None else found.filter(party__organisation=where)


def own_parties(user: User) -> QuerySet[Party]:
    """The parties that this person is; a program is nobody's person."""
    found = Party.objects.filter(user=user, removed_at=None)
    return found if acting_for(user) is None else found.none()


def as_party(user: User) -> Q:
    """Disputes in which the person is a party or an agent, once they have been submitted; who sues knows of it before."""
    mine, for_others = own_parties(user), agencies_of(user)
    suing, for_suing = mine.filter(side=Side.APPLICANT), for_others.filter(party__side=Side.APPLICANT)
    belongs = Q(pk__in=mine.values("dispute")) | Q(pk__in=for_others.values("party__dispute"))
    brings = Q(pk__in=suing.values("dispute")) | Q(pk__in=for_suing.values("party__dispute"))
    institutions = organisation_ids(user, Role.INSTITUTION_OFFICER)
    if institutions:
        # An institution that is sued: its officers see it and appoint who acts.
        sued = Party.objects.filter(organisation__in=institutions, side=Side.RESPONDENT, removed_at=None)
        belongs |= Q(pk__in=sued.values("dispute"))
    return (belongs & ~Q(state__in=UNSEEN)) | (brings & Q(opened_for_court=True))


def as_applicant(user: User) -> Q | None:
    organisations = organisation_ids(user, Role.INSTITUTION_OFFICER, Role.ORGANISATION_MANAGER)
    return Q(applicant__in=organisations) if organisations else None


def as_manager(user: User) -> Q | None:
    organisations = organisation_ids(user, Role.ORGANISATION_MANAGER)
    if not organisations:
        return None
    # What went to court without mediation was never theirs.
    unseen = (*UNSEEN, DisputeState.COURT)
    return Q(mediation_organisation__in=organisations, submitted_at__isnull=False) & ~Q(state__in=unseen)


def visible_to(user: Any) -> QuerySet[Dispute]:
    """The disputes this person may know of. Strangers, courts and regulators: none."""
    return _seen(user, [as_applicant, as_manager, as_party, *_more])


def at_work(user: Any) -> QuerySet[Dispute]:
    """Those of `visible_to` that come with a role: what somebody's list at work shows."""
    return _seen(user, [as_applicant, as_manager, *_more])


def of_parties(user: Any) -> QuerySet[Dispute]:
    """Those of `visible_to` in which the person is a party or an agent."""
    return _seen(user, [as_party])


def listed_for(user: Any) -> QuerySet[Dispute]:
    """One list for a person: `at_work` with a role, else `of_parties` (both at once could use no index for its order)."""
    works = is_person(user) and any(each(user) is not None for each in (as_applicant, as_manager, *_more))
    return at_work(user) if works else of_parties(user)


def _seen(user: Any, conditions: "list[Condition]") -> QuerySet[Dispute]:
    if not is_person(user):
        return Dispute.objects.none()
    found = [condition for each in conditions if (condition := each(user)) is not None]
    if not found:
        return Dispute.objects.none()
    seen = found[0]
    for condition in found[1:]:
        seen |= condition
    return Dispute.objects.filter(seen)


def scopes_of(user: User) -> "QuerySet[Dispute, Any]":
    """The ids of `visible_to`, as a subquery for other rooms."""
    return visible_to(user).order_by().values("pk")


def drafts_of(user: User) -> "QuerySet[Dispute, Any]":
    """The ids of the disputes for which the person applies: who sees the papers read for an application."""
    condition = as_applicant(user)
    found = Dispute.objects.filter(condition) if condition is not None else Dispute.objects.none()
    return found.order_by().values("pk")


def by_code(entered: str) -> Dispute | None:
    """The dispute with this code if its code is public. Raises `codes.CodeInvalid` for a mistyped one."""
    dispute = Dispute.objects.select_related("mediation_organisation").filter(code=codes.normalise(entered)).first()
    return dispute if dispute is not None and dispute.is_public else None


def with_applicants(disputes: QuerySet[Dispute]) -> QuerySet[Dispute]:
    """The same with `applicants`, from which `Dispute.applicant_name` reads: one query for all."""
    applying = Party.objects.filter(removed_at=None, side=Side.APPLICANT).only("dispute_id", "name", "position", "side")
    return disputes.select_related("applicant").prefetch_related(Prefetch("parties", applying, to_attr="applicants"))


def parties_of(dispute: Dispute) -> QuerySet[Party]:
    """The present parties in their order, with everything a page shows of them."""
    return (
        Party.objects.filter(dispute=dispute, removed_at=None)
        .select_related("organisation", "user", "answer", "service_address")
        .prefetch_related(
            Prefetch("agents", agents_in_force().select_related("user")),
            Prefetch("consents", Consent.objects.filter(replaced_at=None), to_attr="consents_in_force"),
        )
    )


def party_of(user: Any, dispute: Dispute) -> Party | None:
    """The party this person is, or acts for."""
    if not is_person(user):
        return None
    return next(iter(spoken_for(user, dispute)), None)


def spoken_for(user: Any, dispute: Dispute) -> list[Party]:
    """Everybody for whom this person speaks in the dispute, themselves first, then in the parties' order; one query.

    They stand on one side: nobody acts for both (`actions.agents`).
    """
    if not is_person(user):
        return []
    own, clients = own_parties(user).values("pk"), agencies_of(user).values("party")
    rows = Party.objects.filter(Q(pk__in=own) | Q(pk__in=clients), dispute=dispute, removed_at=None)
    in_person = user.pk if acting_for(user) is None else None
    found = sorted(rows, key=lambda party: party.user_id is None or party.user_id != in_person)
    return [party for party in found if party.side == found[0].side]


def party_waiting_for(user: Any, dispute: Dispute) -> Party | None:
    """The party filed under this person's phone number that nobody has joined as yet (or that they are)."""
    if not is_person(user) or not user.phone_hash:
        return None
    return Party.objects.filter(
        dispute=dispute, removed_at=None, kind=PartyKind.PERSON, phone_hash=user.phone_hash
    ).first()


def suit_waiting_for(user: Any, dispute_id: UUID) -> Party | None:
    """The plaintiff that this person has been asked to be in a suit that is being prepared, and is not yet."""
    if not is_person(user) or not user.phone_hash or acting_for(user) is not None:
        return None
    waiting = Party.objects.select_related("dispute").filter(
        dispute=dispute_id,
        dispute__opened_for_court=True,
        dispute__state__in=UNSEEN,
        side=Side.APPLICANT,
        invited_at__isnull=False,
        removed_at=None,
        user=None,
    )
    return waiting.filter(phone_hash=user.phone_hash).first()


def nominations_of(dispute: Dispute) -> QuerySet[Nomination]:
    """Agents named and not here yet."""
    return Nomination.objects.filter(
        party__dispute=dispute, party__removed_at=None, agent=None, ended_at=None
    ).select_related("party__dispute")


def nomination_waiting_for(user: Any, dispute: Dispute) -> Nomination | None:
    """The nomination under this person's phone number."""
    if not is_person(user) or not user.phone_hash or acting_for(user) is not None:
        return None
    return nominations_of(dispute).filter(phone_hash=user.phone_hash).first()


def people_of(dispute: Dispute) -> list[tuple[Party, User]]:
    """Who acts, in the parties' order: organisations by their agents, persons themselves and with their agents.

    A person who has not joined yet is left out.
    """
    found: list[tuple[Party, User]] = []
    for party in parties_of(dispute):
        found += [(party, user) for user in accounts_of(party)]
    return found


def accounts_of(party: Party) -> list[User]:
    """In whose accounts the party acts, each once: its own where it has one, and its agents'. `party` is of `parties_of`."""
    acting = (party.user, *(agent.user for agent in party.agents.all()))
    return list({user.pk: user for user in acting if user is not None}.values())


def agency_in_suit_waiting_for(user: Any, dispute_id: UUID) -> Nomination | None:
    """The nomination under this person's phone number by who prepares a suit; no code leads to such a dispute yet."""
    dispute = Dispute.objects.filter(pk=dispute_id, opened_for_court=True, state__in=UNSEEN).first()
    if dispute is None:
        return None
    found = nomination_waiting_for(user, dispute)
    return found if found is not None and found.party.side == Side.APPLICANT else None


def consent_of(party: Party, stage: str = Stage.ONLINE_MEDIATION) -> Consent | None:
    """The answer in force, or None while there is none."""
    return Consent.objects.filter(party=party, stage=stage, replaced_at=None).first()


def without_consent(dispute: Dispute, stage: str = Stage.ONLINE_MEDIATION) -> QuerySet[Party]:
    """Parties that have not (or no longer) agreed."""
    agreed = Consent.objects.filter(party=OuterRef("pk"), stage=stage, given=True, replaced_at=None)
    return Party.objects.filter(~Exists(agreed), dispute=dispute, removed_at=None)


def everyone_agreed(dispute: Dispute, stage: str = Stage.ONLINE_MEDIATION) -> bool:
    """Whether every present party has agreed to the stage, and there is somebody on both sides."""
    sides = set(Party.objects.filter(dispute=dispute, removed_at=None).values_list("side", flat=True))
    return {"applicant", "respondent"} <= sides and not without_consent(dispute, stage).exists()


def evidence_of(dispute: Dispute) -> QuerySet[Evidence]:
    return Evidence.objects.filter(dispute=dispute, removed_at=None).select_related("file", "party")


def knows_phone(phone: str) -> bool:
    """Whether the number belongs to a present party, or a named agent, of a dispute that may be joined."""
    hashed = cipher.keyed_hash("phone", phone)
    if Nomination.objects.filter(phone_hash=hashed, agent=None, ended_at=None, party__removed_at=None).exists():
        return True
    return (
        Party.objects.filter(phone_hash=hashed, removed_at=None, dispute__submitted_at__isnull=False)
        .exclude(dispute__state__in=UNSEEN)
        .exists()
    )


def owners_of(scope: UUID) -> set[UUID]:
    """The organisations that hear of a dispute through their own systems: the applicant and the mediation organisation."""
    row = Dispute.objects.filter(pk=scope).only("applicant_id", "mediation_organisation_id").first()
    if row is None:
        return set()
    return {each for each in (row.applicant_id, row.mediation_organisation_id) if each is not None}


def hold(scope: UUID) -> None:
    """Lock the dispute of a scope, for rooms below that are about to change what belongs to it."""
    Dispute.objects.select_for_update(no_key=True).filter(pk=scope).first()
