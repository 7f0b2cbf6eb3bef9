"""What holds a hearing: quarters of an hour taken once, what parties answer, what the court decides, summonses."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sharedcourt.core.fields import EncryptedJSONField, EncryptedTextField
from sharedcourt.core.models import BaseModel
from sharedcourt.disputes.models import Party
from sharedcourt.documents.models import SigningFile
from sharedcourt.hearings.models import Form, Hearing, Participant
from sharedcourt.people.models import Invitation, User
from sharedcourt.sites.models import Site


class Resource(models.TextChoices):
    """What a hearing takes up. Terminals of sites are taken in `sites.TerminalQuarter`, where mediation takes them, too."""

    PERSON = "person", _("a person")
    COURTROOM = "courtroom", _("a courtroom")


class Occupied(BaseModel):
    """A quarter of an hour of one person or courtroom, taken by one hearing: the database lets nobody take it twice."""

    hearing = models.ForeignKey(Hearing, on_delete=models.CASCADE, related_name="occupied")
    kind = models.CharField(max_length=10, choices=Resource)
    resource = models.UUIDField()
    quarter = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resource", "quarter"], name="hearings_taken_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.resource} at {self.quarter:%Y-%m-%d %H:%M}"


class PlaceWish(BaseModel):
    """The shared court whose terminal a participant wants; it is booked when the time is held."""

    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="wish")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"place of {self.participant_id}"


class Summoned(BaseModel):
    """A witness, expert or interpreter: known by phone, invited by a personal link once the hearing has its time."""

    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="summoned")
    phone = EncryptedTextField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invitation = models.OneToOneField(
        Invitation, null=True, blank=True, on_delete=models.PROTECT, related_name="hearing_summons"
    )

    def __str__(self) -> str:
        return f"summoned {self.participant_id}"


class OnlineAnswer(BaseModel):
    """What one party says of the online hearing, for this hearing alone (ODLR 4(2)(4)), and why not.

    `good_reason` is what the court found of the reason; None while it has not looked.
    """

    hearing = models.ForeignKey(Hearing, on_delete=models.CASCADE, related_name="online_answers")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    reason = EncryptedTextField(blank=True)
    good_reason = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ("created_at",)
        constraints = [models.UniqueConstraint(fields=["hearing", "party"], name="hearings_online_answered_once")]

    def __str__(self) -> str:
        return f"answer {self.pk}"


class FormDecision(BaseModel):
    """How the court decided that the hearing is held, and on which grounds (ODLR 4, 21). The last one counts."""

    hearing = models.ForeignKey(Hearing, on_delete=models.CASCADE, related_name="form_decisions")
    form = models.CharField(max_length=10, choices=Form)
    grounds = EncryptedJSONField(default=list)  # items of ODLR 21 that the court found
    reasons = EncryptedTextField(blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("created_at",)

    def __str__(self) -> str:
        return f"decision {self.pk}"


class InTurnRequest(BaseModel):
    """A party asks in writing for a hearing at different times (非同步庭审; ODLR 20(2)); all must agree, then the court decides."""

    hearing = models.ForeignKey(Hearing, on_delete=models.CASCADE, related_name="in_turn_requests")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = EncryptedTextField()  # why all cannot be online together
    granted = models.BooleanField(null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    why_not = EncryptedTextField(blank=True)

    class Meta:
        ordering = ("created_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["hearing"], condition=Q(granted__isnull=True), name="hearings_in_turn_one_open"
            ),
            models.CheckConstraint(
                condition=Q(granted__isnull=True) | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="hearings_in_turn_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"request {self.pk}"


class InTurnAnswer(BaseModel):
    """Whether one party agrees to a hearing at different times."""

    request = models.ForeignKey(InTurnRequest, on_delete=models.CASCADE, related_name="answers")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agrees = models.BooleanField()

    class Meta:
        ordering = ("created_at",)
        constraints = [models.UniqueConstraint(fields=["request", "party"], name="hearings_in_turn_answered_once")]

    def __str__(self) -> str:
        return f"answer {self.pk}"


class Summons(BaseModel):
    """The summons (传票) of one party that is in force; it is served once the seal is on. Moved: a new one replaces it."""

    hearing = models.ForeignKey(Hearing, on_delete=models.CASCADE, related_name="summonses")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    paper = models.OneToOneField(SigningFile, on_delete=models.PROTECT, related_name="+")
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    served_at = models.DateTimeField(null=True, blank=True)  # electronically; None where other means remain

    class Meta:
        ordering = ("created_at",)
        constraints = [models.UniqueConstraint(fields=["hearing", "party"], name="hearings_summons_once")]
        indexes = [
            models.Index(fields=["created_at"], name="hearings_summons_unserved", condition=Q(served_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"summons {self.pk}"
