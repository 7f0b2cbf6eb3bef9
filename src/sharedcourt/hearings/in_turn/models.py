"""A hearing at different times (非同步庭审): what the court asks, whose turn it is until when, what is answered, and the clips."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import clock
from sharedcourt.core.fields import EncryptedTextField
from sharedcourt.core.models import BaseModel
from sharedcourt.disputes.models import Party
from sharedcourt.hearings.in_turn.states import ClipLifecycle, ClipState, TurnLifecycle, TurnState
from sharedcourt.hearings.models import Hearing, Participant
from sharedcourt.people.models import User


class TurnStage(models.TextChoices):
    """The stages of the hearing that are gone through one after the other (ODLR 20: 按照庭审程序环节)."""

    STATEMENT = "statement", _("statement")
    INQUIRY = "inquiry", _("questions of the court")
    EVIDENCE = "evidence", _("opinion on the evidence")
    DEBATE = "debate", _("debate")
    LAST_STATEMENT = "last_statement", _("last statement")


class TurnClip(ClipLifecycle, BaseModel):
    """A recording of somebody who speaks, sent piece by piece; sealed as one file when it is whole."""

    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, related_name="turn_clips")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=36)  # the page's own name for it: announced twice, it is one
    announced = models.PositiveBigIntegerField()  # bytes
    offset = models.PositiveBigIntegerField(default=0)  # bytes received
    mime = models.CharField(max_length=20, blank=True)
    path = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    kept_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("created_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["hearing", "by", "key"], name="hearings_turn_clip_once"),
            models.CheckConstraint(condition=Q(offset__lte=F("announced")), name="hearings_turn_clip_within_size"),
            models.CheckConstraint(
                condition=~Q(state=ClipState.KEPT) | (~Q(path="") & ~Q(sha256="")), name="hearings_turn_clip_has_file"
            ),
        ]
        indexes = [models.Index(fields=["path"], name="hearings_turn_clip_file")]

    def __str__(self) -> str:
        return f"clip {self.pk}"


class TurnClipPiece(BaseModel):
    """Some bytes of a clip that is coming in."""

    clip = models.ForeignKey(TurnClip, on_delete=models.CASCADE, related_name="pieces")
    offset = models.PositiveBigIntegerField()
    size = models.PositiveIntegerField()
    path = models.CharField(max_length=200)

    class Meta:
        ordering = ("offset",)
        constraints = [models.UniqueConstraint(fields=["clip", "offset"], name="hearings_turn_piece_once")]
        indexes = [models.Index(fields=["path"], name="hearings_turn_piece_file")]

    def __str__(self) -> str:
        return f"piece {self.offset}+{self.size}"


class TurnQuestion(BaseModel):
    """What the court asks at a stage, in its own words, and recorded if it likes."""

    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, related_name="turn_questions")
    number = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=16, choices=TurnStage)
    text = EncryptedTextField()
    clip = models.OneToOneField(TurnClip, null=True, blank=True, on_delete=models.PROTECT, related_name="question")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    put_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=["hearing", "number"], name="hearings_turn_question_number")]

    def __str__(self) -> str:
        return f"question {self.number} of {self.hearing_id}"


class Turn(TurnLifecycle, BaseModel):
    """One party's turn to answer a question, at a time of its own up to a last day (China)."""

    question = models.ForeignKey(TurnQuestion, on_delete=models.PROTECT, related_name="turns")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    last_day = models.DateField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    late_told_at = models.DateTimeField(null=True, blank=True)
    passed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    passed_at = models.DateTimeField(null=True, blank=True)
    why_passed = EncryptedTextField(blank=True)

    class Meta:
        ordering = ("created_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["question", "party"], name="hearings_turn_once"),
            models.CheckConstraint(
                condition=~Q(state=TurnState.PASSED) | Q(passed_by__isnull=False, passed_at__isnull=False),
                name="hearings_turn_passed_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["state", "last_day"], name="hearings_turns_due")]

    def __str__(self) -> str:
        return f"turn {self.pk}"


class TurnAnswer(BaseModel):
    """What was said in a turn: written once. `sha256` covers the words, the clip's hash and the time."""

    turn = models.ForeignKey(Turn, on_delete=models.PROTECT, related_name="answers")
    number = models.PositiveSmallIntegerField()
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = EncryptedTextField()
    clip = models.OneToOneField(TurnClip, null=True, blank=True, on_delete=models.PROTECT, related_name="answer")
    why_no_clip = EncryptedTextField(blank=True)
    at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=["turn", "number"], name="hearings_turn_answer_number")]

    def __str__(self) -> str:
        return f"answer {self.number} of {self.turn_id}"
