"""A recording of a room: who agreed, when it ran, what came in from whom, and what was made of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sharedcourt.core.fields import EncryptedTextField
from sharedcourt.core.models import BaseModel
from sharedcourt.rooms.recording.states import LIVE, RecordingLifecycle


class Purpose(models.TextChoices):
    MEDIATION = "mediation", _("mediation: with everyone's consent")
    HEARING = "hearing", _("hearing: always")


class PausedFor(models.TextChoices):
    HOST = "host", _("paused by the host")
    CONSENT = "consent", _("somebody has not answered yet")
    CIRCLE = "circle", _("a confidential talk is going on")
    AWAY = "away", _("the host is not in the room")
    # The three breaks for which the recording of a hearing may stop (REC 3).
    RECESS = "recess", _("recess")
    NOT_PUBLIC = "not_public", _("evidence that is not shown in public")
    UNRECORDED = "unrecorded", _("mediation that is not fit to be recorded")


class Recording(RecordingLifecycle, BaseModel):
    """One recording of one room. Sealed files are deleted at its end; this row says that it was."""

    room = models.ForeignKey("rooms.Room", on_delete=models.PROTECT, related_name="recordings")
    purpose = models.CharField(max_length=12, choices=Purpose, default=Purpose.MEDIATION)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    # Since when the media server has not carried out an order to record.
    trouble_since = models.DateTimeField(null=True, blank=True)
    paused_for = models.CharField(max_length=10, choices=PausedFor, blank=True)
    held = models.BooleanField(default=False)  # the host's own pause, which outlasts other reasons
    held_for = models.CharField(max_length=10, choices=PausedFor, default=PausedFor.HOST)
    stands_for_record = models.BooleanField(default=False)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=20, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    faults = models.JSONField(default=list)
    failure = models.CharField(max_length=300, blank=True)
    composed_at = models.DateTimeField(null=True, blank=True)
    path = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    seconds = models.FloatField(default=0)
    retention_until = models.DateField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    deleted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    deletion_reason = EncryptedTextField(blank=True, default="")

    class Meta:
        ordering = ("created_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["room"], condition=Q(state__in=LIVE), name="rooms_recording_one_live_per_room"
            ),
        ]
        indexes = [models.Index(fields=["state", "retention_until"], name="rooms_recording_by_end")]

    def __str__(self) -> str:
        return f"recording {self.pk}"


class RecordingConsent(BaseModel):
    """A person's answer for one coming into the room; coming anew means being asked anew."""

    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="consents")
    seat = models.ForeignKey("rooms.Seat", on_delete=models.PROTECT, related_name="recording_consents")
    given = models.BooleanField()
    # When they first said yes; a yes taken back later does not undo it.
    agreed_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField()
    # Whether the person wants the recording to take the place of the written record (ODMR 22), and when they said so.
    stands = models.BooleanField(null=True)
    stands_said_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recording", "seat"], name="rooms_recording_consent_once")]

    def __str__(self) -> str:
        return f"consent {self.pk}"


class RecordingSpan(BaseModel):
    """A stretch during which the recording ran without a pause."""

    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="spans")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_for = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ("begun_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["recording"], condition=Q(ended_at__isnull=True), name="rooms_recording_one_open_span"
            ),
        ]

    def __str__(self) -> str:
        return f"span {self.pk}"


class RecordingTrack(BaseModel):
    """One person's picture or sound, from one clock reading on."""

    class Kind(models.TextChoices):
        AUDIO = "audio", _("sound")
        VIDEO = "video", _("picture")

    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="tracks")
    seat = models.ForeignKey("rooms.Seat", on_delete=models.PROTECT, related_name="recording_tracks")
    kind = models.CharField(max_length=5, choices=Kind)
    mime = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    # Whether whoever recorded it said when it ended; else the end is a guess from the last piece.
    closed_properly = models.BooleanField(default=False)
    finished_at = models.DateTimeField(null=True, blank=True)
    # How many tracks the page still had to announce when it closed this one.
    left = models.PositiveSmallIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    seconds = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ("started_at", "id")

    def __str__(self) -> str:
        return f"track {self.pk}"


class RecordingPiece(BaseModel):
    """Some seconds of a track, as uploaded; `number` counts from 0 without a gap."""

    track = models.ForeignKey(RecordingTrack, on_delete=models.PROTECT, related_name="pieces")
    number = models.PositiveIntegerField()
    path = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=["track", "number"], name="rooms_recording_piece_once")]

    def __str__(self) -> str:
        return f"piece {self.number} of {self.track_id}"


class RecordingChunk(BaseModel):
    """Some minutes of the composed picture and sound: what a killed composer need not do again."""

    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="chunks")
    number = models.PositiveIntegerField()
    picture_path = models.CharField(max_length=200)
    picture_size = models.PositiveBigIntegerField()
    sound_path = models.CharField(max_length=200)
    sound_size = models.PositiveBigIntegerField()
    frames = models.PositiveIntegerField()
    loudest_db = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=["recording", "number"], name="rooms_recording_chunk_once")]

    def __str__(self) -> str:
        return f"chunk {self.number} of {self.recording_id}"
