"""What was found about the recording of a hearing, what the clerk explained of it, and the nights on which all was compared."""

from django.db import models
from django.db.models import Q

from sharedcourt.core.fields import EncryptedTextField
from sharedcourt.core.models import BaseModel
from sharedcourt.documents.models import SigningFile
from sharedcourt.hearings.models import Hearing
from sharedcourt.people.models import User


class RecordingReview(BaseModel):
    """How the recording of a hearing stands as last checked; each check is in the ledger."""

    hearing = models.OneToOneField(Hearing, on_delete=models.CASCADE, related_name="recording_review")
    checked_at = models.DateTimeField()
    doubts = models.JSONField(default=list)
    is_doubtful = models.BooleanField(default=False)
    explained_at = models.DateTimeField(null=True, blank=True)  # a signed explanation covers the doubts as they are

    class Meta:
        indexes = [
            models.Index(fields=["is_doubtful", "explained_at", "checked_at"], name="hearings_reviews"),
            models.Index(fields=["checked_at"], name="hearings_reviews_oldest"),
        ]

    def __str__(self) -> str:
        return f"review {self.pk}"


class FaultExplanation(BaseModel):
    """A written explanation of why a recording is not true or not whole, which the presiding judge checks and signs (REC 4)."""

    review = models.ForeignKey(RecordingReview, on_delete=models.CASCADE, related_name="explanations")
    text = EncryptedTextField()
    doubts = models.JSONField(default=list)  # as they were when it was written
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    paper = models.OneToOneField(SigningFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("created_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["review"], condition=Q(signed_at__isnull=True), name="hearings_explanation_one_unsigned"
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, signed_by__isnull=True)
                | Q(signed_at__isnull=False, signed_by__isnull=False),
                name="hearings_explanation_signed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"explanation {self.pk}"


class Reconciliation(BaseModel):
    """A night on which hearings were compared with stored recordings."""

    day = models.DateField(unique=True)
    hearings = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-day",)

    def __str__(self) -> str:
        return f"reconciliation {self.day}"
