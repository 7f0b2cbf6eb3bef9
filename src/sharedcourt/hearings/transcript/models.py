"""The record of a hearing: its lines, how they came about, who read, corrected and signed it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sharedcourt.core.fields import EncryptedJSONField, EncryptedTextField
from sharedcourt.core.models import BaseModel
from sharedcourt.documents.models import SigningFile
from sharedcourt.hearings.models import Hearing
from sharedcourt.hearings.transcript.states import TranscriptLifecycle, TranscriptState
from sharedcourt.people.models import User
from sharedcourt.rooms.recording.models import Recording


class Transcript(TranscriptLifecycle, BaseModel):
    """The record of one hearing. `seq` counts what has been done to its lines; every line knows the last that touched it."""

    hearing = models.OneToOneField(Hearing, on_delete=models.PROTECT, related_name="transcript")
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveBigIntegerField(default=0)
    # The page that writes: all others read.
    pen = models.OneToOneField("hearings.Pen", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)
    read_by = models.DateField(null=True, blank=True)  # last day on which corrections may be asked for (CPL 150)
    file = models.OneToOneField(SigningFile, null=True, blank=True, on_delete=models.PROTECT, related_name="transcript")
    # Set when the recording stands for the record; `checksum` is the SHA-256 that is signed (REC 8, 9).
    recording = models.ForeignKey(Recording, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checksum = models.CharField(max_length=64, blank=True)
    sealed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=[TranscriptState.SIGNING, TranscriptState.SEALED]) | Q(file__isnull=False),
                name="hearings_transcript_signed_has_file",
            ),
            models.CheckConstraint(
                condition=~Q(state=TranscriptState.SEALED) | Q(sealed_at__isnull=False),
                name="hearings_transcript_sealed_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=TranscriptState.READING) | Q(read_by__isnull=False),
                name="hearings_transcript_read_has_day",
            ),
        ]

    def __str__(self) -> str:
        return f"transcript {self.pk}"


class Pen(BaseModel):
    """One page of a clerk that writes, or wrote, the record. `name` is the page's own; `number` the last operation taken from it."""

    transcript = models.ForeignKey(Transcript, on_delete=models.PROTECT, related_name="pens")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    number = models.PositiveBigIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("created_at", "id")
        constraints = [models.UniqueConstraint(fields=["transcript", "name"], name="hearings_pen_once")]

    def __str__(self) -> str:
        return f"pen {self.pk}"


class LineKind(models.TextChoices):
    """What a line of the record is."""

    SPEECH = "speech", _("what somebody says")
    STAGE = "stage", _("a stage of the hearing")
    NOTE = "note", _("what happens")


class LineState(models.TextChoices):
    """In the record, waiting for the clerk to take it, or taken out."""

    IN_RECORD = "in_record", _("in the record")
    PROPOSED = "proposed", _("proposed")
    OUT = "out", _("taken out")


class LineSource(models.TextChoices):
    """Where the words come from."""

    TYPED = "typed", _("typed by the clerk")
    SPEECH = "speech", _("from speech recognition")
    LATE = "late", _("arrived after somebody else had taken over")


class Line(BaseModel):
    """A line. `key` is given by the page that made it; `rank` (decimal digits, read as a fraction) is its place: a line can come
    between any two others without touching them. `at_ms` counts from the beginning of the recording."""

    transcript = models.ForeignKey(Transcript, on_delete=models.PROTECT, related_name="lines")
    key = models.UUIDField()
    rank = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=LineKind, default=LineKind.SPEECH)
    speaker = models.CharField(max_length=60, blank=True)  # `speakers.of`
    text = EncryptedTextField(blank=True)
    at_ms = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=LineState, default=LineState.IN_RECORD)
    source = models.CharField(max_length=10, choices=LineSource, default=LineSource.TYPED)
    about = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    pen = models.ForeignKey(
        Pen, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # who touched it last
    version = models.PositiveIntegerField(default=1)
    seq = models.PositiveBigIntegerField()

    class Meta:
        ordering = ("rank", "key")
        constraints = [models.UniqueConstraint(fields=["transcript", "key"], name="hearings_line_once")]
        indexes = [
            models.Index(fields=["transcript", "state", "rank", "key"], name="hearings_line_order"),
            models.Index(fields=["transcript", "seq"], name="hearings_line_since"),
        ]

    def __str__(self) -> str:
        return f"line {self.key}"


class LineChange(BaseModel):
    """How a line came to be as it is: each version, but for keystrokes that follow each other within seconds, which are one."""

    transcript = models.ForeignKey(Transcript, on_delete=models.PROTECT, related_name="changes")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="changes")
    pen = models.ForeignKey(Pen, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveBigIntegerField()
    version = models.PositiveIntegerField()
    content = EncryptedJSONField()

    class Meta:
        ordering = ("seq",)
        constraints = [models.UniqueConstraint(fields=["transcript", "seq"], name="hearings_change_once")]

    def __str__(self) -> str:
        return f"change {self.seq} of {self.transcript_id}"


class CorrectionState(models.TextChoices):
    ASKED = "asked", _("asked for")
    CORRECTED = "corrected", _("corrected")
    REFUSED = "refused", _("not corrected, and noted in the record")


class CorrectionRequest(BaseModel):
    """Somebody finds that their statement is left out or wrong; what is not corrected is noted in the record (CPL 150, REC 7)."""

    transcript = models.ForeignKey(Transcript, on_delete=models.PROTECT, related_name="corrections")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="corrections")
    line_version = models.PositiveIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    wanted = EncryptedTextField()
    state = models.CharField(max_length=10, choices=CorrectionState, default=CorrectionState.ASKED)
    replayed = models.BooleanField(default=False)  # the clerk has played the recording to check
    answer = EncryptedTextField(blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("created_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=CorrectionState.ASKED) | Q(answered_at__isnull=False),
                name="hearings_correction_answered_has_time",
            ),
        ]
        indexes = [models.Index(fields=["transcript", "state"], name="hearings_correction_open")]

    def __str__(self) -> str:
        return f"correction request {self.pk}"


class Reading(BaseModel):
    """What one participant says of the record: that it is right, that they do not sign it, that the recording may stand for it."""

    transcript = models.ForeignKey(Transcript, on_delete=models.PROTECT, related_name="readings")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    refusal = EncryptedTextField(blank=True)
    noted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lets_recording_stand = models.BooleanField(null=True, blank=True)
    said_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("created_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["transcript", "user"], name="hearings_reading_once"),
            models.CheckConstraint(
                condition=Q(lets_recording_stand__isnull=True) | Q(said_at__isnull=False),
                name="hearings_reading_said_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"reading {self.pk}"


class PageRead(BaseModel):
    """A page of the paper that somebody who signs had before them and confirmed."""

    file = models.ForeignKey(SigningFile, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["file", "user", "number"], name="hearings_page_read_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="hearings_page_from_one"),
        ]

    def __str__(self) -> str:
        return f"page {self.number} of {self.file_id}"
