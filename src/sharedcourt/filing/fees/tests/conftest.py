"""An accepted case of the bank, its fee billed: 288,300.24 yuan in summary procedure, 2,812.25 to be paid by 17 January 2022."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from pytest_django import DjangoDbBlocker

from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.fees import local, paying, providers, signature
from sharedcourt.filing.fees.models import Bill, Payment
from sharedcourt.filing.tests.cases import accepted_case
from sharedcourt.mediation.tests.stage import at
from sharedcourt.people import cast
from sharedcourt.people.models import User
from tests import staged


class Fee:
    """The case's fee, step by step, through the actions that people use and the messages a provider sends."""

    def __init__(self, case: Case, hands: Any) -> None:
        self.case, self.hands = case, hands
        self.officer = cast.person(cast.OFFICER)
        self.clerk, self.judge = cast.person(cast.FILING_CLERK), cast.person(cast.JUDGE)
        self.administrator = cast.person(cast.COURT_ADMINISTRATOR)

    @property
    def bill(self) -> Bill:
        return Bill.objects.select_related("case__dispute", "case__number", "court", "payer").get(
            case=self.case, kind="acceptance"
        )

    def begun(self, by: User | None = None) -> Payment:
        return paying.begin(by=by or self.officer, bill=self.bill)

    def paid(self) -> "Fee":
        assert self.press(self.begun()) == "booked"
        return self

    def press(self, payment: Payment) -> str:
        sent = local.press_pay(payment.pk)
        assert sent is not None
        return paying.take(body=sent[0], header=sent[1])

    def message(self, payment: Payment, **changed: Any) -> tuple[bytes, str]:
        """A message of the provider about a payment, with whatever a test wants different in it."""
        body = {
            "type": "payment.paid",
            "reference": str(payment.pk),
            "bill": str(payment.bill_id),
            "id": "p-1",
            "amount": str(payment.amount),
            "currency": "CNY",
            "at": "2022-01-11T10:00:00+08:00",
        } | changed
        content = signature.canonical(body)
        return content, signature.sign(content, self.secret, nonce=signature.new_nonce())

    def report(self, payment: Payment, **changed: Any) -> str:
        body, header = self.message(payment, **changed)
        return paying.take(body=body, header=header)

    @property
    def secret(self) -> str:
        return providers.configured().secret()


def _accepted() -> Case:
    with time_machine.travel(at("2022-01-10T09:00"), tick=False):
        return accepted_case()


@pytest.fixture(scope="module")
def accepted(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], Case]]:
    """The bank's case, accepted in the morning of 10 January."""
    with staged.once(request, django_db_blocker, _accepted) as fresh:
        yield fresh


@pytest.fixture
def fee(accepted: Callable[[], Case], db: None) -> Iterator[Fee]:
    """2022-01-10, a Monday: the court has accepted the case this morning."""
    case = accepted()
    with time_machine.travel(at("2022-01-10T09:00"), tick=False) as hands:
        yield Fee(case, hands)
