"""What may be entered, and what follows from it, for any input."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharedcourt.core.errors import Invalid
from sharedcourt.disputes import elements
from sharedcourt.disputes.tests import worked

anything = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=30), st.dates(), st.decimals(),
    st.lists(st.one_of(st.text(max_size=5), st.dictionaries(st.sampled_from(["on", "principal", "interest"]), st.text(max_size=12)))),
)  # fmt: skip


@given(field=st.sampled_from(sorted(elements.CHECKS)), value=anything)
def test_any_input_is_kept_in_its_form_or_refused_by_name(field, value):
    try:
        kept = elements.checked({field: value})
    except Invalid as refused:
        assert refused.field == field and str(refused.message)  # noqa: PT017  both ways are right
        return
    assert elements.checked(kept) == kept


@given(
    principal=st.decimals(min_value=Decimal("0.01"), max_value=Decimal("9999999.99"), places=2),
    rate=st.decimals(min_value=0, max_value=1, places=4),
    uplift=st.decimals(min_value=0, max_value=2, places=2),
    released=st.dates(min_value=date(2005, 1, 1), max_value=date(2020, 1, 1)),
    term=st.integers(min_value=1, max_value=2000),
    paid_after=st.integers(min_value=0, max_value=400),
    until=st.integers(min_value=0, max_value=600),
    method=st.sampled_from(sorted(elements.REPAYMENT_METHODS)),
    compound=st.booleans(),
)
def test_a_consistent_loan_always_comes_to_a_debt(
    principal, rate, uplift, released, term, paid_after, until, method, compound
):
    values = elements.checked(
        {
            **worked.ELEMENTS,
            "principal": str(principal),
            "annual_rate": str(rate),
            "penalty_uplift": str(uplift),
            "released_on": released.isoformat(),
            "signed_on": released.isoformat(),
            "matures_on": (released + timedelta(days=term)).isoformat(),
            "interest_paid_to": (released + timedelta(days=paid_after)).isoformat(),
            "as_of": (released + timedelta(days=paid_after + until)).isoformat(),
            "repayment_method": method,
            "compound": compound,
            "payments": [],
        }
    )
    elements.check_together(values)
    owed = elements.debt(values)
    assert elements.claimed(values) == owed.total >= principal
    if not compound:
        assert owed.compound == 0


@pytest.mark.parametrize("name", elements.REQUIRED)
def test_each_missing_element_is_named(name):
    values = elements.checked(worked.ELEMENTS)
    values.pop(name)
    with pytest.raises(Invalid) as refused:
        elements.check_together(values)
    assert refused.value.field == name


def test_contradictions_are_named():
    good = elements.checked(worked.ELEMENTS)
    for change, field in (
        ({"matures_on": "2020-11-20"}, "matures_on"),
        ({"interest_paid_to": "2022-02-01"}, "interest_paid_to"),
        ({"payments": [{"on": "2021-07-20", "principal": "300001", "interest": "0"}]}, "payments"),
        ({"payments": [{"on": "2020-07-20", "principal": "1", "interest": "0"}]}, "payments"),
        ({"signed_on": "2021-01-01"}, "signed_on"),
    ):
        with pytest.raises(Invalid) as refused:
            elements.check_together({**good, **change})
        assert refused.value.field == field, change
