"""A bank brings a case: handed in, looked at, accepted with its number."""

from datetime import date

import pytest
import time_machine

from sharedcourt.disputes.models import Dispute
from sharedcourt.disputes.states import DisputeState
from sharedcourt.disputes.tests import worked
from sharedcourt.filing.cases import actions, queries
from sharedcourt.filing.cases.states import CaseState
from sharedcourt.filing.tests.cases import accepted_case, submitted_case, with_defendant
from sharedcourt.mediation.tests.stage import at
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday() -> object:
    with time_machine.travel(at("2022-01-10T09:00"), tick=False):
        yield


def test_a_case_gets_its_number_judge_and_periods() -> None:
    case = submitted_case()
    assert case.state == CaseState.SUBMITTED and case.review_due == date(2022, 1, 17), "seven days (CPL 126)"
    assert Dispute.objects.get(pk=case.dispute_id).state == DisputeState.DRAFT, "nobody else knows of it"
    accepted = actions.accept(by=cast.person(cast.FILING_CLERK), case=case, procedure="summary")
    assert accepted.number is not None and accepted.number.text == "（2022）浙0302民初1号"
    assert accepted.trial_due == date(2022, 4, 11), "three months, and 10 April is a Sunday"
    assert accepted.judge == cast.person(cast.JUDGE) and accepted.judge_reason == "fewest"
    assert accepted.dispute.state == DisputeState.COURT
    assert accepted.amount == worked.TOTAL
    again = actions.accept(by=cast.person(cast.FILING_CLERK), case=case, procedure="summary")
    assert again.number == accepted.number


def test_the_defendant_learns_of_it_from_acceptance_on() -> None:
    borrower = cast.person(cast.BORROWER)
    case = submitted_case()
    assert not queries.visible_to(borrower).exists()
    actions.accept(by=cast.person(cast.FILING_CLERK), case=case, procedure="summary")
    with_defendant(case)
    assert queries.visible_to(borrower).get() == case
    assert not queries.visible_to(cast.person(cast.STRANGER)).exists()


def test_accepted_case_is_there_for_other_tests() -> None:
    assert accepted_case().state == CaseState.ACCEPTED
