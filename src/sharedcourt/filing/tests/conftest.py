"""The worked case, its agreement signed and sealed: what may be confirmed."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import TestCase
from pytest_django import DjangoDbBlocker

from sharedcourt.disputes.queries import parties_of
from sharedcourt.documents import actions as documents
from sharedcourt.documents.models import SigningFile
from sharedcourt.filing.actions import confirmations, court
from sharedcourt.filing.models import Confirmation
from sharedcourt.mediation.actions import agreements
from sharedcourt.mediation.tests.stage import STROKES, Stage, at
from sharedcourt.people import cast
from sharedcourt.people.models import Organisation, User
from tests import staged

LUCHENG, HAISHU = "330302", "330203"


class Court:
    """The parties of the worked case before the court, step by step, through the actions that people use."""

    def __init__(self, stage: Stage, person: Callable[[Any], User], on_commit: Any) -> None:
        self.stage, self.person, self._on_commit = stage, person, on_commit
        self.clerk, self.judge = person(cast.FILING_CLERK), person(cast.JUDGE)
        self.house, self.other_house = cast.organisation(cast.COURT), cast.organisation(cast.OTHER_COURT)

    @property
    def confirmation(self) -> Confirmation:
        return Confirmation.objects.select_related("dispute", "court").get(dispute=self.stage.dispute)

    @property
    def homes(self) -> dict[Any, str]:
        """The bank and the borrower at Lucheng, the spouse at Haishu."""
        return {
            party.pk: HAISHU if party.user_id == self.stage.wife.pk else LUCHENG
            for party in parties_of(self.stage.dispute)
        }

    def applied(self, court_chosen: Organisation | None = None) -> "Court":
        confirmations.apply_together(
            by=self.stage.officer, dispute=self.stage.dispute, court=court_chosen or self.house, homes=self.homes
        )
        return self

    def sign(self, user: User, file: SigningFile | None) -> None:
        assert file is not None
        with self._on_commit(execute=True):
            documents.sign(by=user, signing_file=file, strokes=STROKES, intends=True)

    def submitted(self) -> "Court":
        self.applied()
        for user in self.stage.people():
            self.sign(user, self.confirmation.application)
        return self

    def accepted(self) -> "Court":
        self.submitted()
        court.accept(by=self.clerk, confirmation=self.confirmation)
        return self

    def ruled(self, *, granted: bool = True) -> "Court":
        facts: dict[str, Any] = {"checked": True} if granted else {"ground": "5", "reasons": "第三期还款日不在日历上。"}
        judge = self.confirmation.judge
        assert judge is not None
        court.decide(by=judge, confirmation=self.confirmation, granted=granted, **facts)
        self.sign(judge, self.confirmation.ruling)
        return self


def agreed_stage() -> Stage:
    """The worked case, its agreement signed by everyone and sealed on 6 January."""
    with time_machine.travel(at("2022-01-06T14:00"), tick=False):
        stage = Stage(cast.person).to_signing()
        with TestCase.captureOnCommitCallbacks(execute=True):
            for user in (*stage.people(), stage.mediator):
                agreements.sign(by=user, version=stage.version, strokes=STROKES, intends=True)
    return stage


@pytest.fixture(scope="module")
def agreed(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], Stage]]:
    """The worked case, its agreement signed by everyone and sealed on 6 January."""
    with staged.once(request, django_db_blocker, agreed_stage) as fresh:
        yield fresh


@pytest.fixture
def concluded(agreed: Callable[[], Stage], db: None, django_capture_on_commit_callbacks: Any) -> Iterator[Court]:
    """2022-01-10, a Monday: the agreement of 6 January is in effect."""
    stage = agreed()
    with time_machine.travel(at("2022-01-10T09:00"), tick=False):
        yield Court(stage, cast.person, django_capture_on_commit_callbacks)


def turned_away(before: Court) -> None:
    """The clerk draws up the ruling not to take it in; the judge whom it names and the clerk sign it, the seal follows."""
    court.turn_away(by=before.clerk, confirmation=before.confirmation, ground="2", reasons="请向海曙法院申请。")
    ruling = SigningFile.objects.get(pk=before.confirmation.ruling_id)
    for slot in ruling.slots.select_related("user").order_by("order"):
        before.sign(slot.user, ruling)
