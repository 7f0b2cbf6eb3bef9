"""What time alone makes happen to fees; safe to run twice. Nothing lapses by itself."""

from datetime import datetime, timedelta

from django.db.models import F, Q

from sharedcourt.core import clock
from sharedcourt.core.errors import Unavailable
from sharedcourt.filing.fees import paying
from sharedcourt.filing.fees.models import Payment, Refund
from sharedcourt.filing.fees.states import PaymentState, RefundState

ASK_AFTER = timedelta(minutes=10)
ASK_FOR = timedelta(days=2)
AT_ONCE = 20


def run(now: datetime | None = None) -> dict[str, int]:
    """Refunds that are due are sent; payments whose report got lost are asked for."""
    moment = now or clock.now()
    waiting = Refund.objects.filter(state=RefundState.ORDERED, next_attempt_at__lte=moment)
    sent = [
        paying.send_refund(refund_id=pk, now=moment)
        for pk in waiting.order_by("next_attempt_at").values_list("pk", flat=True)[:AT_ONCE]
    ]
    begun = Payment.objects.filter(
        Q(asked_at=None) | Q(asked_at__lte=moment - ASK_AFTER),
        state=PaymentState.OPENED,
        created_at__lte=moment - ASK_AFTER,
        created_at__gte=moment - ASK_FOR,
    )
    asked = 0
    in_turn = begun.exclude(address="").order_by(F("asked_at").asc(nulls_first=True), "created_at")
    for payment in in_turn.select_related("bill")[:AT_ONCE]:
        try:
            asked += paying.ask(bill=payment.bill) == "booked"
        except Unavailable:
            break
    return {"refunds": sum(sent), "found_paid": asked}
