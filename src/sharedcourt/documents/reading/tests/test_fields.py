"""What a paper proposes, told from its lines alone."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharedcourt.documents.reading import fields
from sharedcourt.documents.reading.finding import Line
from sharedcourt.documents.reading.tests import papers
from sharedcourt.law.errors import LawError
from sharedcourt.law.money import capital_numerals, format_yuan


def read(*texts, confidence=0.98):
    return fields.propose([Line(1, text, (100, 50 * place, 600, 40), confidence) for place, text in enumerate(texts)])


def values(found):
    return {proposal.key: proposal.value for proposal in found.proposals}


def test_a_loan_contract_gives_the_answers_of_the_application():
    found = read(*papers.CONTRACT)
    assert found.kind == "loan_contract"
    assert values(found) == {
        "contract_name": "个人经营性借款合同",
        "contract_number": "OY-2020-1110-0316",
        "lender": "瓯越示范银行股份有限公司鹿城支行",
        "borrower": "林建川",
        "resident_id": "330399198506150016",
        "address": "浙江省示范市鹿城区示范巷3号",
        "phone": "19900000001",
        "guarantor": "古另山",
        "principal": "300000.00",
        "released_on": "2020-11-20",
        "matures_on": "2021-11-20",
        "annual_rate": "6.5",
        "penalty_uplift": "50",
        "day_base": "360",
        "interest_day": "20",
        "signed_on": "2020-11-10",
    }
    number = next(each for each in found.proposals if each.key == "resident_id")
    assert number.checked and number.box == (100, 200, 600, 40)


def test_an_identity_card_gives_name_number_and_an_address_of_two_lines():
    found = read(*papers.id_card().lines)
    assert found.kind == "id_card"
    assert values(found) == {
        "name": "林建川",
        "resident_id": "330399198506150016",
        "address": "浙江省示范市鹿城区示范街道示范巷3号2幢101室",
    }


def test_a_name_of_several_parts_keeps_its_dot():
    found = read("姓名买买提・艾力", "性别男民族维吾尔", "公民身份号码330399198506150016")
    assert values(found)["name"] == "买买提·艾力"


def test_a_misread_digit_is_proposed_with_a_warning_and_little_confidence():
    (number,) = (p for p in read("姓名林建川", "公民身份号码330399198506150018").proposals if p.key == "resident_id")
    assert number.doubt == "check_digit" and not number.checked and number.confidence < 0.4


def test_letters_read_for_digits_are_put_right_only_where_the_check_digit_then_fits():
    assert values(read("姓名林建川", "公民身份号码33O399198506l50016"))["resident_id"] == "330399198506150016"
    (number,) = (p for p in read("公民身份号码33O399198506l50018").proposals if p.key == "resident_id")
    assert number.doubt == "check_digit"


def test_figures_that_contradict_the_capital_numerals_are_doubted():
    (amount,) = (
        p for p in read("借款合同", "借款金额为人民币叁拾万元整（小写）800,000.00元").proposals if p.key == "principal"
    )
    assert amount.value == "800000.00" and amount.doubt == "capitals_differ" and amount.confidence < 0.5


def test_a_card_statement():
    found = read(*papers.STATEMENT)
    assert found.kind == "credit_card"
    assert values(found) == {
        "card_number": "6217000000000000012",
        "holder": "林建川",
        "statement_on": "2021-12-05",
        "due_on": "2021-12-25",
        "amount_due": "23456.78",
        "minimum_due": "2345.68",
        "credit_limit": "50000.00",
    }


@pytest.mark.parametrize(
    "text", ["", "今天天气很好", "合同编号：", "借款人：", "借款合同", "年利率为%", "借款金额为元"]
)
def test_a_paper_without_answers_proposes_nothing(text):
    assert not [p for p in read(text).proposals if p.key != "contract_name"]


@given(st.decimals(min_value="0.01", max_value="99999999.99", places=2))
def test_any_amount_written_twice_is_found_and_checked(amount: Decimal):
    text = f"贷款金额为人民币（大写）{capital_numerals(amount)}（小写）{format_yuan(amount)}元。"
    (found,) = (p for p in read("借款合同", text).proposals if p.key == "principal")
    assert Decimal(found.value) == amount and found.checked


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str):
    read(text, "借款合同" + text, "公民身份号码" + text, "信用卡账单卡号" + text)


def test_what_a_person_writes_is_kept_in_one_form():
    assert fields.normal("signed_on", "2020 年 11 月 10 日") == "2020-11-10"
    assert fields.normal("principal", "300,000") == "300000.00"
    assert fields.normal("annual_rate", "6.50 %") == "6.5"
    assert fields.normal("borrower", " 林  建川 ") == "林 建川"
    for key, wrong in (
        ("signed_on", "2020-02-30"),
        ("principal", "三十万"),
        ("annual_rate", "650"),
        ("resident_id", "330399198506150018"),
        ("interest_day", "32"),
    ):
        with pytest.raises(LawError) as refused:
            fields.normal(key, wrong)
        assert refused.value.field == key
