"""The worked case confirmed by a ruling, and the first payment of 20 January 2022 not made: what can be enforced."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import TestCase
from pytest_django import DjangoDbBlocker

from sharedcourt.disputes.queries import parties_of
from sharedcourt.documents import actions as documents
from sharedcourt.filing.enforcing import actions, deciding
from sharedcourt.filing.enforcing.models import Enforcement
from sharedcourt.filing.enforcing.titles import Entered
from sharedcourt.filing.tests.conftest import Court, agreed, agreed_stage, concluded  # noqa: F401
from sharedcourt.mediation.actions import performing
from sharedcourt.mediation.tests.stage import STROKES, at
from sharedcourt.people import cast
from sharedcourt.people.models import User
from tests import staged


class Default:
    """The bank before the enforcing court, step by step, through the actions that people use."""

    def __init__(self, court: Court, hands: Any, on_commit: Any) -> None:
        self.court, self.hands, self._on_commit = court, hands, on_commit
        self.stage, self.clerk, self.house = court.stage, court.clerk, court.house
        self.bank = court.stage.officer

    @property
    def dispute(self) -> Any:
        return self.stage.dispute

    @property
    def row(self) -> Enforcement:
        found = Enforcement.objects.select_related("dispute", "court", "application", "ruling", "notice", "number")
        return found.filter(dispute=self.dispute).order_by("-created_at").first()  # type: ignore[return-value]

    def entered(self, **changed: Any) -> Entered:
        debtors = tuple(party.pk for party in parties_of(self.dispute) if party.side == "respondent")
        facts: dict[str, Any] = {"against": debtors, "ground": "made_it", "clues": "浙C12345小型轿车\n鹿城区某房产"}
        return Entered(**facts | changed)

    def applied(self, **changed: Any) -> "Default":
        actions.apply(by=self.bank, dispute=self.dispute, entered=self.entered(**changed))
        return self

    def sign(self, user: User, file: Any) -> None:
        with self._on_commit(execute=True):
            documents.sign(by=user, signing_file=file, strokes=STROKES, intends=True)

    def submitted(self, **changed: Any) -> "Default":
        self.applied(**changed)
        self.sign(self.bank, self.row.application)
        return self

    def accepted(self) -> "Default":
        self.submitted()
        with self._on_commit(execute=True):
            deciding.accept(by=self.clerk, enforcement=self.row)
        return self

    def receive(self, amount: str) -> None:
        from sharedcourt.core import clock

        performing.record_payment(
            by=self.bank, version=self.stage.version, amount=Decimal(amount), received_on=clock.today()
        )


def _ruled() -> Court:
    stage = agreed_stage()
    with time_machine.travel(at("2022-01-10T09:00"), tick=False):
        return Court(stage, cast.person, TestCase.captureOnCommitCallbacks).accepted().ruled()


@pytest.fixture(scope="module")
def ruled(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], Court]]:
    """The worked case, its agreement confirmed by the court's ruling on 10 January."""
    with staged.once(request, django_db_blocker, _ruled) as fresh:
        yield fresh


@pytest.fixture
def default(ruled: Callable[[], Court], db: None, django_capture_on_commit_callbacks: Any) -> Iterator[Default]:
    """2022-02-07, a Monday: nothing has been paid, everything fell due on 31 January."""
    court = ruled()
    with time_machine.travel(at("2022-02-07T09:00"), tick=False) as hands:
        yield Default(court, hands, django_capture_on_commit_callbacks)
