"""Reading messages and webhooks."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from sharedcourt.notices.models import (
    CalendarFeed,
    Channel,
    DeliveryState,
    Message,
    MessageState,
    PushSubscription,
    WebhookDelivery,
    WebhookEndpoint,
)
from sharedcourt.people.models import Role
from sharedcourt.people.policy import acting_for, has_role, is_person, organisation_ids, within_reach
from sharedcourt.people.tokens import MAKERS


def visible_to(user: Any) -> QuerySet[Message]:
    """The messages to this person, newest first; to a program those about its organisation's disputes."""
    return within_reach(user, Message.objects.filter(user=user)) if is_person(user) else Message.objects.none()


def inbox(user: Any) -> QuerySet[Message]:
    """What the person reads on the site."""
    return visible_to(user).filter(channel=Channel.IN_APP)


def unread_count(user: Any) -> int:
    """How many messages on the site are unread: one query."""
    if not is_person(user):
        return 0
    return Message.objects.filter(user=user, channel=Channel.IN_APP, read_at=None).count()


def for_scope(scope: UUID) -> QuerySet[Message]:
    """Every message of a dispute, oldest first, for its timeline; who may see the dispute is the caller's rule."""
    return Message.objects.filter(scope=scope).select_related("user").order_by("created_at", "id")


def may_see_outbox(user: Any) -> bool:
    """In the demonstration anybody; else the operator."""
    return settings.DEMO or has_role(user, Role.OPERATOR)


def outbox() -> QuerySet[Message]:
    """SMS and e-mail, newest first."""
    return Message.objects.exclude(channel=Channel.IN_APP)


def due_messages(now: datetime, claim_lost_before: datetime) -> QuerySet[Message]:
    """Messages that wait for (another) attempt and that nobody is sending."""
    return Message.objects.filter(
        Q(claimed_at=None) | Q(claimed_at__lt=claim_lost_before), state=MessageState.QUEUED, next_attempt_at__lte=now
    ).order_by("next_attempt_at")


def endpoints_visible_to(user: Any) -> QuerySet[WebhookEndpoint]:
    """The webhooks of the organisations for which the person keeps such things."""
    if not is_person(user):
        return WebhookEndpoint.objects.none()
    return WebhookEndpoint.objects.filter(organisation__in=organisation_ids(user, *MAKERS)).select_related(
        "organisation"
    )


def deliveries_visible_to(user: Any) -> QuerySet[WebhookDelivery]:
    """Deliveries to those webhooks, newest first."""
    return WebhookDelivery.objects.filter(endpoint__in=endpoints_visible_to(user)).select_related("endpoint")


def due_deliveries(now: datetime, claim_lost_before: datetime) -> QuerySet[WebhookDelivery]:
    """Deliveries that wait for (another) attempt and that nobody is sending."""
    return WebhookDelivery.objects.filter(
        Q(claimed_at=None) | Q(claimed_at__lt=claim_lost_before), state=DeliveryState.QUEUED, next_attempt_at__lte=now
    ).order_by("next_attempt_at")


def devices_of(user: Any) -> QuerySet[PushSubscription]:
    """The browsers that are told for this person; a program has none."""
    if not is_person(user) or acting_for(user) is not None:
        return PushSubscription.objects.none()
    return PushSubscription.objects.filter(user=user, ended_at=None)


def calendar_of(user: Any) -> CalendarFeed | None:
    """The person's calendar address, when there is one."""
    if not is_person(user) or acting_for(user) is not None:
        return None
    return CalendarFeed.objects.filter(user=user, ended_at=None).first()
