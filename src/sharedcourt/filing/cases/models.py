"""A case before a court, what the court asked to be corrected, and its time in mediation. Everything else lives on the dispute."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sharedcourt.core.fields import EncryptedJSONField, EncryptedTextField, MoneyField
from sharedcourt.core.models import BaseModel
from sharedcourt.disputes.models import Dispute, Party
from sharedcourt.documents.models import SigningFile
from sharedcourt.filing.cases.states import NUMBERED, OPEN, CaseLifecycle, CaseState
from sharedcourt.people.models import Organisation, User
from sharedcourt.sites.models import Site


class Procedure(models.TextChoices):
    """How a civil case of first instance is tried."""

    ORDINARY = "ordinary", _("ordinary procedure")
    SUMMARY = "summary", _("summary procedure")
    SMALL = "small", _("small claims procedure")


class JudgeReason(models.TextChoices):
    """Why this judge has the case."""

    FEWEST = "fewest", _("by rule: fewest open cases")
    NAMED = "named", _("named by the court administrator")


class Outcome(models.TextChoices):
    """How an accepted case ended."""

    JUDGMENT = "judgment", _("judgment")
    MEDIATED = "mediated", _("mediation letter")
    WITHDRAWN = "withdrawn", _("withdrawal allowed")
    DISMISSED = "dismissed", _("suit dismissed by ruling")
    TRANSFERRED = "transferred", _("transferred to another court")


class Case(CaseLifecycle, BaseModel):
    """A civil case of first instance. The dispute's applicants are its plaintiffs (原告), the respondents its defendants (被告)."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="cases")
    court = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="cases")
    court_ground = models.CharField(max_length=30)  # reason code of law.jurisdiction
    # Cross-district filing (跨域立案): the court at which it was handed in, whose clerk looks at the form only.
    received_at = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="cases_received"
    )
    # The court whose filing clerks have it in their queue.
    desk = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="cases_at_desk"
    )
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    filed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="cases_filed")
    idempotency_key = models.CharField(max_length=80, blank=True, default="")
    cause = models.CharField(max_length=30)
    amount = MoneyField(null=True, blank=True)
    homes = EncryptedJSONField(default=dict)  # party's id → division of the domicile
    clause = EncryptedJSONField(default=dict)  # a choice of court; where the leased or insured thing is
    from_mediation = models.BooleanField(default=False)
    plaint = models.ForeignKey(SigningFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    plaint_amount = MoneyField(null=True, blank=True)  # what the signed plaint comes to
    submitted_at = models.DateTimeField(null=True, blank=True)
    passed_on_at = models.DateTimeField(null=True, blank=True)
    passed_on_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    review_due = models.DateField(null=True, blank=True)
    number = models.OneToOneField(
        "filing.CaseNumber", null=True, blank=True, on_delete=models.PROTECT, related_name="case"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    judge = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="cases_tried")
    judge_reason = models.CharField(max_length=10, choices=JudgeReason, blank=True)
    # Keeps the record of the case and prepares its papers (书记员); None where the court has no court clerk on the platform.
    clerk = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="cases_recorded")
    procedure = models.CharField(max_length=10, choices=Procedure, blank=True)
    trial_due = models.DateField(null=True, blank=True)
    # The first day by which the court is to send a copy on that it has not sent (CPL 128).
    copy_due = models.DateField(null=True, blank=True)
    ground = models.CharField(max_length=20, blank=True)  # of refusal
    reasons = EncryptedTextField(blank=True)
    ruling = models.ForeignKey(SigningFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = [
            models.UniqueConstraint(fields=["dispute"], condition=Q(state__in=OPEN), name="filing_case_one_at_a_time"),
            models.UniqueConstraint(
                fields=["filed_by", "idempotency_key"],
                condition=~Q(idempotency_key=""),
                name="filing_case_once_per_key",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=NUMBERED)
                | Q(number__isnull=False, accepted_at__isnull=False, trial_due__isnull=False),
                name="filing_case_has_number",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[CaseState.DRAFTING, CaseState.WITHDRAWN])
                | Q(submitted_at__isnull=False, desk__isnull=False),
                name="filing_case_submitted_has_desk",
            ),
        ]
        indexes = [
            models.Index(fields=["desk", "state", "review_due", "id"], name="filing_case_queue"),
            models.Index(fields=["court", "state", "trial_due", "id"], name="filing_case_trials"),
            models.Index(fields=["judge", "court", "state", "trial_due", "id"], name="filing_case_of_judge"),
            models.Index(fields=["clerk", "court", "state", "trial_due", "id"], name="filing_case_of_clerk"),
            models.Index(
                fields=["court", "copy_due", "id"], name="filing_case_copies", condition=Q(copy_due__isnull=False)
            ),
            models.Index(
                fields=["court", "-ended_at", "-id"], name="filing_case_ended", condition=Q(ended_at__isnull=False)
            ),
            models.Index(
                fields=["judge", "court", "-ended_at", "-id"],
                name="filing_case_judge_ended",
                condition=Q(ended_at__isnull=False),
            ),
            models.Index(
                fields=["clerk", "court", "-ended_at", "-id"],
                name="filing_case_clerk_ended",
                condition=Q(ended_at__isnull=False),
            ),
            models.Index(
                fields=["received_at", "-submitted_at", "-id"],
                name="filing_case_received",
                condition=Q(received_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"


class Correction(BaseModel):
    """A court returns the case once, with everything that is missing, and says by when it is to be back (ODLR 9)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="corrections")
    court = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    items = EncryptedJSONField(default=list)
    due = models.DateField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("created_at",)
        constraints = [models.UniqueConstraint(fields=["case", "court"], name="filing_correction_once")]
        indexes = [
            models.Index(fields=["due"], name="filing_correction_open", condition=Q(answered_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"correction {self.pk}"


class ProcedureChange(BaseModel):
    """A ruling that moves a case to ordinary procedure (CPL 170): drawn up, signed by the judge, sealed; effective from then."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="procedure_changes")
    before = models.CharField(max_length=10, choices=Procedure)
    reasons = EncryptedTextField()
    bench = EncryptedTextField()  # who tries it then, as the parties are told (CPLI 258)
    judge = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ruling = models.OneToOneField(SigningFile, on_delete=models.PROTECT, related_name="+")
    effective_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("created_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(taken_back_at__isnull=True),
                name="filing_procedure_change_once",
            )
        ]

    def __str__(self) -> str:
        return f"change of procedure {self.pk}"


class Entrustment(BaseModel):
    """An accepted case goes to mediation (委托调解) when every party agrees, and comes back."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="entrustments")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    began_on = models.DateField(null=True, blank=True)
    due = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    days_not_counted = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("created_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_on__isnull=True), name="filing_entrustment_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"entrustment {self.pk}"


class EntrustmentAnswer(BaseModel):
    """What one party answers when asked whether the case may go to mediation."""

    entrustment = models.ForeignKey(Entrustment, on_delete=models.PROTECT, related_name="answers")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agreed = models.BooleanField()

    class Meta:
        ordering = ("created_at",)
        constraints = [
            models.UniqueConstraint(fields=["entrustment", "party"], name="filing_entrustment_answered_once")
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"
