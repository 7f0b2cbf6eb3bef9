"""The court's own days: the plaint goes to the defendant and the answer to the plaintiff within five days each (CPL 128)."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from sharedcourt.core.errors import Invalid, NotAllowed
from sharedcourt.filing import calendar
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.folder import scheduled
from sharedcourt.filing.folder.actions import deadlines
from sharedcourt.filing.folder.models import CaseTask
from sharedcourt.filing.models import Service
from sharedcourt.filing.serving import actions
from sharedcourt.filing.serving.tests.test_periods import Served
from sharedcourt.mediation.tests.stage import at
from sharedcourt.notices.models import Message
from sharedcourt.people import cast

BrowserOf = Callable[[Any], Client]
Kind = CaseTask.Kind


@pytest.fixture
def plaint(db: None, django_capture_on_commit_callbacks: Callable[..., Any]) -> Iterator[Served]:
    with time_machine.travel(at("2022-01-10T09:00"), tick=False) as hands:
        yield Served(django_capture_on_commit_callbacks, hands)


def task(plaint: Served, kind: str) -> CaseTask:
    return CaseTask.objects.get(case=plaint.case, kind=kind)


def told(kind: str) -> set[str]:
    return set(Message.objects.filter(kind=kind, channel="in_app").values_list("user__username", flat=True))


def on_desk(browser: Any) -> list[Any]:
    return [row[0].copy_due for row in browser.get("/filing/cases/desk/?tab=copies").context["rows"]]


def test_the_copy_of_the_plaint_stands_on_the_courts_pages_until_it_is_served(
    plaint: Served, browser_of: BrowserOf
) -> None:
    copy = task(plaint, Kind.PLAINT_COPY)
    assert (copy.due, copy.party, copy.concerns) == (date(2022, 1, 17), None, plaint.defendant), "15th is a Saturday"
    clerk, judge = browser_of(cast.FILING_CLERK), browser_of(cast.JUDGE)
    assert on_desk(clerk) == [date(2022, 1, 17)]
    case, tasks = f"/filing/cases/{plaint.case.pk}/", f"/filing/folder/{plaint.case.pk}/tasks/"
    for browser, page in ((clerk, case), (judge, case), (judge, tasks)):
        assert "向被告发送起诉状副本" in browser.get(page).content.decode(), page
        assert "向被告发送起诉状副本" not in browser_of(cast.BORROWER).get(page).content.decode(), page
    assert any("起诉状副本" in str(event["summary"]) for event in calendar.days_of(cast.person(cast.JUDGE)))
    plaint.served()
    plaint.served()
    assert task(plaint, Kind.PLAINT_COPY).done_by == plaint.clerk
    assert on_desk(judge) == []


def test_what_came_back_is_to_be_sent_again(plaint: Served) -> None:
    service = plaint.served()
    actions.bounced(by=plaint.clerk, case=plaint.case, service_id=service.pk, note_text="系统退回")
    assert task(plaint, Kind.PLAINT_COPY).done_at is None
    assert Case.objects.get(pk=plaint.case.pk).copy_due == date(2022, 1, 17)
    plaint.recorded("post", date(2022, 1, 10))
    assert task(plaint, Kind.PLAINT_COPY).done_at is not None


def test_the_court_is_told_once_before_the_day_and_once_after_it(plaint: Served) -> None:
    assert scheduled.run()["copies_soon"] == 0
    plaint.hands.move_to(at("2022-01-15T08:00"))
    assert scheduled.run()["copies_soon"] == 1 and scheduled.run()["copies_soon"] == 0
    court = {plaint.clerk.username, cast.person(cast.JUDGE).username}
    assert court <= told("filing.folder.copy_soon")
    plaint.hands.move_to(at("2022-01-18T08:00"))
    assert scheduled.run()["tasks_overdue"] == 1 and scheduled.run()["tasks_overdue"] == 0
    assert court <= told("filing.folder.overdue") and plaint.borrower.username not in told("filing.folder.overdue")


def test_the_answer_goes_to_every_plaintiff_within_five_days_of_its_receipt(plaint: Served) -> None:
    plaint.served()
    actions.opened(plaint.borrower, Service.objects.get(case=plaint.case).file)
    plaint.hands.move_to(at("2022-01-18T22:00"))
    plaint.answers()
    copy = task(plaint, Kind.ANSWER_COPY)
    assert (copy.due, copy.concerns, copy.party) == (date(2022, 1, 24), plaint.defendant, None), "23rd is a Sunday"
    plaintiff = plaint.case.dispute.parties.get(side="applicant")
    actions.serve(by=plaint.clerk, case=plaint.case, file_id=plaint.answer.file_id, parties=[plaintiff.pk])
    assert task(plaint, Kind.ANSWER_COPY).done_at is not None
    assert Case.objects.get(pk=plaint.case.pk).copy_due is None


def test_nobody_sets_such_a_day_by_hand_but_the_court_may_say_that_it_is_done(plaint: Served) -> None:
    with pytest.raises(Invalid):
        deadlines.set_task(
            by=cast.person(cast.JUDGE),
            case=plaint.case,
            party=None,
            kind=Kind.PLAINT_COPY,
            due=date(2022, 2, 1),
            what="",
        )
    with pytest.raises(NotAllowed):
        deadlines.finish_task(by=plaint.borrower, task=task(plaint, Kind.PLAINT_COPY))
    deadlines.finish_task(by=cast.person(cast.JUDGE), task=task(plaint, Kind.PLAINT_COPY))
    assert Case.objects.get(pk=plaint.case.pk).copy_due is None
