"""The HTTP adapter against a small provider of our own on this machine, which keeps to the documented protocol."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from sharedcourt.core.errors import Unavailable
from sharedcourt.filing.fees import actions, paying, providers, reconciliation, scheduled, settling, signature
from sharedcourt.filing.fees.models import Refund
from sharedcourt.filing.fees.states import BillState, RefundState
from sharedcourt.filing.fees.tests.conftest import Fee
from sharedcourt.people.tests.local_server import Asked, serving

SECRET = "between the two of us"


class Bank:
    """A provider: orders by reference, and what it is told to do wrong."""

    def __init__(self) -> None:
        self.orders: dict[str, dict[str, Any]] = {}
        self.refunds: dict[str, str] = {}
        self.paid: set[str] = set()
        self.wrong = ""

    def __call__(self, asked: Asked) -> tuple[int, bytes, dict[str, str]]:
        message = signature.opened(asked.body, asked.headers[signature.HEADER.lower()], SECRET)
        body = message.body
        if self.wrong == "down":
            return 503, b"", {}
        if self.wrong == "refuses":
            return 422, b"{}", {}
        answer = {
            "/orders": self._order,
            "/orders/query": self._query,
            "/refunds": self._refund,
            "/statements": self._statement,
        }[asked.path](body)
        nonce = signature.new_nonce() if self.wrong == "old nonce" else message.nonce
        content = signature.canonical(answer)
        signed = signature.sign(content, "x" if self.wrong == "not signed" else SECRET, nonce=nonce)
        return 200, content, {signature.HEADER: signed}

    def _order(self, body: dict[str, Any]) -> dict[str, Any]:
        self.orders[body["reference"]] = body
        identifier = f"o-{len(self.orders)}"
        return {
            "type": "order.created",
            "reference": body["reference"],
            "id": identifier,
            "url": "https://pay.example/o",
        }

    def _query(self, body: dict[str, Any]) -> dict[str, Any]:
        order = self.orders[body["reference"]]
        stands = "paid" if body["reference"] in self.paid else "open"
        amount = "1.00" if self.wrong == "another sum" else order["amount"]
        return {
            "type": "order", "reference": body["reference"], "id": "o-1", "status": stands, "bill": order["bill"],
            "amount": amount, "currency": "CNY", "at": "2022-01-10T09:00:00+08:00",
        }  # fmt: skip

    def _refund(self, body: dict[str, Any]) -> dict[str, Any]:
        self.refunds[body["reference"]] = body["amount"]
        return {
            "type": "refund", "reference": body["reference"], "status": "done", "amount": body["amount"], "currency": "CNY",
        }  # fmt: skip

    def _statement(self, body: dict[str, Any]) -> dict[str, Any]:
        lines = [
            {"kind": "payment", "reference": each, "amount": self.orders[each]["amount"], "currency": "CNY",
             "at": "2022-01-10T09:00:00+08:00"} for each in self.paid
        ]  # fmt: skip
        return {"type": "statement", "lines": lines}


@pytest.fixture
def bank(settings: Any) -> Iterator[Bank]:
    found = Bank()
    with serving(found) as server:
        settings.SHAREDCOURT_PAYMENT_PROVIDER = "sharedcourt.filing.fees.providers.HttpProvider"
        settings.SHAREDCOURT_PAYMENT_URL, settings.SHAREDCOURT_PAYMENT_SECRET = server.url + "/", SECRET
        yield found


def test_the_whole_way_with_a_provider_elsewhere(fee: Fee, bank: Bank, settings: Any) -> None:
    payment = fee.begun()
    assert payment.address == "https://pay.example/o" and payment.provider_id == "o-1"
    order = bank.orders[str(payment.pk)]
    assert order["amount"] == "2812.25" and order["subject"] == "案件受理费 （2022）浙0302民初1号"
    assert order["notify_url"] == f"{settings.PUBLIC_URL}/filing/fees/callback/"
    assert fee.bill.payer.name not in json.dumps(order, ensure_ascii=False), "nobody is named"
    assert paying.ask(bill=fee.bill) == "open"
    bank.paid.add(str(payment.pk))
    assert paying.ask(bill=fee.bill) == "booked"
    assert paying.ask(bill=fee.bill) == "none"
    day = reconciliation.of_day(fee.bill.court, date(2022, 1, 10))
    assert day.differences == 0 and day.ours == day.theirs == Decimal("2812.25")
    settling.settle(by=fee.judge, case=fee.case, ending="dismissed", effective_on=date(2022, 1, 10))
    assert scheduled.run()["refunds"] == 1
    assert bank.refunds == {str(Refund.objects.get().pk): "2812.25"}


@pytest.mark.parametrize("wrong", ["down", "refuses", "not signed", "old nonce"])
def test_an_answer_that_cannot_be_believed_begins_nothing(fee: Fee, bank: Bank, wrong: str) -> None:
    bank.wrong = wrong
    with pytest.raises(Unavailable):
        fee.begun()
    bank.wrong = ""
    first = fee.begun()
    assert first.address and len(bank.orders) == 1, "tried again it is the same payment"


def test_an_answer_with_another_sum_books_nothing(fee: Fee, bank: Bank) -> None:
    payment = fee.begun()
    bank.paid.add(str(payment.pk))
    bank.wrong = "another sum"
    assert paying.ask(bill=fee.bill) == "kept"
    assert fee.bill.state == BillState.DUE


def test_a_provider_that_is_down_gets_the_refund_later_and_once(fee: Fee, bank: Bank) -> None:
    payment = fee.begun()
    bank.paid.add(str(payment.pk))
    paying.ask(bill=fee.bill)
    refund = settling.settle(by=fee.judge, case=fee.case, ending="dismissed", effective_on=date(2022, 1, 10))[0]
    bank.wrong = "down"
    assert scheduled.run()["refunds"] == 0
    bank.wrong = ""
    assert scheduled.run()["refunds"] == 0, "not again in the same minute"
    fee.hands.shift(61)
    assert scheduled.run()["refunds"] == 1
    refund.refresh_from_db()
    assert refund.state == RefundState.DONE and list(bank.refunds) == [str(refund.pk)]


def test_what_the_provider_refuses_is_for_the_court(fee: Fee, bank: Bank) -> None:
    payment = fee.begun()
    bank.paid.add(str(payment.pk))
    paying.ask(bill=fee.bill)
    refund = settling.settle(by=fee.judge, case=fee.case, ending="dismissed", effective_on=date(2022, 1, 10))[0]
    bank.wrong = "refuses"
    scheduled.run()
    refund.refresh_from_db()
    assert refund.state == RefundState.REFUSED
    bank.wrong = ""
    actions.order_refund_again(by=fee.clerk, bill=fee.bill, refund_id=refund.pk)
    assert scheduled.run()["refunds"] == 1


def test_a_statement_without_sense_is_no_statement(fee: Fee, bank: Bank) -> None:
    bank._statement = lambda body: {"type": "statement", "lines": [{"kind": "payment"}]}  # type: ignore[method-assign]
    with pytest.raises(Unavailable):
        reconciliation.of_day(fee.bill.court, date(2022, 1, 10))


def test_the_books_show_what_only_one_side_has() -> None:
    same, here, there, other = (UUID(int=number) for number in range(1, 5))
    booked = [
        reconciliation.Booked("payment", same, Decimal(1), "n1", same),
        reconciliation.Booked("payment", here, Decimal(2), "n2", here),
        reconciliation.Booked("refund", other, Decimal(3), "n3", other),
    ]
    at = providers.moment_in({"at": "2022-01-10T09:00:00+08:00"})
    stated = [
        providers.Line("payment", same, Decimal(1), at),
        providers.Line("payment", there, Decimal(4), at),
        providers.Line("refund", other, Decimal(5), at),
    ]
    verdicts = {line.reference: line.verdict.value for line in reconciliation.compare(booked, stated)}
    assert verdicts == {same: "same", here: "not_there", there: "not_here", other: "amount"}
    twice = reconciliation.compare(booked[:1], [stated[0], stated[0]])
    assert [line.verdict.value for line in twice] == ["amount"], "stated twice"
    aside = reconciliation.compare([], stated[1:2], {there: ("n4", there)})
    assert [line.verdict.value for line in aside] == ["kept"]
