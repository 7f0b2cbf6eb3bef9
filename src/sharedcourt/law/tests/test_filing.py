"""Registering a case: periods, grounds, competent courts."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharedcourt.law import filing
from sharedcourt.law.causes import CAUSES
from sharedcourt.law.errors import LawError
from sharedcourt.law.jurisdiction import Clause
from sharedcourt.law.workdays import is_workday

DAYS = st.dates(date(2022, 1, 1), date(2030, 12, 31))


def test_the_court_has_seven_days_and_a_last_day_off_rolls() -> None:
    assert filing.review_deadline(date(2022, 1, 10)) == date(2022, 1, 17)
    assert filing.review_deadline(date(2022, 1, 26)) == date(2022, 2, 7), "2 February is Spring Festival"


@pytest.mark.parametrize(
    ("procedure", "due"),
    [("ordinary", date(2022, 7, 11)), ("summary", date(2022, 4, 11)), ("small", date(2022, 3, 10))],
)
def test_the_trial_period_is_six_three_or_two_months(procedure: str, due: date) -> None:
    assert filing.trial_deadline(procedure, date(2022, 1, 10)) == due


def test_an_unknown_procedure_has_no_period() -> None:
    with pytest.raises(LawError):
        filing.trial_deadline("quick", date(2022, 1, 10))


@given(DAYS, st.integers(1, 30))
def test_corrections_are_due_on_a_working_day_not_before_their_days_are_over(asked: date, days: int) -> None:
    due = filing.correction_deadline(asked, days)
    assert due >= asked + timedelta(days=days) and is_workday(due)


@pytest.mark.parametrize("days", [0, -1, 31])
def test_nobody_gets_no_days_or_very_many(days: int) -> None:
    with pytest.raises(LawError):
        filing.correction_deadline(date(2022, 1, 10), days)


@given(DAYS, st.integers(0, 120), st.sampled_from(["ordinary", "summary", "small"]))
def test_of_mediation_only_the_days_beyond_its_own_period_are_left_out(began: date, spent: int, procedure: str) -> None:
    ended = began + timedelta(days=spent)
    left_out = filing.days_not_counted(procedure, began, ended)
    assert 0 <= left_out <= max(0, spent - (15 if procedure == "ordinary" else 7))
    assert (left_out == 0) == (ended <= filing.mediation_deadline(procedure, began))


def test_every_ground_of_refusal_has_its_words_and_its_articles() -> None:
    for ground in filing.Refusal:
        assert all(filing.REFUSAL_WORDS[ground])
        assert filing.refusal_articles(ground).endswith("、第一百二十六条")


def test_the_bank_may_sue_where_the_defendant_lives_or_where_it_gets_its_money() -> None:
    found = filing.courts_for(
        "financial_loan", amount=Decimal(300000), plaintiff="330302", defendants=["330203"], on=date(2022, 1, 10)
    )
    reasons = [(each.division, each.reason) for each in found.grounds]
    assert reasons == [("330203", "defendant_home"), ("330302", "money_received")]
    ground = filing.ground_of(found, "330302")
    assert ground is not None and ground.reason == "money_received"
    assert filing.ground_of(found, "330304") is None


def test_a_clause_hidden_from_a_consumer_does_not_bind() -> None:
    clause = Clause(("330304",), standard_form=True, with_consumer=True, pointed_out=False)
    found = filing.courts_for(
        "financial_loan",
        amount=Decimal(1),
        plaintiff="330302",
        defendants=["330203"],
        on=date(2022, 1, 10),
        clause=clause,
    )
    assert "330304" not in found.divisions and found.set_aside[0].reason == "clause_not_shown"


@pytest.mark.parametrize("cause", [each.code for each in CAUSES])
def test_every_cause_that_can_be_taken_knows_its_courts(cause: str) -> None:
    found = filing.courts_for(
        cause, amount=Decimal(1), plaintiff="330302", defendants=["330203"], on=date(2022, 1, 10), thing="330304"
    )
    assert found.divisions[0] == "330203", "the defendant's home is always among them (CPL 22)"
    special = [each.reason for each in found.grounds[1:]]
    expected = {"finance_lease": ["leased_thing"], "insurance": ["insured_thing"]}
    other = [] if filing.by_general_rule_only(cause) else ["money_received"]
    assert special == expected.get(cause, other)


def test_the_place_of_a_leased_thing_is_asked_for_where_nobody_said_it() -> None:
    found = filing.courts_for(
        "finance_lease", amount=Decimal(1), plaintiff="330302", defendants=["330203"], on=date(2022, 1, 10)
    )
    assert found.divisions == ("330203",) and found.missing == ("leased_thing",)
    assert filing.thing_of("finance_lease") == "leased_thing" and filing.thing_of("civil") == ""
