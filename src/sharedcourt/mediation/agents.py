"""What a case does when those who act in it change from outside: other words, other seats."""

from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sharedcourt.disputes.models import Agent, Dispute
from sharedcourt.disputes.states import OPEN
from sharedcourt.ledger import events
from sharedcourt.ledger.models import Entry
from sharedcourt.mediation import live
from sharedcourt.mediation.actions import agreements, meetings
from sharedcourt.mediation.actions.locking import locked
from sharedcourt.mediation.actions.sessions import lead_to
from sharedcourt.mediation.actors import actor_of
from sharedcourt.mediation.models import Assignment, Case
from sharedcourt.mediation.states import CaseState, VersionState
from sharedcourt.mediation.steps import Step
from sharedcourt.people.models import Membership, User
from sharedcourt.rooms import actions as rooms


def _on_agent_joined(entry: Entry) -> None:
    assert entry.scope is not None
    _write_anew(entry.scope)
    meetings.participants_changed(dispute_id=entry.scope)


def _on_agent_ended(entry: Entry) -> None:
    assert entry.scope is not None
    _write_anew(entry.scope)
    _unseat(UUID(entry.payload.facts["person"]), entry.scope)


def _write_anew(dispute_id: UUID) -> None:
    """The agreement names the agents: with others it is another text, which everyone confirms and signs."""
    case = Case.objects.filter(dispute=dispute_id).first()
    if case is None:
        return
    row = locked(case)
    if row.state not in {CaseState.MEDIATING, CaseState.SIGNING}:
        return
    current = agreements.current_version(row)
    if current is not None and current.state != VersionState.EFFECTIVE:
        agreements.supersede(row, current, by=None, reason=_("The agents have changed."))
        lead_to(row, Step.PLAN)
        live.changed(row, "agreement")


def _unseat(person_id: UUID, dispute_id: UUID) -> None:
    """Whoever acts no longer has no seat in the dispute's rooms."""
    user = User.objects.get(pk=person_id)
    if actor_of(user, Dispute.objects.get(pk=dispute_id)) is None:
        rooms.withdraw_seats(by=None, scope=dispute_id, user=user)


def _on_office_ended(entry: Entry) -> None:
    """A dismissed officer or mediator leaves the rooms; seats are taken after the commit, for rooms are locked before the ledger."""
    person_id, organisation_id = UUID(entry.payload.facts["person"]), entry.payload.facts["organisation"]
    transaction.on_commit(partial(_leave_rooms, person_id, UUID(organisation_id)), robust=True)


def _on_organisation_closed(entry: Entry) -> None:
    """Nobody works there any more."""
    organisation_id = entry.subject
    assert organisation_id is not None
    people = Membership.objects.filter(organisation=organisation_id, is_active=True).values_list("user", flat=True)
    for person_id in people.distinct():
        transaction.on_commit(partial(_leave_rooms, person_id, organisation_id), robust=True)


@transaction.atomic
def _leave_rooms(person_id: UUID, organisation_id: UUID) -> None:
    acted = Agent.objects.filter(
        user=person_id, ended_at=None, party__organisation=organisation_id, party__dispute__state__in=OPEN
    )
    for dispute_id in acted.values_list("party__dispute", flat=True):
        _unseat(person_id, dispute_id)
    mediated = Assignment.objects.filter(
        mediator=person_id, ended_at=None, case__organisation=organisation_id, case__dispute__state__in=OPEN
    )
    user = User.objects.get(pk=person_id)
    for dispute_id in mediated.values_list("case__dispute", flat=True):
        rooms.withdraw_seats(by=None, scope=dispute_id, user=user)


def register() -> None:
    """Called once, when the app is ready."""
    events.on("disputes.agent.joined")(_on_agent_joined)
    events.on("disputes.agent.ended")(_on_agent_ended)
    events.on("people.membership.ended")(_on_office_ended)
    events.on("people.organisation.closed")(_on_organisation_closed)
