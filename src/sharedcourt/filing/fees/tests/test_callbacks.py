"""What a provider says, or somebody in its name: forged, replayed, reordered, doubled, for another bill."""

from threading import Barrier, Thread
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client

from sharedcourt.core.models import new_id
from sharedcourt.filing.fees import actions, local, paying, settling, signature
from sharedcourt.filing.fees.models import Bill, Discrepancy, Notification, Payment, Refund
from sharedcourt.filing.fees.states import BillState, PaymentState, RefundState
from sharedcourt.filing.fees.tests.conftest import Fee
from sharedcourt.filing.tests.cases import accepted_case
from sharedcourt.ledger.models import Entry
from sharedcourt.mediation.tests.stage import at
from sharedcourt.notices.models import Message

ADDRESS = "/filing/fees/callback/"


def post(body: bytes, header: str) -> Any:
    return Client().post(ADDRESS, body, content_type="application/json", headers={signature.HEADER: header})


def test_what_is_not_signed_is_not_believed(fee: Fee) -> None:
    payment = fee.begun()
    body, header = fee.message(payment)
    assert post(body, "").status_code == 403
    forged = signature.sign(body, "another secret", nonce=signature.new_nonce())
    assert post(body, forged).status_code == 403
    assert post(body.replace(b"2812.25", b"2812.26"), header).status_code == 403, "the sum is signed"
    other_nonce = header.replace("n=", "n=x", 1)
    assert post(body, other_nonce).status_code == 403, "so is the nonce"
    assert post(b"x" * 20_000, header).status_code == 403
    assert fee.bill.state == BillState.DUE and not Notification.objects.exists()


def test_an_old_message_is_refused(fee: Fee) -> None:
    body, header = fee.message(fee.begun())
    fee.hands.move_to(at("2022-01-10T09:06"))
    assert post(body, header).status_code == 403


def test_only_one_way_to_write_a_message_is_taken(fee: Fee) -> None:
    body, _header = fee.message(fee.begun())
    for written in (body.replace(b",", b", ", 1), b'{"amount":"0.01",' + body[1:], b"[]", b"\xff"):
        header = signature.sign(written, fee.secret, nonce=signature.new_nonce())
        assert post(written, header).status_code == 400
    assert fee.bill.state == BillState.DUE


@pytest.mark.parametrize(
    "changed",
    [
        {"type": "order.create"},
        {"type": ""},
        {"currency": "USD"},
        {"amount": "-1"},
        {"amount": "1.001"},
        {"amount": 2812.25},
        {"amount": "NaN"},
        {"at": "yesterday"},
        {"at": "2022-01-11T10:00:00"},
        {"reference": "x"},
        {"bill": None},
    ],
)
def test_what_makes_no_sense_is_malformed(fee: Fee, changed: dict[str, Any]) -> None:
    body, header = fee.message(fee.begun(), **changed)
    assert post(body, header).status_code == 400
    assert fee.bill.state == BillState.DUE and not Notification.objects.exists()


def test_the_same_message_twice_books_once(fee: Fee) -> None:
    payment = fee.begun()
    body, header = fee.message(payment)
    first = post(body, header)
    assert (first.status_code, first.json()) == (200, {"outcome": "booked"})
    assert post(body, header).status_code == 409, "word for word: a replay"
    assert fee.report(payment) == "repeated", "said again with a nonce of its own: known already"
    assert Entry.objects.filter(action="filing.fees.paid", scope=fee.case.dispute_id).count() == 1
    assert Message.objects.filter(kind="filing.fee_paid", user=fee.judge).count() == 1
    assert not Discrepancy.objects.exists()


def test_news_that_overtake_each_other_end_alike(fee: Fee) -> None:
    payment = fee.begun()
    late_failure = fee.message(payment, type="payment.failed")
    assert fee.report(payment) == "booked"
    assert post(*late_failure).json() == {"outcome": "ignored"}
    assert fee.bill.state == BillState.PAID


def test_paid_after_failed_is_paid(fee: Fee) -> None:
    payment = fee.begun()
    assert fee.report(payment, type="payment.failed") == "failed"
    again = fee.begun()
    assert again != payment, "a new attempt"
    assert fee.report(payment) == "booked", "the first went through after all"
    again.refresh_from_db()
    assert again.state == PaymentState.REPLACED
    assert fee.report(again) == "kept", "and the second, too: that money is not the court's"
    kept = Discrepancy.objects.get()
    assert kept.reason == "twice"
    actions.resolve(by=fee.clerk, bill=fee.bill, discrepancy_id=kept.pk, note_text="重复支付", pay_back=True)
    back = Refund.objects.get()
    assert back.payment == again and back.amount == again.amount
    assert fee.bill.refundable == fee.bill.paid, "the fee itself stays"


@pytest.mark.parametrize("amount", ["2812.24", "2812.26", "0.00", "5624.50"])
def test_another_sum_is_kept_and_nothing_booked(fee: Fee, amount: str) -> None:
    payment = fee.begun()
    assert fee.report(payment, amount=amount) == "kept"
    assert fee.report(payment, amount=amount) == "kept"
    kept = Discrepancy.objects.get()
    assert (str(kept.amount), kept.reason) == (amount, "amount")
    assert fee.bill.state == BillState.DUE
    assert Message.objects.filter(user=fee.clerk, kind="filing.fee_discrepancy", channel="in_app").count() == 1
    assert fee.report(payment) == "booked", "the right sum is still welcome"


def test_a_message_about_another_bill_books_nothing(fee: Fee) -> None:
    payment = fee.begun()
    assert fee.report(payment, bill=str(new_id())) == "kept"
    assert Discrepancy.objects.get().reason == "bill"
    body, header = fee.message(payment, reference=str(new_id()))
    answer = post(body, header)
    assert (answer.status_code, answer.json()) == (404, {"outcome": "unknown"})
    assert fee.bill.state == BillState.DUE


def test_money_for_a_bill_that_lapsed_is_kept(fee: Fee) -> None:
    payment = fee.begun()
    fee.hands.move_to(at("2022-01-18T09:00"))
    actions.treat_as_withdrawn(by=fee.judge, bill=fee.bill)
    assert fee.report(payment) == "kept"
    assert Discrepancy.objects.get().reason == "late"
    assert fee.bill.state == BillState.LAPSED


def test_another_provider_cannot_speak_of_our_payments(fee: Fee, settings: Any) -> None:
    payment = fee.begun()
    settings.SHAREDCOURT_PAYMENT_PROVIDER = "sharedcourt.filing.fees.providers.HttpProvider"
    settings.SHAREDCOURT_PAYMENT_SECRET = "s3cret"
    assert fee.report(payment) == "unknown"
    settings.SHAREDCOURT_PAYMENT_SECRET = ""
    body, _header = fee.message(payment)
    with pytest.raises(signature.NotSigned):
        paying.take(body=body, header=signature.sign(body, "", nonce=signature.new_nonce()))


def test_more_than_was_paid_never_goes_back(fee: Fee) -> None:
    fee.paid()
    made = settling.settle(by=fee.judge, case=fee.case, ending="dismissed", effective_on=_today())
    assert [each.amount for each in made] == [fee.bill.paid]
    assert settling.settle(by=fee.judge, case=fee.case, ending="dismissed", effective_on=_today()) == []
    payment = Payment.objects.get()
    provider = local.LocalProvider()
    assert paying.send_refund(refund_id=made[0].pk)
    with pytest.raises(local.ProviderRefused):
        provider.refund(reference=new_id(), payment=payment.pk, amount=made[0].amount)
    with pytest.raises(Exception, match="filing_bill_sums"):
        Bill.objects.filter(pk=fee.bill.pk).update(refunded=fee.bill.paid + 1)


def _today() -> Any:
    from sharedcourt.core import clock

    return clock.today()


def test_a_refund_is_reported_once_and_another_sum_is_kept(fee: Fee) -> None:
    fee.paid()
    refund = settling.settle(by=fee.judge, case=fee.case, ending="dismissed", effective_on=_today())[0]
    said = {"type": "refund.done", "reference": str(refund.pk)}
    payment = Payment.objects.get()
    assert fee.report(payment, **said, amount="1.00") == "kept"
    refund.refresh_from_db()
    assert refund.state == RefundState.ORDERED
    assert fee.report(payment, **said) == "refunded"
    assert fee.report(payment, **said) == "repeated"
    assert fee.report(payment, **{**said, "type": "refund.refused"}) == "repeated"


@pytest.mark.django_db(transaction=True)
def test_two_messages_at_the_same_instant_book_once() -> None:
    with time_machine.travel(at("2022-01-10T09:00"), tick=False) as hands:
        fee = Fee(accepted_case(), hands)
        payment = fee.begun()
        messages = [fee.message(payment) for _message in range(3)]
        start, outcomes = Barrier(3), []

        def say(message: tuple[bytes, str]) -> None:
            start.wait()
            try:
                outcomes.append(paying.take(body=message[0], header=message[1]))
            finally:
                connection.close()

        threads = [Thread(target=say, args=(message,)) for message in messages]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes) == ["booked", "repeated", "repeated"]
        assert Entry.objects.filter(action="filing.fees.paid", scope=fee.case.dispute_id).count() == 1
