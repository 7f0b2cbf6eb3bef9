"""What this package's actions are called on timelines."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from sharedcourt.ledger import words

WORDS: dict[str, Any] = {
    "filing.fees.billed": _("the court fee was asked for"),
    "filing.fees.changed": _("the court fee has changed"),
    "filing.fees.payment_begun": _("began to pay the court fee"),
    "filing.fees.paid": _("the court fee was paid"),
    "filing.fees.failed": _("a payment of the court fee failed"),
    "filing.fees.cancelled": _("the court fee is not asked for any more"),
    "filing.fees.relief_asked": _("asked for relief from the court fee"),
    "filing.fees.decided": _("decided on relief from the court fee"),
    "filing.fees.early_asked": _("asked with the filing for relief from the court fee"),
    "filing.fees.early_decided": _("decided whether the court fee may be paid later"),
    "filing.fees.review_asked": _("asked for the court fee to be looked at again"),
    "filing.fees.reviewed": _("the court looked at its fee again"),
    "filing.fees.lapsed": _("decided that the suit counts as withdrawn: the fee was not paid"),
    "filing.fees.settled": _("confirmed what the case costs in the end, and who bears it"),
    "filing.fees.refund_ordered": _("ordered a part of the court fee to be paid back"),
    "filing.fees.refunded": _("a part of the court fee was paid back"),
    "filing.fees.refund_refused": _("the provider refused to pay back"),
    "filing.fees.discrepancy": _("a payment did not fit its bill and was not booked"),
    "filing.fees.discrepancy_resolved": _("dealt with a payment that did not fit"),
}
# Between the payers and the court; a person's circumstances are nobody else's.
QUIET = {
    "filing.fees.payment_begun",
    "filing.fees.failed",
    "filing.fees.relief_asked",
    "filing.fees.decided",
    "filing.fees.early_asked",
    "filing.fees.early_decided",
    "filing.fees.review_asked",
    "filing.fees.reviewed",
    "filing.fees.discrepancy",
    "filing.fees.discrepancy_resolved",
    "filing.fees.refund_refused",
}


def register() -> None:
    """Called once, when the app is ready."""
    words.register(WORDS, quiet=QUIET)
