"""A court on circuit (巡回审判): its tour, the stops, what is heard at each, what was checked there, and the public's seats."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sharedcourt.core.fields import EncryptedTextField, KeyedHashField
from sharedcourt.core.models import BaseModel
from sharedcourt.hearings.circuit.states import LIVE_SEATS, SeatLifecycle, TourLifecycle
from sharedcourt.hearings.models import Form, Hearing
from sharedcourt.people.models import Organisation, User
from sharedcourt.sites.models import Site

MOST_SEATS = 500


class Tour(TourLifecycle, BaseModel):
    """Some days on which a judge and a clerk hear cases where people are (CPL 138)."""

    court = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="tours")
    title = models.CharField(max_length=80)
    judge = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tours_judged")
    clerk = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tours_clerked")
    first_day = models.DateField()
    last_day = models.DateField()
    arranged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("first_day", "id")
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="hearings_tour_ends_after_it_begins")
        ]
        indexes = [models.Index(fields=["court", "-first_day", "id"], name="hearings_tours")]

    def __str__(self) -> str:
        return self.title


class Stop(BaseModel):
    """Where the court sits for some hours: a shared court, or any other address."""

    class Kind(models.TextChoices):
        VILLAGE_HALL = "village_hall", _("village hall")
        BANK = "bank", _("bank branch")
        SCHOOL = "school", _("school")
        OTHER = "other", _("other place")

    tour = models.ForeignKey(Tour, on_delete=models.CASCADE, related_name="stops")
    kind = models.CharField(max_length=14, choices=Kind)
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.PROTECT, related_name="circuit_stops")
    place = models.CharField(max_length=120)
    address = models.CharField(max_length=200)
    division = models.CharField(max_length=6)
    latitude = models.DecimalField(
        max_digits=8,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    seats = models.PositiveSmallIntegerField(default=0)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("starts_at", "id")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="hearings_stop_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="hearings_stop_whole_coordinates",
            ),
        ]
        indexes = [
            models.Index(fields=["ends_at", "starts_at", "id"], name="hearings_stops_coming"),
            models.Index(fields=["division", "starts_at"], name="hearings_stops_of_division"),
        ]

    def __str__(self) -> str:
        return self.place


class StopHearing(BaseModel):
    """A hearing that is held at a stop; `courtroom` is the person at whose screen and camera the courtroom is."""

    stop = models.ForeignKey(Stop, on_delete=models.CASCADE, related_name="held")
    hearing = models.OneToOneField(Hearing, on_delete=models.CASCADE, related_name="circuit")
    courtroom = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    form_before = models.CharField(max_length=10, choices=Form)

    class Meta:
        ordering = ("created_at",)

    def __str__(self) -> str:
        return f"hearing {self.hearing_id} at {self.stop_id}"


class Equipment(models.TextChoices):
    """What is tried at a stop before the court sits there."""

    NETWORK = "network", _("network")
    CAMERA = "camera", _("camera shows the whole bench")
    SOUND = "sound", _("microphone and loudspeaker")
    SCREEN = "screen", _("screen that everybody in the room sees")
    POWER = "power", _("power, and a battery for when it fails")
    EMBLEM = "emblem", _("national emblem and name plates in the picture")
    PRINTER = "printer", _("printer and paper")
    SEATING = "seating", _("seats, way in and out")


class StopCheck(BaseModel):
    """What was found about one thing at a stop, by whom and when; the last counts."""

    stop = models.ForeignKey(Stop, on_delete=models.CASCADE, related_name="checks")
    item = models.CharField(max_length=10, choices=Equipment)
    in_order = models.BooleanField()
    note = EncryptedTextField(blank=True)
    figures = models.JSONField(default=dict)  # of the network: round trip, loss, kilobits a second
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("created_at", "id")
        indexes = [models.Index(fields=["stop", "created_at"], name="hearings_stop_checks")]

    def __str__(self) -> str:
        return f"{self.item} at {self.stop_id}"


class PublicSeat(SeatLifecycle, BaseModel):
    """Somebody of the public who wants to attend. The code they were sent is kept as a hash only."""

    stop = models.ForeignKey(Stop, on_delete=models.CASCADE, related_name="registered")
    name = EncryptedTextField()
    phone = EncryptedTextField()
    phone_hash = KeyedHashField()
    people = models.PositiveSmallIntegerField(default=1)
    code_hash = KeyedHashField(unique=True)
    came_at = models.DateTimeField(null=True, blank=True)
    ticked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("created_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["stop", "phone_hash"], condition=Q(state__in=LIVE_SEATS), name="hearings_seat_once_per_phone"
            ),
            models.CheckConstraint(condition=Q(people__gte=1), name="hearings_seat_of_somebody"),
        ]
        indexes = [models.Index(fields=["stop", "state", "created_at"], name="hearings_public_seats")]

    def __str__(self) -> str:
        return f"public seat {self.pk}"
