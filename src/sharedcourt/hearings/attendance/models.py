"""Checking people in at a shared court, item by item; and from where those on the bench take part."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sharedcourt.core.fields import EncryptedTextField
from sharedcourt.core.models import BaseModel
from sharedcourt.hearings.attendance.states import CheckInLifecycle, CheckInState
from sharedcourt.hearings.models import PanelMember, Participant
from sharedcourt.people.models import Organisation, User
from sharedcourt.sites.models import Booking, Site


class Item(models.TextChoices):
    """What the director of the site looks at before somebody goes in."""

    IDENTITY = "identity", _("ID card compared with the person")
    ROOM = "room", _("the room looked over: no notes, no second device, nothing that records")
    ALONE = "alone", _("nobody else is in the room")
    ISOLATION = "isolation", _("the witness has not heard the hearing and waits apart")
    DEVICES = "devices", _("camera and microphone tried")


class CheckIn(CheckInLifecycle, BaseModel):
    """The check of one person who takes part from a site. The last finding on each item counts, of this round."""

    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="check_in")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="check_ins")
    round = models.PositiveSmallIntegerField(default=1)  # counted up when the court has everything checked anew
    passed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=CheckInState.PASSED) | Q(passed_at__isnull=False), name="hearings_check_in_has_time"
            )
        ]

    def __str__(self) -> str:
        return f"check-in {self.pk}"


class Finding(BaseModel):
    """What the director found about one item; never changed, only followed by another."""

    check_in = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="findings")
    round = models.PositiveSmallIntegerField(default=1)
    item = models.CharField(max_length=10, choices=Item)
    in_order = models.BooleanField()
    note = EncryptedTextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("created_at", "id")
        indexes = [models.Index(fields=["check_in", "created_at"], name="hearings_findings")]

    def __str__(self) -> str:
        return f"finding {self.pk}"


class BenchPlace(BaseModel):
    """From where somebody on the bench takes part, when it is not the court that tries the case: another court, or a site."""

    member = models.OneToOneField(PanelMember, on_delete=models.CASCADE, related_name="sits_at")
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    court = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    booking = models.OneToOneField(Booking, null=True, blank=True, on_delete=models.PROTECT, related_name="bench_place")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(site__isnull=False, court__isnull=True)
                | Q(site__isnull=True, court__isnull=False, booking__isnull=True),
                name="hearings_bench_place_is_one",
            )
        ]

    def __str__(self) -> str:
        return f"place of {self.member_id}"
