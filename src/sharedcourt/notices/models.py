"""Messages and the proof of their delivery; webhooks to institutions' own systems."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import clock
from sharedcourt.core.fields import EncryptedTextField, KeyedHashField
from sharedcourt.core.models import BaseModel
from sharedcourt.people.models import Organisation

LOCAL = "local"


class Channel(models.TextChoices):
    IN_APP = "in_app", _("on this site")
    SMS = "sms", _("SMS")
    EMAIL = "email", _("e-mail")
    PUSH = "push", _("notification on a phone")


class MessageState(models.TextChoices):
    QUEUED = "queued", _("waiting to be sent")
    SENT = "sent", _("sent")
    DELIVERED = "delivered", _("delivered")
    FAILED = "failed", _("not delivered")


class Message(BaseModel):
    """One message to one person by one channel. `link` is a path of this installation; texts are erased when they are secret."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="messages")
    channel = models.CharField(max_length=10, choices=Channel)
    kind = models.CharField(max_length=60)
    address = EncryptedTextField(blank=True)
    subject = EncryptedTextField(blank=True)
    body = EncryptedTextField(blank=True)
    link = EncryptedTextField(blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    scope = models.UUIDField(null=True)
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=clock.now)
    claimed_at = models.DateTimeField(null=True)
    gateway = models.CharField(max_length=40, blank=True)
    provider_id = models.CharField(max_length=120, blank=True)
    error = models.CharField(max_length=60, blank=True)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = [
            models.Index(fields=["user", "channel", "-created_at"], name="notices_message_inbox"),
            models.Index(fields=["user"], name="notices_message_unread", condition=Q(channel="in_app", read_at=None)),
            models.Index(fields=["scope", "created_at"], name="notices_message_scope"),
            models.Index(fields=["next_attempt_at"], name="notices_message_queue", condition=Q(state="queued")),
            models.Index(fields=["provider_id"], name="notices_message_provider"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.kind} {self.pk}"

    @property
    def is_local(self) -> bool:
        """Whether it was only shown in the outbox of this machine."""
        return self.gateway == LOCAL

    @property
    def state_words(self) -> Any:
        """Its delivery state for people, honest about messages that left nothing."""
        if self.is_local and self.state in {MessageState.SENT, MessageState.DELIVERED}:
            return _("kept in the local outbox")
        return self.get_state_display()

    @property
    def absolute_link(self) -> str:
        return f"{settings.PUBLIC_URL}{self.link}" if self.link else ""


class WebhookEndpoint(BaseModel):
    """An address of an institution's system that wants to hear of events in its disputes. No events named means all."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="webhooks")
    url = models.URLField(max_length=300)
    secret = EncryptedTextField()
    events = models.JSONField(default=list, blank=True)
    is_active = models.BooleanField(default=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-created_at",)
        indexes = [models.Index(fields=["organisation"], name="notices_webhook_active", condition=Q(is_active=True))]

    def __str__(self) -> str:
        return f"webhook {self.pk}"

    def wants(self, action: str) -> bool:
        return not self.events or any(action == wanted or action.startswith(f"{wanted}.") for wanted in self.events)


class DeliveryState(models.TextChoices):
    QUEUED = "queued", _("waiting to be sent")
    DELIVERED = "delivered", _("delivered")
    FAILED = "failed", _("given up")


class WebhookDelivery(BaseModel):
    """One event to one endpoint, sent until the endpoint answers 2xx or the attempts are used up."""

    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.PROTECT, related_name="deliveries")
    event = models.CharField(max_length=80)
    entry_seq = models.BigIntegerField(null=True)
    payload = models.JSONField()
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=clock.now)
    claimed_at = models.DateTimeField(null=True)
    response_status = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=60, blank=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "entry_seq"], name="notices_delivery_once"),
        ]
        indexes = [
            models.Index(fields=["endpoint", "-created_at"], name="notices_delivery_list"),
            models.Index(fields=["next_attempt_at"], name="notices_delivery_queue", condition=Q(state="queued")),
        ]

    def __str__(self) -> str:
        return f"{self.event} to {self.endpoint_id}"


class PushSubscription(BaseModel):
    """A browser that wants to be told: where its maker's push service takes messages for it, and the keys it gave for them."""

    class Ended(models.TextChoices):
        BY_PERSON = "person", _("switched off")
        MOVED = "moved", _("now used by another account")
        GONE = "gone", _("given up by the browser")
        REFUSED = "refused", _("refused by the push service")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="push_subscriptions")
    endpoint = EncryptedTextField()
    endpoint_hash = KeyedHashField()
    p256dh = EncryptedTextField()
    auth = EncryptedTextField()
    device = models.CharField(max_length=60, blank=True)
    last_sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=10, choices=Ended, blank=True)

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint_hash"], name="notices_push_once", condition=Q(ended_at__isnull=True)
            )
        ]
        indexes = [models.Index(fields=["user"], name="notices_push_live", condition=Q(ended_at__isnull=True))]

    def __str__(self) -> str:
        return f"push {self.pk}"


class CalendarFeed(BaseModel):
    """An address at which a calendar program reads a person's days. Whoever has it reads them; only its hash is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="calendar_feeds")
    token_hash = KeyedHashField(unique=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user"], name="notices_calendar_one", condition=Q(ended_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"calendar {self.pk}"
