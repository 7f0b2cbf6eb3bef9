"""The base of every model: an identifier that sorts by time and gives nothing away, and the time of creation."""

import os
import time
import uuid

from django.conf import settings
from django.db import models

from sharedcourt.core import clock
from sharedcourt.core.fields import KeyedHashField


def new_id() -> uuid.UUID:
    """A UUID version 7 (RFC 9562): 48 bits of Unix milliseconds, then 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & 0xFFFFFFFFFFFF) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)


class BaseModel(models.Model):
    """Identifier and time of creation (UTC)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        abstract = True


class Answered(BaseModel):
    """A form that was acted on, and where its sender was led: sent again, it leads there and acts no second time.

    Written in the transaction of the action (`core.once`), so that there is never one without the other.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    token = KeyedHashField()
    content = KeyedHashField()
    location = models.CharField(max_length=2000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "token"], name="core_answered_once")]
        indexes = [models.Index(fields=["created_at"], name="core_answered_age")]

    def __str__(self) -> str:
        return f"answered {self.pk}"
