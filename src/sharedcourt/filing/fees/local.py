"""The embedded default: a provider on this very machine, with a page of its own that says that no money moves."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum
from django.urls import reverse

from sharedcourt.core import clock, keys, transaction
from sharedcourt.filing.fees import signature
from sharedcourt.filing.fees.models import DemonstrationEntry
from sharedcourt.filing.fees.providers import Begun, Line, Order, ProviderRefused, Standing


class LocalProvider:
    """Keeps a book, moves nothing, and reports over the same signed messages as a real provider."""

    name = "demonstration"
    is_demonstration = True

    def secret(self) -> str:
        return keys.payment_key().hex()

    def create(self, order: Order) -> Begun:
        entry, _made = DemonstrationEntry.objects.get_or_create(
            reference=order.reference,
            defaults={"bill": order.bill, "court": order.court, "amount": order.amount},
        )
        return Begun(str(entry.pk), reverse("filing:fees-demonstration", args=[order.reference]))

    def query(self, reference: UUID) -> Standing:
        entry = DemonstrationEntry.objects.filter(reference=reference, order=None).first()
        if entry is None:
            raise ProviderRefused("unknown")
        if entry.settled_at is None:
            return Standing("open", str(entry.pk))
        return Standing("paid", str(entry.pk), entry.bill, entry.amount, entry.settled_at)

    def refund(self, *, reference: UUID, payment: UUID, amount: Decimal) -> bool:
        with transaction.atomic():
            order = DemonstrationEntry.objects.select_for_update().filter(reference=payment, order=None).first()
            if order is None or order.settled_at is None:
                raise ProviderRefused("unknown")
            if DemonstrationEntry.objects.filter(reference=reference).exists():
                return True
            gone = DemonstrationEntry.objects.filter(order=payment).aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
            if gone + amount > order.amount:
                raise ProviderRefused("more_than_paid")
            DemonstrationEntry.objects.create(
                reference=reference,
                order=payment,
                bill=order.bill,
                court=order.court,
                amount=amount,
                settled_at=clock.now(),
            )
        return True

    def statement(self, *, court: UUID, day: date) -> list[Line]:
        begin = datetime.combine(day, time.min, clock.SHANGHAI)
        rows = DemonstrationEntry.objects.filter(
            court=court, settled_at__gte=begin, settled_at__lt=begin + timedelta(days=1)
        )
        return [
            Line("payment" if row.order is None else "refund", row.reference, row.amount, row.settled_at)
            for row in rows.order_by("settled_at")
            if row.settled_at is not None
        ]


@transaction.atomic
def press_pay(reference: UUID) -> tuple[bytes, str] | None:
    """Somebody has pressed “pay” on the demonstration's page: the signed message for the platform. None: no such order."""
    entry = DemonstrationEntry.objects.select_for_update().filter(reference=reference, order=None).first()
    if entry is None:
        return None
    if entry.settled_at is None:
        entry.settled_at = clock.now()
        entry.save(update_fields=["settled_at"])
    body = signature.canonical(
        {
            "type": "payment.paid",
            "reference": str(entry.reference),
            "bill": str(entry.bill),
            "id": str(entry.pk),
            "amount": str(entry.amount),
            "currency": "CNY",
            "at": entry.settled_at.isoformat(),
        }
    )
    return body, signature.sign(body, LocalProvider().secret(), nonce=signature.new_nonce())
