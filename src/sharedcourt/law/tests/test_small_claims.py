"""Small claims: the ceiling from the wage of the year before, what may be agreed, what is kept from it (CPL 165, 166; CPLI 257, 272)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharedcourt.law.errors import LawError
from sharedcourt.law.small_claims import Excluded, Reason, ceiling, propose, require_fits

DAY = date(2022, 1, 10)
# No published figures: numbers that are easy to halve.
WAGES = {2019: Decimal(80000), 2021: Decimal(100000), 2022: Decimal(120000)}
WAGE = st.decimals(min_value=1, max_value=10**7, places=2)


@pytest.mark.parametrize(
    ("amount", "procedure", "reason"),
    [
        ("50000", "small", Reason.WITHIN),
        ("50000.01", "summary", Reason.BY_AGREEMENT),
        ("200000", "summary", Reason.BY_AGREEMENT),
        ("200000.01", "summary", Reason.ABOVE),
    ],
)
def test_half_the_wage_and_twice_of_it(amount: str, procedure: str, reason: Reason) -> None:
    found = propose(Decimal(amount), WAGES, basic=True, on=DAY)
    assert (found.procedure, found.reason, found.certain) == (procedure, reason, False)
    assert "2021" in found.text("zh") and "2021" in found.text("en")


def test_the_newest_year_that_is_known_counts_until_the_next_is_published() -> None:
    bound = ceiling({2019: Decimal(80000)}, DAY)
    assert bound is not None and (bound.year, bound.must) == (2019, Decimal("40000.00"))
    assert ceiling({2022: Decimal(120000)}, DAY) is None, "the running year is not over"


def test_without_a_figure_nothing_is_refused_and_that_is_said() -> None:
    found = propose(Decimal(10), {}, basic=True, on=DAY)
    assert (found.procedure, found.reason) == ("summary", Reason.WAGE_UNKNOWN)
    require_fits("small", found, agreed=False)


def test_what_the_law_keeps_from_it() -> None:
    for item in set(Excluded) - {Excluded.MISSING}:
        found = propose(Decimal(10), WAGES, basic=True, excluded=[item], on=DAY)
        assert found.procedure == "summary"
        with pytest.raises(LawError, match="166"):
            require_fits("small", found, agreed=True)
    missing = propose(Decimal(10), WAGES, basic=True, excluded=[Excluded.MISSING], on=DAY)
    assert missing.procedure == "ordinary"
    with pytest.raises(LawError) as refused:
        require_fits("summary", missing, agreed=True)
    assert refused.value.code == "no_summary"
    assert propose(None, WAGES, basic=True, on=DAY).reason is Reason.NO_AMOUNT
    assert propose(Decimal(10), WAGES, basic=False, on=DAY).procedure == "ordinary"


@given(amount=WAGE, wage=WAGE)
def test_small_claims_are_exactly_those_within_half_the_wage_or_agreed_within_twice(
    amount: Decimal, wage: Decimal
) -> None:
    found = propose(amount, {2021: wage}, basic=True, on=DAY)
    bound = ceiling({2021: wage}, DAY)
    assert bound is not None
    assert (found.procedure == "small") == (amount <= bound.must)
    for agreed in (True, False):
        allowed = amount <= bound.must or (agreed and amount <= bound.may)
        if allowed:
            require_fits("small", found, agreed=agreed)
        else:
            with pytest.raises(LawError):
                require_fits("small", found, agreed=agreed)
