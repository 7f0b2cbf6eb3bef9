"""Shared-court sites, the terminals that belong to them, and their bookings."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sharedcourt.core.fields import KeyedHashField
from sharedcourt.core.models import BaseModel
from sharedcourt.people.models import Organisation


class Site(BaseModel):
    """A shared court (共享法庭): one network line, one screen, one terminal, at a host organisation."""

    class Kind(models.TextChoices):
        VILLAGE = "village", _("village shared court")
        TOWN = "town", _("town shared court")
        SPECIAL = "special", _("special-purpose shared court")

    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    host = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="sites")
    court = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="supervised_sites")
    director = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="directed_sites"
    )
    division = models.CharField(max_length=6, db_index=True)
    address = models.CharField(max_length=200)
    phone = models.CharField(max_length=30, blank=True)
    opens_at = models.TimeField(default="08:30")
    closes_at = models.TimeField(default="17:30")
    is_open = models.BooleanField(default=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Terminal(BaseModel):
    """A site's screen, paired once; it is known by a long-lived credential whose hash is kept, and can be withdrawn."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="terminals")
    label = models.CharField(max_length=60)
    credential_hash = KeyedHashField(unique=True, null=True)
    paired_at = models.DateTimeField(null=True)
    paired_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    last_seen_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.label


class Pairing(BaseModel):
    """A code shown on an unpaired screen, which the site's director confirms on the console."""

    code = models.CharField(max_length=9, unique=True)
    secret_hash = KeyedHashField(unique=True)
    expires_at = models.DateTimeField()
    terminal = models.ForeignKey(Terminal, null=True, on_delete=models.PROTECT, related_name="pairings")
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"pairing {self.pk}"


class Booking(BaseModel):
    """A terminal reserved for a dispute's session. `scope` is the dispute, `user` who will sit there."""

    terminal = models.ForeignKey(Terminal, on_delete=models.PROTECT, related_name="bookings")
    scope = models.UUIDField(db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="bookings")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="sites_booking_ends_after_start"),
        ]
        indexes = [models.Index(fields=["terminal", "starts_at"], name="sites_booking_by_terminal")]

    def __str__(self) -> str:
        return f"booking {self.pk}"


class TerminalQuarter(BaseModel):
    """A quarter of an hour for which a terminal is taken: no two bookings can hold the same one, whichever room makes them."""

    terminal = models.ForeignKey(Terminal, on_delete=models.CASCADE, related_name="quarters")
    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="quarters")
    quarter = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["terminal", "quarter"], name="sites_terminal_taken_once")]

    def __str__(self) -> str:
        return f"quarter of {self.booking_id}"
