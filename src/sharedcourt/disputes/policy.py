"""Who may do what in a dispute. Whether somebody sees it at all is `queries.visible_to`."""

from typing import Any

from sharedcourt.disputes import handover
from sharedcourt.disputes.models import Dispute, Party, Side
from sharedcourt.disputes.queries import agencies_of
from sharedcourt.disputes.states import (
    APPLICANT,
    EDITABLE,
    ENDED,
    ORGANISATION,
    PARTY,
    SETTLED,
    SYSTEM,
    DisputeState,
)
from sharedcourt.people.models import Organisation, Role, User
from sharedcourt.people.policy import acting_for, has_role, is_person, organisations


def applicant_organisations(user: Any) -> list[Organisation]:
    """The institutions for which this person may open disputes."""
    found = organisations(user, Role.INSTITUTION_OFFICER)
    return [each for each in found if each.kind == Organisation.Kind.INSTITUTION]


def may_open(user: Any) -> bool:
    return bool(applicant_organisations(user))


def is_officer(user: Any, dispute: Dispute) -> bool:
    """An officer of the institution that applies."""
    return dispute.applicant_id is not None and has_role(user, Role.INSTITUTION_OFFICER, at=dispute.applicant_id)


def is_applicant(user: Any, dispute: Dispute) -> bool:
    """An officer of the applicant; where no institution applies, who does so themselves, and their agents."""
    if dispute.applicant_id is not None:
        return is_officer(user, dispute)
    applying = Party.objects.filter(dispute=dispute, side=Side.APPLICANT, removed_at=None)
    return any(acts_for(user, party) for party in applying)


def is_organisation(user: Any, dispute: Dispute) -> bool:
    """A manager or mediator of the mediation organisation in charge."""
    organisation = dispute.mediation_organisation_id
    return organisation is not None and has_role(user, Role.ORGANISATION_MANAGER, Role.MEDIATOR, at=organisation)


def is_manager(user: Any, dispute: Dispute) -> bool:
    organisation = dispute.mediation_organisation_id
    return organisation is not None and has_role(user, Role.ORGANISATION_MANAGER, at=organisation)


def may_edit(user: Any, dispute: Dispute) -> bool:
    """Correct what the dispute says: the applicant, before it is submitted or when it came back, and no court has it."""
    return dispute.state in EDITABLE and is_applicant(user, dispute) and not handover.is_before_court(dispute)


def may_prepare(user: Any, dispute: Dispute) -> bool:
    """Say who sues whom, in a dispute that was opened for a court and that no court has yet."""
    return dispute.opened_for_court and may_edit(user, dispute)


def acts_for(user: Any, party: Party) -> bool:
    """The party themselves, or an agent of theirs."""
    if not is_person(user) or party.removed_at is not None:
        return False
    if party.user_id == user.pk and acting_for(user) is None:
        return True
    return agencies_of(user).filter(party=party).exists()


def may_settle(user: Any, party: Party) -> bool:
    """Admit, waive and settle: the party, or an agent with special authority (CPL 62, CPLI 147)."""
    if not is_person(user) or party.removed_at is not None:
        return False
    if party.user_id == user.pk and acting_for(user) is None:
        return True
    return any(agent.may_settle for agent in agencies_of(user).filter(party=party))


def may_keep_agents(user: Any, party: Party) -> bool:
    """Name and end a party's agents: the party in person, or an officer or manager of the organisation that is the party."""
    if not is_person(user) or party.removed_at is not None:
        return False
    if party.organisation_id is not None:
        return has_role(user, Role.INSTITUTION_OFFICER, Role.ORGANISATION_MANAGER, at=party.organisation_id)
    return party.user_id == user.pk and acting_for(user) is None


def agents_change(dispute: Dispute, party: Party) -> bool:
    """Whether a party's agents may change now: from the application for mediation to its end, and whenever its side has a suit.

    Who sues needs an agent from the first line of the plaint on (CPL 61): in what was opened for a court, while it is a draft, too.
    """
    if dispute.state in EDITABLE:
        return dispute.opened_for_court and party.side == Side.APPLICANT
    if dispute.state in SETTLED or dispute.state in ENDED:
        return handover.has_suit(dispute, party.side)
    return True


def may_invite(user: Any, dispute: Dispute) -> bool:
    return is_officer(user, dispute) or is_organisation(user, dispute)


def may_correct(user: Any, dispute: Dispute, party: Party) -> bool:
    """A party who has not joined yet: whoever named them (or a colleague at the applicant), and the mediation organisation."""
    if party.side == "applicant" or not is_person(user):
        return False
    if is_organisation(user, dispute):
        return True
    if is_applicant(user, dispute):
        return party.named_by_id is not None and is_applicant(party.named_by, dispute)
    return party.named_by_id == user.pk and any(
        acts_for(user, own) for own in Party.objects.filter(dispute=dispute, removed_at=None)
    )


def is_one_of(user: User | None, dispute: Dispute, who: tuple[str, ...]) -> bool:
    """Whether the person is one of those a transition names; the system (None) only where it is named."""
    if user is None:
        return SYSTEM in who
    if APPLICANT in who and is_applicant(user, dispute):
        return True
    if ORGANISATION in who and is_organisation(user, dispute):
        return True
    if PARTY not in who:
        return False
    return any(acts_for(user, party) for party in Party.objects.filter(dispute=dispute, removed_at=None))


def may_name_co_obligor(user: Any, dispute: Dispute) -> bool:
    """A person on the respondent's side, until the words of the agreement are fixed; before a court that is the court's matter."""
    if dispute.state in {DisputeState.DRAFT, DisputeState.RETURNED, DisputeState.COURT}:
        return False
    return any(
        party.side == "respondent" and acts_for(user, party)
        for party in Party.objects.filter(dispute=dispute, removed_at=None)
    )
