"""Written notices of the court, each once and under its seal (ODLR 9): acceptance, fee, correction, evidence."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from sharedcourt.documents import queries as readable
from sharedcourt.filing.cases import actions as cases
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.folder.actions import deadlines
from sharedcourt.filing.models import Service
from sharedcourt.filing.serving import notices
from sharedcourt.filing.serving.models import CaseNotice
from sharedcourt.filing.tests.cases import submitted_case, with_defendant
from sharedcourt.ledger.queries import timeline
from sharedcourt.mediation.tests.stage import at
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Iterator[Case]:
    with time_machine.travel(at("2022-01-10T09:00"), tick=False):
        yield submitted_case()


def words(case: Case, key: str) -> str:
    payload = CaseNotice.objects.select_related("file").get(case=case, key__startswith=key).file.payload
    return "".join([*payload["text"], *payload["items"]])


def test_acceptance_and_fee_are_told_in_writing_once_and_served_on_the_plaintiff(
    case: Case, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    cases.accept(by=cast.person(cast.FILING_CLERK), case=case, procedure="small")
    with_defendant(case)
    with django_capture_on_commit_callbacks(execute=True):
        assert notices.issue_missing(case.pk) == 2
    assert notices.issue_missing(case.pk) == 0, "again it is nothing new"
    assert "一审终审" in words(case, "accepted") and "2022年3月10日" in words(case, "accepted")
    assert "2,812.25元" in words(case, "fee") and "2022年1月17日" in words(case, "fee")
    officer, borrower = cast.person(cast.OFFICER), cast.person(cast.BORROWER)
    assert set(Service.objects.filter(case=case).values_list("user", flat=True)) == {officer.pk}
    files = [row.file for row in CaseNotice.objects.select_related("file")]
    assert {file.state for file in files} == {"sealed"}
    for file in files:
        assert readable.signing_files(officer).filter(pk=file.pk).exists()
        assert not readable.signing_files(borrower).filter(pk=file.pk).exists()


def test_what_is_to_be_corrected_is_told_in_one_list_that_the_other_side_knows_nothing_of(
    case: Case, browser_of: Callable[[Any], Client], django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    clerk = cast.person(cast.FILING_CLERK)
    items = ["补充授权委托书", "补充借据原件照片"]
    cases.return_for_correction(by=clerk, case=case, items=items, days=5)
    with django_capture_on_commit_callbacks(execute=True):
        assert notices.issue_missing(case.pk) == 1
    said = words(case, "correction")
    assert all(item in said for item in items) and "2022年1月17日" in said and "次日重新起算" in said
    assert "补正通知书" in browser_of(cast.OFFICER).get(f"/filing/cases/{case.pk}/").content.decode()
    file = CaseNotice.objects.get().file
    assert not Service.objects.filter(file=file).exists()
    assert file.pk not in set(timeline(case.dispute_id).values_list("subject", flat=True))
    assert not readable.signing_files(cast.person(cast.BORROWER)).filter(pk=file.pk).exists()


def test_until_when_evidence_is_handed_in_is_told_to_the_party_and_anew_when_the_day_moves(case: Case) -> None:
    cases.accept(by=cast.person(cast.FILING_CLERK), case=case)
    row = with_defendant(case)
    judge, borrower = cast.person(cast.JUDGE), cast.person(cast.BORROWER)
    party = row.dispute.parties.get(user=borrower)
    for day in (date(2022, 1, 24), date(2022, 1, 25)):
        deadlines.set_task(by=judge, case=row, party=party, kind="evidence", due=day)
        notices.issue_missing(case.pk)
    assert CaseNotice.objects.filter(party=party).count() == 2
    assert set(Service.objects.filter(party=party).values_list("user", flat=True)) == {borrower.pk}
    assert readable.signing_files(borrower).filter(kind="filing.case_notice").count() == 2
