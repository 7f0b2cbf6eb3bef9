"""Ties between a mediator and the parties that the platform can see for itself (ODMR 13)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from sharedcourt.disputes.models import Dispute, Party
from sharedcourt.disputes.queries import parties_of
from sharedcourt.people.models import User


@dataclass(frozen=True)
class Tie:
    """One tie in words. `code` is stable: phone, resident_id, name, agent, works_for."""

    code: str
    words: str


def ties(mediator: User, dispute: Dispute, parties: list[Party] | None = None) -> list[Tie]:
    """What binds this person to a party. Any tie keeps them from being assigned."""
    parties = list(parties_of(dispute)) if parties is None else parties
    employers = [item.organisation for item in mediator.memberships.all() if item.is_active]
    employer_ids = {pk for each in employers for pk in (each.pk, each.parent_id) if pk}
    found: list[Tie] = []
    for party in parties:
        if party.user_id == mediator.pk or (mediator.phone_hash and party.phone_hash == mediator.phone_hash):
            found.append(Tie("phone", _("Has the same phone number as a party.")))
        if mediator.resident_id_hash and party.resident_id_hash == mediator.resident_id_hash:
            found.append(Tie("resident_id", _("Has the same ID number as a party.")))
        elif party.is_person and "".join(party.name.split()) == "".join(mediator.name.split()):
            found.append(Tie("name", _("Has the same name as a party.")))
        if any(agent.user_id == mediator.pk for agent in party.agents.all()):
            found.append(Tie("agent", _("Acts as agent of a party.")))
        if party.organisation is not None and {party.organisation_id, party.organisation.parent_id} & employer_ids:
            found.append(Tie("works_for", _("Works for a party.")))
    return list(dict.fromkeys(found))
