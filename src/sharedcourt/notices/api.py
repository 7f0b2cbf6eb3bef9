"""The API of this room: the caller's messages, and the webhooks of the caller's organisations."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status
from ninja.pagination import paginate

from sharedcourt.notices import actions, endpoints, queries
from sharedcourt.notices.models import Message, WebhookDelivery, WebhookEndpoint
from sharedcourt.people.policy import memberships, person_of

router = Router(tags=["notices"])


class MessageOut(Schema):
    """A message to the caller by one channel, with its delivery state."""

    id: UUID
    channel: str
    kind: str
    subject: str
    body: str
    link: str
    scope: UUID | None
    state: str
    created_at: datetime
    sent_at: datetime | None
    delivered_at: datetime | None
    read_at: datetime | None


class ReadIn(Schema):
    """One message, or none to mean all."""

    message_id: UUID | None = None


class ReadOut(Schema):
    """How many were unread."""

    marked: int


class EndpointOut(Schema):
    """A webhook without its secret."""

    id: UUID
    organisation_id: UUID
    url: str
    events: list[str]
    is_active: bool
    created_at: datetime


class EndpointIn(Schema):
    """A new webhook; no events means all. A name's beginning stands for all below it."""

    organisation_id: UUID
    url: str
    events: list[str] = []


class EndpointMade(EndpointOut):
    """A new webhook; `secret` is never shown again."""

    secret: str


class DeliveryOut(Schema):
    """One event to one webhook."""

    id: UUID
    event: str
    payload: dict[str, Any]
    state: str
    attempts: int
    response_status: int | None
    error: str
    created_at: datetime
    delivered_at: datetime | None


@router.get("/messages", response=list[MessageOut], operation_id="notices_messages")
@paginate
def messages(
    request: HttpRequest, scope: UUID | None = None, unread: bool = False, before: datetime | None = None
) -> QuerySet[Message]:
    """The caller's messages by every channel, newest first; `before` a moment, so that new ones do not shift the pages."""
    found = queries.visible_to(request.user)
    if scope is not None:
        found = found.filter(scope=scope)
    if unread:
        found = found.filter(channel="in_app", read_at=None)
    if before is not None:
        found = found.filter(created_at__lt=before)
    return found


@router.post("/messages/read", response=ReadOut, operation_id="notices_read")
def read(request: HttpRequest, body: ReadIn) -> dict[str, int]:
    """Mark one message or all as read."""
    return {"marked": actions.mark_read(by=person_of(request), message=body.message_id)}


@router.get("/webhooks", response=list[EndpointOut], operation_id="notices_webhooks")
@paginate
def list_webhooks(request: HttpRequest) -> QuerySet[WebhookEndpoint]:
    """The webhooks of the caller's organisations."""
    return queries.endpoints_visible_to(request.user)


@router.post("/webhooks", response={201: EndpointMade}, operation_id="notices_add_webhook")
def add_webhook(request: HttpRequest, body: EndpointIn) -> Status[Any]:
    """A new webhook. Requests to it are signed with the secret answered here (see `X-Sharedcourt-Signature`)."""
    user = person_of(request)
    places = {item.organisation_id: item.organisation for item in memberships(user)}
    if body.organisation_id not in places:
        raise Http404
    endpoint, secret = endpoints.add_endpoint(
        by=user, organisation=places[body.organisation_id], url=body.url, events=body.events
    )
    return Status(201, {**EndpointOut.from_orm(endpoint).dict(), "secret": secret})


@router.delete("/webhooks/{uuid:pk}", response={204: None}, operation_id="notices_switch_off_webhook")
def switch_off_webhook(request: HttpRequest, pk: UUID) -> Status[Any]:
    """Send nothing there any more."""
    endpoint = get_object_or_404(queries.endpoints_visible_to(request.user), pk=pk)
    endpoints.switch_off(by=person_of(request), endpoint=endpoint)
    return Status(204, None)


@router.post("/webhooks/{uuid:pk}/test", response={202: DeliveryOut}, operation_id="notices_test_webhook")
def test_webhook(request: HttpRequest, pk: UUID) -> Status[Any]:
    """Send an event that means nothing."""
    endpoint = get_object_or_404(queries.endpoints_visible_to(request.user), pk=pk)
    return Status(202, endpoints.test_endpoint(by=person_of(request), endpoint=endpoint))


@router.get("/webhooks/{uuid:pk}/deliveries", response=list[DeliveryOut], operation_id="notices_deliveries")
@paginate
def deliveries(request: HttpRequest, pk: UUID, before: datetime | None = None) -> QuerySet[WebhookDelivery]:
    """What was sent to a webhook, newest first; `before` a moment, so that new ones do not shift the pages."""
    endpoint = get_object_or_404(queries.endpoints_visible_to(request.user), pk=pk)
    found = endpoint.deliveries.all()
    return found.filter(created_at__lt=before) if before else found


@router.post("/deliveries/{uuid:pk}/again", response={202: DeliveryOut}, operation_id="notices_send_again")
def again(request: HttpRequest, pk: UUID) -> Status[Any]:
    """Try a delivery once more."""
    delivery = get_object_or_404(queries.deliveries_visible_to(request.user), pk=pk)
    return Status(202, endpoints.send_again(by=person_of(request), delivery=delivery))
