"""What holds for every amount, rate, date and plan, tried by Hypothesis."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sharedcourt.law import fees
from sharedcourt.law.agreement_difference import word_spans
from sharedcourt.law.agreements import AgreementTerms
from sharedcourt.law.casenumbers import CaseNumber, parse_case_number
from sharedcourt.law.errors import LawError
from sharedcourt.law.identity import mask_phone, mask_resident_id, resident_id
from sharedcourt.law.interest import LoanTerms, Payment, apply_payment, debt_on
from sharedcourt.law.limitation import limitation
from sharedcourt.law.money import capital_numerals, fen, format_yuan, yuan
from sharedcourt.law.plans import (
    Schedule,
    custom_plan,
    default_on,
    equal_instalments,
    equal_principal,
    instalment_debt_on,
    settle_early,
    share_waived,
    waive,
    zero_interest_split,
)
from sharedcourt.law.tests import worked_case
from sharedcourt.law.workdays import (
    add_days_rolling,
    add_months,
    add_workdays,
    is_workday,
    working_days_between,
)

tried = settings(deadline=None, max_examples=60)

days = st.dates(date(2019, 1, 1), date(2030, 12, 31))
# Rounding a line's amount can pay a smaller sum off before its last of 120 lines: then the plan is refused.
sums = st.decimals(Decimal("1000.00"), Decimal("9999999.99"), places=2)
rates = st.decimals(Decimal(0), Decimal("0.36"), places=4)
months = st.integers(1, 120)
small = st.decimals(Decimal(0), Decimal("99999.99"), places=2)


@st.composite
def plans(draw):
    kind = draw(st.sampled_from([equal_instalments, equal_principal]))
    start = draw(days)
    return kind(draw(sums), draw(rates), draw(months), start, add_months(start, 1))


@st.composite
def debts(draw):
    principal = draw(st.decimals(Decimal(1000), Decimal(1000000), places=2))
    released = draw(days)
    terms = LoanTerms(
        principal=principal,
        annual_rate=draw(rates),
        released_on=released,
        matures_on=released + timedelta(days=draw(st.integers(1, 900))),
        penalty_uplift=draw(st.decimals(Decimal(0), Decimal(1), places=2)),
        day_base=draw(st.sampled_from([360, 365])),
        interest_day=draw(st.integers(1, 31)),
        repayment_method=draw(st.sampled_from(["interest_monthly", "interest_quarterly", "interest_yearly", "bullet"])),
    )
    payments = [
        Payment(
            released + timedelta(days=draw(st.integers(0, 900))), principal=principal / 10 // 1, interest=draw(small)
        )
        for _ in range(draw(st.integers(0, 4)))
    ]
    return terms, payments, released + timedelta(days=draw(st.integers(0, 1500)))


# --- plans


@tried
@given(plans())
def test_the_parts_of_a_plan_are_the_whole(plan):
    assert plan.principal == plan.lines[0].balance + plan.lines[0].principal
    assert plan.total == plan.principal + plan.total_interest
    assert all(line.amount == line.principal + line.interest for line in plan.lines)


@pytest.mark.parametrize(("principal", "count"), [("100.00", 116), ("10.00", 50), ("1.00", 16)])
def test_a_sum_too_small_for_its_instalments_is_refused(principal, count):
    with pytest.raises(LawError) as refused:
        equal_instalments(Decimal(principal), Decimal("0.2702"), count, date(2019, 1, 1), date(2019, 2, 1))
    assert refused.value.code == "too_many_instalments"


@tried
@given(plans())
def test_no_balance_is_negative_and_the_last_is_nothing(plan):
    assert all(line.balance >= 0 for line in plan.lines)
    assert plan.lines[-1].balance == 0


@tried
@given(plans())
def test_each_balance_is_the_one_before_less_the_principal(plan):
    for before, after in pairwise(plan.lines):
        assert after.balance == before.balance - after.principal
        assert after.due > before.due


@tried
@given(plans())
def test_every_sum_of_a_plan_is_whole_fen(plan):
    for line in plan.lines:
        for amount in (line.amount, line.principal, line.interest, line.balance):
            assert amount == fen(amount)


@tried
@given(sums, rates, months, days)
def test_equal_instalments_are_equal_but_the_last_which_absorbs_rounding(principal, rate, count, start):
    plan = equal_instalments(principal, rate, count, start, add_months(start, 1))
    assert len({line.amount for line in plan.lines[:-1]}) <= 1
    if count > 1:
        # rounding of a line's amount leaves at most half a fen a line, grown by interest
        growth = (1 + rate / 12) ** count
        assert abs(plan.lines[-1].amount - plan.lines[0].amount) <= Decimal("0.01") * count * growth + Decimal("0.01")


@tried
@given(sums, st.integers(1, 120), days)
def test_a_split_without_interest_is_the_sum(principal, count, first):
    plan = zero_interest_split(principal, count, first)
    assert plan.total == principal
    assert plan.total_interest == 0
    assert all(line.amount >= 0 for line in plan.lines)


@tried
@given(plans())
def test_a_plan_survives_json(plan):
    assert Schedule.from_json(plan.to_json()) == plan


@tried
@given(sums, rates, days, st.lists(st.integers(1, 200), min_size=1, max_size=12), st.integers(0, 120))
def test_a_custom_plan_of_interest_lines_ends_at_nothing(principal, rate, start, gaps, grace):
    due, payments = start, []
    for gap in gaps:
        due += timedelta(days=gap)
        payments.append((due, None))
    plan = custom_plan(principal, rate, payments, start, grace_until=start + timedelta(days=grace))
    assert plan.lines[-1].balance == 0
    assert plan.principal == principal
    assert all(line.principal == 0 for line in plan.lines[:-1])
    assert plan.total_interest <= custom_plan(principal, rate, payments, start).total_interest


@tried
@given(plans(), st.data())
def test_paying_early_never_costs_more_than_the_plan_and_pays_all_principal(plan, data):
    paid = data.draw(st.integers(0, len(plan.lines) - 1))
    start = plan.lines[paid - 1].due if paid else plan.interest_from
    settled = settle_early(plan, data.draw(st.dates(start, plan.lines[paid].due - timedelta(days=1))))
    already = sum((line.principal for line in plan.lines[: settled.paid_count]), Decimal(0))
    assert already + settled.principal == plan.principal
    assert settled.interest >= 0
    assert settled.saved_interest >= 0


@tried
@given(plans(), st.data())
def test_default_claims_the_open_principal_and_grows_with_time(plan, data):
    paid = data.draw(st.integers(0, len(plan.lines) - 1))
    missed = plan.lines[paid]
    on = missed.due + timedelta(days=data.draw(st.integers(11, 400)))
    arrears = default_on(plan, paid, on, Decimal("0.0975"), 10)
    already = sum((line.principal for line in plan.lines[:paid]), Decimal(0))
    assert already + arrears.principal == plan.principal
    later = default_on(plan, paid, on + timedelta(days=1), Decimal("0.0975"), 10)
    assert later.total >= arrears.total


@tried
@given(plans(), st.data())
def test_an_instalment_loan_owes_the_principal_that_was_not_paid(plan, data):
    paid = data.draw(st.integers(0, len(plan.lines)))
    on = data.draw(st.dates(plan.interest_from, plan.lines[-1].due + timedelta(days=400)))
    debt = instalment_debt_on(plan, paid_count=paid, on=on, penalty_rate=plan.annual_rate * Decimal("1.5"))
    assert sum((line.principal for line in plan.lines[:paid]), debt.principal) == plan.principal
    assert sum((item.base for item in debt.penalty_items), Decimal(0)) <= debt.principal
    assert debt.total == debt.principal + debt.interest + debt.penalty + debt.compound


# --- interest


@tried
@given(debts())
def test_a_debt_is_the_sum_of_its_items(case):
    terms, payments, on = case
    debt = debt_on(terms, payments=payments, on=on)
    assert debt.total == debt.principal + debt.interest + debt.penalty + debt.compound
    items = (*debt.interest_items, *debt.penalty_items, *debt.compound_items)
    assert all(item.amount >= 0 and item.amount == fen(item.amount) for item in items)


@tried
@given(debts())
def test_interest_periods_touch_without_gap_or_overlap(case):
    terms, _, on = case
    items = debt_on(replace(terms, annual_rate=Decimal("0.06")), on=on).interest_items
    assert sum(item.days for item in items) == (min(on, terms.matures_on) - terms.released_on).days
    assert all(before.end == after.start for before, after in pairwise(items))


@tried
@given(debts())
def test_without_payments_a_debt_never_shrinks(case):
    terms, _, on = case
    assert debt_on(terms, on=on + timedelta(days=1)).total >= debt_on(terms, on=on).total


@tried
@given(debts())
def test_paying_never_raises_the_debt(case):
    terms, payments, on = case
    slack = Decimal("0.01") * (len(interest_of(terms, on)) * 2 + len(payments) + 2)  # items are rounded one by one
    assert debt_on(terms, payments=payments, on=on).total <= debt_on(terms, on=on).total + slack


def interest_of(terms, on):
    return debt_on(terms, on=on).interest_items


@tried
@given(small, small, small, small, small, small)
def test_an_applied_payment_is_the_payment(amount, costs, interest, penalty, compound, principal):
    applied = apply_payment(
        amount, costs=costs, interest=interest, penalty=penalty, compound=compound, principal=principal
    )
    parts = (applied.costs, applied.interest, applied.penalty, applied.compound, applied.principal)
    assert sum(parts) + applied.remainder == amount
    assert applied.principal == 0 or sum(parts[:4]) == costs + interest + penalty + compound
    assert applied.remainder == 0 or sum(parts) == costs + interest + penalty + compound + principal


@tried
@given(small, st.decimals(Decimal(0), Decimal(1), places=3))
def test_a_share_waived_and_the_rest_are_the_whole(amount, share):
    waived = share_waived(amount, share)
    assert 0 <= waived <= amount
    assert amount - waived >= amount * (1 - share)


@tried
@given(st.decimals(Decimal(0), Decimal("4651.11"), places=2), st.decimals(Decimal(0), Decimal("3564.17"), places=2))
def test_what_is_waived_and_what_is_kept_are_the_debt(interest, penalty):
    settled = waive(worked_case.debt(), interest=interest, penalty=penalty)
    assert settled.total + settled.waived == worked_case.debt().total
    assert settled.interest + settled.penalty + settled.compound + settled.principal == settled.total


# --- money and fees


@tried
@given(st.integers(0, 10**17), st.integers(0, 10**17))
def test_capital_numerals_tell_different_sums_apart(a, b):
    assume(a != b)
    assert capital_numerals(Decimal(a) / 100) != capital_numerals(Decimal(b) / 100)


DIGITS = {character: value for value, character in enumerate("零壹贰叁肆伍陆柒捌玖")}
UNITS = {"拾": 10, "佰": 100, "仟": 1000}


def read_back(words: str) -> Decimal:
    """A reader of capital numerals written another way round than the writer."""
    whole, _, rest = words.partition("元") if "元" in words else ("", "", words)
    total = section = digit = 0
    for character in whole:
        if character in DIGITS:
            digit = DIGITS[character]
        elif character in UNITS:
            section, digit = section + digit * UNITS[character], 0
        elif character == "万":
            section, digit = (section + digit) * 10**4, 0
            if not total:
                total, section = section, 0
            else:
                total, section = total + section, 0
        else:  # 亿 multiplies everything before it
            total, section, digit = (total + section + digit) * 10**8, 0, 0
    fens = total + section + digit
    fens *= 100
    for character, following in pairwise(rest.rstrip("整") + " "):
        if following == "角":
            fens += DIGITS[character] * 10
        elif following == "分":
            fens += DIGITS[character]
    return Decimal(fens) / 100


@tried
@given(st.integers(0, 10**14 - 1))
def test_capital_numerals_read_back_to_the_sum(cents):
    amount = Decimal(cents) / 100
    assert read_back(capital_numerals(amount)) == amount


@tried
@given(st.integers(0, 10**17))
def test_capital_numerals_have_no_double_or_dangling_zero(cents):
    words = capital_numerals(Decimal(cents) / 100)
    assert "零零" not in words
    assert "零万" not in words
    assert "零亿" not in words
    assert words == "零元整" or "零元" not in words
    assert words.endswith(("整", "分"))


@tried
@given(st.decimals(Decimal(-(10**9)), Decimal(10**9), places=2))
def test_figures_read_back(amount):
    assert yuan(format_yuan(amount)) == amount


@tried
@given(st.lists(sums, min_size=2, max_size=2))
def test_fees_grow_with_the_claim(pair):
    low, high = sorted(pair)
    for fee in (
        fees.court_fee,
        fees.half_fee,
        fees.enforcement_fee,
        fees.preservation_fee,
        fees.payment_order_fee,
    ):
        assert fee(low) <= fee(high)
    assert abs(fees.half_fee(high) * 2 - fees.court_fee(high)) <= Decimal("0.02")
    assert fees.preservation_fee(high) <= 5000


# --- time


@tried
@given(days, st.integers(0, 60))
def test_adding_working_days_lands_on_one_and_counts_back(start, count):
    end = add_workdays(start, count)
    assert is_workday(end)
    if count:
        assert working_days_between(start, end) == count


@tried
@given(days, st.integers(0, 40), st.integers(0, 40))
def test_adding_working_days_is_monotone(start, a, b):
    low, high = sorted((a, b))
    assert add_workdays(start, low) <= add_workdays(start, high)
    assert add_workdays(start, low) <= add_workdays(start + timedelta(days=1), low)


@tried
@given(days, st.integers(1, 30), st.integers(1, 30))
def test_working_days_add_up(start, a, b):
    assert add_workdays(add_workdays(start, a), b) == add_workdays(start, a + b)


@tried
@given(days, st.integers(0, 400))
def test_a_rolled_period_ends_on_a_working_day_and_never_early(start, count):
    end = add_days_rolling(start, count)
    assert is_workday(end)
    assert timedelta(0) <= end - start - timedelta(days=count) <= timedelta(days=12)


@tried
@given(days, st.integers(0, 400))
def test_months_keep_the_day_or_clip_to_the_end(start, count):
    later = add_months(start, count)
    assert later.day == start.day or (later + timedelta(days=1)).day == 1
    assert (later.year - start.year) * 12 + later.month - start.month == count


@tried
@given(days)
def test_limitation_never_ends_before_three_years(due):
    found = limitation([due])
    assert found.ends_on >= add_months(due, 36)


# --- numbers and words


@tried
@given(st.integers(1000, 9999), st.sampled_from(["浙0302", "浙03", "浙", "最高法"]), st.integers(1, 10**7))
def test_case_numbers_read_back(year, court, serial):
    number = CaseNumber(year, court, "民初", serial)
    assert parse_case_number(str(number)) == number


@tried
@given(st.integers(0, 17), st.integers(0, 9))
def test_one_mistyped_digit_of_a_resident_id_is_found(place, digit):
    right = "330399198506150016"
    wrong = right[:place] + str(digit) + right[place + 1 :]
    assume(wrong != right)
    try:
        resident_id(wrong)
    except LawError:
        return
    raise AssertionError(f"{wrong} passed")


@tried
@given(st.from_regex(r"\d{5,30}", fullmatch=True))
def test_masks_keep_the_length_and_hide_the_middle(number):
    for mask in (mask_resident_id, mask_phone):
        assert len(mask(number)) == len(number)
        assert "*" in mask(number) or len(number) <= 7 or len(number) <= 10


@tried
@given(st.text("甲乙0123,.元 \nab", max_size=60), st.text("甲乙0123,.元 \nab", max_size=60))
def test_a_word_difference_holds_both_texts(old, new):
    spans = word_spans(old, new)
    assert "".join(span.text for span in spans if span.kind != "insert") == old
    assert "".join(span.text for span in spans if span.kind != "delete") == new


@tried
@given(st.integers(0, 90), rates, st.booleans(), st.sampled_from(["none", "debtor", "creditor", "each"]))
def test_any_terms_survive_json_and_have_words(grace, rate, flag, costs):
    terms = replace(
        worked_case.terms(),
        acceleration_days=grace,
        default_rate=rate,
        early_payment=flag,
        confidential=flag,
        costs=costs,
    )
    assert AgreementTerms.from_json(terms.to_json()) == terms
    assert all(clause.text for lang in ("zh", "en") for clause in terms.clauses(lang))
