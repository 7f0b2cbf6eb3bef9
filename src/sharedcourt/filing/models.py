"""Case numbers of the courts, and applications for judicial confirmation."""

from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import clock
from sharedcourt.core.fields import EncryptedJSONField, EncryptedTextField
from sharedcourt.core.models import BaseModel
from sharedcourt.disputes.models import Dispute, Party
from sharedcourt.documents.models import SigningFile, StoredFile
from sharedcourt.filing.states import HOLDING, ConfirmationLifecycle, ConfirmationState
from sharedcourt.law import service as rules
from sharedcourt.people.models import Organisation, User


class CaseSeries(BaseModel):
    """The last serial number given by a court in a year for one kind of case: numbers follow each other without a gap."""

    court = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="case_series")
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=4)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "case series"
        constraints = [models.UniqueConstraint(fields=["court", "year", "kind"], name="filing_series_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}"


class CaseNumber(BaseModel):
    """A number a court has given (案号), for good."""

    court = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="case_numbers")
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=4)
    serial = models.PositiveIntegerField()
    text = models.CharField(max_length=40, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["court", "year", "kind", "serial"], name="filing_number_once"),
            models.CheckConstraint(condition=Q(serial__gt=0), name="filing_number_counts_from_one"),
        ]

    def __str__(self) -> str:
        return self.text


class Confirmation(ConfirmationLifecycle, BaseModel):
    """A joint application to a court to confirm a mediation agreement (司法确认), and what the court made of it."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="confirmations")
    agreement = models.ForeignKey(SigningFile, on_delete=models.PROTECT, related_name="+")
    court = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="confirmations")
    court_ground = models.CharField(max_length=20)
    homes = EncryptedJSONField(default=dict)  # party's id → division of the domicile
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    apply_by = models.DateField()
    application = models.ForeignKey(SigningFile, null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    acceptance_due = models.DateField(null=True)
    number = models.OneToOneField(CaseNumber, null=True, on_delete=models.PROTECT, related_name="confirmation")
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decision_due = models.DateField(null=True)
    judge = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="confirmations_reviewed")
    judge_reason = models.CharField(max_length=20, blank=True)
    granted = models.BooleanField(null=True)  # what the judge decided, before the ruling is sealed
    ground = models.CharField(
        max_length=5, blank=True
    )  # the item of CPLI 355 or 358; "355-" and the item in a rejection (355(2))
    reasons = EncryptedTextField(blank=True)
    ruling = models.ForeignKey(SigningFile, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["dispute"], condition=Q(state__in=HOLDING), name="filing_confirmation_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(
                    state__in=[ConfirmationState.ACCEPTED, ConfirmationState.DECIDED, ConfirmationState.GRANTED]
                )
                | Q(number__isnull=False),
                name="filing_confirmation_has_number",
            ),
        ]
        indexes = [
            models.Index(fields=["court", "state", "acceptance_due", "id"], name="filing_confirmation_queue"),
            models.Index(fields=["judge", "state", "decision_due"], name="filing_confirmation_judge"),
        ]

    def __str__(self) -> str:
        return f"confirmation {self.pk}"


class Supplement(BaseModel):
    """The court asks the parties to add to what they said or sent in, by a day (CPLI 356)."""

    confirmation = models.ForeignKey(Confirmation, on_delete=models.PROTECT, related_name="supplements")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    what = EncryptedTextField()
    due = models.DateField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    answer = EncryptedTextField(blank=True)

    class Meta:
        ordering = ("created_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["confirmation"], condition=Q(answered_at__isnull=True), name="filing_supplement_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"supplement {self.pk}"


class WithdrawalRequest(BaseModel):
    """A party wants the application back after the court has taken it in; the court rules whether it may (CPLI 357)."""

    confirmation = models.ForeignKey(Confirmation, on_delete=models.PROTECT, related_name="withdrawal_requests")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reasons = EncryptedTextField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    allowed = models.BooleanField(null=True)
    decision = EncryptedTextField(blank=True)

    class Meta:
        ordering = ("created_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["confirmation"], condition=Q(decided_at__isnull=True), name="filing_withdrawal_one_open"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, allowed__isnull=True)
                | Q(decided_at__isnull=False, allowed__isnull=False, decided_by__isnull=False),
                name="filing_withdrawal_decided_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"withdrawal {self.pk}"


class Summons(BaseModel):
    """The court calls all parties to come together so that it can ask them (CPLI 356)."""

    confirmation = models.ForeignKey(Confirmation, on_delete=models.PROTECT, related_name="summonses")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    place = EncryptedTextField()
    what = EncryptedTextField(blank=True)
    held_at = models.DateTimeField(null=True)
    note = EncryptedTextField(blank=True)  # what was asked and answered, or why somebody was excused

    class Meta:
        verbose_name_plural = "summonses"
        ordering = ("created_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["confirmation"], condition=Q(held_at__isnull=True), name="filing_summons_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"summons {self.pk}"


class Attendance(BaseModel):
    """Whether a party came when the court had called both."""

    class Came(models.TextChoices):
        CAME = "came", _("came and was asked")
        EXCUSED = "excused", _("did not come, with good reason")
        REFUSED = "refused", _("did not come or would not be asked, without good reason")

    summons = models.ForeignKey(Summons, on_delete=models.PROTECT, related_name="attendances")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    came = models.CharField(max_length=8, choices=Came)

    class Meta:
        ordering = ("created_at",)
        constraints = [models.UniqueConstraint(fields=["summons", "party"], name="filing_attendance_once")]

    def __str__(self) -> str:
        return f"attendance {self.pk}"


class SupplementFile(BaseModel):
    """A file that a party sends with the answer to the court's question; the other party and the court read it."""

    supplement = models.ForeignKey(Supplement, on_delete=models.PROTECT, related_name="files")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("created_at",)

    def __str__(self) -> str:
        return f"file {self.file_id}"


class Service(BaseModel):
    """A document served on one person or party (送达): electronically with its trace, or by other means as the clerk recorded it.

    In a case `party` is on whom it is served, and `user` the person or agent in whose account it arrived; in a confirmation and in
    enforcement the person alone. When it counts `law.service` says.
    """

    class Basis(models.TextChoices):
        """Whether the electronic address was confirmed (ODLR 31)."""

        CONFIRMED = "confirmed", _("address confirmed: served when it arrived")
        UNCONFIRMED = "unconfirmed", _("no consent to electronic service: served when opened or answered")

    class Channel(models.TextChoices):
        """The electronic way."""

        PLATFORM = "platform", _("account on this platform")
        EMAIL = "email", _("e-mail of the court")
        FAX = "fax", _("fax")
        MESSAGE = "message", _("SMS or messenger of the court")

    class Way(models.TextChoices):
        """`law.service.Means`, as people read them."""

        ELECTRONIC = rules.Means.ELECTRONIC.value, _("electronically")
        DIRECT = rules.Means.DIRECT.value, _("handed over in person")
        LEFT = rules.Means.LEFT.value, _("left at the residence")
        ENTRUSTED = rules.Means.ENTRUSTED.value, _("by another court")
        POST = rules.Means.POST.value, _("by post")
        PUBLIC_NOTICE = rules.Means.PUBLIC_NOTICE.value, _("by public notice")

    confirmation = models.ForeignKey(Confirmation, null=True, on_delete=models.PROTECT, related_name="services")
    case = models.ForeignKey("filing.Case", null=True, on_delete=models.PROTECT, related_name="services")
    enforcement = models.ForeignKey("filing.Enforcement", null=True, on_delete=models.PROTECT, related_name="services")
    party = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="services")
    file = models.ForeignKey(SigningFile, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    means = models.CharField(max_length=14, choices=Way, default=Way.ELECTRONIC)
    channel = models.CharField(max_length=10, choices=Channel, blank=True, default=Channel.PLATFORM)
    basis = models.CharField(max_length=12, choices=Basis, blank=True)
    served_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reached_at = models.DateTimeField(default=clock.now, null=True)
    opened_at = models.DateTimeField(null=True)
    replied_at = models.DateTimeField(null=True)
    acted_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)
    rebutted_at = models.DateTimeField(null=True)
    day = models.DateField(null=True)  # by other means: of the receipt, of leaving it, of the notice
    tracking = EncryptedTextField(blank=True)  # the number of the postal item
    note = EncryptedTextField(blank=True)  # who took it, who witnessed it, why by public notice

    class Meta:
        ordering = ("created_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["file", "user"],
                condition=Q(means="electronic", channel="platform", user__isnull=False, party__isnull=True),
                name="filing_service_once",
            ),
            # An agent of two parties receives a paper for each of them.
            models.UniqueConstraint(
                fields=["file", "user", "party"],
                condition=Q(means="electronic", channel="platform", user__isnull=False, party__isnull=False),
                name="filing_service_once_for_a_party",
            ),
            models.CheckConstraint(
                condition=Q(confirmation__isnull=False, case=None, enforcement=None, user__isnull=False)
                | Q(confirmation=None, case__isnull=False, enforcement=None, party__isnull=False)
                | Q(confirmation=None, case=None, enforcement__isnull=False, user__isnull=False),
                name="filing_service_of_one",
            ),
            models.CheckConstraint(
                condition=Q(means="electronic", reached_at__isnull=False, day__isnull=True)
                | (~Q(means="electronic") & Q(reached_at__isnull=True, day__isnull=False, channel="")),
                name="filing_service_has_moment_or_day",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "party", "file"], name="filing_service_of_party"),
            models.Index(fields=["day"], name="filing_service_notices", condition=Q(means="public_notice")),
        ]

    def __str__(self) -> str:
        return f"service {self.pk}"

    @property
    def delivery(self) -> rules.Delivery:
        """What is known of it, for the law."""
        return rules.Delivery(
            confirmed=self.basis == self.Basis.CONFIRMED,
            reached_at=self.reached_at,
            bounced=self.bounced_at is not None,
            replied_at=self.replied_at,
            acted_at=self.acted_at,
            read_at=self.opened_at,
            rebutted=self.rebutted_at is not None,
        )

    @property
    def served(self) -> rules.Served | None:
        """Whether, when and why electronic service counts; None while it does not, and for other means."""
        return rules.electronic(self.delivery) if self.means == self.Way.ELECTRONIC else None

    @property
    def served_at(self) -> datetime | None:
        """The moment from which periods run; None while it does not count yet, and for other means (see `served_day`)."""
        return self.served.at if self.served is not None else None

    @property
    def served_day(self) -> date | None:
        """The day of service in China, whatever the means; of a public notice the day on which its time is over."""
        if self.day is not None:
            return rules.on_paper(rules.Means(self.means), self.day)
        return clock.local(self.served.at).date() if self.served is not None else None


# Cases belong to this app; their tables live beside their actions.
from sharedcourt.filing.cases import models as case_models  # noqa: E402, F401
from sharedcourt.filing.enforcing import models as enforcement_models  # noqa: E402, F401
from sharedcourt.filing.fees import models as fee_models  # noqa: E402, F401
from sharedcourt.filing.folder import models as folder_models  # noqa: E402, F401
from sharedcourt.filing.plaint import models as plaint_models  # noqa: E402, F401
from sharedcourt.filing.serving import models as serving_models  # noqa: E402, F401
