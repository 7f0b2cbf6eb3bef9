"""A bill for a court fee, the attempts to pay it, what the provider reported, relief, and what goes back."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import clock
from sharedcourt.core.fields import EncryptedTextField, MoneyField
from sharedcourt.core.models import BaseModel
from sharedcourt.disputes.models import Party
from sharedcourt.documents.models import SigningFile
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.fees.states import (
    PAYABLE,
    BillLifecycle,
    BillState,
    PaymentLifecycle,
    PaymentState,
    RefundLifecycle,
)
from sharedcourt.people.models import Organisation, User


class BillKind(models.TextChoices):
    """Why it is asked for."""

    ACCEPTANCE = "acceptance", _("acceptance fee")
    INCREASE = "increase", _("in addition, for a higher claim")
    PROCEDURE = "procedure", _("in addition, for ordinary procedure")
    COUNTERCLAIM = "counterclaim", _("fee of a counterclaim")
    APPEAL = "appeal", _("fee of an appeal")
    BORNE = "borne", _("fee to be borne after the end")
    BORNE_APPEAL = "borne_appeal", _("fee of an appeal to be borne after the end")


# What the plaintiffs' claim costs, in one bill or several.
OF_CLAIM = (BillKind.ACCEPTANCE, BillKind.INCREASE, BillKind.PROCEDURE)
# What is settled when it has ended.
SETTLED = (*OF_CLAIM, BillKind.COUNTERCLAIM, BillKind.APPEAL)
# What others are asked for once a case or its appeals have ended.
OF_BEARERS = (BillKind.BORNE, BillKind.BORNE_APPEAL)


class Bill(BillLifecycle, BaseModel):
    """What somebody in a case is to pay to the court, by when, and what has become of it. Yuan.

    The plaintiffs pay for their claim; a counterclaim, an appeal and what was borne in the end is paid by the `payer` it names.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="bills")
    court = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="bills")
    payer = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="bills")
    kind = models.CharField(max_length=12, choices=BillKind)
    claim = MoneyField(null=True)  # the amount claimed in all; None: a case without an amount
    summary = models.BooleanField()  # summary or small claims procedure: half (FEE 16)
    full = MoneyField()  # by the tariff, before relief
    amount = MoneyField()  # what is to be paid
    notified_at = models.DateTimeField(default=clock.now)
    due = models.DateField()
    paid = MoneyField(default=Decimal(0))
    paid_at = models.DateTimeField(null=True)
    refunded = MoneyField(default=Decimal(0))  # ordered or paid back

    class Meta:
        ordering = ("created_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(kind=BillKind.ACCEPTANCE), name="filing_bill_one_acceptance_fee"
            ),
            models.UniqueConstraint(
                fields=["case", "payer", "kind"],
                condition=Q(kind__in=[BillKind.COUNTERCLAIM, BillKind.APPEAL, *OF_BEARERS]),
                name="filing_bill_one_of_its_kind",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0, full__gte=F("amount"), refunded__gte=0, refunded__lte=F("paid")),
                name="filing_bill_sums",
            ),
            models.CheckConstraint(
                condition=Q(state=BillState.PAID, paid=F("amount"), paid_at__isnull=False)
                | (~Q(state=BillState.PAID) & Q(paid=0, paid_at__isnull=True)),
                name="filing_bill_paid_in_full",
            ),
        ]
        indexes = [
            models.Index(fields=["court", "state", "due", "id"], name="filing_bill_queue"),
            models.Index(fields=["court", "-created_at", "-id"], name="filing_bill_newest"),
        ]

    def __str__(self) -> str:
        return f"bill {self.pk}"

    @property
    def is_payable(self) -> bool:
        return self.state in PAYABLE

    @property
    def is_overdue(self) -> bool:
        return self.is_payable and clock.today() > self.due

    @property
    def refundable(self) -> Decimal:
        """What could still go back."""
        return Decimal(self.paid - self.refunded)


class Payment(PaymentLifecycle, BaseModel):
    """One attempt to pay a bill; its id is the reference the provider knows."""

    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="payments")
    provider = models.CharField(max_length=40)
    provider_id = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=500, blank=True)  # of the provider's page
    amount = MoneyField()
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    paid_at = models.DateTimeField(null=True)  # as the provider says
    booked_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)  # how it stands, of the provider
    receipt = models.OneToOneField(SigningFile, null=True, on_delete=models.PROTECT, related_name="+")
    receipt_digest = models.CharField(max_length=64, blank=True)  # of what the receipt states

    class Meta:
        ordering = ("created_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["bill"], condition=Q(state=PaymentState.OPENED), name="filing_payment_one_open"
            ),
            models.UniqueConstraint(
                fields=["bill"], condition=Q(state=PaymentState.BOOKED), name="filing_payment_one_booked"
            ),
            models.CheckConstraint(
                condition=~Q(state=PaymentState.BOOKED) | Q(paid_at__isnull=False, booked_at__isnull=False),
                name="filing_payment_booked_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["paid_at"], name="filing_payment_day", condition=Q(paid_at__isnull=False)),
            models.Index(fields=["created_at"], name="filing_payment_open", condition=Q(state=PaymentState.OPENED)),
        ]

    def __str__(self) -> str:
        return f"payment {self.pk}"


class Notification(BaseModel):
    """A message of a provider whose signature was good. Its nonce is taken once: what is sent again word by word is refused."""

    provider = models.CharField(max_length=40)
    nonce = models.CharField(max_length=64)
    kind = models.CharField(max_length=30)
    reference = models.UUIDField(null=True)
    sha256 = models.CharField(max_length=64)  # of the body as it came
    outcome = models.CharField(max_length=20)

    class Meta:
        ordering = ("created_at",)
        constraints = [models.UniqueConstraint(fields=["provider", "nonce"], name="filing_notification_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.outcome}"


class DiscrepancyReason(models.TextChoices):
    AMOUNT = "amount", _("another sum than asked for")
    BILL = "bill", _("names another bill")
    TWICE = "twice", _("the bill had been paid already")
    LATE = "late", _("the bill was not to be paid any more")
    REFUND = "refund", _("another sum was paid back than ordered")


class Discrepancy(BaseModel):
    """Money that the provider reports and that could not be booked: kept until somebody at the court has dealt with it."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="discrepancies")
    reason = models.CharField(max_length=8, choices=DiscrepancyReason)
    amount = MoneyField()
    paid_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    note = EncryptedTextField(blank=True)

    class Meta:
        ordering = ("created_at",)
        verbose_name_plural = "discrepancies"
        constraints = [
            models.UniqueConstraint(fields=["payment", "reason", "amount"], name="filing_discrepancy_once"),
        ]
        indexes = [
            models.Index(fields=["created_at"], name="filing_discrepancy_open", condition=Q(resolved_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"discrepancy {self.reason}"


class RefundGround(models.TextChoices):
    MEDIATED = "mediated", _("ended by mediation: half")
    WITHDRAWN = "withdrawn", _("withdrawn: half")
    DISMISSED = "dismissed", _("suit dismissed by ruling: all of it")
    TRANSFERRED_AS_CRIME = "crime", _("handed over as a suspected crime: all of it")
    APPEAL_DISMISSED = "no_appeal", _("appeal dismissed by ruling: all of it")
    REMANDED = "remanded", _("sent back for a new trial: all of it")
    DECREASED = "decreased", _("claim decreased before the inquiry was over")
    BORNE_BY_OTHERS = "others", _("borne by the other side")
    NOT_BOOKED = "not_booked", _("paid and not owed")


class Refund(RefundLifecycle, BaseModel):
    """What goes back to whoever paid; its id is the reference the provider knows."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    discrepancy = models.OneToOneField(Discrepancy, null=True, on_delete=models.PROTECT, related_name="refund")
    amount = MoneyField()
    ground = models.CharField(max_length=10, choices=RefundGround)
    article = models.CharField(max_length=60, blank=True)
    due = models.DateField(null=True)  # fifteen days from effect (FEE 53)
    ordered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("created_at",)
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="filing_refund_of_something")]
        indexes = [
            models.Index(fields=["next_attempt_at"], name="filing_refund_to_send", condition=Q(state="ordered")),
            models.Index(fields=["done_at"], name="filing_refund_day", condition=Q(done_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"refund {self.pk}"


class ReliefKind(models.TextChoices):
    DEFER = "defer", _("pay later")
    REDUCE = "reduce", _("pay less")
    WAIVE = "waive", _("pay nothing")


class Relief(BaseModel):
    """An application for judicial assistance (司法救助, FEE 44-48), and what the court decided."""

    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="reliefs")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=ReliefKind)
    item = models.CharField(max_length=1)  # of FEE 45, 46 or 47
    reasons = EncryptedTextField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    granted = models.BooleanField(null=True)
    share = models.DecimalField(max_digits=3, decimal_places=2, null=True)  # by which the fee is reduced
    due = models.DateField(null=True)  # the day set with the decision
    decision = EncryptedTextField(blank=True)

    class Meta:
        ordering = ("created_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["bill"], condition=Q(decided_at__isnull=True), name="filing_relief_one_open"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, granted__isnull=True)
                | Q(decided_at__isnull=False, granted__isnull=False, decided_by__isnull=False),
                name="filing_relief_decided_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"relief {self.pk}"


class EarlyRelief(BaseModel):
    """An application for judicial assistance handed in with the case, before there is a bill (FEE 48). Deferral is decided before acceptance (49)."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="early_relief")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=ReliefKind)
    item = models.CharField(max_length=1)  # of FEE 45, 46 or 47
    reasons = EncryptedTextField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    granted = models.BooleanField(null=True)
    due = models.DateField(null=True)  # until when payment is deferred
    decision = EncryptedTextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, granted__isnull=True)
                | Q(decided_at__isnull=False, granted__isnull=False, decided_by__isnull=False),
                name="filing_early_relief_decided_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"early relief {self.pk}"


class FeeReview(BaseModel):
    """Who pays a bill asks the court to look at it again (FEE 43): the president at a decision, the court at the calculation."""

    class About(models.TextChoices):
        DECISION = "decision", _("the decision about the fee")
        SUM = "sum", _("how the fee was worked out")

    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="reviews")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=8, choices=About)
    reasons = EncryptedTextField()
    due = models.DateField(null=True)  # of the president's decision; for the calculation the Measures name no period
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    changed = models.BooleanField(null=True)
    decision = EncryptedTextField(blank=True)

    class Meta:
        ordering = ("created_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["bill"], condition=Q(decided_at__isnull=True), name="filing_fee_review_one_open"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, changed__isnull=True)
                | Q(decided_at__isnull=False, changed__isnull=False, decided_by__isnull=False),
                name="filing_fee_review_decided_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"review {self.pk}"


class FeeSettlement(BaseModel):
    """What was asked for cost in the end, confirmed by the court. Yuan; `outstanding` is what was still to be paid of it.

    Of the plaintiffs' claim, which may have several bills, or of the counterclaim or appeal that `bill` was for.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="fee_settlements")
    bill = models.OneToOneField(Bill, null=True, on_delete=models.PROTECT, related_name="settlement")
    ending = models.CharField(max_length=20)  # law.fees.Ending
    effective_on = models.DateField()
    fee = MoneyField()
    refund = MoneyField()
    outstanding = MoneyField()
    article = models.CharField(max_length=60)
    collected = models.BooleanField(default=False)  # paid back to who had paid, and billed to who bears it
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("created_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(bill__isnull=True), name="filing_settlement_one_of_the_claim"
            ),
        ]

    def __str__(self) -> str:
        return f"settlement {self.pk}"


class FeeShare(BaseModel):
    """The part of the fee that one party bears (FEE 29-34). Yuan."""

    settlement = models.ForeignKey(FeeSettlement, on_delete=models.PROTECT, related_name="shares")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    amount = MoneyField()

    class Meta:
        ordering = ("created_at",)
        constraints = [
            models.UniqueConstraint(fields=["settlement", "party"], name="filing_fee_share_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="filing_fee_share_of_something"),
        ]

    def __str__(self) -> str:
        return f"share {self.pk}"


class DemonstrationEntry(BaseModel):
    """The book of the built-in demonstration provider, which moves no money: an order or a refund under the platform's reference."""

    reference = models.UUIDField(unique=True)
    order = models.UUIDField(null=True)  # of a refund: the order it belongs to
    bill = models.UUIDField()
    court = models.UUIDField()
    amount = MoneyField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("created_at",)
        verbose_name_plural = "demonstration entries"
        indexes = [
            models.Index(fields=["court", "settled_at"], name="filing_demonstration_day"),
            models.Index(fields=["order"], name="filing_demonstration_refunds", condition=Q(order__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"demonstration {self.reference}"
