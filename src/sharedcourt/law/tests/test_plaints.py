"""Element forms: what is asked when, what answers mean, and what they come to."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sharedcourt.law.causes import CAUSES
from sharedcourt.law.errors import LawError
from sharedcourt.law.interest import LoanTerms, day_interest, debt_on
from sharedcourt.law.money import ZERO
from sharedcourt.law.plaints import answering, elements, reading, sums, text
from sharedcourt.law.plaints.elements import Element, Form

TODAY = date(2026, 11, 29)
FORMS = [elements.form(code, TODAY) for code in elements.NAMES]
ALL = [*FORMS, elements.form(elements.ANSWER, TODAY)]
ANSWERABLE = [element for form in ALL for element in form.elements().values() if element.kind != "listed"]
OUTSIDE = {"plaintiff_is"}  # told by the dispute
LOAN: dict[str, Any] = {
    "principal": "300000", "annual_rate": "6.5", "released_on": "2020-11-20", "matures_on": "2021-11-20",
    "penalty_uplift": "50", "day_base": "360", "interest_day": "20", "repayment_method": "interest_monthly",
    "compound": "yes", "payments": [{"on": "2021-07-20", "principal": "20,000"}], "interest_paid_to": "2021-08-20",
    "as_of": "2022-01-06", "claims": ["principal", "interest", "penalty", "compound"], "costs_claimed": "no",
    "until_paid": "yes",
}  # fmt: skip


def read(form: Form, answers: dict[str, Any], known: dict[str, Any] | None = None) -> reading.Reading:
    return reading.read(form, answers, known or {}, today=TODAY)


def loan(**answers: Any) -> reading.Reading:
    return read(FORMS[0], {**LOAN, **answers})


def sample(element: Element) -> Any:
    """An answer that reads well."""
    if element.kind in {"choice", "yes_no"}:
        return next(iter(element.choices))
    return {
        "choices": list(element.options), "date": "2022-03-01", "number": str(max(1, element.lowest)), "money": "1000",
        "price": "10.5", "rate": "1", "text": "甲", "long": "甲\n乙",
        "table": [{column.key: sample(column) for column in element.columns}],
    }.get(element.kind, "")  # fmt: skip


@pytest.mark.parametrize("form", ALL, ids=lambda form: form.code)
def test_a_form_is_whole(form: Form) -> None:
    keys = [element.key for page in form.pages for element in page.elements]
    assert len(keys) == len(set(keys)) and len({page.key for page in form.pages}) == len(form.pages)
    asked = form.elements()
    seen: set[str] = set(OUTSIDE)
    for page in form.pages:
        assert page.source and all(page.title)
        for element in page.elements:
            assert all(element.label) and bool(element.help[0]) == bool(element.help[1]), element.key
            for key, wanted in element.when.items():
                assert key in seen, f"{element.key} hangs on {key}, which is asked later or never"
                assert key in OUTSIDE or set(wanted) <= set(asked[key].choices)
            assert (element.kind in {"choice", "choices"}) == bool(element.options)
            assert (element.kind == "table") == bool(element.columns)
            seen.add(element.key)
    for each in form.sums:
        assert set(each.when) <= set(asked)
        for name in set(each.refers.values()) & set(asked):
            assert asked[name].kind in {"money", "rate", "date", "table", "price", "number"}
    for element in asked.values():
        if element.kind != "listed":
            assert (
                reading.value_of(element, sample(element), today=TODAY) is not None if element.kind != "table" else True
            )


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.code)
def test_what_is_required_is_missed_and_what_is_answered_is_not(form: Form) -> None:
    answers: dict[str, Any] = {}
    for _round in range(6):  # an answer may ask for more
        found = read(form, answers)
        if not found.missing:
            break
        answers |= {key: sample(form.elements()[key]) for key in found.missing}
    assert not found.missing and not found.problems
    required = [key for key in found.shown if form.elements()[key].required]
    for key in required:
        assert key in read(form, {**answers, key: ""}).missing or form.elements()[key].preset


@pytest.mark.parametrize("form", ALL, ids=lambda form: form.code)
def test_a_conditional_element_is_asked_exactly_when_its_condition_holds(form: Form) -> None:
    asked = form.elements()
    for element in asked.values():
        names = [key for key in element.when if key in asked]
        if not names:
            continue
        for chosen in product(*(asked[name].choices for name in names)):
            answers = {
                name: [option] if asked[name].kind == "choices" else option
                for name, option in zip(names, chosen, strict=True)
            }
            reachable = all(reading.holds(asked[name].when, answers) for name in names)
            wanted = all(option in element.when[name] for name, option in zip(names, chosen, strict=True))
            shown = element.key in read(form, answers, {"plaintiff_is": "organisation"}).shown
            assert shown == (wanted and reachable), (element.key, answers)


def test_each_cause_has_its_form_and_every_other_the_general_one() -> None:
    assert elements.form_for("financial_loan") == "financial_loan"
    assert elements.form_for("private_lending") == "general"
    known = {cause.code for cause in CAUSES}
    assert {cause for form in FORMS for cause in form.causes} <= known | {elements.EVERY_OTHER}
    with pytest.raises(LawError, match="no element form"):
        elements.form("duel", TODAY)
    with pytest.raises(LawError, match="not in force"):
        elements.form("general", date(2010, 1, 1))


def test_mediation_is_asked_since_the_set_of_2025() -> None:
    before, after = elements.form("general", date(2025, 7, 13)), elements.form("general", date(2025, 7, 14))
    assert [form.code for form in (before, after) if "mediation" in {page.key for page in form.pages}] == ["general"]
    assert after.page("mediation").part == "matters"


def test_the_worked_case_comes_to_what_it_comes_to() -> None:
    account = sums.account(loan())
    assert {each.key: each.amount for each in account.sums} == {
        "principal": Decimal("280000.00"),
        "interest": Decimal("4651.11"),
        "penalty": Decimal("3564.17"),
        "compound": Decimal("84.96"),
    }
    assert account.total == Decimal("288300.24")
    assert "贰拾捌万捌仟叁佰元贰角肆分" in account.formula[0]
    words = [line for row in text.sum_rows(account, "zh") for line in row.lines]
    assert "2021年11月20日至2022年1月6日，共47天：280,000.00 × 9.75% × 47 ÷ 360 = 3,564.17元" in words
    assert "自2022年1月6日起至实际还清之日止，按上述约定标准继续计算。" in words
    assert "1,567.22 × （6.50% × 61 + 9.75% × 47） ÷ 360 = 37.21元" in "".join(words)


def test_a_loan_in_equal_instalments_is_worked_out_with_its_formula() -> None:
    agreed = {
        "principal": "120000", "annual_rate": "4.35", "released_on": "2021-01-20", "matures_on": "2022-01-20",
        "repayment_method": "equal_instalments", "first_due": "2021-02-20", "compound": "no",
        "payments": [],
        "interest_paid_to": "2021-01-20", "as_of": "2021-04-30",
    }  # fmt: skip
    account = sums.account(loan(**agreed))
    by_key = {each.key: each for each in account.sums}
    assert by_key["principal"].amount == Decimal("29513.29") and by_key["interest"].amount == Decimal("1198.28")
    words = [line for row in text.sum_rows(account, "zh") for line in row.lines]
    assert (
        "每期应还本息（i＝年利率4.35%÷12，最后一期取尾数）："
        "120,000.00 × i × (1 + i)^12 ÷ [(1 + i)^12 − 1] = 10,237.19元" in words
    )
    assert "共12期，已到期3期，应还本金减去已还本金：29,513.29 − 0.00 = 29,513.29元" in words
    assert "第1期（2021年2月20日到期）：120,000.00 × 4.35% ÷ 12 = 435.00元" in words
    early = {"early": "early", "early_on": "2021-04-10", "early_ground": "连续三期未还"}
    whole = sums.account(loan(**agreed, **early))
    assert next(each.amount for each in whole.sums if each.key == "principal") == Decimal("120000.00")
    words = [line for row in text.sum_rows(whole, "zh") for line in row.lines]
    assert any(line.startswith("自2021年4月10日起全部本金到期") for line in words)


def test_costs_and_own_figures_enter_the_total() -> None:
    own = {"reckoning": "own", "own_principal": "100", "own_interest": "1.5", "own_method": "按合同"}
    account = sums.account(
        loan(
            **own,
            claims=["principal", "interest"],
            repayment_method="equal_instalments",
            costs_claimed="yes",
            costs="10",
        )
    )
    assert account.total == Decimal("111.50")


@pytest.mark.parametrize(
    ("answers", "field", "code"),
    [
        ({"repayment_method": "other"}, "reckoning", "method_not_computed"),
        ({"repayment_method": "equal_instalments"}, "first_due", "not_answered"),
        ({"repayment_method": "equal_principal", "first_due": "2020-12-21"}, "first_due", "not_whole_months"),
        ({"principal": ""}, "principal", "not_answered"),
        ({"principal": "viel"}, "principal", "not_an_amount"),
        ({"matures_on": "2020-01-01"}, "matures_on", "matures_before_release"),
        ({"interest_paid_to": "2022-01-07"}, "interest_paid_to", "paid_to_out_of_range"),
        ({"as_of": "2020-01-01", "interest_paid_to": "2020-11-20"}, "as_of", "before_release"),
        ({"early": "early", "early_on": "2020-11-20"}, "early_on", "before_release"),
        ({"payments": [{"on": "2021-07-20", "principal": "300001"}]}, "payments", "overpaid"),
        ({"payments": [{"on": "", "principal": "1"}]}, "payments:0:on", "not_answered"),
        ({"costs_claimed": "yes", "costs": ""}, "costs", "not_answered"),
    ],
)
def test_why_sums_cannot_be_worked_out_leads_to_the_element(answers: dict[str, Any], field: str, code: str) -> None:
    with pytest.raises(LawError) as caught:
        sums.account(loan(**answers))
    assert (caught.value.field, caught.value.code) == (field, code)
    assert caught.value.text("zh") != caught.value.text("en")


@pytest.mark.parametrize(
    ("key", "typed", "code"),
    [
        ("signed_on", "2020-02-30", "not_a_date"),
        ("signed_on", "1900-01-01", "not_a_date"),
        ("signed_on", "2026-11-30", "in_the_future"),
        ("principal", "0", "not_above_zero"),
        ("principal", "-1", "negative_amount"),
        ("annual_rate", "101", "out_of_bounds"),
        ("annual_rate", "NaN", "not_a_number"),
        ("annual_rate", "0.00000001", "too_many_decimals"),
        ("interest_day", "1.5", "too_many_decimals"),
        ("day_base", "366", "not_a_choice"),
        ("claims", ["alles"], "not_a_choice"),
        ("contract_name", "长" * 201, "too_long"),
        ("contract_name", {"a": 1}, "not_a_text"),
        ("payments", "viel", "not_a_table"),
        ("payments", [{"on": "2021-07-20"}] * 121, "too_many_rows"),
    ],
)
def test_what_cannot_be_read_is_told_and_kept(key: str, typed: Any, code: str) -> None:
    found = loan(**{key: typed})
    assert found.problems[key].code == code
    assert key not in found.values
    if isinstance(typed, str):
        assert reading.tidy(FORMS[0].elements()[key], typed, today=TODAY) in (typed, [])


def test_a_deposit_above_the_claim_is_refused() -> None:
    answers = {
        "unpaid": [{"due": "2022-01-20", "amount": "100"}], "course": "due", "as_of": "2022-02-20", "deposit": "500",
        "damages_claimed": "yes", "daily_rate": "0.05", "deposit_kept": "yes",
    }  # fmt: skip
    form = elements.form("finance_lease", TODAY)
    with pytest.raises(LawError) as caught:
        sums.account(read(form, answers))
    assert caught.value.code == "below_zero"
    assert sums.account(read(form, {**answers, "deposit": "50"})).total == Decimal("51.55")


def test_the_answer_quotes_every_sum_and_fact() -> None:
    plaint = loan(contract_name="个人经营性借款合同")
    form = answering.form(plaint, sums.account(plaint), on=TODAY)
    keys = [page.key for page in form.pages]
    assert keys[:2] == ["respondents", "service"] and keys[-1] == "settle"
    assert {"on_sum_principal", "on_sum_penalty", "on_signing", "on_repaid"} <= set(keys)
    assert form.page("on_signing").said == ("合同名称：个人经营性借款合同",)
    contested = read(form, {"stance_signing": "contested"})
    assert "reason_signing" in contested.missing
    assert "reason_signing" not in read(form, {"stance_signing": "agreed"}).shown


def test_admitting_a_claim_or_offering_a_plan_disposes_of_it() -> None:
    plaint = loan(contract_name="个人经营性借款合同")
    form = answering.form(plaint, sums.account(plaint), on=TODAY)
    assert answering.disposes(read(form, {"stance_sum_principal": "agreed"}))
    assert answering.disposes(read(form, {"willing": "yes", "plan": "yes"}))
    assert not answering.disposes(
        read(form, {"stance_sum_principal": "contested", "stance_signing": "agreed", "plan": "no"})
    )


# ---------- arithmetic

cents = st.integers(1, 10**11).map(lambda n: Decimal(n) / 100)
days = st.dates(date(2019, 8, 20), date(2022, 6, 30))
percents = st.integers(0, 3600).map(lambda n: Decimal(n) / 100)


@settings(max_examples=60)
@given(cents, percents, st.integers(0, 200), days, st.integers(40, 900), st.integers(0, 1500), st.booleans())
def test_a_computed_claim_is_the_debt_of_the_law(
    principal: Decimal, rate: Decimal, uplift: int, released: date, term: int, after: int, compound: bool
) -> None:
    matures, as_of = released + timedelta(days=term), released + timedelta(days=after)
    found = loan(
        principal=str(principal), annual_rate=str(rate), penalty_uplift=str(uplift), payments=[], as_of=str(as_of),
        released_on=str(released), matures_on=str(matures), interest_paid_to=str(released),
        compound="yes" if compound else "no",
    )  # fmt: skip
    account = sums.account(found)
    debt = debt_on(
        LoanTerms(
            principal=principal, annual_rate=rate / 100, released_on=released, matures_on=matures,
            penalty_uplift=Decimal(uplift) / 100,
        ),
        on=as_of, compound=compound,
    )  # fmt: skip
    assert account.total == debt.total
    for each in account.sums:
        assert each.amount >= 0
        steps = [
            Decimal(zh.rpartition(" = ")[2].removesuffix("元").replace(",", ""))
            for zh, _en in each.formulas
            if " = " in zh
        ]
        if each.key != "principal" and len(steps) == len(each.formulas):
            assert sum(steps, ZERO) == each.amount, "what is written is what is claimed"


@settings(max_examples=60)
@given(st.lists(st.tuples(days, cents), min_size=1, max_size=12), st.integers(1, 1000), days)
def test_late_rent_is_each_instalment_by_itself(rows: list[tuple[date, Decimal]], rate: int, as_of: date) -> None:
    percent = Decimal(rate) / 1000
    form = elements.form("finance_lease", TODAY)
    account = sums.account(
        read(form, {
            "unpaid": [{"due": str(due), "amount": str(amount)} for due, amount in rows], "course": "due",
            "as_of": str(as_of), "damages_claimed": "yes", "daily_rate": str(percent), "deposit_kept": "no",
        })
    )  # fmt: skip
    by_key = {each.key: each.amount for each in account.sums}
    assert by_key["unpaid"] == sum((amount for _due, amount in rows), ZERO)
    late = [day_interest(amount, percent / 100, max(0, (as_of - due).days), 1) for due, amount in rows]
    assert by_key["damages"] == sum(late, ZERO)
    assert account.total == by_key["unpaid"] + by_key["damages"]


@settings(max_examples=60)
@given(cents, st.integers(0, 10**6), percents, days, days)
def test_an_insurer_claims_what_it_paid_less_what_came_back(
    paid: Decimal, back: int, rate: Decimal, start: date, end: date
) -> None:
    form = elements.form("guarantee_insurance", TODAY)
    repaid = Decimal(back) / 100
    answers = {
        "paid_out": str(paid), "paid_back": str(repaid), "damages_claimed": "yes", "damages_rate": str(rate),
        "damages_from": str(start), "as_of": str(end),
    }  # fmt: skip
    if repaid > paid or end < start:
        with pytest.raises(LawError) as caught:
            sums.account(read(form, answers))
        assert caught.value.code in {"more_than_owed", "ends_before_it_begins"}
        return
    account = sums.account(read(form, answers))
    assert account.total == paid - repaid + day_interest(paid - repaid, rate / 100, (end - start).days, 365)


@settings(max_examples=40)
@given(st.sampled_from(ANSWERABLE), st.text(max_size=30))
def test_what_was_tidied_reads_the_same_again(element: Element, typed: str) -> None:
    once = reading.tidy(element, typed, today=TODAY)
    assert reading.tidy(element, once, today=TODAY) == once
