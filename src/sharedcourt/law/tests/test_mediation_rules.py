"""The clock of an online mediation, from the bank's filing to the last day for confirmation."""

from datetime import date

import pytest

from sharedcourt.law import mediation_rules as rules
from sharedcourt.law.errors import LawError


def test_the_timeline_of_the_worked_case():
    assert rules.assignment_deadline(date(2022, 1, 4)) == date(2022, 1, 7)
    assert rules.acceptance_deadline(date(2022, 1, 4)) == date(2022, 1, 7)
    assert rules.ask_other_party_deadline(date(2022, 1, 5)) == date(2022, 1, 10)
    assert rules.joint_choice_deadline(date(2022, 1, 6)) == date(2022, 1, 10)
    assert rules.mediation_deadline(date(2022, 1, 5)) == date(2022, 2, 7)
    assert rules.confirmation_deadline(date(2022, 1, 6)) == date(2022, 2, 7)
    assert rules.is_late(date(2022, 2, 7), date(2022, 2, 8))
    assert not rules.is_late(date(2022, 2, 7), date(2022, 2, 7))


def test_periods_after_filing_are_shorter():
    assert rules.mediation_deadline(date(2022, 3, 1), "ordinary") == date(2022, 3, 16)
    assert rules.mediation_deadline(date(2022, 3, 1), "summary") == date(2022, 3, 8)


def test_appraisal_stops_the_clock_and_all_may_extend():
    assert rules.extended_deadline(date(2022, 3, 16), appraisal_days=10) == date(2022, 3, 28)
    assert rules.extended_deadline(date(2022, 3, 16), agreed_until=date(2022, 3, 31)) == date(2022, 3, 31)
    with pytest.raises(LawError):
        rules.extended_deadline(date(2022, 3, 16), agreed_until=date(2022, 3, 1))


def test_before_the_rules_there_is_no_limit_to_read():
    with pytest.raises(LawError):
        rules.mediation_deadline(date(2021, 12, 30))


def test_the_eight_endings():
    assert [reason.value for reason in rules.TerminationReason] == list(range(1, 9))
    seventh = rules.TerminationReason.REFUSES_TO_SIGN
    assert seventh.zh == "当事人一方拒绝在调解协议上签章"
    assert seventh.article == "人民法院在线调解规则第二十五条（七）"
    assert not seventh.succeeded
    assert all(reason.zh and reason.en for reason in rules.TerminationReason)
    assert rules.TerminationReason.AGREED.succeeded


def test_lists_are_complete_in_both_languages():
    for grounds, count in (
        (rules.RECUSAL_GROUNDS, 3),
        (rules.COMPLAINT_GROUNDS, 5),
        (rules.RETURN_GROUNDS, 3),
    ):
        assert len(grounds) == count
        assert all(ground.zh and ground.en and ground.article for ground in grounds)


def test_the_thirty_days_are_counted_from_the_earliest_moment():
    assert rules.earliest_effect(date(2022, 1, 6), date(2022, 1, 7), None) == date(2022, 1, 6)
    assert rules.remaining_workdays(date(2022, 1, 28), date(2022, 2, 7)) == 3
