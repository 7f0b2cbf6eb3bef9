"""The lifecycles of a bill, of an attempt to pay it, and of a refund, as tables: states, transitions, who may, what is recorded."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

COURT, JUDGE, SYSTEM = "court", "judge", "system"


class BillState(models.TextChoices):
    DUE = "due", _("to be paid")
    DEFERRED = "deferred", _("payment deferred")
    PAID = "paid", _("paid")
    WAIVED = "waived", _("waived")
    LAPSED = "lapsed", _("not paid: treated as withdrawn")
    CANCELLED = "cancelled", _("nothing to pay any more")


PAYABLE = (BillState.DUE, BillState.DEFERRED)


class BillLifecycle(FSMModelMixin, models.Model):  # type: ignore[misc]
    """due ⇄ deferred → paid; waived, lapsed or cancelled while it has not been paid."""

    state = FSMField(max_length=10, choices=BillState, default=BillState.DUE, protected=True)

    class Meta:
        abstract = True

    @transition("state", list(PAYABLE), BillState.PAID, custom={"who": (SYSTEM,), "records": "filing.fees.paid"})
    def pay(self) -> None:
        """The provider says that exactly this sum was paid."""

    @transition("state", list(PAYABLE), BillState.DEFERRED, custom={"who": (JUDGE,), "records": "filing.fees.decided"})
    def defer(self) -> None:
        """Paid later, by a day that the court has set (FEE 47)."""

    @transition("state", list(PAYABLE), BillState.DUE, custom={"who": (JUDGE,), "records": "filing.fees.decided"})
    def ask_again(self) -> None:
        """A reduced fee, or a refused application: to be paid by a new day (FEE 22, 46)."""

    @transition("state", list(PAYABLE), BillState.WAIVED, custom={"who": (JUDGE,), "records": "filing.fees.decided"})
    def waive(self) -> None:
        """A natural person pays nothing (FEE 44, 45)."""

    @transition("state", list(PAYABLE), BillState.LAPSED, custom={"who": (JUDGE,), "records": "filing.fees.lapsed"})
    def lapse(self) -> None:
        """Not paid in time and no application left open: the suit is treated as withdrawn (CPLI 213)."""

    @transition(
        "state", list(PAYABLE), BillState.CANCELLED, custom={"who": (COURT,), "records": "filing.fees.cancelled"}
    )
    def cancel(self) -> None:
        """The case ended, or the claim fell, before anything of it was paid."""


class PaymentState(models.TextChoices):
    OPENED = "opened", _("begun")
    FAILED = "failed", _("failed")
    REPLACED = "replaced", _("replaced: the sum has changed")
    BOOKED = "booked", _("paid")


# What the provider may still report as paid and we can book.
WAITING = (PaymentState.OPENED, PaymentState.FAILED)


class PaymentLifecycle(FSMModelMixin, models.Model):  # type: ignore[misc]
    """opened → booked; failed may still be booked, for reports overtake each other; replaced when the sum changes."""

    state = FSMField(max_length=10, choices=PaymentState, default=PaymentState.OPENED, protected=True)

    class Meta:
        abstract = True

    @transition("state", list(WAITING), PaymentState.BOOKED, custom={"who": (SYSTEM,), "records": "filing.fees.paid"})
    def book(self) -> None:
        """The provider has the money."""

    @transition(
        "state", PaymentState.OPENED, PaymentState.FAILED, custom={"who": (SYSTEM,), "records": "filing.fees.failed"}
    )
    def fail(self) -> None:
        """The provider says that nothing was paid; a new attempt may begin."""

    @transition("state", PaymentState.OPENED, PaymentState.REPLACED, custom={"who": (COURT,), "records": ""})
    def replace(self) -> None:
        """The bill has another sum now."""


class RefundState(models.TextChoices):
    ORDERED = "ordered", _("ordered")
    DONE = "done", _("paid back")
    REFUSED = "refused", _("refused by the provider")


class RefundLifecycle(FSMModelMixin, models.Model):  # type: ignore[misc]
    """ordered → paid back; what the provider refuses is ordered again by the court."""

    state = FSMField(max_length=10, choices=RefundState, default=RefundState.ORDERED, protected=True)

    class Meta:
        abstract = True

    @transition(
        "state", RefundState.ORDERED, RefundState.DONE, custom={"who": (SYSTEM,), "records": "filing.fees.refunded"}
    )
    def finish(self) -> None:
        """The provider has paid it back."""

    @transition(
        "state",
        RefundState.ORDERED,
        RefundState.REFUSED,
        custom={"who": (SYSTEM,), "records": "filing.fees.refund_refused"},
    )
    def turn_away(self) -> None:
        """The provider will not pay it back this way."""

    @transition(
        "state",
        RefundState.REFUSED,
        RefundState.ORDERED,
        custom={"who": (COURT,), "records": "filing.fees.refund_ordered"},
    )
    def order_again(self) -> None:
        """The court has it tried again."""
