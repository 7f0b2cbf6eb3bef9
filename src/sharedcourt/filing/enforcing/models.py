"""An application for enforcement, what the court asked to be corrected, and the days that are watched."""

from datetime import date

from django.db import models
from django.db.models import Q

from sharedcourt.core.fields import EncryptedJSONField, EncryptedTextField, MoneyField
from sharedcourt.core.models import BaseModel
from sharedcourt.disputes.models import Dispute
from sharedcourt.documents.models import SigningFile
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.enforcing.states import EDITABLE, HOLDING, EnforcementLifecycle, EnforcementState
from sharedcourt.filing.models import CaseNumber, Confirmation
from sharedcourt.people.models import Organisation, User


class Enforcement(EnforcementLifecycle, BaseModel):
    """The creditor asks a court to enforce a confirmed agreement (`confirmation`) or what a case ended with (`case`).

    `entered` is what the creditor typed, for correction; `items` what is claimed, as it was printed. The debtors' side does not
    know of it: the court tells them when it acts (CPL 251).
    """

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="enforcements")
    confirmation = models.ForeignKey(Confirmation, null=True, on_delete=models.PROTECT, related_name="enforcements")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="enforcements")
    court = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="enforcements")
    court_ground = models.CharField(max_length=20)
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    against = models.JSONField(default=list)  # ids of the parties
    entered = EncryptedJSONField(default=dict)
    items = EncryptedJSONField(default=list)
    as_of = models.DateField()
    amount = MoneyField()  # claimed in all
    limit_on = models.DateField()  # the last day of the two years (CPL 250)
    application = models.ForeignKey(SigningFile, null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    review_due = models.DateField(null=True)
    number = models.OneToOneField(CaseNumber, null=True, on_delete=models.PROTECT, related_name="enforcement")
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    notice_due = models.DateField(null=True)
    notice = models.ForeignKey(SigningFile, null=True, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=20, blank=True)
    reasons = EncryptedTextField(blank=True)
    ruling = models.ForeignKey(SigningFile, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["dispute"], condition=Q(state__in=HOLDING), name="filing_enforcement_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(confirmation__isnull=False, case__isnull=True)
                | Q(confirmation__isnull=True, case__isnull=False),
                name="filing_enforcement_of_one_title",
            ),
            models.CheckConstraint(
                condition=~Q(state=EnforcementState.ACCEPTED) | Q(number__isnull=False, accepted_at__isnull=False),
                name="filing_enforcement_has_number",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[*EDITABLE, EnforcementState.WITHDRAWN])
                | Q(submitted_at__isnull=False, review_due__isnull=False),
                name="filing_enforcement_submitted",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="filing_enforcement_of_something"),
        ]
        indexes = [
            models.Index(fields=["court", "state", "review_due", "id"], name="filing_enforcement_queue"),
            models.Index(fields=["court", "-created_at", "-id"], name="filing_enforcement_newest"),
        ]

    def __str__(self) -> str:
        return f"enforcement {self.pk}"

    @property
    def safe_limit(self) -> date:
        """The earlier last day where everything fell due at once (`law.enforcement.TimeLimit.safe`), as the watch keeps it."""
        watch = getattr(self.confirmation, "watch", None) if self.confirmation is not None else None
        return min(self.limit_on, watch.limit_on) if watch is not None else self.limit_on

    @property
    def title_number(self) -> str:
        """The number of the ruling or case that is enforced."""
        of = self.confirmation or self.case
        return of.number.text if of is not None and of.number is not None else ""


class EnforcementCorrection(BaseModel):
    """The court returns the application with everything that is missing, and says by when it is to be back."""

    enforcement = models.ForeignKey(Enforcement, on_delete=models.PROTECT, related_name="corrections")
    items = EncryptedJSONField(default=list)
    due = models.DateField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("created_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["enforcement"], condition=Q(answered_at__isnull=True), name="filing_enforcement_one_correction"
            )
        ]
        indexes = [
            models.Index(fields=["due"], name="filing_enforcement_to_correct", condition=Q(answered_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"correction {self.pk}"


class Watch(BaseModel):
    """What the creditor of a confirmed agreement is told in time: that something is late, and that the two years end."""

    confirmation = models.OneToOneField(Confirmation, on_delete=models.PROTECT, related_name="watch")
    limit_on = models.DateField()
    looked_on = models.DateField()
    told = models.JSONField(default=list)
    done = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "watches"
        indexes = [models.Index(fields=["looked_on"], name="filing_watch_to_look", condition=Q(done=False))]

    def __str__(self) -> str:
        return f"watch {self.pk}"
