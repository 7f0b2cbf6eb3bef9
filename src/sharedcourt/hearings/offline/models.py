"""A hearing recorded in a browser without a network: what was declared of it, and the pieces as they come in."""

from django.db import models
from django.db.models import F, Q

from sharedcourt.core.models import BaseModel
from sharedcourt.hearings.models import Hearing
from sharedcourt.hearings.offline.states import OfflineLifecycle, OfflineState
from sharedcourt.people.models import User


class OfflineRecording(OfflineLifecycle, BaseModel):
    """One recording; `final` is the last link of its hash chain, which the clerk writes into the record."""

    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, related_name="offline_recordings")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=36)
    mime = models.CharField(max_length=80)
    started_ms = models.BigIntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    count = models.PositiveIntegerField()
    final = models.CharField(max_length=64)
    path = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    kept_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("started_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["hearing", "key"], name="hearings_offline_once"),
            models.CheckConstraint(
                condition=Q(ended_at__gte=F("started_at")), name="hearings_offline_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(state=OfflineState.KEPT) | (~Q(path="") & ~Q(sha256="")),
                name="hearings_offline_kept_has_file",
            ),
        ]
        indexes = [models.Index(fields=["path"], name="hearings_offline_file")]

    def __str__(self) -> str:
        return f"offline recording {self.pk}"


class OfflinePiece(BaseModel):
    """Some seconds; declared with its hash before it comes in (`path` empty until then, and again once the whole is kept)."""

    recording = models.ForeignKey(OfflineRecording, on_delete=models.CASCADE, related_name="pieces")
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    path = models.CharField(max_length=200, blank=True)
    came_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=["recording", "number"], name="hearings_offline_piece_once")]
        indexes = [models.Index(fields=["path"], name="hearings_offline_piece_file")]

    def __str__(self) -> str:
        return f"piece {self.number} of {self.recording_id}"
