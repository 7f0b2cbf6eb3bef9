"""The mediator works out plans; every sum to the fen."""

from datetime import date
from decimal import Decimal

import pytest

from sharedcourt.law.errors import LawError
from sharedcourt.law.plans import (
    Schedule,
    custom_plan,
    default_on,
    equal_instalments,
    equal_principal,
    first_payment,
    first_payment_default,
    instalment_debt_on,
    settle_early,
    share_waived,
    waive,
    zero_interest_split,
)
from sharedcourt.law.tests import worked_case

FROM, FIRST = date(2022, 1, 20), date(2022, 2, 20)


@pytest.mark.parametrize(
    ("principal", "rate", "months", "amount", "last", "interest"),
    [
        (300000, "0.06", 36, "9126.58", "9126.62", "28556.92"),
        (100000, "0.12", 12, "8884.88", "8884.85", "6618.53"),
        (120000, "0.0435", 12, "10237.19", "10237.17", "2846.26"),
        (250000, "0.065", 24, "11136.56", "11136.62", "17277.50"),
        (1000000, "0.049", 360, "5307.27", "5305.19", "910615.12"),
        (240000, "0.065", 24, "10691.10", "10691.14", "16586.44"),
    ],
)
def test_equal_instalments(principal, rate, months, amount, last, interest):
    plan = equal_instalments(Decimal(principal), Decimal(rate), months, FROM, FIRST)
    assert {line.amount for line in plan.lines[:-1]} == {Decimal(amount)}
    assert plan.lines[-1].amount == Decimal(last)
    assert plan.total_interest == Decimal(interest)


@pytest.mark.parametrize(
    ("principal", "rate", "months", "first", "second", "last", "interest"),
    [
        (300000, "0.06", 36, "9833.33", "9791.66", "8375.12", "27750.00"),
        (100000, "0.12", 12, "9333.33", "9250.00", "8416.70", "6500.00"),
        (120000, "0.0435", 12, "10435.00", "10398.75", "10036.25", "2827.50"),
    ],
)
def test_equal_principal(principal, rate, months, first, second, last, interest):
    plan = equal_principal(Decimal(principal), Decimal(rate), months, FROM, FIRST)
    assert [plan.lines[place].amount for place in (0, 1, -1)] == [Decimal(first), Decimal(second), Decimal(last)]
    assert plan.total_interest == Decimal(interest)


def test_zero_interest_split():
    plan = zero_interest_split(Decimal(100000), 7, FIRST)
    assert [line.amount for line in plan.lines] == [Decimal("14285.71")] * 6 + [Decimal("14285.74")]


def test_the_plan_of_the_worked_case():
    plan = worked_case.schedule()
    shown = {line.number: (line.interest, line.principal, line.balance) for line in plan.lines}
    assert shown[1] == (Decimal("1300.00"), Decimal("9391.10"), Decimal("230608.90"))
    assert shown[2] == (Decimal("1249.13"), Decimal("9441.97"), Decimal("221166.93"))
    assert shown[5][2] == Decimal("192533.06")
    assert shown[12] == (Decimal("725.04"), Decimal("9966.06"), Decimal("123888.13"))
    assert shown[24] == (Decimal("57.60"), Decimal("10633.54"), Decimal("0.00"))
    assert plan.lines[-1].due == date(2024, 1, 20)
    assert Schedule.from_json(plan.to_json()) == plan


def test_half_the_penalty_is_waived_and_the_odd_fen_kept():
    settled = worked_case.settlement()
    assert settled.waived_penalty == Decimal("1782.08")
    assert settled.penalty == Decimal("1782.09")
    assert settled.compound == 0
    assert settled.total == Decimal("286433.20")


def test_first_payment_of_the_worked_case():
    first = worked_case.down_payment()
    assert (first.interest, first.penalty, first.principal) == (
        Decimal("4651.11"),
        Decimal("1782.09"),
        Decimal("40000.00"),
    )
    assert first.total == Decimal("46433.20")


def test_nobody_waives_more_than_is_owed():
    with pytest.raises(LawError) as caught:
        waive(worked_case.debt(), penalty=Decimal("3564.18"))
    assert (caught.value.code, caught.value.field, caught.value.params["most"]) == (
        "waives_too_much",
        "penalty",
        "3564.17",
    )
    with pytest.raises(LawError):
        waive(worked_case.debt(), interest=Decimal("-0.01"))
    with pytest.raises(LawError):
        share_waived(Decimal(1), Decimal("1.1"))
    with pytest.raises(LawError):
        first_payment(worked_case.settlement(), due=FROM, principal=Decimal(280001))


def test_default_of_the_worked_case():
    arrears = default_on(worked_case.schedule(), 5, date(2022, 8, 31), Decimal("0.0975"), 10)
    assert arrears.missed is not None
    assert arrears.missed.due == date(2022, 7, 20)
    assert arrears.accelerated_on == date(2022, 7, 31)
    assert arrears.days_late == 42
    assert (arrears.principal, arrears.interest, arrears.penalty) == (
        Decimal("192533.06"),
        Decimal("1042.89"),
        Decimal("2190.06"),
    )


def test_grace_runs_ten_whole_days():
    plan = worked_case.schedule()
    in_grace = default_on(plan, 5, date(2022, 7, 30), Decimal("0.0975"), 10)
    assert in_grace.accelerated_on is None
    assert in_grace.total == Decimal("10691.10")
    assert default_on(plan, 5, date(2022, 7, 31), Decimal("0.0975"), 10).accelerated_on == date(2022, 7, 31)


def test_nothing_in_arrears_when_all_due_is_paid():
    assert default_on(worked_case.schedule(), 6, date(2022, 8, 19), Decimal("0.0975"), 10).missed is None
    assert default_on(worked_case.schedule(), 24, date(2030, 1, 1), Decimal("0.0975"), 10).total == 0


def test_early_settlement_pays_interest_for_the_actual_time():
    plan = worked_case.schedule()
    settled = settle_early(plan, date(2022, 8, 1))
    assert settled.paid_count == 6
    assert settled.principal == plan.lines[5].balance
    assert settled.interest == Decimal("396.25")  # 182,884.85 x 6.5 % x 12 / 360
    assert settled.saved_interest == sum(line.interest for line in plan.lines[6:]) - Decimal("396.25")
    with pytest.raises(LawError):
        settle_early(plan, date(2022, 8, 1), paid_count=5)
    assert settle_early(plan, date(2024, 1, 20)).total == 0


def test_due_days_are_clipped_and_do_not_drift():
    plan = equal_instalments(Decimal(9000), Decimal(0), 4, date(2021, 12, 31), date(2022, 1, 31))
    assert [line.due for line in plan.lines] == [
        date(2022, 1, 31),
        date(2022, 2, 28),
        date(2022, 3, 31),
        date(2022, 4, 30),
    ]


def test_a_longer_first_period_bears_interest_by_days():
    plan = equal_instalments(Decimal(240000), Decimal("0.065"), 24, date(2022, 1, 6), FIRST)
    assert plan.lines[0].interest == Decimal("1950.00")  # 45 days
    assert plan.lines[1].amount == Decimal("10691.10")
    assert plan.lines[-1].amount == Decimal("10691.14")


def test_custom_plan_with_grace_and_an_interest_only_line():
    plan = custom_plan(
        Decimal(36000),
        Decimal("0.10"),
        [(date(2022, 3, 20), Decimal(6000)), (date(2022, 4, 19), None), (date(2022, 5, 19), None)],
        FROM,
        grace_until=date(2022, 2, 18),
    )
    first, second, last = plan.lines
    assert (first.interest, first.principal) == (Decimal("300.00"), Decimal("5700.00"))
    assert (second.amount, second.principal) == (Decimal("252.50"), Decimal(0))
    assert last.amount == Decimal("30300.00") + Decimal("252.50")
    assert last.balance == 0


@pytest.mark.parametrize(
    ("payments", "code", "number"),
    [
        ([(date(2022, 2, 20), Decimal(1)), (date(2022, 3, 20), None)], "below_interest", "1"),
        ([(date(2022, 2, 20), Decimal(40000)), (date(2022, 3, 20), None)], "exceeds_balance", "1"),
        ([(date(2022, 2, 20), None), (date(2022, 2, 20), None)], "dates_not_rising", "2"),
        ([(date(2022, 2, 20), None), (date(2022, 3, 20), Decimal(36000))], "last_amount_mismatch", "2"),
        ([(date(2022, 2, 20), Decimal("500.001")), (date(2022, 3, 20), None)], "finer_than_fen", "1"),
    ],
)
def test_custom_plan_says_which_line_is_wrong(payments, code, number):
    with pytest.raises(LawError) as caught:
        custom_plan(Decimal(36000), Decimal("0.10"), payments, FROM)
    assert (caught.value.code, caught.value.params["number"]) == (code, number)


def test_impossible_plans_are_refused():
    for call in (
        lambda: equal_instalments(Decimal(0), Decimal(0), 1, FROM, FIRST),
        lambda: equal_instalments(Decimal(1), Decimal(-1), 1, FROM, FIRST),
        lambda: equal_instalments(Decimal(1), Decimal(0), 0, FROM, FIRST),
        lambda: equal_instalments(Decimal(1), Decimal(0), 601, FROM, FIRST),
        lambda: equal_principal(Decimal("1.001"), Decimal(0), 2, FROM, FIRST),
        lambda: equal_principal(Decimal(100), Decimal(0), 2, FROM, FROM),
        lambda: equal_principal(Decimal("0.05"), Decimal(0), 9, FROM, FIRST),
        lambda: custom_plan(Decimal(100), Decimal(0), [], FROM),
    ):
        with pytest.raises(LawError):
            call()


def test_the_first_payment_missed_makes_everything_due():
    first, plan = worked_case.down_payment(), worked_case.schedule()
    assert first_payment_default(first, plan, first.due, Decimal("0.0975"), 10).missed is None
    in_grace = first_payment_default(first, plan, date(2022, 1, 30), Decimal("0.0975"), 10)
    assert (in_grace.accelerated_on, in_grace.total) == (None, Decimal("46433.20"))
    late = first_payment_default(first, plan, date(2022, 1, 31), Decimal("0.0975"), 10)
    assert late.accelerated_on == date(2022, 1, 31)
    assert (late.principal, late.interest, late.penalty) == (
        Decimal("280000.00"),
        Decimal("6433.20"),
        Decimal("834.17"),  # 11 days
    )


def test_an_instalment_loan_in_arrears():
    loan = equal_instalments(Decimal(120000), Decimal("0.06"), 12, FROM, FIRST)
    debt = instalment_debt_on(loan, paid_count=2, on=date(2022, 5, 30), penalty_rate=Decimal("0.09"))
    third, fourth = loan.lines[2], loan.lines[3]
    assert debt.principal == loan.lines[1].balance
    assert [item.amount for item in debt.interest_items[:2]] == [third.interest, fourth.interest]
    assert [(item.base, item.days) for item in debt.penalty_items] == [(third.principal, 40), (fourth.principal, 10)]
    accrued = debt.interest_items[2]
    assert (accrued.base, accrued.days) == (fourth.balance, 10)
    assert [item.days for item in debt.compound_items] == [40, 10]
    called_in = instalment_debt_on(
        loan, paid_count=2, on=date(2022, 5, 30), penalty_rate=Decimal("0.09"), accelerated_on=date(2022, 5, 25)
    )
    assert (called_in.penalty_items[-1].base, called_in.penalty_items[-1].days) == (fourth.balance, 5)
    assert called_in.interest_items[-1].days == 5
    assert called_in.total > debt.total
    assert instalment_debt_on(loan, paid_count=12, on=date(2030, 1, 1), penalty_rate=Decimal(0)).total == 0


def test_an_instalment_loan_paid_as_agreed_owes_its_principal_and_running_interest():
    loan = equal_instalments(Decimal(120000), Decimal("0.06"), 12, FROM, FIRST)
    debt = instalment_debt_on(loan, paid_count=1, on=FIRST, penalty_rate=Decimal("0.09"))
    assert debt.total == loan.lines[0].balance
    tenth = instalment_debt_on(loan, paid_count=1, on=date(2022, 3, 2), penalty_rate=Decimal("0.09"))
    assert tenth.interest == (loan.lines[0].balance * Decimal("0.06") * 10 / 360).quantize(Decimal("0.01"))
    assert tenth.penalty == tenth.compound == 0
