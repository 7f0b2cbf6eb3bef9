"""What is paid, paid in addition and paid back in the course of a case; cases without an amount; judicial assistance."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharedcourt.law import fees
from sharedcourt.law.errors import LawError
from sharedcourt.law.fees import Ending, WithoutAmount

amounts = st.decimals(0, 50_000_000, places=2)
CLAIM = Decimal("288300.24")


def yuan(text):
    return Decimal(text)


@pytest.mark.parametrize(
    ("ending", "summary", "fee", "refund", "article"),
    [
        (Ending.JUDGMENT, False, "5624.50", "0.00", "第十三条"),
        (Ending.MEDIATED, False, "2812.25", "2812.25", "第十五条"),
        (Ending.WITHDRAWN, False, "2812.25", "2812.25", "第十五条"),
        (Ending.JUDGMENT, True, "2812.25", "0.00", "第十三条、第十六条"),
        (Ending.MEDIATED, True, "2812.25", "0.00", "第十五条"),
        (Ending.NOT_ACCEPTED, False, "0.00", "5624.50", "第八条（二）、第二十七条第二款"),
        (Ending.DISMISSED, True, "0.00", "2812.25", "第八条（二）、第二十七条第二款"),
        (Ending.TRANSFERRED_AS_CRIME, False, "0.00", "5624.50", "第二十五条"),
    ],
)
def test_what_a_case_costs_in_the_end(ending, summary, fee, refund, article):
    paid = fees.due(CLAIM, summary=summary)
    settled = fees.at_the_end(CLAIM, paid, ending, summary=summary)
    assert (settled.fee, settled.refund, settled.article) == (yuan(fee), yuan(refund), article)


def test_a_joined_counterclaim_is_halved_once():
    assert fees.due(CLAIM, joined=True) == fees.due(CLAIM, joined=True, summary=True) == yuan("2812.25")


def test_what_was_never_paid_does_not_go_back():
    assert fees.at_the_end(CLAIM, yuan("0"), Ending.MEDIATED).refund == 0


@pytest.mark.parametrize(
    ("before", "after", "over", "difference"),
    [
        ("200000", "300000", False, "1500.00"),
        ("200000", "300000", True, "1500.00"),
        ("300000", "200000", False, "-1500.00"),
        ("300000", "200000", True, "0.00"),
        ("5000", "9000", False, "0.00"),
    ],
)
def test_a_changed_claim_is_topped_up_or_paid_back(before, after, over, difference):
    assert fees.change_of_claim(yuan(before), yuan(after), inquiry_over=over) == yuan(difference)


@pytest.mark.parametrize(
    ("kind", "figure", "amount", "fee"),
    [
        (WithoutAmount.DIVORCE, None, "0", "50.00"),
        (WithoutAmount.DIVORCE, "300", "200000", "300.00"),
        (WithoutAmount.DIVORCE, "300", "300000", "800.00"),
        (WithoutAmount.PERSONALITY, None, "50000", "100.00"),
        (WithoutAmount.PERSONALITY, "500", "80000", "800.00"),
        (WithoutAmount.PERSONALITY, "500", "150000", "1250.00"),
        (WithoutAmount.INTELLECTUAL_PROPERTY, "800", "0", "800.00"),
        (WithoutAmount.INTELLECTUAL_PROPERTY, "800", "150000", "3300.00"),
        (WithoutAmount.LABOUR, None, "0", "10.00"),
        (WithoutAmount.OTHER, "80", "0", "80.00"),
        (WithoutAmount.JURISDICTION_OBJECTION, "100", "0", "100.00"),
    ],
)
def test_cases_without_an_amount(kind, figure, amount, fee):
    assert fees.fixed_fee(kind, figure=yuan(figure) if figure else None, amount=yuan(amount)) == yuan(fee)


@pytest.mark.parametrize(
    ("kind", "figure"), [(WithoutAmount.DIVORCE, "301"), (WithoutAmount.OTHER, "49.99"), (WithoutAmount.LABOUR, "11")]
)
def test_a_province_stays_within_the_range(kind, figure):
    with pytest.raises(LawError) as refused:
        fees.fixed_fee(kind, figure=yuan(figure))
    assert refused.value.code == "fee_out_of_range" and "元" in refused.value.text("zh")


def test_judicial_assistance():
    fee = yuan("2812.25")
    assert fees.relieved_fee(fee, "defer", natural_person=False) == fee
    assert fees.relieved_fee(fee, "waive", natural_person=True) == 0
    assert fees.relieved_fee(fee, "reduce", share=yuan("0.3"), natural_person=False) == yuan("1968.58")
    with pytest.raises(LawError) as refused:
        fees.relieved_fee(fee, "waive", natural_person=False)
    assert refused.value.code == "waiver_for_persons"
    for share in ("0.29", "1"):
        with pytest.raises(LawError):
            fees.relieved_fee(fee, "reduce", share=yuan(share), natural_person=True)


def test_the_days_to_pay_and_to_pay_back_roll_off_holidays():
    assert fees.payment_deadline(date(2022, 1, 10)) == date(2022, 1, 17)
    assert fees.payment_deadline(date(2022, 1, 25)) == date(2022, 2, 7), "the seventh day lies in the Spring Festival"
    assert fees.refund_deadline(date(2022, 3, 1)) == date(2022, 3, 16)


@given(before=amounts, after=amounts)
def test_topping_up_and_paying_back_meet_the_fee_of_the_new_claim(before, after):
    assert fees.due(before) + fees.change_of_claim(before, after) == fees.due(after)


@given(amount=amounts, summary=st.booleans(), ending=st.sampled_from(Ending))
def test_fee_and_refund_are_what_was_paid(amount, summary, ending):
    paid = fees.due(amount, summary=summary)
    settled = fees.at_the_end(amount, paid, ending, summary=summary)
    assert settled.fee + settled.refund == paid
    assert settled.fee in {0, fees.half_fee(amount), fees.court_fee(amount)}, "never a quarter"


def test_a_case_without_an_amount_is_halved_too():
    assert fees.due(None) == yuan("50.00") and fees.due(None, summary=True) == yuan("25.00")
    assert fees.due(None, figure=yuan("80"), summary=True) == yuan("40.00")
    assert fees.at_the_end(None, yuan("80"), Ending.WITHDRAWN, figure=yuan("80")).refund == yuan("40.00")
    with pytest.raises(LawError):
        fees.due(None, figure=yuan("101"))


@given(
    amount=amounts | st.none(),
    paid=st.decimals(0, 400_000, places=2),
    summary=st.booleans(),
    ending=st.sampled_from(Ending),
    share=st.decimals(0, 1, places=2),
)
def test_never_more_goes_back_than_was_paid(amount, paid, summary, ending, share):
    settled = fees.at_the_end(amount, paid, ending, summary=summary, share=share)
    assert 0 <= settled.refund <= paid
    assert settled.refund == max(paid - settled.fee, 0)
    if ending is Ending.TRANSFERRED:
        assert settled.fee == paid, "what was paid goes with the case to the other court (24)"
        return
    assert settled.fee <= fees.due(amount)


# ---------- counterclaims and appeals in the end


@pytest.mark.parametrize(
    ("ending", "fee", "refund", "article"),
    [
        (Ending.JUDGMENT, "1150.00", "0.00", "第十三条、第十八条"),
        (Ending.MEDIATED, "1150.00", "0.00", "第十五条"),
        (Ending.WITHDRAWN, "1150.00", "0.00", "第十五条"),
        (Ending.DISMISSED, "0.00", "1150.00", "第八条（二）、第二十七条第二款"),
    ],
)
def test_a_counterclaim_of_100_000_costs_half_of_2300_and_is_not_halved_again(ending, fee, refund, article):
    paid = fees.due(yuan("100000"), joined=True)
    settled = fees.at_the_end(yuan("100000"), paid, ending, joined=True)
    assert (settled.fee, settled.refund, settled.article) == (yuan(fee), yuan(refund), article)


@pytest.mark.parametrize(
    ("ending", "fee", "refund", "article"),
    [
        (Ending.JUDGMENT, "3300.00", "0.00", "第十七条"),
        (Ending.MEDIATED, "1650.00", "1650.00", "第十五条、第十七条"),
        (Ending.WITHDRAWN, "1650.00", "1650.00", "第十五条、第十七条"),
        (Ending.REMANDED, "0.00", "3300.00", "第二十七条第一款"),
        (Ending.DISMISSED, "0.00", "3300.00", "第八条（二）"),
    ],
)
def test_what_an_appeal_about_150_000_costs_in_the_end(ending, fee, refund, article):
    amount = yuan("150000")
    settled = fees.appeal_at_the_end(amount, fees.appeal_fee(amount), ending)
    assert (settled.fee, settled.refund, settled.article) == (yuan(fee), yuan(refund), article)


def test_an_appeal_is_not_transferred():
    with pytest.raises(LawError) as refused:
        fees.appeal_at_the_end(yuan("1"), yuan("50"), Ending.TRANSFERRED)
    assert refused.value.code == "no_such_ending"


@given(amount=st.none() | amounts, ending=st.sampled_from(fees.OF_APPEALS), paid=st.booleans())
def test_the_fee_of_an_appeal_and_what_goes_back_are_together_what_was_paid(amount, ending, paid):
    kept = fees.appeal_fee(amount) if paid else yuan("0")
    settled = fees.appeal_at_the_end(amount, kept, ending)
    assert 0 <= settled.fee <= fees.appeal_fee(amount)
    assert settled.refund == (kept - settled.fee if paid else 0)
