"""A loan repaid in equal instalments: what has fallen due by a day, worked examples and what must always hold."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sharedcourt.law.errors import LawError
from sharedcourt.law.instalments import Method, agreed_schedule, instalments_on, instalments_until
from sharedcourt.law.interest import LoanTerms, Payment, day_interest
from sharedcourt.law.money import ZERO, fen
from sharedcourt.law.schedules import Schedule
from sharedcourt.law.workdays import add_months

RELEASED, FIRST, MATURES = date(2021, 1, 20), date(2021, 2, 20), date(2022, 1, 20)


def yuan(text: str) -> Decimal:
    return Decimal(text)


def loan(**changed: Any) -> LoanTerms:
    """120,000 at 4.35 % for a year, released on 20 January 2021; late half as much again, 360 days."""
    agreed: dict[str, Any] = {
        "principal": yuan("120000"), "annual_rate": yuan("0.0435"), "released_on": RELEASED, "matures_on": MATURES,
        "repayment_method": "bullet",
    }  # fmt: skip
    return LoanTerms(**agreed | changed)


def plan(method: Method = "equal_instalments", terms: LoanTerms | None = None, first: date = FIRST) -> Schedule:
    return agreed_schedule(terms or loan(), method, first)


def kept(schedule: Schedule, number: int) -> list[Payment]:
    """The first so many instalments, each paid on its day."""
    return [Payment(line.due, line.principal, line.interest) for line in schedule.lines[:number]]


# ---------- worked examples


def test_the_instalments_are_those_of_the_formula() -> None:
    equal, principal = plan(), plan("equal_principal")
    assert [line.amount for line in equal.lines] == [yuan("10237.19")] * 11 + [yuan("10237.17")]
    assert [principal.lines[at].amount for at in (0, 1, 11)] == [yuan("10435.00"), yuan("10398.75"), yuan("10036.25")]
    assert equal.lines[-1].due == principal.lines[-1].due == MATURES


def test_nobody_owes_anything_who_paid_each_instalment_on_its_day() -> None:
    schedule = plan()
    for number, line in enumerate(schedule.lines, start=1):
        debt = instalments_on(loan(), schedule, payments=kept(schedule, number), interest_paid_to=line.due, on=line.due)
        assert debt.total == 0


def test_two_missed_instalments_of_equal_instalments_with_penalty_and_compound_interest() -> None:
    schedule = plan()
    debt = instalments_on(
        loan(), schedule, payments=kept(schedule, 6), interest_paid_to=date(2021, 7, 20), on=date(2021, 9, 30)
    )
    seventh, eighth = schedule.lines[6], schedule.lines[7]
    assert debt.principal == seventh.principal + eighth.principal == yuan("20070.97")
    assert [item.amount for item in debt.interest_items] == [seventh.interest, eighth.interest]
    # 31 days on the seventh's principal, then 10 days on both, at 6.525 %.
    assert [(item.base, item.days) for item in debt.penalty_items] == [
        (seventh.principal, 31),
        (seventh.principal + eighth.principal, 10),
    ]
    assert debt.penalty == fen(seventh.principal * yuan("0.06525") * 31 / 360) + fen(
        (seventh.principal + eighth.principal) * yuan("0.06525") * 10 / 360
    )
    # Within the term unpaid interest bears the contract rate.
    assert [(item.base, item.days) for item in debt.compound_items] == [(seventh.interest, 41), (eighth.interest, 10)]
    assert debt.compound == sum((day_interest(i.base, yuan("0.0435"), i.days) for i in debt.compound_items), ZERO)


def test_what_has_not_fallen_due_is_not_owed_until_everything_is_declared_due() -> None:
    schedule = plan("equal_principal")
    terms: dict[str, Any] = {
        "payments": kept(schedule, 6), "interest_paid_to": date(2021, 7, 20), "on": date(2021, 9, 30), "compound": False,
    }  # fmt: skip
    assert instalments_on(loan(), schedule, **terms).principal == 20000
    debt = instalments_on(loan(), schedule, **terms, early_on=date(2021, 9, 10))
    assert debt.principal == 60000
    # The seventh's interest, and 21 days on the remaining 50,000 up to the day on which it fell due.
    assert [item.amount for item in debt.interest_items] == [
        yuan("217.50"),
        day_interest(yuan("50000"), yuan("0.0435"), 21),
    ]
    assert [(item.base, item.days) for item in debt.penalty_items] == [(yuan("10000"), 21), (yuan("60000"), 20)]
    before = instalments_on(loan(), schedule, **terms, early_on=date(2021, 10, 1))
    assert before.principal == 20000, "declared due later than the day that is asked about"


def test_an_instalment_paid_a_few_days_early_or_in_part_is_no_new_plan() -> None:
    schedule = plan("equal_principal")
    early = [Payment(date(2021, 2, 18), yuan("10000"), yuan("435"))]
    assert instalments_on(loan(), schedule, payments=early, interest_paid_to=FIRST, on=FIRST).total == 0
    part = [Payment(FIRST, yuan("4000"), yuan("400")), Payment(date(2021, 3, 10), yuan("1000"), yuan("5"))]
    debt = instalments_on(loan(), schedule, payments=part, on=date(2021, 3, 15), compound=False)
    assert (debt.principal, debt.interest) == (yuan("5000"), yuan("30"))
    assert [(item.base, item.days) for item in debt.penalty_items] == [(yuan("6000"), 18), (yuan("5000"), 5)]


def test_a_first_instalment_after_more_than_a_month_bears_interest_by_days() -> None:
    terms = loan(released_on=date(2021, 1, 5))
    first = plan(terms=terms).lines[0]
    assert first.interest == day_interest(terms.principal, terms.annual_rate, 46)


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"interest_paid_to": date(2021, 3, 1)}, "interest_paid_to", "not_an_instalment_day"),
        ({"interest_paid_to": date(2021, 10, 20)}, "interest_paid_to", "paid_to_out_of_range"),
        ({"on": date(2021, 1, 1)}, "on", "before_release"),
        ({"payments": [Payment(FIRST, yuan("-1"))]}, "payments", "negative_amount"),
        ({"payments": [Payment(FIRST, yuan("30000"))]}, "payments", "paid_ahead"),
        ({"payments": [Payment(MATURES, yuan("120001"))]}, "payments", "overpaid"),
        ({"early_on": MATURES}, "early_on", "not_before_maturity"),
        (
            {"early_on": date(2021, 3, 1), "interest_paid_to": date(2021, 3, 20)},
            "interest_paid_to",
            "paid_to_out_of_range",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(changed: dict[str, Any], field: str, code: str) -> None:
    with pytest.raises(LawError) as refused:
        instalments_on(loan(), plan(), **{"on": date(2021, 9, 30), **changed})
    assert (refused.value.field, refused.value.code) == (field, code)


def test_after_everything_fell_due_any_sum_may_be_paid() -> None:
    debt = instalments_on(
        loan(), plan(), payments=[Payment(date(2021, 4, 1), yuan("100000"))], on=date(2021, 5, 1),
        early_on=date(2021, 3, 25), compound=False,
    )  # fmt: skip
    assert debt.principal == 20000


@pytest.mark.parametrize(
    ("first", "code"), [(date(2021, 2, 19), "not_whole_months"), (date(2022, 2, 20), "not_whole_months")]
)
def test_the_maturity_is_the_last_instalments_day(first: date, code: str) -> None:
    with pytest.raises(LawError) as refused:
        plan(first=first)
    assert (refused.value.field, refused.value.code) == ("first_due", code)
    assert instalments_until(date(2021, 1, 31), date(2021, 2, 28)) == 2, "the day is clipped to the month's end"


# ---------- what must always hold

loans = st.builds(
    lambda cents, rate, released, gap, months, uplift: (
        LoanTerms(
            principal=Decimal(cents) / 100,
            annual_rate=Decimal(rate) / 10000,
            released_on=released,
            matures_on=add_months(released + timedelta(days=gap), months - 1),
            penalty_uplift=Decimal(uplift) / 100,
            repayment_method="bullet",
        ),
        released + timedelta(days=gap),
    ),
    st.integers(100_000, 10**11),
    st.integers(0, 3600),
    st.dates(date(2015, 1, 1), date(2021, 1, 1)),
    st.integers(1, 70),
    st.integers(2, 120),
    st.integers(0, 100),
)
methods: st.SearchStrategy[Method] = st.sampled_from(("equal_instalments", "equal_principal"))


@settings(max_examples=120)
@given(loans, methods)
def test_the_principals_are_the_principal_and_the_last_instalment_takes_the_rounding(
    made: tuple[LoanTerms, date], method: Method
) -> None:
    terms, first = made
    lines = agreed_schedule(terms, method, first).lines
    assert sum((line.principal for line in lines), ZERO) == terms.principal and lines[-1].balance == 0
    assert all(line.interest >= 0 and line.amount == line.principal + line.interest for line in lines)
    assert all(line.amount == fen(line.amount) for line in lines)
    middle = {line.amount if method == "equal_instalments" else line.principal for line in lines[1:-1]}
    assert len(middle) <= 1, "only the first, counted by days, and the last differ"
    assert lines[-1].due == terms.matures_on


@settings(max_examples=80)
@given(loans, methods, st.integers(0, 5000), st.booleans())
def test_of_a_loan_nobody_repaid_exactly_what_fell_due_is_owed(
    made: tuple[LoanTerms, date], method: Method, after: int, compound: bool
) -> None:
    terms, first = made
    schedule, on = agreed_schedule(terms, method, first), terms.released_on + timedelta(days=after)
    debt = instalments_on(terms, schedule, on=on, compound=compound)
    due = [line for line in schedule.lines if line.due <= on]
    assert debt.principal == sum((line.principal for line in due), ZERO)
    assert debt.interest == sum((line.interest for line in due), ZERO)
    exact = (
        sum((line.principal * terms.penalty_rate * (on - line.due).days for line in due), Decimal(0)) / terms.day_base
    )
    # What comes to less than half a fen is no item.
    assert abs(debt.penalty - exact) <= Decimal("0.005") * max(len(due), len(debt.penalty_items))
    assert bool(debt.compound_items) <= compound and debt.compound >= 0
    later = instalments_on(terms, schedule, on=on + timedelta(days=31), compound=compound)
    assert later.total >= debt.total


@settings(max_examples=80)
@given(loans, methods, st.integers(0, 120), st.integers(0, 400))
def test_who_paid_some_instalments_owes_the_others(
    made: tuple[LoanTerms, date], method: Method, number: int, after: int
) -> None:
    terms, first = made
    schedule = agreed_schedule(terms, method, first)
    paid = kept(schedule, number)
    paid_to = paid[-1].on if paid else terms.released_on
    on = paid_to + timedelta(days=after)
    debt = instalments_on(terms, schedule, payments=paid, interest_paid_to=paid_to, on=on)
    due = [line for line in schedule.lines[len(paid) :] if line.due <= on]
    assert debt.principal == sum((line.principal for line in due), ZERO)
    assert debt.interest == sum((line.interest for line in due), ZERO)


@settings(max_examples=80)
@given(loans, methods, st.data())
def test_declared_due_the_whole_principal_is_owed_and_never_less_than_before(
    made: tuple[LoanTerms, date], method: Method, data: st.DataObject
) -> None:
    terms, first = made
    schedule = agreed_schedule(terms, method, first)
    term = (terms.matures_on - terms.released_on).days
    early = terms.released_on + timedelta(days=data.draw(st.integers(1, term - 1)))
    on = early + timedelta(days=data.draw(st.integers(0, 600)))
    debt = instalments_on(terms, schedule, on=on, early_on=early)
    assert debt.principal == terms.principal
    assert debt.total >= instalments_on(terms, schedule, on=min(on, early)).total
    assert all(item.amount >= 0 for item in (*debt.interest_items, *debt.penalty_items, *debt.compound_items))
