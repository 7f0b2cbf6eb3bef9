"""What a machine has read in a file, page by page, and what a person made of it. All of it is encrypted at rest."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from sharedcourt.core.fields import EncryptedJSONField, EncryptedTextField
from sharedcourt.core.models import BaseModel
from sharedcourt.documents.models import StoredFile
from sharedcourt.documents.reading.states import UNDER_WAY, ReadingState


class Reading(FSMModelMixin, BaseModel):
    """The reading of one file. A file has at most one; it is done once, whoever asks."""

    class Failure(models.TextChoices):
        NONE = "", ""
        UNSUPPORTED = "unsupported", _("Files of this kind cannot be read here.")
        DAMAGED = "damaged", _("The file is damaged.")
        TOO_LARGE = "too_large", _("The picture is too large.")
        LOCKED = "locked", _("The PDF is locked with a password.")
        GAVE_UP = "gave_up", _("Reading it took too long or needed too much memory.")
        LOST = "lost", _("The file is not in the storage as it was put there.")

    file = models.OneToOneField(StoredFile, on_delete=models.CASCADE, related_name="reading")
    state = FSMField(choices=ReadingState.choices, default=ReadingState.QUEUED, protected=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    engine = models.CharField(max_length=60, blank=True)
    engine_version = models.CharField(max_length=40, blank=True)
    pages_total = models.PositiveIntegerField(default=0)
    pages_done = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=20, blank=True)  # what the paper seems to be
    failure = models.CharField(max_length=20, blank=True, choices=Failure)
    finished_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("created_at",)
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=ReadingState.FAILED) | ~Q(failure=""), name="documents_reading_failed_says_why"
            ),
        ]
        indexes = [
            models.Index(fields=["created_at"], name="documents_reading_waiting", condition=Q(state__in=UNDER_WAY)),
        ]

    def __str__(self) -> str:
        return f"reading {self.pk} {self.state}"

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY

    @property
    def pages_to_read(self) -> int:
        """Pages without a text of their own are read up to a limit, so that of a long file some may be left out."""
        return min(self.pages_total, max(int(settings.SHAREDCOURT_READING_PAGES), self.pages_done))

    @transition(field=state, source=UNDER_WAY, target=ReadingState.READING)
    def begin(self) -> None:
        """A worker takes it up; once more after one that was killed."""

    @transition(field=state, source=ReadingState.READING, target=ReadingState.READ)
    def finish(self) -> None:
        """Every page that can be read has been."""

    @transition(field=state, source=UNDER_WAY, target=ReadingState.FAILED)
    def fail(self) -> None:
        """It cannot be read; `failure` says why."""

    @transition(field=state, source=ReadingState.FAILED, target=ReadingState.QUEUED)
    def queue_again(self) -> None:
        """A person asks once more."""


class ReadingPage(BaseModel):
    """One page: where its text came from, its size in pixels, its lines `[text, left, top, width, height, confidence]`."""

    class Source(models.TextChoices):
        LAYER = "layer", _("text of the PDF")
        PICTURE = "picture", _("read from the picture")
        NONE = "none", _("could not be read")

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()
    source = models.CharField(max_length=10, choices=Source)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    turned = models.PositiveSmallIntegerField(default=0)  # degrees, counterclockwise
    lines = EncryptedJSONField(default=list)

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=["reading", "number"], name="documents_reading_page_once")]

    def __str__(self) -> str:
        return f"page {self.number} of {self.reading_id}"


class ReadingField(BaseModel):
    """What a person decided about one proposed field, having compared it with the picture."""

    class Outcome(models.TextChoices):
        TAKEN = "taken", _("taken over")
        CORRECTED = "corrected", _("corrected")
        IGNORED = "ignored", _("ignored")

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="fields")
    key = models.CharField(max_length=30)
    proposed = EncryptedTextField()
    value = EncryptedTextField(blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("created_at",)
        constraints = [
            models.UniqueConstraint(fields=["reading", "key"], name="documents_reading_field_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key} of {self.reading_id} {self.outcome}"
