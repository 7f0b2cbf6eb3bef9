"""From a code to a party over the API: find the dispute, prove who one is, read and agree, and what comes next."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Schema
from ninja.pagination import paginate
from ninja.security import django_auth
from pydantic import Field

from sharedcourt.core import codes
from sharedcourt.core.paging import Each
from sharedcourt.disputes import actions, policy, queries, tasks_list, texts
from sharedcourt.disputes.api import DisputeFull, PartyOut, full, party_out, person, router, seen
from sharedcourt.disputes.models import ServiceAddress, Stage
from sharedcourt.disputes.views_public import find
from sharedcourt.law.identity import mask_phone
from sharedcourt.notices.models import Message
from sharedcourt.notices.queries import for_scope


class DisputeFound(Schema):
    """What a code says to anybody: that there is a dispute, and who mediates it; of its people nothing.

    `id` only for those who see the dispute.
    """

    code: str
    mediation_organisation: str
    id: UUID | None


class IdentityIn(Schema):
    """As on the ID card."""

    name: str
    resident_id: str


class AgreeIn(Schema):
    """The page of consent in one act: every box for itself, and the address for service."""

    online_mediation: bool
    sham_warning: bool = Field(description="the warning about sham mediation has been read")
    e_service: bool = Field(description="papers may come electronically")
    judgments_too: bool = False
    address: str
    phone: str
    receiver: str = Field("", description="who receives papers, if not the party")
    email: str = ""


class ServiceAddressIn(Schema):
    receiver: str
    address: str
    phone: str
    e_service: bool
    email: str = ""
    judgments_too: bool = False
    paper_copy: bool = False


class ServiceAddressOut(Schema):
    """Where papers reach a party."""

    party: UUID
    receiver: str
    address: str
    phone: str
    email: str
    e_service: bool
    judgments_too: bool
    paper_copy: bool
    text_version: str
    confirmed_at: datetime


class ConsentTexts(Schema):
    """What one agrees to, in the language asked for; `version` is kept with every consent."""

    version: str
    how_it_goes: list[str]
    rights: list[str]
    duties: list[str]
    effects: list[str]
    sham_warning: str
    service_effect: str
    declaration: str
    stages: dict[str, str]


class TodoOut(Schema):
    """A line of the task list. `state`: todo, waiting (for somebody else), done, cannot_start."""

    label: str
    url: str
    state: str
    due: date | None
    hint: str


class MessageSent(Schema):
    """A message of the dispute and what became of it; its text is its reader's own."""

    id: UUID
    channel: str
    kind: str
    to: str
    state: str
    state_words: str
    created_at: datetime
    sent_at: datetime | None
    delivered_at: datetime | None


@router.get(
    "/by-code/{code}", response=DisputeFound, auth=None, operation_id="disputes_find", summary="What a code leads to"
)
def find_by_code(request: HttpRequest, code: str) -> dict[str, Any]:
    """After twenty wrong codes from one address within ten minutes nothing is found from there."""
    dispute = find(request, code)
    if dispute is None:
        raise Http404
    organisation = dispute.mediation_organisation
    is_seen = queries.visible_to(request.user).filter(pk=dispute.pk).exists()
    return {
        "code": codes.display(dispute.code),
        "mediation_organisation": organisation.name if organisation else "",
        "id": dispute.pk if is_seen else None,
    }


@router.post(
    "/by-code/{code}/join",
    response=DisputeFull,
    auth=django_auth,
    operation_id="disputes_join",
    summary="Prove who you are and join",
)
def join(request: HttpRequest, code: str, body: IdentityIn) -> dict[str, Any]:
    """The phone is that of the session; name and ID number must be those that were filed. Five attempts for each invitation."""
    dispute = find(request, code)
    if dispute is None:
        raise Http404
    user = person(request)
    if queries.visible_to(user).filter(pk=dispute.pk).exists():
        return full(dispute)
    waiting = queries.party_waiting_for(user, dispute)
    if waiting is None or (waiting.user_id is not None and waiting.user_id != user.pk):
        raise Http404
    actions.join(by=user, dispute=dispute, name=body.name, resident_id=body.resident_id)
    return full(seen(request, dispute.pk))


@router.post(
    "/{uuid:pk}/together",
    response=DisputeFull,
    auth=django_auth,
    operation_id="disputes_sue_together",
    summary="Say that you sue, too",
)
def sue_together(request: HttpRequest, pk: UUID, body: IdentityIn) -> dict[str, Any]:
    """Whoever was named as a further plaintiff; the phone is that of the session, name and number those that were entered."""
    user = person(request)
    party = queries.suit_waiting_for(user, pk)
    if party is not None:
        actions.join_suit(by=user, dispute=party.dispute, name=body.name, resident_id=body.resident_id)
    return full(seen(request, pk))


@router.get(
    "/consent-texts",
    response=ConsentTexts,
    auth=None,
    operation_id="disputes_consent_texts",
    summary="What one agrees to",
)
def consent_texts(request: HttpRequest) -> dict[str, Any]:
    """Form, rights, duties and effects of online mediation (ODMR 4 and 7), to be read before consent."""
    return {
        "version": texts.VERSION,
        "how_it_goes": [str(each) for each in texts.HOW_IT_GOES],
        "rights": [str(each) for each in texts.RIGHTS],
        "duties": [str(each) for each in texts.DUTIES],
        "effects": [str(each) for each in texts.EFFECTS],
        "sham_warning": str(texts.SHAM_WARNING),
        "service_effect": str(texts.SERVICE_EFFECT),
        "declaration": str(texts.DECLARATION),
        "stages": {stage.value: str(stage.label) for stage in Stage},
    }


@router.post(
    "/{uuid:pk}/agree/",
    response=PartyOut,
    operation_id="disputes_agree_to_mediate",
    summary="Agree to mediate and give the address for service",
)
def agree(request: HttpRequest, pk: UUID, body: AgreeIn) -> dict[str, Any]:
    """All of it is kept, or nothing. To refuse, or to take consent back, use /consent/."""
    dispute = seen(request, pk)
    given = actions.agree_to_mediate(by=person(request), dispute=dispute, **body.dict())
    return party_out(queries.parties_of(dispute).get(pk=given.party_id))


@router.put(
    "/{uuid:pk}/service-address/",
    response=ServiceAddressOut,
    operation_id="disputes_confirm_service_address",
    summary="Confirm the address for service",
)
def confirm_service_address(request: HttpRequest, pk: UUID, body: ServiceAddressIn) -> dict[str, Any]:
    """It holds for later court proceedings and enforcement too (CPLI 136-137)."""
    return _service_address(
        actions.confirm_service_address(by=person(request), dispute=seen(request, pk), **body.dict())
    )


@router.get(
    "/{uuid:pk}/service-address/",
    response=ServiceAddressOut,
    operation_id="disputes_service_address",
    summary="One's own address for service",
)
def service_address(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """As it was confirmed; 404 while it was not."""
    party = queries.party_of(person(request), seen(request, pk))
    row = ServiceAddress.objects.filter(party=party).first() if party is not None else None
    if row is None:
        raise Http404
    return _service_address(row)


def _service_address(row: ServiceAddress) -> dict[str, Any]:
    names = ("receiver", "address", "phone", "email", "e_service", "judgments_too", "paper_copy", "text_version")
    return {"party": row.party_id, "confirmed_at": row.confirmed_at} | {name: getattr(row, name) for name in names}


@router.get("/{uuid:pk}/todo/", response=list[TodoOut], operation_id="disputes_todo", summary="What you should do next")
@paginate
def todo(request: HttpRequest, pk: UUID) -> list[dict[str, Any]]:
    """The task list of the dispute's page, and what waits for somebody else."""
    dispute = seen(request, pk)
    parties = list(queries.parties_of(dispute))
    mine = queries.party_of(request.user, dispute)
    own = next((each for each in parties if mine is not None and each.pk == mine.pk), None)
    return [
        {"label": item.label, "url": item.url, "state": item.state, "due": item.due, "hint": item.hint}
        for item in tasks_list.of(request.user, dispute, parties, own)
    ]


@router.get(
    "/{uuid:pk}/messages/",
    response=list[MessageSent],
    operation_id="disputes_messages",
    summary="Messages of the dispute and their delivery",
)
@paginate
def messages(request: HttpRequest, pk: UUID) -> Each:
    """Oldest first: all of them for the applicant and the mediation organisation, else those to yourself."""
    dispute = seen(request, pk)
    rows = for_scope(dispute.pk)
    if not policy.may_invite(request.user, dispute):
        rows = rows.filter(user=person(request))
    return Each(rows, _message)


def _message(message: Message) -> dict[str, Any]:
    names = ("id", "channel", "kind", "created_at", "sent_at", "delivered_at")
    to = mask_phone(message.address) if message.channel == "sms" and message.address else ""
    return {name: getattr(message, name) for name in names} | {
        "to": to or (message.user.name if message.user else ""),
        "state": str(message.state),
        "state_words": str(message.state_words),
    }
