"""The bank asks what the loan owes; the numbers of the worked case, to the fen."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from sharedcourt.law.errors import LawError
from sharedcourt.law.interest import (
    Debt,
    LoanTerms,
    Payment,
    accelerate,
    apply_payment,
    cap_checks,
    debt_on,
    interest_dates,
    late_performance_interest,
    penalty_uplift_warning,
)
from sharedcourt.law.tests import worked_case


def test_the_worked_case():
    debt = worked_case.debt()
    assert debt.principal == Decimal("280000.00")
    assert [(item.days, item.amount) for item in debt.interest_items] == [
        (31, Decimal("1567.22")),
        (30, Decimal("1516.67")),
        (31, Decimal("1567.22")),
    ]
    assert debt.interest == Decimal("4651.11")
    assert [(item.days, item.amount) for item in debt.penalty_items] == [(47, Decimal("3564.17"))]
    assert [item.amount for item in debt.compound_items] == [Decimal("37.21"), Decimal("27.80"), Decimal("19.95")]
    assert debt.compound == Decimal("84.96")
    assert debt.total == Decimal("288300.24")
    assert Debt.from_json(debt.to_json()) == debt


def test_the_worked_case_by_365_days():
    debt = worked_case.debt(day_base=365)
    assert debt.interest == Decimal("4587.39")
    assert debt.penalty == Decimal("3515.34")


def test_penalty_rate_is_contract_rate_plus_half():
    assert worked_case.loan().penalty_rate == Decimal("0.0975")


def test_nothing_but_principal_on_the_day_of_release():
    debt = debt_on(worked_case.loan(), on=date(2020, 11, 20))
    assert debt.total == Decimal(300000)


def test_interest_days_of_a_loan_released_off_the_interest_day():
    terms = LoanTerms(Decimal(1000), Decimal("0.06"), date(2022, 1, 31), date(2022, 5, 10), interest_day=31)
    assert interest_dates(terms) == [date(2022, 2, 28), date(2022, 3, 31), date(2022, 4, 30), date(2022, 5, 10)]
    assert interest_dates(replace(terms, repayment_method="bullet")) == [date(2022, 5, 10)]
    assert interest_dates(replace(terms, repayment_method="interest_quarterly", interest_day=20)) == [
        date(2022, 2, 20),
        date(2022, 5, 10),
    ]


def test_principal_paid_inside_a_period_counts_from_its_day():
    terms = LoanTerms(Decimal(36000), Decimal("0.10"), date(2022, 1, 20), date(2022, 12, 20))
    debt = debt_on(terms, payments=[Payment(date(2022, 1, 30), principal=Decimal(18000))], on=date(2022, 2, 20))
    assert debt.interest == Decimal("205.00")  # 10 days on 36,000 and 21 on 18,000


def test_interest_paid_late_stops_compound_interest_from_its_day():
    terms = worked_case.loan()
    paid = Payment(date(2021, 12, 20), interest=Decimal("1567.22"))
    debt = debt_on(terms, payments=[paid], interest_paid_to=date(2021, 8, 20), on=date(2022, 1, 6))
    assert debt.interest_items[0].amount == Decimal("111.95")
    first = debt.compound_items[0]
    # 300,000 bears 1,679.17 in the first period; after the payment 111.95 stays open
    assert first.base == Decimal("1679.17")
    exact = (1679_17 * (61 * 65 + 30 * Decimal("97.5")) + 111_95 * 17 * Decimal("97.5")) / 360 / 1000 / 100
    assert first.amount == exact.quantize(Decimal("0.01"))


def test_compound_interest_can_be_left_out():
    debt = debt_on(worked_case.loan(), on=date(2022, 1, 6), compound=False)
    assert debt.compound == 0
    assert debt.compound_items == ()


def test_acceleration_makes_the_penalty_rate_run_earlier():
    early = accelerate(worked_case.loan(), date(2021, 9, 20))
    debt = debt_on(early, interest_paid_to=date(2021, 9, 20), on=date(2021, 10, 20))
    assert debt.interest == 0
    assert debt.penalty == Decimal("2437.50")
    with pytest.raises(LawError):
        accelerate(worked_case.loan(), date(2021, 11, 20))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"principal": Decimal(0)}, "principal"),
        ({"annual_rate": Decimal("-0.01")}, "annual_rate"),
        ({"day_base": 350}, "day_base"),
        ({"matures_on": date(2020, 11, 20)}, "matures_on"),
        ({"interest_day": 32}, "interest_day"),
        ({"repayment_method": "barter"}, "repayment_method"),
    ],
)
def test_impossible_terms_name_their_field(change, field):
    with pytest.raises(LawError) as caught:
        replace(worked_case.loan(), **change)
    assert caught.value.field == field


def test_more_principal_paid_than_lent_is_refused():
    with pytest.raises(LawError) as caught:
        debt_on(
            worked_case.loan(), payments=[Payment(date(2021, 1, 20), principal=Decimal(300001))], on=date(2022, 1, 6)
        )
    assert caught.value.code == "overpaid"


def test_late_performance_interest():
    assert late_performance_interest(Decimal(100000), date(2022, 1, 1), date(2022, 1, 31)) == Decimal("525.00")
    assert late_performance_interest(Decimal(240000), date(2022, 1, 1), date(2022, 2, 15)) == Decimal("1890.00")
    assert late_performance_interest(Decimal("192533.06"), date(2022, 7, 20), date(2022, 8, 31)) == Decimal("1415.12")
    assert late_performance_interest(Decimal(100000), date(2022, 1, 31), date(2022, 1, 1)) == 0


def test_a_payment_goes_to_costs_then_interest_then_principal():
    applied = apply_payment(
        Decimal("5000.00"),
        costs=Decimal("200.00"),
        interest=Decimal("4651.11"),
        penalty=Decimal("3564.17"),
        compound=Decimal("84.96"),
        principal=Decimal("280000.00"),
    )
    assert (applied.costs, applied.interest, applied.compound, applied.penalty, applied.principal) == (
        Decimal("200.00"),
        Decimal("4651.11"),
        Decimal("84.96"),
        Decimal("63.93"),
        Decimal(0),
    )
    agreed = apply_payment(
        Decimal(10),
        interest=Decimal(10),
        principal=Decimal(10),
        order=("principal", "costs", "interest", "penalty", "compound"),
    )
    assert (agreed.principal, agreed.interest) == (Decimal(10), Decimal(0))
    with pytest.raises(LawError):
        apply_payment(Decimal(10), order=("principal",))


def test_uplift_outside_30_to_50_percent_is_noticed():
    assert penalty_uplift_warning(Decimal("0.5")) is None
    high = penalty_uplift_warning(Decimal("0.6"))
    assert high is not None
    assert high.code == "uplift_too_high"
    low = penalty_uplift_warning(Decimal("0.2"))
    assert low is not None
    assert low.code == "uplift_too_low"
    assert penalty_uplift_warning(Decimal("0.9"), misuse=True) is None


def test_caps_of_a_bank_and_of_a_private_lender():
    contract_on, on = date(2020, 11, 10), date(2022, 1, 6)
    bank = cap_checks(worked_case.loan(), licensed_lender=True, contract_on=contract_on, on=on)
    assert [(check.code, check.exceeded) for check in bank] == [
        ("financial_total_in_term", False),
        ("financial_total_overdue", False),
    ]
    private = cap_checks(
        replace(worked_case.loan(), annual_rate=Decimal("0.12")), licensed_lender=False, contract_on=contract_on, on=on
    )
    assert [(check.limit, check.exceeded) for check in private] == [
        (Decimal("0.1540"), False),
        (Decimal("0.1540"), True),
    ]
