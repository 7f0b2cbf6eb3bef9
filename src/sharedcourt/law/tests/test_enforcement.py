"""What can be enforced: the court, the two years, every sum to the fen."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sharedcourt.law import enforcement
from sharedcourt.law.agreements import AgreementTerms
from sharedcourt.law.casenumbers import TYPE_WORDS
from sharedcourt.law.enforcement import CourtGround, NotAccepted, Title, claimed_from, claimed_under, time_limit
from sharedcourt.law.errors import LawError
from sharedcourt.law.interest import late_performance_interest
from sharedcourt.law.jurisdiction import Level
from sharedcourt.law.plans import Receipt
from sharedcourt.law.tests import worked_case

TERMS = worked_case.terms()
RULED = date(2022, 1, 12)
PAID = (
    Receipt(date(2022, 1, 20), Decimal("46433.20")),
    *(Receipt(date(2022, month, 20), Decimal("10691.10")) for month in range(2, 7)),
)


def under(terms: AgreementTerms, on: date, *receipts: Receipt) -> enforcement.Claimed:
    return claimed_under(terms, receipts, on, in_force_on=RULED)[0]


def test_the_worked_case_in_default_to_the_fen() -> None:
    """Instalments 1 to 5 paid, number 6 missed: all falls due on 31 July and bears 9.75 % from 20 July."""
    found = under(TERMS, date(2022, 8, 31), *PAID)
    assert {item.key: item.amount for item in found.items} == {
        "principal": Decimal("192533.06"),
        "interest": Decimal("1042.89"),
        "penalty": Decimal("2190.06"),
    }
    assert found.agreed, "the agreement's own penalty runs, so that the doubled part is not claimed on top (MT 15)"
    penalty = next(item for item in found.items if item.key == "penalty")
    assert penalty.how[0] == "192,533.06元×9.75%÷360×42日（2022年7月20日至2022年8月31日）"
    assert "42 days" in penalty.how[1]


def test_within_the_grace_only_what_is_late_is_claimed_with_the_doubled_part() -> None:
    found = under(TERMS, date(2022, 7, 25), *PAID)
    keys = {item.key: item.amount for item in found.items}
    late = Decimal("10691.10") - Decimal("1042.89")
    assert keys == {
        "principal": late,
        "interest": Decimal("1042.89"),
        "late": late_performance_interest(late, date(2022, 7, 20), date(2022, 7, 25)),
    }
    assert not found.agreed


def test_nothing_late_is_nothing_to_enforce() -> None:
    assert under(TERMS, date(2022, 7, 20), *PAID).total == 0, "the day itself is in time"
    assert under(TERMS, date(2022, 7, 21), *PAID).total > 0


def test_without_a_rate_after_default_the_doubled_part_runs_from_each_day_and_each_payment() -> None:
    """Everything fell due on 31 July; until then the missed instalment alone was late; 5,000 came on 15 August."""
    plain = replace(TERMS, default_rate=None)
    part = Receipt(date(2022, 8, 15), Decimal(5000))
    found, standing = claimed_under(plain, (*PAID, part), date(2022, 8, 31), in_force_on=RULED)
    late = next(item for item in found.items if item.key == "late")
    missed, everything = Decimal("10691.10") - Decimal("1042.89"), Decimal("192533.06")
    left = standing.arrears.principal
    assert late.amount == (
        late_performance_interest(missed, date(2022, 7, 20), date(2022, 7, 31))
        + late_performance_interest(everything, date(2022, 7, 31), date(2022, 8, 15))
        + late_performance_interest(left, date(2022, 8, 15), date(2022, 8, 31))
    )
    assert late.how[0].count("×0.0175%×") == 3 and not found.agreed


def test_the_doubled_part_does_not_run_before_the_ruling() -> None:
    early = replace(TERMS, acceleration_days=None)
    before = claimed_under(early, (), date(2022, 2, 15), in_force_on=date(2022, 2, 10))[0]
    late = next(item for item in before.items if item.key == "late")
    assert late.amount == late_performance_interest(Decimal(40000), date(2022, 2, 10), date(2022, 2, 15))
    assert not [
        item for item in claimed_under(early, (), date(2022, 2, 5), in_force_on=date(2022, 2, 10))[0].items
        if item.key == "late"
    ]  # fmt: skip


def test_a_payment_of_the_penalty_is_taken_off_and_said() -> None:
    much = Receipt(date(2022, 8, 10), Decimal(3000))
    found = under(TERMS, date(2022, 8, 31), *PAID, much)
    penalty = next(item for item in found.items if item.key == "penalty")
    assert "减已付" in penalty.how[0] and penalty.how[0].count("÷360×") == 2


def test_the_court_that_confirmed_and_the_one_where_property_is() -> None:
    on = date(2024, 3, 1)
    alone = enforcement.enforcing_courts(Title.CONFIRMED, division="330302", level=Level.BASIC, on=on)
    assert [(each.division, each.ground) for each in alone] == [("330302", CourtGround.MADE_IT)]
    assert "第四百六十条" in alone[0].article
    two = enforcement.enforcing_courts(Title.DECIDED, division="330302", level=Level.BASIC, on=on, property_at="330203")
    assert [each.ground for each in two] == [CourtGround.FIRST_INSTANCE, CourtGround.PROPERTY]
    assert "第二百三十五条" in two[0].article
    same = enforcement.enforcing_courts(
        Title.DECIDED, division="330300", level=Level.INTERMEDIATE, on=on, property_at="330302"
    )
    assert len(same) == 1, "the intermediate court of the same city"
    with pytest.raises(LawError):
        enforcement.enforcing_courts(Title.DECIDED, division="330302", level=Level.BASIC, on=on, property_at="33")


def test_two_years_from_the_last_instalment_and_the_safe_day() -> None:
    days = [line.due for line in worked_case.schedule().lines]
    limit = time_limit(days)
    assert limit.runs_from == date(2024, 1, 20) and limit.ends_on == date(2026, 1, 20) and limit.early is None
    accelerated = time_limit(days, date(2022, 7, 31))
    assert accelerated.ends_on == limit.ends_on and accelerated.early == date(2024, 7, 31)
    assert accelerated.safe == date(2024, 7, 31)
    assert not accelerated.over(date(2026, 1, 20)) and accelerated.over(date(2026, 1, 21))
    with pytest.raises(LawError):
        time_limit([])


def test_what_the_creditor_enters_of_a_judgment() -> None:
    found = claimed_from(
        owed=Decimal(280000),
        paid=Decimal(30000),
        due=date(2022, 3, 1),
        on=date(2022, 4, 10),
        interest=Decimal("1234.56"),
        interest_how="以28万元为基数，年利率6.5%",
    )
    assert {item.key: item.amount for item in found.items} == {
        "principal": Decimal(250000),
        "stated": Decimal("1234.56"),
        "late": Decimal("1750.00"),
    }
    for owed, paid, interest in ((1, 2, 0), (-1, 0, 0), (1, 0, -1)):
        with pytest.raises(LawError):
            claimed_from(owed=Decimal(owed), paid=Decimal(paid), due=RULED, on=RULED, interest=Decimal(interest))


def test_the_type_word_and_the_grounds() -> None:
    assert enforcement.case_kind(date(2022, 1, 1)) in TYPE_WORDS
    assert set(enforcement.NOT_ACCEPTED_WORDS) == set(NotAccepted)
    assert "第四百六十一条第二项" in enforcement.not_accepted_articles(NotAccepted.CONTENT_UNCLEAR, date(2022, 5, 1))
    assert enforcement.not_accepted_articles(NotAccepted.NOT_DUE, date(2022, 5, 1)).endswith("第十六条")
    assert enforcement.source_of("conditions", date(2022, 5, 1))[1] is False, "its text is not at hand and it says so"


@settings(max_examples=60, deadline=None)
@given(
    days=st.integers(0, 800),
    receipts=st.lists(st.tuples(st.integers(14, 760), st.decimals("0.01", "30000", places=2)), max_size=5),
    rate=st.sampled_from([None, Decimal("0.0975")]),
    grace=st.sampled_from([None, 10]),
)
def test_the_items_are_never_negative_and_paying_lowers_what_is_claimed(
    days: int, receipts: list[tuple[int, Decimal]], rate: Decimal | None, grace: int | None
) -> None:
    terms = replace(TERMS, default_rate=rate, acceleration_days=grace)
    on = worked_case.TODAY + timedelta(days=days)
    received = [Receipt(worked_case.TODAY + timedelta(days=day), amount) for day, amount in receipts]
    found, standing = claimed_under(terms, received, on, in_force_on=RULED)
    assert all(item.amount > 0 for item in found.items)
    known = {item.key: item.amount for item in found.items}
    assert known.get("principal", 0) == standing.arrears.principal
    assert ("penalty" in known) <= found.agreed and ("late" in known) <= (not found.agreed)
    assert found.total <= claimed_under(terms, (), on, in_force_on=RULED)[0].total
