"""Showing one hearing to the public: who decided, whose names are hidden, who objected, what was made, how many devices watched."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sharedcourt.broadcasts.states import GIVEN_UP, BroadcastLifecycle, BroadcastState
from sharedcourt.core.fields import EncryptedTextField
from sharedcourt.core.models import BaseModel
from sharedcourt.disputes.models import Party
from sharedcourt.hearings.models import Hearing, Participant
from sharedcourt.people.models import Organisation, User


def new_folder() -> str:
    """A name that nobody guesses: 144 random bits."""
    return secrets.token_urlsafe(18)


def default_delay() -> int:
    """Seconds between the courtroom and the public."""
    return int(settings.SHAREDCOURT_BROADCAST_DELAY)


class Broadcast(BroadcastLifecycle, BaseModel):
    """One hearing shown to the public, with one approval of its own. Court, cause and day are kept here to be searched."""

    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, related_name="broadcasts")
    court = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    cause = models.CharField(max_length=30)
    held_on = models.DateField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    grounds = EncryptedTextField()
    concerns = models.JSONField(default=list)  # law.broadcasting.Concern
    # What follows from them, to be searched by: never to be shown; not to be shown once a party asks.
    forbidden = models.BooleanField(default=False)
    on_request = models.BooleanField(default=False)
    agreed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    # Why it was refused, given up, stopped or taken down, whichever came last.
    reason = EncryptedTextField(blank=True, default="")
    delay_s = models.PositiveSmallIntegerField(default=default_delay)
    # Where a web server finds it; another one for the replay, so that an old address leads nowhere.
    folder = models.CharField(max_length=32, unique=True, default=new_folder, editable=False)
    replay_folder = models.CharField(max_length=32, unique=True, default=new_folder, editable=False)
    live_at = models.DateTimeField(null=True, blank=True)
    # From when on what is said may be shown: the beginning, and each going on after a stop.
    shown_from = models.DateTimeField(null=True, blank=True)
    # How far the broadcaster has got: what was before is composed, or there was nothing.
    composed_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    replayed_at = models.DateTimeField(null=True, blank=True)
    taken_down_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-held_on", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["hearing"], condition=~Q(state__in=GIVEN_UP), name="broadcasts_once_per_hearing"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[BroadcastState.AGREED]) | Q(agreed_by__isnull=False),
                name="broadcasts_agreed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[BroadcastState.ASKED, BroadcastState.AGREED, *GIVEN_UP],
                )
                | Q(agreed_by__isnull=False, approved_by__isnull=False),
                name="broadcasts_shown_is_approved",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[BroadcastState.LIVE, BroadcastState.STOPPED])
                | Q(live_at__isnull=False, shown_from__isnull=False),
                name="broadcasts_live_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-held_on", "-id"], name="broadcasts_by_day"),
            models.Index(fields=["state", "court", "-held_on", "-id"], name="broadcasts_by_court"),
            models.Index(fields=["state", "cause", "-held_on", "-id"], name="broadcasts_by_cause"),
            models.Index(fields=["court", "-held_on", "-id"], name="broadcasts_of_court"),
        ]

    def __str__(self) -> str:
        return f"broadcast {self.pk}"


class HiddenName(BaseModel):
    """The court orders that somebody's name is not shown, but their role; and, with `picture`, neither face nor voice."""

    broadcast = models.ForeignKey(Broadcast, on_delete=models.PROTECT, related_name="hidden")
    party = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    participant = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    picture = models.BooleanField(default=True)
    ordered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("created_at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(party__isnull=False, participant__isnull=True)
                | Q(party__isnull=True, participant__isnull=False),
                name="broadcasts_hidden_one_person",
            ),
            models.UniqueConstraint(fields=["broadcast", "party"], name="broadcasts_hidden_party_once"),
            models.UniqueConstraint(fields=["broadcast", "participant"], name="broadcasts_hidden_participant_once"),
        ]

    def __str__(self) -> str:
        return f"hidden {self.pk}"


class Objection(BaseModel):
    """A party does not want the hearing shown, and says why; the presiding judge decides whether the reason is good."""

    broadcast = models.ForeignKey(Broadcast, on_delete=models.PROTECT, related_name="objections")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = EncryptedTextField()
    upheld = models.BooleanField(null=True)
    answer = EncryptedTextField(blank=True, default="")
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("created_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["broadcast", "party"], condition=Q(upheld__isnull=True), name="broadcasts_objection_one_open"
            ),
            models.CheckConstraint(
                condition=Q(upheld__isnull=True, decided_by__isnull=True)
                | Q(upheld__isnull=False, decided_by__isnull=False, decided_at__isnull=False),
                name="broadcasts_objection_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"objection {self.pk}"


class Segment(BaseModel):
    """Some seconds of composed picture and sound. Shown once they are as old as the delay; withheld ones never are.

    What was cut has been on the air once and is not shown again, unless the court puts it back.

    `created_at` is when composing began: whatever the court orders after it is not in the picture.
    """

    broadcast = models.ForeignKey(Broadcast, on_delete=models.PROTECT, related_name="segments")
    number = models.PositiveIntegerField()
    began_at = models.DateTimeField()
    seconds = models.FloatField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    shown_at = models.DateTimeField(null=True, blank=True)
    withheld_at = models.DateTimeField(null=True, blank=True)
    cut_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["broadcast", "number"], name="broadcasts_segment_once"),
            models.CheckConstraint(
                condition=Q(shown_at__isnull=True) | Q(withheld_at__isnull=True),
                name="broadcasts_withheld_is_not_shown",
            ),
        ]

    def __str__(self) -> str:
        return f"segment {self.number} of {self.broadcast_id}"


class DailySalt(BaseModel):
    """With what the devices of one day are told apart. It is destroyed after the day, and with it the way back to anybody."""

    day = models.DateField(unique=True)
    salt = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("salt of a day")

    def __str__(self) -> str:
        return f"salt of {self.day}"


class Viewer(BaseModel):
    """A device that played a broadcast on a day: a keyed hash with the day's salt, nothing else."""

    broadcast = models.ForeignKey(Broadcast, on_delete=models.PROTECT, related_name="viewers")
    day = models.DateField()
    token = models.CharField(max_length=64)
    # The line it came from, hashed likewise: behind one line only so many are counted.
    line = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["broadcast", "day", "token"], name="broadcasts_viewer_once_a_day")
        ]
        indexes = [models.Index(fields=["broadcast", "day", "line"], name="broadcasts_viewers_of_line")]

    def __str__(self) -> str:
        return f"viewer {self.pk}"
