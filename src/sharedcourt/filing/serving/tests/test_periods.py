"""The fifteen days for the answer begin when the plaint counts as served, by whatever means, and move when it turns out otherwise."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from sharedcourt.disputes.models import Party
from sharedcourt.filing import calendar
from sharedcourt.filing.cases import actions as cases
from sharedcourt.filing.folder.models import CaseTask, Paper
from sharedcourt.filing.models import Service
from sharedcourt.filing.plaint import actions as pleadings
from sharedcourt.filing.plaint.pleadings import opened
from sharedcourt.filing.plaint.tests.conftest import Steps
from sharedcourt.filing.serving import actions, scheduled
from sharedcourt.filing.tests.cases import ADDRESS
from sharedcourt.ledger.models import Entry
from sharedcourt.mediation.tests.stage import at
from sharedcourt.notices.models import Message
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db
BrowserOf = Callable[[Any], Client]


class Served(Steps):
    """An accepted case of the bank with a signed plaint, which the clerk serves on the borrower."""

    def __init__(self, on_commit: Callable[..., Any], hands: Any) -> None:
        super().__init__(on_commit)
        self.hands, self.clerk = hands, cast.person(cast.FILING_CLERK)
        self.signed()
        cases.submit(by=self.officer, case=self.case, declared=True, address=ADDRESS)
        self.accept()
        self.defendant = Party.objects.get(dispute=self.case.dispute_id, user=self.borrower)

    def accept(self) -> None:
        cases.accept(by=self.clerk, case=self.case, procedure="ordinary")

    def served(self) -> Service:
        file = self.case.plaint_id
        actions.serve(by=self.clerk, case=self.case, file_id=file, parties=[self.defendant.pk])
        return Service.objects.get(case=self.case, party=self.defendant)

    def recorded(self, means: str, day: date) -> None:
        facts: dict[str, Any] = {"party_id": self.defendant.pk, "note_text": "门口张贴", "tracking": "EMS 1"}
        actions.record_service(
            by=self.clerk, case=self.case, file_id=self.case.plaint_id, means=means, day=day, **facts
        )

    def answers(self) -> None:
        """The borrower agrees to everything and signs."""
        pleadings.begin_answer(by=self.borrower, case=self.case)
        stances = [key for key in opened(self.answer).form.elements() if key.startswith("stance_")]
        answers: dict[str, Any] = {**dict.fromkeys(stances, "agreed"), "service_electronic": "no"}
        pleadings.save(
            by=self.borrower,
            pleading=self.answer,
            answers=answers | {"service_address": "鹿城区示范路2号", "willing": "no"},
        )
        pleadings.draw_up(by=self.borrower, pleading=self.answer)
        self.sign(self.borrower, self.answer)

    def due(self) -> list[date]:
        return list(CaseTask.objects.filter(case=self.case, concerns=None, done_at=None).values_list("due", flat=True))


@pytest.fixture
def plaint(db: None, django_capture_on_commit_callbacks: Callable[..., Any]) -> Iterator[Served]:
    with time_machine.travel(at("2022-01-10T09:00"), tick=False) as hands:
        yield Served(django_capture_on_commit_callbacks, hands)


def test_the_days_begin_when_the_defendant_opens_it_and_stand_on_his_pages_and_in_his_calendar(
    plaint: Served, browser_of: BrowserOf
) -> None:
    plaint.served()
    assert plaint.due() == [], "he has not agreed to electronic service and has not opened it"
    plaint.hands.move_to(at("2022-01-11T20:00"))
    browser = browser_of(cast.BORROWER)
    assert browser.get(f"/documents/{plaint.case.plaint_id}/").status_code == 200
    assert plaint.due() == [date(2022, 1, 26)]
    assert Message.objects.filter(user=plaint.borrower, kind="filing.folder.task", channel="in_app").count() == 1
    for page in (f"/filing/cases/{plaint.case.pk}/", f"/disputes/{plaint.case.dispute_id}/"):
        assert "2022年1月26日" in browser.get(page).content.decode(), page
    theirs = [str(event["summary"]) for event in calendar.days_of(plaint.borrower)]
    assert theirs == [f"提交答辩状: {plaint.case.number}"]
    assert all(event["dtstart"].dt == date(2022, 1, 26) for event in calendar.days_of(plaint.borrower))
    browser.get(f"/documents/{plaint.case.plaint_id}/")
    assert plaint.due() == [date(2022, 1, 26)], "opened again nothing changes"
    assert [str(event["summary"]) for event in calendar.days_of(plaint.officer)] == []


def test_who_agreed_has_fifteen_days_from_arrival_and_a_paper_that_came_back_counts_no_more(plaint: Served) -> None:
    address = {"receiver": "林建川", "address": "示范市鹿城区江滨路1号", "phone": cast.BORROWER.phone}
    agreed = {"e_service": True, "judgments_too": True}
    actions.confirm_address(by=plaint.borrower, case=plaint.case, party_id=plaint.defendant.pk, **address, **agreed)
    service = plaint.served()
    assert plaint.due() == [date(2022, 1, 25)]
    actions.bounced(by=plaint.clerk, case=plaint.case, service_id=service.pk, note_text="系统退回")
    assert plaint.due() == []
    assert Entry.objects.filter(action="filing.folder.task_dropped").count() == 1
    plaint.hands.move_to(at("2022-01-13T09:00"))
    plaint.recorded("post", date(2022, 1, 12))
    assert plaint.due() == [date(2022, 1, 27)]


def test_when_reading_is_rebutted_the_reply_counts(plaint: Served) -> None:
    service = plaint.served()
    actions.opened(plaint.borrower, service.file)
    assert plaint.due() == [date(2022, 1, 25)]
    plaint.hands.move_to(at("2022-01-12T09:00"))
    actions.reply(by=plaint.borrower, case=plaint.case, service_id=service.pk)
    actions.rebutted(by=plaint.clerk, case=plaint.case, service_id=service.pk, note_text="手机在维修店")
    assert plaint.due() == [date(2022, 1, 27)]


def test_after_a_public_notice_the_clock_begins_them(plaint: Served) -> None:
    plaint.recorded("public_notice", date(2022, 1, 10))
    assert plaint.due() == [] and scheduled.run() == {"answers_expected": 0}
    plaint.hands.move_to(at("2022-02-09T08:00"))
    assert scheduled.run() == {"answers_expected": 1}
    assert scheduled.run() == {"answers_expected": 0}
    assert plaint.due() == [date(2022, 2, 24)]


def test_an_answer_signed_online_is_in_the_folder_and_the_task_is_done(plaint: Served) -> None:
    plaint.served()
    actions.opened(plaint.borrower, Service.objects.get(case=plaint.case).file)
    plaint.answers()
    paper = Paper.objects.get(case=plaint.case, category="answer")
    assert (paper.title, paper.party_id, paper.visible) == ("民事答辩状", plaint.defendant.pk, "all")
    task = CaseTask.objects.get(case=plaint.case, kind="answer")
    assert task.done_by == plaint.borrower


def test_who_has_answered_already_has_nothing_left_to_do(plaint: Served) -> None:
    plaint.answers()
    plaint.served()
    actions.opened(plaint.borrower, Service.objects.get(case=plaint.case).file)
    assert plaint.due() == [] and CaseTask.objects.get(case=plaint.case, kind="answer").done_at is not None
