"""The receipt of a paid court fee, as a PDF of the platform. It is no fiscal receipt (财政票据), which the court issues (FEE 52)."""

from typing import Any

from django.utils import translation

from sharedcourt.core import clock
from sharedcourt.documents.engine import rendering
from sharedcourt.filing.fees.models import Bill
from sharedcourt.filing.fees.states import PaymentState, RefundState
from sharedcourt.ledger.models import Entry
from sharedcourt.ledger.words import of as words_of

TEMPLATE = rendering.PACKAGE / "filing" / "typst" / "fee_receipt.typ"
KINDS = {
    "acceptance": "案件受理费",
    "increase": "补交案件受理费（增加诉讼请求）",
    "procedure": "补交案件受理费（转为普通程序）",
}


def receipt(bill: Bill) -> bytes:
    """The receipt as PDF/A, as things stand now. The bill is paid."""
    with translation.override("zh-hans"):
        content = content_of(bill)
    return rendering.render(TEMPLATE, content, timestamp=clock.now())


def content_of(bill: Bill) -> dict[str, Any]:
    """What it prints."""
    payment = bill.payments.get(state=PaymentState.BOOKED)
    case = bill.case
    refunds = payment.refunds.filter(discrepancy=None).order_by("created_at")
    entries = Entry.objects.filter(subject=payment.pk, action="filing.fees.paid").order_by("seq")
    return {
        "number": case.number.text if case.number is not None else "",
        "court": bill.court.name,
        "payer": bill.payer.name,
        "kind": KINDS[bill.kind],
        "claim": str(bill.claim) if bill.claim is not None else "",
        "summary": bill.summary,
        "full": str(bill.full),
        "amount": str(bill.paid),
        "paid": f"{clock.local(bill.paid_at):%Y-%m-%dT%H:%M:%S}" if bill.paid_at else "",
        "reference": str(payment.pk),
        "provider": payment.provider,
        "provider_id": payment.provider_id,
        "demonstration": payment.provider == "demonstration",
        "refunds": [
            [str(refund.amount), str(refund.get_ground_display()), str(RefundState(refund.state).label)]
            for refund in refunds
        ],
        "ledger": [
            [str(entry.seq), f"{clock.local(entry.at):%Y-%m-%d %H:%M:%S}", str(words_of(entry.action))]
            for entry in entries
        ],
        "issued": f"{clock.local(clock.now()):%Y-%m-%dT%H:%M:%S}",
    }
