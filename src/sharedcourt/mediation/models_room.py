"""What belongs to a meeting's room: words and numbers of a separate talk, a judge's guidance, interpreters and helpers."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sharedcourt.core.fields import EncryptedJSONField, EncryptedTextField
from sharedcourt.core.models import BaseModel
from sharedcourt.mediation.states_room import (
    AssistantLifecycle,
    AssistantState,
    GuidanceLifecycle,
    GuidanceState,
)

USER = settings.AUTH_USER_MODEL


class KeptApart(BaseModel):
    """Something of a separate talk: of one side, or of one person of it; everybody else learns it when it is released."""

    case = models.ForeignKey("mediation.Case", on_delete=models.PROTECT, related_name="+")
    caucus = models.ForeignKey("rooms.Caucus", on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=12)
    person = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class CaucusNote(KeptApart):
    """What the mediator wrote down in a separate talk, with a sum if one was named."""

    author = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    text = EncryptedTextField()
    sum_text = EncryptedTextField(blank=True)

    class Meta:
        ordering = ("created_at",)

    def __str__(self) -> str:
        return f"caucus note {self.pk}"

    @property
    def amount(self) -> Decimal | None:
        return Decimal(self.sum_text) if self.sum_text else None


class SidePlan(KeptApart):
    """A plan worked out in a separate talk, beside the common one, which stands still meanwhile. One for each talk."""

    inputs = EncryptedJSONField()
    before = EncryptedJSONField(null=True)
    revision = models.PositiveIntegerField()
    changed_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("created_at",)
        constraints = [models.UniqueConstraint(fields=["caucus"], name="mediation_side_plan_once")]

    def __str__(self) -> str:
        return f"side plan {self.pk}"


class Guidance(GuidanceLifecycle, BaseModel):
    """A liaison judge called into the room by the mediator, as adviser (调解指导)."""

    case = models.ForeignKey("mediation.Case", on_delete=models.PROTECT, related_name="guidances")
    meeting = models.ForeignKey("mediation.Meeting", on_delete=models.PROTECT, related_name="guidances")
    judge = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="guidances")
    court = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="guidances")
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    joined_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("asked_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "judge"],
                condition=Q(state__in=[GuidanceState.ASKED, GuidanceState.JOINED]),
                name="mediation_guidance_one_call",
            ),
        ]
        indexes = [models.Index(fields=["court", "asked_at"], name="mediation_guidance_of_court")]

    def __str__(self) -> str:
        return f"guidance {self.pk}"


class Assistant(AssistantLifecycle, BaseModel):
    """An interpreter or helper proposed by the mediator for one person, who must agree before a seat is made."""

    class Kind(models.TextChoices):
        INTERPRETER = "interpreter", _("interpreter")
        SIGN_INTERPRETER = "sign_interpreter", _("sign-language interpreter")
        HELPER = "helper", _("helper")

    meeting = models.ForeignKey("mediation.Meeting", on_delete=models.PROTECT, related_name="assistants")
    kind = models.CharField(max_length=20, choices=Kind)
    helps = models.ForeignKey("mediation.Participant", on_delete=models.PROTECT, related_name="assistants")
    user = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    name = EncryptedTextField()
    phone = EncryptedTextField(blank=True)
    proposed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    invitation = models.ForeignKey("people.Invitation", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("created_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "user"],
                condition=Q(state=AssistantState.SEATED),
                name="mediation_assistant_seated_once",
            ),
        ]

    def __str__(self) -> str:
        return f"assistant {self.pk}"
