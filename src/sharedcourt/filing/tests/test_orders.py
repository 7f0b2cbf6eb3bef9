"""Rulings beside the confirmation itself (CPLI 355-357): not taken in, taken back with leave, called to come, a ground found later."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from sharedcourt.core import clock
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.disputes.queries import parties_of
from sharedcourt.documents import queries as readable
from sharedcourt.documents.models import SigningFile
from sharedcourt.filing import queries
from sharedcourt.filing.actions import court, summoning, withdrawing
from sharedcourt.filing.models import Confirmation, WithdrawalRequest
from sharedcourt.filing.states import ConfirmationState
from sharedcourt.filing.tests.conftest import Court, turned_away
from sharedcourt.ledger.models import Entry
from sharedcourt.mediation.tests.stage import at
from sharedcourt.notices.models import Message
from sharedcourt.people import cast
from sharedcourt.people.models import User

pytestmark = pytest.mark.django_db
S = ConfirmationState
BrowserOf = Callable[[Any], Client]
TOMORROW = timedelta(days=1)


def judge_of(concluded: Court) -> User:
    judge = concluded.confirmation.judge
    assert judge is not None
    return judge


def ruling_of(row: Confirmation) -> SigningFile:
    return SigningFile.objects.get(pk=row.ruling_id)


def test_the_ruling_not_to_take_it_in_counts_once_signed_and_sealed_and_is_served_on_all(
    concluded: Court, browser_of: BrowserOf
) -> None:
    concluded.submitted()
    court.turn_away(by=concluded.clerk, confirmation=concluded.confirmation, ground="5", reasons="涉及房屋归属。")
    row = concluded.confirmation
    ruling = ruling_of(row)
    borrower = browser_of(cast.BORROWER)
    address = f"/api/v1/filing/confirmations/{row.pk}"
    assert borrower.get(address).json()["state"] == "submitted", "an unsigned ruling is the court's own"
    assert borrower.get(address).json()["ground"] == ""
    assert not readable.signing_files(concluded.stage.borrower).filter(pk=ruling.pk).exists()
    page = borrower.get(f"/filing/confirmations/{row.pk}/").content.decode()
    assert "涉及房屋归属" not in page
    with pytest.raises(NotAllowed):
        concluded.sign(concluded.stage.officer, ruling)
    for slot in ruling.slots.select_related("user").order_by("order"):
        assert concluded.confirmation.state == S.TURNING_AWAY
        concluded.sign(slot.user, ruling)
    row = concluded.confirmation
    assert row.state == S.NOT_ACCEPTED and ruling_of(row).state == "sealed"
    assert "第三百五十五条第一款第五项" in ruling.payload["basis"] and "不予受理" in ruling.payload["order"][0]
    assert {each.user_id for each in row.services.all()} == {user.pk for user in concluded.stage.people()}
    assert readable.signing_files(concluded.stage.borrower).filter(pk=ruling.pk).exists()
    assert Message.objects.filter(user=concluded.stage.wife, kind="filing.not_accepted").exists()
    assert "涉及房屋归属" in borrower.get(f"/filing/confirmations/{row.pk}/").content.decode()


def test_the_clerk_takes_the_unsigned_ruling_back_and_takes_the_application_in(concluded: Court) -> None:
    concluded.submitted()
    court.turn_away(by=concluded.clerk, confirmation=concluded.confirmation, ground="2", reasons="管辖。")
    with pytest.raises(Conflict):
        court.turn_away(by=concluded.clerk, confirmation=concluded.confirmation, ground="2", reasons="管辖。")
    with pytest.raises(NotAllowed):
        court.reconsider(by=concluded.stage.officer, confirmation=concluded.confirmation)
    court.reconsider(by=concluded.clerk, confirmation=concluded.confirmation)
    row = concluded.confirmation
    assert (row.state, row.ruling_id, row.ground) == (S.SUBMITTED, None, "")
    court.accept(by=concluded.clerk, confirmation=row)
    assert concluded.confirmation.state == S.ACCEPTED


def test_after_it_was_taken_in_the_court_rules_whether_it_may_be_taken_back(concluded: Court) -> None:
    concluded.accepted()
    wife, judge = concluded.stage.wife, judge_of(concluded)
    with pytest.raises(Invalid):
        withdrawing.withdraw(by=wife, confirmation=concluded.confirmation)
    for _time in "ab":
        withdrawing.withdraw(by=wife, confirmation=concluded.confirmation, reasons="想再谈一次。")
    assert concluded.confirmation.state == S.ACCEPTED and WithdrawalRequest.objects.count() == 1
    assert Message.objects.filter(user=judge, kind="filing.withdrawal_asked").exists()
    with pytest.raises(NotAllowed):
        withdrawing.decide(by=wife, confirmation=concluded.confirmation, allowed=True, decision="好。")
    withdrawing.decide(by=judge, confirmation=concluded.confirmation, allowed=True, decision="双方均无异议。")
    assert concluded.confirmation.state == S.WITHDRAWING
    concluded.sign(judge, concluded.confirmation.ruling)
    row = concluded.confirmation
    assert row.state == S.WITHDRAWN and ruling_of(row).state == "sealed"
    assert "第三百五十七条第一款" in ruling_of(row).payload["basis"]
    assert {each.user_id for each in row.services.all()} == {user.pk for user in concluded.stage.people()}
    assert not queries.is_applied_for(concluded.stage.dispute)


def test_leave_can_be_refused_and_an_unsigned_ruling_taken_back(concluded: Court) -> None:
    concluded.accepted()
    officer, judge = concluded.stage.officer, judge_of(concluded)
    withdrawing.withdraw(by=officer, confirmation=concluded.confirmation, reasons="另行起诉。")
    withdrawing.decide(by=judge, confirmation=concluded.confirmation, allowed=True, decision="准许。")
    court.reconsider(by=judge, confirmation=concluded.confirmation)
    assert concluded.confirmation.state == S.ACCEPTED and concluded.confirmation.ruling is None
    withdrawing.decide(by=judge, confirmation=concluded.confirmation, allowed=False, decision="对方不同意。")
    with pytest.raises(Conflict):
        withdrawing.decide(by=judge, confirmation=concluded.confirmation, allowed=True, decision="又同意。")
    concluded.ruled()
    assert concluded.confirmation.state == S.GRANTED


def test_both_parties_are_called_and_who_would_not_come_may_lose_the_application(
    concluded: Court, browser_of: BrowserOf
) -> None:
    concluded.accepted()
    judge = judge_of(concluded)
    client = browser_of(cast.JUDGE if judge == concluded.judge else cast.LIAISON_JUDGE)
    act = f"/filing/confirmations/{concluded.confirmation.pk}/do/"
    wrong = client.post(f"{act}summon/", {"day": "2022-01-09", "time": "09:30", "place": "第三调解室"})
    assert wrong.status_code == 422 and "第三调解室" in wrong.content.decode(), "yesterday; nothing entered is lost"
    sent = {"day": "2022-01-12", "time": "09:30", "place": "第三调解室", "call": "请带身份证。"}
    client.post(f"{act}summon/", sent)
    again = client.post(f"{act}summon/", sent)
    assert again.status_code == 409 and concluded.confirmation.summonses.count() == 1
    for member in (cast.BORROWER, cast.OFFICER):
        page = browser_of(member).get(f"/filing/confirmations/{concluded.confirmation.pk}/").content.decode()
        assert "第三调解室" in page and "请带身份证。" in page
    assert Message.objects.filter(kind="filing.summons", channel="in_app").count() == len(concluded.stage.people())
    parties = list(parties_of(concluded.stage.dispute))
    came: dict[Any, str] = {party.pk: "came" for party in parties}
    with pytest.raises(Conflict):
        summoning.record(by=judge, confirmation=concluded.confirmation, came=came, note_text="均到场。")
    with time_machine.travel(at("2022-01-12T10:00"), tick=False):
        with pytest.raises(Invalid):
            partly = dict(list(came.items())[:1])
            summoning.record(by=judge, confirmation=concluded.confirmation, came=partly, note_text="一方到场。")
        with pytest.raises(Conflict):
            court.treat_as_withdrawn(by=judge, confirmation=concluded.confirmation)
        absent = came | {parties[-1].pk: "refused"}
        summoning.record(by=judge, confirmation=concluded.confirmation, came=absent, note_text="丙方拒不到场。")
        court.treat_as_withdrawn(by=judge, confirmation=concluded.confirmation)
    assert concluded.confirmation.state == S.WITHDRAWN


def test_who_was_excused_loses_nothing_and_can_be_called_again(concluded: Court) -> None:
    concluded.accepted()
    judge = judge_of(concluded)
    when: datetime = clock.now() + TOMORROW
    call: dict[str, Any] = {"confirmation": concluded.confirmation, "at": when, "place": "线上"}
    with pytest.raises(NotAllowed):
        summoning.summon(by=concluded.clerk, **call)
    summoning.summon(by=judge, **call)
    excused = dict.fromkeys([party.pk for party in parties_of(concluded.stage.dispute)], "excused")
    with time_machine.travel(when, tick=False):
        summoning.record(by=judge, confirmation=concluded.confirmation, came=excused, note_text="大雪封路。")
        with pytest.raises(Conflict):
            court.treat_as_withdrawn(by=judge, confirmation=concluded.confirmation)
        summoning.summon(by=judge, **{**call, "at": when + TOMORROW})
    assert Entry.objects.filter(action="filing.summons.sent").count() == 2


def test_a_ground_of_355_found_later_rejects_the_application(concluded: Court) -> None:
    concluded.accepted()
    judge = judge_of(concluded)
    with pytest.raises(Invalid):
        court.decide(by=judge, confirmation=concluded.confirmation, granted=False, ground="355-9", reasons="x")
    court.decide(by=judge, confirmation=concluded.confirmation, granted=False, ground="355-5", reasons="涉及房屋归属。")
    concluded.sign(judge, concluded.confirmation.ruling)
    row = concluded.confirmation
    assert row.state == S.REJECTED
    assert "第三百五十五条第一款第五项、第二款" in ruling_of(row).payload["basis"]


def test_refused_at_one_court_the_parties_apply_to_another(concluded: Court) -> None:
    concluded.submitted()
    turned_away(concluded)
    concluded.applied(concluded.other_house)
    assert Confirmation.objects.filter(dispute=concluded.stage.dispute).count() == 2
