"""Who acts for a party, over the API: named, appointed, ended."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Schema, Status
from ninja.pagination import paginate
from pydantic import Field

from sharedcourt.disputes import actions, policy, queries
from sharedcourt.disputes.api import router
from sharedcourt.disputes.models import Agent, Dispute, Nomination, Party
from sharedcourt.documents.models import StoredFile
from sharedcourt.people.models import Role, User
from sharedcourt.people.policy import person_of
from sharedcourt.people.queries import members


class AgencyOut(Schema):
    """Somebody who acts for a party, or is asked to and has not come yet (then `id` is the nomination's)."""

    id: UUID
    party: UUID
    name: str
    authority: str = Field(description="general or special")
    standing: str = Field(description="staff, lawyer, relative or recommended")
    signs: bool
    is_here: bool
    document: UUID | None


class NominationIn(Schema):
    """An agent from outside, with the power of attorney: a finished upload of yours (POST /documents/files/)."""

    name: str
    phone: str
    authority: str = Field(description="general or special; only special authority settles (CPL 62, CPLI 147)")
    standing: str = Field(description="lawyer, relative or recommended")
    document: UUID
    signs: bool = Field(default=False, description="confirms and signs in the party's place")
    replaces: UUID | None = None


class ColleagueIn(Schema):
    """Another officer of the organisation that is the party."""

    colleague: UUID
    authority: str = "special"
    document: UUID | None = None
    replaces: UUID | None = None


def _dispute(request: HttpRequest, pk: UUID) -> Dispute:
    return get_object_or_404(queries.visible_to(request.user), pk=pk)


def _party(request: HttpRequest, pk: UUID, party: UUID) -> Party:
    rows = Party.objects.filter(dispute=_dispute(request, pk), removed_at=None)
    return get_object_or_404(rows.select_related("organisation", "user", "dispute"), pk=party)


def _file(by: User, pk: UUID | None) -> StoredFile | None:
    return get_object_or_404(StoredFile, pk=pk, uploaded_by=by) if pk is not None else None


def _replaced(party: Party, pk: UUID | None) -> Agent | None:
    return get_object_or_404(queries.agents_in_force().filter(party=party), pk=pk) if pk is not None else None


def _out(each: Agent | Nomination) -> dict[str, Any]:
    is_here = isinstance(each, Agent)
    return {
        "id": each.pk,
        "party": each.party_id,
        "name": each.user.name if isinstance(each, Agent) else each.name,
        "authority": each.authority,
        "standing": each.standing,
        "signs": each.signs,
        "is_here": is_here,
        "document": each.document_id,
    }


@router.get("/{uuid:pk}/agents/", response=list[AgencyOut], operation_id="disputes_agents", summary="Agents")
@paginate
def agents(request: HttpRequest, pk: UUID) -> list[dict[str, Any]]:
    """Everybody who acts for a party; to whoever keeps a party's agents also those who have not come yet."""
    dispute = _dispute(request, pk)
    acting = queries.agents_in_force().filter(party__dispute=dispute, party__removed_at=None).select_related("user")
    waiting = [each for each in queries.nominations_of(dispute) if policy.may_keep_agents(request.user, each.party)]
    found: list[Agent | Nomination] = [*acting, *waiting]
    return [_out(each) for each in found]


@router.post(
    "/{uuid:pk}/parties/{uuid:party_id}/agents/",
    response={201: AgencyOut},
    operation_id="disputes_name_agent",
    summary="Name an agent from outside",
)
def name_agent(request: HttpRequest, pk: UUID, party_id: UUID, body: NominationIn) -> Status[Any]:
    """The person is invited by SMS."""
    party, by = _party(request, pk, party_id), person_of(request)
    wanted = body.dict(exclude={"document", "replaces"})
    made = actions.name_agent(
        by=by, party=party, document=_file(by, body.document), replaces=_replaced(party, body.replaces), **wanted
    )
    return Status(201, _out(made))


@router.post(
    "/{uuid:pk}/parties/{uuid:party_id}/agents/colleague/",
    response={201: AgencyOut},
    operation_id="disputes_appoint_colleague",
    summary="Let another officer act",
)
def appoint_colleague(request: HttpRequest, pk: UUID, party_id: UUID, body: ColleagueIn) -> Status[Any]:
    """Beside the present agent, or in the place of `replaces`."""
    party, by = _party(request, pk, party_id), person_of(request)
    officers = members(party.organisation, Role.INSTITUTION_OFFICER) if party.organisation else User.objects.none()
    made = actions.appoint_colleague(
        by=by,
        party=party,
        colleague=get_object_or_404(officers, pk=body.colleague),
        authority=body.authority,
        document=_file(by, body.document),
        replaces=_replaced(party, body.replaces),
    )
    return Status(201, _out(made))


@router.delete(
    "/{uuid:pk}/agents/{uuid:agent_id}/",
    response={204: None},
    operation_id="disputes_end_agent",
    summary="End an authority",
)
def end_agent(request: HttpRequest, pk: UUID, agent_id: UUID) -> Status[Any]:
    """By the party, or by the agent; also takes back the name of one who has not come yet."""
    dispute, by = _dispute(request, pk), person_of(request)
    nomination = Nomination.objects.filter(party__dispute=dispute, pk=agent_id, agent=None).first()
    if nomination is not None:
        actions.withdraw_nomination(by=by, nomination=nomination)
        return Status(204, None)
    agent = get_object_or_404(Agent.objects.filter(party__dispute=dispute).select_related("party"), pk=agent_id)
    actions.end_agent(by=by, agent=agent)
    return Status(204, None)
