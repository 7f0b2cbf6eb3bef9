"""Repayment plans in one place: how they are made, what is waived, what is paid first, early or late."""

from sharedcourt.law.performance import (
    Default,
    EarlySettlement,
    default_on,
    first_payment_default,
    instalment_debt_on,
    settle_early,
)
from sharedcourt.law.receipts import Due, Receipt, Standing, standing
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
    "Standing",
    "custom_plan",
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
    "waive",
    "zero_interest_split",
]
