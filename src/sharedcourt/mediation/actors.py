"""Who takes part in a case: parties themselves or their agents, and who of them may bind a party."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from sharedcourt.core.errors import Invalid, NotAllowed
from sharedcourt.disputes.models import Dispute, Party
from sharedcourt.disputes.queries import parties_of
from sharedcourt.mediation import roles
from sharedcourt.people.models import User
from sharedcourt.people.policy import acting_for


@dataclass(frozen=True)
class Actor:
    """A person who acts for a party; `may_settle`: the party, or an agent with special authority (CPLI 147)."""

    party: Party
    user: User
    is_agent: bool
    may_settle: bool
    signs: bool = False  # in the party's place, although the party is here

    @property
    def side(self) -> str:
        return str(self.party.side)

    @property
    def role(self) -> str:
        """The key of what they are here (`roles`)."""
        return roles.role_of(self.party, is_agent=self.is_agent)

    @property
    def label(self) -> str:
        """What stands beside the name, in the running language."""
        return roles.words(self.role, roles.branch(self.party) if self.is_agent else "")


def role_label(party: Party) -> str:
    """What a party is, in the running language."""
    return roles.words(roles.role_of(party))


def actors(dispute: Dispute, parties: list[Party] | None = None) -> list[Actor]:
    """Everyone who acts, in the order of the parties; whoever has not joined yet is left out."""
    found: list[Actor] = []
    for party in parties if parties is not None else parties_of(dispute):
        if party.user is not None:
            found.append(Actor(party, party.user, is_agent=False, may_settle=True))
        found += [
            Actor(party, agent.user, is_agent=True, may_settle=agent.may_settle, signs=agent.signs)
            for agent in party.agents.all()
            if agent.user_id != party.user_id
        ]
    once = {each.user.pk: each for each in reversed(found)}
    return [each for each in found if once[each.user.pk] is each]


def actor_of(user: User, dispute: Dispute) -> Actor | None:
    """As whom this person acts, if at all."""
    acting = (each for each in actors(dispute) if each.user.pk == user.pk)
    organisation = acting_for(user)
    return next((each for each in acting if organisation in (None, each.party.organisation_id)), None)


def signatories(dispute: Dispute, *, everyone: bool = True) -> list[Actor]:
    """One person per party who confirms and signs: the agent to whom the party left it, the party, else a specially authorised agent.

    With `everyone`, raises Invalid naming the party for whom nobody can sign.
    """
    parties = list(parties_of(dispute))
    acting = actors(dispute, parties)
    chosen: list[Actor] = []
    for party in parties:
        able = [each for each in acting if each.party.pk == party.pk and each.may_settle]
        if able:
            chosen.append(next((each for each in able if each.signs), able[0]))
        elif everyone:
            message = _(
                "Nobody can sign for %(party)s yet: the party has not joined, or its agent lacks special authority."
            )
            raise Invalid(message % {"party": role_label(party)}, field="parties")
    return chosen


def require_actor(user: User, dispute: Dispute) -> Actor:
    """The person as a party or agent; raises NotAllowed."""
    actor = actor_of(user, dispute)
    if actor is None:
        raise NotAllowed(_("Only the parties and their agents may do this."))
    return actor


def require_signatory(user: User, dispute: Dispute) -> Actor:
    """The person as one who binds a party; raises NotAllowed with the reason."""
    actor = require_actor(user, dispute)
    if not actor.may_settle:
        raise NotAllowed(
            _("You have general authority only. Confirming and signing need special authority (特别授权).")
        )
    if actor.user.pk not in {each.user.pk for each in signatories(dispute, everyone=False)}:
        raise NotAllowed(_("Somebody else confirms and signs for this party."))
    return actor
