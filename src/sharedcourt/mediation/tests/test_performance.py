"""From the seal to the last fen: payments in part, late, wrongly entered; what both sides see of it."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.ledger.models import Entry
from sharedcourt.mediation import scheduled
from sharedcourt.mediation.actions import agreements, performing
from sharedcourt.mediation.models import Payment
from sharedcourt.mediation.tests.stage import Stage, at
from sharedcourt.notices.models import Message
from sharedcourt.people import cast
from sharedcourt.people.models import User

pytestmark = pytest.mark.django_db
FIRST, LINE = Decimal("46433.20"), Decimal("10691.10")


@pytest.fixture
def stage(person: Callable[[Any], User]) -> Stage:
    """The worked case, sealed on 6 January 2022: 46,433.20 by the 20th, then 24 instalments."""
    with time_machine.travel(at("2022-01-06T14:00")):
        stage = Stage(person).to_signing()
        for user in (*stage.people(), stage.mediator):
            stage.sign(user)
        agreements.seal(by=None, version=stage.version)
        stage.version.refresh_from_db()
        return stage


def _state(stage: Stage) -> str:
    stage.dispute.refresh_from_db()
    return str(stage.dispute.state)


def _receive(stage: Stage, amount: Decimal | str, on: str, key: str = "") -> Payment:
    return performing.record_payment(
        by=stage.officer, version=stage.version, amount=Decimal(amount), received_on=date.fromisoformat(on), key=key
    )


def _told(stage: Stage, kind: str) -> set[Any]:
    return set(Message.objects.filter(kind=kind).values_list("user", flat=True))


def test_it_begins_by_itself_when_the_first_payment_falls_due(stage: Stage) -> None:
    with time_machine.travel(at("2022-01-19T09:00")):
        assert scheduled.run()["performance"] == 0
        assert _state(stage) == "effective"
    with time_machine.travel(at("2022-01-20T09:00")):
        assert scheduled.run()["performance"] == 1
        assert scheduled.run()["performance"] == 0
        assert _state(stage) == "performing"


def test_a_late_payment_is_told_once_and_then_that_all_has_fallen_due(stage: Stage) -> None:
    everyone = {user.pk for user in (*stage.people(), stage.mediator)}
    with time_machine.travel(at("2022-01-20T09:00")):
        _receive(stage, "46000.00", "2022-01-20")
    with time_machine.travel(at("2022-01-21T09:00")):
        scheduled.run()
        scheduled.run()
        assert _told(stage, "mediation.payment_late") == everyone
        assert Entry.objects.filter(action="mediation.payment.late", scope=stage.dispute.pk).count() == 1
        body = Message.objects.filter(kind="mediation.payment_late", user=stage.wife)[0].body
        assert "433.20" in body and "2022年1月30日" in body
        assert not _told(stage, "mediation.all_due")
    with time_machine.travel(at("2022-01-31T09:00")):
        scheduled.run()
        scheduled.run()
        assert _told(stage, "mediation.all_due") == everyone
        assert Entry.objects.filter(action="mediation.payment.all_due", scope=stage.dispute.pk).count() == 1


def test_made_good_within_the_grace_it_is_no_default(stage: Stage) -> None:
    with time_machine.travel(at("2022-02-21T09:00")):
        _receive(stage, "46000.00", "2022-01-20")
        _receive(stage, "433.20", "2022-01-30")
        _receive(stage, LINE, "2022-02-20")
        scheduled.run()
        assert not _told(stage, "mediation.payment_late") and not _told(stage, "mediation.all_due")
        stage.version.refresh_from_db()
        assert (str(stage.version.next_due), str(stage.version.falls_due_on)) == ("2022-03-20", "2022-03-31")


def test_parts_and_several_at_once_until_the_last_fen(stage: Stage) -> None:
    with time_machine.travel(at("2022-03-20T10:00")):
        _receive(stage, FIRST, "2022-01-19", key="one-sending")
        _receive(stage, FIRST, "2022-01-19", key="one-sending")
        assert stage.version.payments.count() == 1
        _receive(stage, "5000", "2022-02-18")
        found = performing.standing_of(stage.version, on=date(2022, 2, 19))
        assert found.next_open is not None and found.next_open.open == LINE - 5000
        with pytest.raises(Invalid) as refused:
            _receive(stage, "999999", "2022-03-20")
        assert refused.value.field == "amount"
        _receive(stage, LINE - 5000, "2022-02-20")
        rest = performing.standing_of(stage.version).remaining
        _receive(stage, rest, "2022-03-20")
        assert _state(stage) == "done" and stage.dispute.closed_at is not None
        assert stage.borrower.pk in _told(stage, "mediation.performed")
        with pytest.raises(Conflict):
            _receive(stage, "1", "2022-03-20")


def test_a_wrong_entry_is_undone_and_stays_to_be_read(stage: Stage) -> None:
    with time_machine.travel(at("2022-01-20T10:00")):
        total = performing.standing_of(stage.version).remaining
        wrong = _receive(stage, total, "2022-01-20")
        assert _state(stage) == "done"
        with pytest.raises(Invalid):
            performing.undo_payment(by=stage.officer, payment=wrong, reason=" ")
        performing.undo_payment(by=stage.officer, payment=wrong, reason="记错了案件")
        performing.undo_payment(by=stage.officer, payment=wrong, reason="再点一次")
        wrong.refresh_from_db()
        assert (wrong.undo_reason, wrong.undone_by) == ("记错了案件", stage.officer)
        assert _state(stage) == "performing" and stage.dispute.closed_at is None
        assert Entry.objects.filter(action="mediation.payment.undone", subject=wrong.pk).count() == 1
        assert performing.standing_of(stage.version).remaining == total
        assert stage.borrower.pk in _told(stage, "mediation.payment_undone")


def test_only_the_creditor_enters_and_only_what_can_be(stage: Stage) -> None:
    with time_machine.travel(at("2022-01-20T10:00")):
        for user in (stage.borrower, stage.mediator, stage.manager):
            with pytest.raises(NotAllowed):
                performing.record_payment(by=user, version=stage.version, amount=LINE, received_on=date(2022, 1, 20))
        for amount, day in (("0", "2022-01-20"), ("-5", "2022-01-20"), ("1.005", "2022-01-20"), ("1", "2022-01-21")):
            with pytest.raises(Invalid):
                _receive(stage, amount, day)
        with pytest.raises(Invalid):
            _receive(stage, "1", "2022-01-05")
        assert not stage.version.payments.exists() and _state(stage) == "effective"


def test_the_creditor_lets_go_of_the_rest(stage: Stage) -> None:
    with time_machine.travel(at("2022-01-20T10:00")):
        _receive(stage, FIRST, "2022-01-20")
        performing.declare_performed(by=stage.officer, version=stage.version)
        performing.declare_performed(by=stage.officer, version=stage.version)
        assert _state(stage) == "done"
        assert Entry.objects.filter(action="mediation.performance.declared", scope=stage.dispute.pk).count() == 1


def test_both_sides_see_what_is_late_and_what_follows(stage: Stage, browser_of: Callable[[Any], Client]) -> None:
    page = f"/mediation/{stage.case.pk}/"
    with time_machine.travel(at("2022-01-25T10:00")):
        officer, wife = browser_of(cast.OFFICER), browser_of(cast.WIFE)
        sent = {"amount": "40,000", "received_on": "2022-01-20", "key": "k1"}
        assert officer.post(f"{page}do/record-payment/", sent).status_code == 302
        assert officer.post(f"{page}do/record-payment/", {**sent, "key": "k2", "amount": "abc"}).status_code == 422
        seen = wife.get(page).content.decode()
        assert "6,433.20" in seen and "2022年1月30日" in seen and "9.75%" in seen
        assert "record-payment" not in seen and "undo-payment" not in seen
        assert wife.post(f"{page}do/record-payment/", {**sent, "key": "k3"}).status_code == 403
    with time_machine.travel(at("2022-02-10T10:00")):
        seen = browser_of(cast.WIFE).get(page).content.decode()
        assert "2022年1月31日" in seen and "可以要求一次性清偿" in seen
        officer = browser_of(cast.OFFICER)
        entry = Payment.objects.get()
        wrong = {"payment": str(entry.pk), "reason": "金额有误"}
        assert officer.post(f"{page}do/undo-payment/", wrong).status_code == 302
        assert "金额有误" in browser_of(cast.WIFE).get(page).content.decode()


def test_the_same_over_the_api(stage: Stage, browser_of: Callable[[Any], Client]) -> None:
    with time_machine.travel(at("2022-01-25T10:00")):
        officer = browser_of(cast.OFFICER)
        base = f"/api/v1/mediation/versions/{stage.version.pk}"

        def post(path: str, body: dict[str, Any]) -> Any:
            return officer.post(path, body, content_type="application/json")

        made = post(f"{base}/payments", {"amount": "40000", "received_on": "2022-01-20", "key": "a"})
        assert made.status_code == 200
        found = made.json()
        assert found["arrears"]["principal"] == "6433.20" and found["arrears"]["all_due_since"] is None
        undone = post(f"/api/v1/mediation/payments/{found['payments'][0]['id']}/undo", {"reason": "错"}).json()
        assert Decimal(undone["received"]) == 0 and undone["payments"][0]["undo_reason"] == "错"
        assert post(f"{base}/performed", {}).json()["performed"] is True
        assert browser_of(cast.STRANGER).get(f"{base}/performance").status_code == 404
