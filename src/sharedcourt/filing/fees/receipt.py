"""The receipt of a paid court fee, a PDF under the court's seal. It is no fiscal receipt (财政票据), which the court issues (FEE 52)."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import Conflict
from sharedcourt.documents import actions as documents
from sharedcourt.documents.models import SigningFile
from sharedcourt.filing import issuing
from sharedcourt.filing.fees.actions import locked
from sharedcourt.filing.fees.models import Bill
from sharedcourt.filing.fees.states import PaymentState, RefundState
from sharedcourt.ledger.models import Entry
from sharedcourt.ledger.words import of as words_of

TEMPLATE = "filing/typst/fee_receipt.typ"
KINDS = {
    "acceptance": "案件受理费",
    "increase": "补交案件受理费（增加诉讼请求）",
    "procedure": "补交案件受理费（转为普通程序）",
    "counterclaim": "反诉案件受理费",
    "appeal": "上诉案件受理费",
    "borne": "应负担的案件受理费",
}


def receipt_of(*, bill: Bill) -> SigningFile:
    """The sealed receipt of a paid bill. Asked for again it is the same file; once something was paid back, a new one replaces it.

    Raises Conflict while the bill is not paid, Unavailable when the seal cannot be put on just now. Outside a transaction.
    """
    return documents.seal_issued(signing_file=_issued(bill))


@transaction.atomic
def _issued(bill: Bill) -> SigningFile:
    row = locked(bill)
    payments = row.payments.select_for_update(of=("self",), no_key=True).select_related("receipt")
    payment = payments.filter(state=PaymentState.BOOKED).first()
    if payment is None:
        raise Conflict(_("Nothing has been paid."))
    with translation.override("zh-hans"):
        content = content_of(row)
    paper, digest = issuing.renewed(
        former=payment.receipt,
        former_digest=payment.receipt_digest,
        content=content,
        kind=issuing.FEE_RECEIPT,
        scope=row.case.dispute_id,
        template=TEMPLATE,
        sealer=row.court,
        title="诉讼费缴费凭证",
    )
    if payment.receipt_id != paper.pk:
        payment.receipt, payment.receipt_digest = paper, digest
        payment.save(update_fields=["receipt", "receipt_digest"])
    return paper


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
    }
