"""Repayment plans in one place: how they are made, what is waived, what is paid first, early or late."""

from sharedcourt.law.performance import (
    Default,
    EarlySettlement,
    default_on,
    first_payment_default,
    instalment_debt_on,
    settle_early,
)
from sharedcourt.law.receipts import Due, Receipt, Span, Standing, day_base_of, standing, standing_under
from sharedcourt.law.schedules import (
    MOST_INSTALMENTS,
    Line,
    Schedule,
    custom_plan,
    due_dates,
    equal_instalments,
    equal_principal,
    instalment_amount,
    zero_interest_split,
)
from sharedcourt.law.settlement import FirstPayment, Settlement, first_payment, share_waived, waive

__all__ = [
    "MOST_INSTALMENTS",
    "Default",
    "Due",
    "EarlySettlement",
    "FirstPayment",
    "Line",
    "Receipt",
    "Schedule",
    "Settlement",
    "Span",
    "Standing",
    "custom_plan",
    "day_base_of",
    "default_on",
    "due_dates",
    "equal_instalments",
    "equal_principal",
    "first_payment",
    "first_payment_default",
    "instalment_amount",
    "instalment_debt_on",
    "settle_early",
    "share_waived",
    "standing",
    "standing_under",
    "waive",
    "zero_interest_split",
]
