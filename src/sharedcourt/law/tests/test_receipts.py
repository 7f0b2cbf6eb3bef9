"""Money arrives under an agreement, in full, in part, late or not at all; every sum to the fen."""

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from sharedcourt.law.plans import Standing
from sharedcourt.law.receipts import Receipt, standing
from sharedcourt.law.tests import worked_case

RATE, GRACE = Decimal("0.0975"), 10
FIRST, PLAN = worked_case.terms().down_payment, worked_case.schedule()
LINE = Decimal("10691.10")


def on(text: str, *receipts: tuple[str, str]) -> Standing:
    money = [Receipt(date.fromisoformat(day), Decimal(amount)) for day, amount in receipts]
    return standing(FIRST, PLAN, money, date.fromisoformat(text), penalty_rate=RATE, grace_days=GRACE)


IN_TIME = (
    ("2022-01-20", "46433.20"),
    *((f"2022-{month:02d}-20", "10691.10") for month in range(2, 7)),
)


def test_as_agreed_nothing_is_late_and_the_next_payment_is_named() -> None:
    found = on("2022-06-30", *IN_TIME)
    assert found.arrears.missed is None and not found.late
    assert found.next_open is not None and (found.next_open.number, str(found.next_open.due)) == (6, "2022-07-20")
    assert found.remaining == LINE * 18 + Decimal("10691.14")
    assert found.received == Decimal("46433.20") + LINE * 5


def test_the_worked_case_in_default() -> None:
    """Instalments 1 to 5 paid, number 6 missed: accelerated on 31 July."""
    found = on("2022-08-31", *IN_TIME)
    arrears = found.arrears
    assert arrears.missed is not None and arrears.missed.number == 6
    assert str(arrears.accelerated_on) == "2022-07-31"
    assert (arrears.principal, arrears.interest, arrears.penalty) == (
        Decimal("192533.06"),
        Decimal("1042.89"),
        Decimal("2190.06"),
    )
    assert found.remaining == arrears.total
    assert on("2022-07-30", *IN_TIME).arrears.accelerated_on is None


def test_part_of_an_instalment_pays_interest_first_and_within_the_grace_it_is_made_good() -> None:
    part = on("2022-07-25", *IN_TIME, ("2022-07-20", "5000"))
    assert part.next_open is not None
    assert (part.next_open.number, part.next_open.paid, part.next_open.open) == (6, Decimal(5000), LINE - 5000)
    assert part.arrears.interest == 0 and part.arrears.principal == LINE - 5000
    whole = on("2022-08-31", *IN_TIME, ("2022-07-20", "5000"), ("2022-07-30", "5691.10"), ("2022-08-20", "10691.10"))
    assert whole.arrears.missed is None
    a_day_late = on("2022-08-31", *IN_TIME, ("2022-07-20", "5000"), ("2022-07-31", "5691.10"))
    assert str(a_day_late.arrears.accelerated_on) == "2022-07-31"


def test_what_is_paid_after_acceleration_clears_interest_then_penalty_then_principal() -> None:
    found = on("2022-08-31", *IN_TIME, ("2022-08-10", "11042.89"))
    # 21 days at 9.75 % on 192,533.06, then 21 on what is left.
    until = Decimal("1095.03")
    principal = Decimal("192533.06") - (Decimal(10000) - until)
    assert found.arrears.interest == 0
    assert found.arrears.principal == principal
    assert found.arrears.penalty == (
        (Decimal("192533.06") * RATE * 21 / 360 + principal * RATE * 21 / 360) - until
    ).quantize(Decimal("0.01"))
    paid = on("2022-08-31", *IN_TIME, ("2022-08-31", str(on("2022-08-31", *IN_TIME).remaining)))
    assert paid.is_performed and paid.surplus == 0


def test_two_payments_behind_costs_and_interest_of_both_come_before_principal() -> None:
    found = standing(FIRST, PLAN, [Receipt(date(2022, 2, 25), Decimal("7733.20"))], date(2022, 2, 25), grace_days=60)
    # 6,433.20 of interest and penalty in the first payment and 1,300.00 in the first instalment are exactly covered.
    assert found.arrears.interest == 0
    assert [each.open for each in found.late] == [Decimal("40000.00"), Decimal("9391.10")]


def test_without_a_clause_of_acceleration_only_what_is_due_is_late() -> None:
    found = standing(FIRST, PLAN, [], date(2023, 1, 1), penalty_rate=RATE, grace_days=None)
    assert found.arrears.accelerated_on is None and len(found.late) == 12
    assert found.remaining == FIRST.total + PLAN.total  # type: ignore[union-attr]


def test_paid_ahead_everything_is_performed_before_its_time() -> None:
    assert FIRST is not None
    found = on("2022-01-21", ("2022-01-10", str(FIRST.total + PLAN.total)))
    assert found.is_performed and found.next_open is None
    assert on("2022-01-21", ("2022-01-10", str(FIRST.total + PLAN.total + 1))).surplus == 1


MONEY = st.decimals("0.01", "60000", places=2)
DAYS = st.dates(date(2022, 1, 7), date(2024, 6, 1))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(DAYS, MONEY), max_size=8), DAYS, st.sampled_from([None, 0, 10, 60]))
def test_no_fen_is_lost_and_nothing_becomes_negative(
    paid: list[tuple[date, Decimal]], day: date, grace: int | None
) -> None:
    found = standing(FIRST, PLAN, [Receipt(*each) for each in paid], day, penalty_rate=RATE, grace_days=grace)
    assert found.received == sum((amount for when, amount in paid if when <= day), Decimal(0))
    assert all(0 <= each.paid <= each.amount for each in found.dues)
    arrears = found.arrears
    assert min(arrears.principal, arrears.interest, arrears.penalty, found.remaining, found.surplus) >= 0
    if arrears.accelerated_on is None:
        assert sum((each.paid for each in found.dues), Decimal(0)) + found.surplus == found.received
