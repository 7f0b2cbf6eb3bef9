"""The last days of enforcement in the calendars and task lists of the creditor and the court, and of nobody else."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sharedcourt.disputes.models import Dispute
from sharedcourt.filing import calendar, scheduled
from sharedcourt.filing.cases import actions as cases
from sharedcourt.filing.enforcing import actions, deciding, sections
from sharedcourt.filing.enforcing.tests.conftest import Default
from sharedcourt.filing.tests.cases import accepted_case, with_defendant
from sharedcourt.mediation.actions import performing
from sharedcourt.mediation.tests.stage import at
from sharedcourt.people import cast
from sharedcourt.people.models import User

pytestmark = pytest.mark.django_db
# Two years from the day on which everything fell due at once, the earlier of the two days that may be meant.
LIMIT = date(2024, 1, 31)


def days(user: User) -> dict[str, date]:
    """What of enforcement stands in a person's calendar."""
    found = {str(event["summary"]): event["dtstart"].dt for event in calendar.days_of(user)}
    return {words.partition(": ")[0]: day for words, day in found.items() if "执行" in words}


def outsiders(default: Default) -> list[User]:
    return [default.stage.borrower, default.stage.wife, default.stage.mediator, cast.person(cast.STRANGER)]


def test_the_two_years_stand_in_the_banks_calendar_once_something_is_late(default: Default) -> None:
    assert days(default.bank) == {}, "nothing has been found to be late yet"
    scheduled.run()
    assert days(default.bank) == {"申请执行的期限届满": LIMIT}
    assert not any(days(user) for user in [*outsiders(default), default.clerk])
    performing.declare_performed(by=default.bank, version=default.stage.version)
    default.hands.move_to(at("2022-02-08T09:00"))
    scheduled.run()
    assert days(default.bank) == {}, "everything has been performed"


def test_each_step_moves_the_days_from_one_side_to_the_other(default: Default) -> None:
    scheduled.run()
    default.applied()
    assert days(default.bank) == {"申请执行的期限届满": LIMIT}, "it runs on until the application is signed"
    default.sign(default.bank, default.row.application)
    assert days(default.bank) == {} and days(default.clerk) == {"审查执行申请的期限": date(2022, 2, 14)}

    deciding.return_for_correction(by=default.clerk, enforcement=default.row, items=["补充财产线索。"], days=7)
    due = default.row.review_due
    assert due is not None and days(default.bank) == {"补正执行申请的最后一日": due} and days(default.clerk) == {}
    actions.draw_up_again(by=default.bank, enforcement=default.row, entered=default.entered())
    default.sign(default.bank, default.row.application)

    deciding.refuse(by=default.clerk, enforcement=default.row, ground="461-2", reasons="给付期限不明确。")
    ruling = default.row.ruling
    assert ruling is not None
    for slot in ruling.slots.all():
        assert list(days(slot.user)) == ["签署执行申请的裁定"]
    deciding.take_refusal_back(by=default.clerk, enforcement=default.row)
    assert list(days(default.clerk)) == ["审查执行申请的期限"]

    deciding.accept(by=default.clerk, enforcement=default.row)
    assert days(default.clerk) == {"发出执行通知的期限": default.row.notice_due} and days(default.bank) == {}
    assert not any(days(user) for user in outsiders(default)), "the debtors learn of it from the court"


def test_the_task_list_has_the_same_days(default: Default) -> None:
    def due(user: User) -> list[tuple[str, date | None]]:
        return [(item.state, item.due) for item in sections.todo(user, Dispute.objects.get(pk=default.dispute.pk))]

    assert due(default.bank) == [("todo", LIMIT)] and due(default.stage.borrower) == []
    default.accepted()
    assert due(default.bank) == [("waiting", date(2022, 2, 17))], "the notice to perform (CPL 251)"
    default.hands.move_to(at("2022-02-18T09:00"))
    assert due(default.bank) == []


def test_of_a_judgment_the_earliest_end_is_shown_because_nobody_knows_until_when_was_to_be_paid(
    db: Any, browser_of: Any
) -> None:
    with time_machine.travel(at("2022-01-10T09:00"), tick=False) as hands:
        case = with_defendant(accepted_case())
        bank, debtor = cast.person(cast.OFFICER), cast.person(cast.BORROWER)
        assert days(bank) == {}
        assert case.judge is not None
        closed = cases.close(by=case.judge, case=case, outcome="judgment")
        assert days(bank) == {"对方不履行的，申请执行的期限届满": date(2024, 1, 10)} and days(debtor) == {}
        page = f"/filing/cases/{closed.pk}/"
        assert "对方不履行的，可以申请执行" in browser_of(cast.OFFICER).get(page).content.decode()
        assert "申请执行" not in browser_of(cast.BORROWER).get(page).content.decode()
        hands.move_to(at("2024-03-20T09:00"))
        assert days(bank) == {}, "what is over for two months is left out"


def test_a_case_that_ended_otherwise_has_nothing_to_enforce(db: Any) -> None:
    with time_machine.travel(at("2022-01-10T09:00"), tick=False):
        case = accepted_case()
        assert case.judge is not None
        cases.close(by=case.judge, case=case, outcome="withdrawn")
        assert days(cast.person(cast.OFFICER)) == {}


def test_the_number_of_queries_does_not_grow_with_the_days(default: Default) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            list(calendar.days_of(default.bank))
        return len(queries)

    before = asked()
    scheduled.run()
    default.applied()
    assert days(default.bank) and asked() == before
