"""Case numbers, agreement numbers, causes of action, limitation."""

from datetime import date

import pytest

from sharedcourt.law.casenumbers import (
    CaseNumber,
    format_case_number,
    parse_agreement_number,
    parse_case_number,
)
from sharedcourt.law.causes import CAUSES, cause, choices
from sharedcourt.law.errors import LawError
from sharedcourt.law.limitation import (
    Interruption,
    enforcement_period_end,
    guarantee_period_end,
    limitation,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("（2022）浙0302诉前调确7号", CaseNumber(2022, "浙0302", "诉前调确", 7)),
        ("(2020)浙0302民初2881号", CaseNumber(2020, "浙0302", "民初", 2881)),
        ("（2021） 浙 03 民终 15 号", CaseNumber(2021, "浙03", "民终", 15)),
        ("（2021）浙民申1号", CaseNumber(2021, "浙", "民申", 1)),
        ("（2021）最高法民再3号", CaseNumber(2021, "最高法", "民再", 3)),
        ("（2021）浙0192民初9号之一", CaseNumber(2021, "浙0192", "民初", 9, "之一")),
    ],
)
def test_reads_case_numbers(text, number):
    assert parse_case_number(text) == number
    assert parse_case_number(str(number)) == number


@pytest.mark.parametrize(
    "text", ["2022浙0302民初1号", "（2022）浙0302民初号", "（22）浙0302民初1号", "（2022）浙0302民初01号", ""]
)
def test_refuses_what_is_no_case_number(text):
    with pytest.raises(LawError):
        parse_case_number(text)


def test_writes_case_numbers():
    assert format_case_number(2022, "浙0302", "诉前调确", 7) == "（2022）浙0302诉前调确7号"
    with pytest.raises(LawError):
        format_case_number(2022, "浙0302", "诉前调确", 0)
    assert parse_case_number("（2022）浙0302诉前调确7号").title("en").startswith("Judicial confirmation")


def test_agreement_numbers():
    number = parse_agreement_number("温银保调[2022]1号")
    assert str(number) == "温银保调〔2022〕1号"
    with pytest.raises(LawError):
        parse_agreement_number("2022-1")


def test_causes():
    assert cause("financial_loan").zh == "金融借款合同纠纷"
    assert choices("en")[0][1].startswith("Dispute over a financial loan")
    assert len({each.code for each in CAUSES}) == len(CAUSES)
    with pytest.raises(LawError):
        cause("duel")


def test_limitation_of_the_worked_case_is_interrupted_by_asking_for_mediation():
    due = [date(2021, 11, 20)]
    assert limitation(due).ends_on == date(2024, 11, 20)
    renewed = limitation(due, [Interruption(date(2022, 1, 4), "mediation_request")])
    assert renewed.begins_on == date(2022, 1, 4)
    assert renewed.ends_on == date(2025, 1, 6)  # 2025-01-04 is a Saturday
    assert not renewed.expired(date(2025, 1, 6))
    assert renewed.expired(date(2025, 1, 7))


def test_limitation_of_instalments_runs_from_the_last():
    assert limitation([date(2022, 2, 20), date(2024, 1, 20)]).begins_on == date(2024, 1, 20)
    with pytest.raises(LawError):
        limitation([])


def test_after_the_end_only_the_debtors_word_counts():
    due = [date(2018, 1, 10)]
    late_demand = limitation(due, [Interruption(date(2022, 1, 4), "demand")])
    assert late_demand.interrupted_by is None
    promise = limitation(due, [Interruption(date(2022, 1, 4), "instalment_promise")])
    assert promise.begins_on == date(2022, 1, 4)


def test_guarantee_and_enforcement_periods():
    assert guarantee_period_end(date(2021, 11, 20)) == date(2022, 5, 20)
    assert guarantee_period_end(date(2021, 8, 31)) == date(2022, 2, 28)
    assert guarantee_period_end(date(2021, 11, 20), date(2022, 11, 20)) == date(2022, 11, 20)
    assert enforcement_period_end([date(2022, 2, 20), date(2024, 1, 20)]) == date(2026, 1, 20)
