"""A case begun after mediation has failed, on a Monday; and the steps that the stories share."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine

from sharedcourt.documents import actions as documents
from sharedcourt.filing.cases import actions as cases
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.plaint import actions
from sharedcourt.filing.plaint.models import AnswerForm, Plaint
from sharedcourt.filing.tests.cases import ADDRESS, REST, begun_case, failed_mediation
from sharedcourt.mediation.tests.stage import STROKES, at
from sharedcourt.people import cast


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    with time_machine.travel(at("2022-01-10T09:00"), tick=False):
        yield


class Steps:
    """The plaint of the worked case, step by step, through the actions that people use."""

    def __init__(self, on_commit: Callable[..., Any]) -> None:
        self._on_commit = on_commit
        self._case = begun_case(failed_mediation())
        self.officer, self.borrower = cast.person(cast.OFFICER), cast.person(cast.BORROWER)

    @property
    def case(self) -> Case:
        return Case.objects.select_related("dispute", "court", "plaint").get(pk=self._case.pk)

    @property
    def plaint(self) -> Plaint:
        return Plaint.objects.get(case=self._case)

    @property
    def answer(self) -> AnswerForm:
        return AnswerForm.objects.get(case=self._case)

    def begun(self) -> "Steps":
        actions.begin_plaint(by=self.officer, case=self.case)
        return self

    def filled(self) -> "Steps":
        self.begun()
        actions.save(by=self.officer, pleading=self.plaint, answers=REST)
        return self

    def drawn_up(self) -> "Steps":
        self.filled()
        actions.draw_up(by=self.officer, pleading=self.plaint)
        return self

    def signed(self) -> "Steps":
        self.drawn_up()
        self.sign(self.officer, self.plaint)
        return self

    def accepted(self) -> "Steps":
        self.signed()
        cases.submit(by=self.officer, case=self.case, declared=True, address=ADDRESS)
        cases.accept(by=cast.person(cast.FILING_CLERK), case=self.case, procedure="summary")
        return self

    def answering(self) -> "Steps":
        self.accepted()
        actions.begin_answer(by=self.borrower, case=self.case)
        return self

    def sign(self, user: Any, pleading: Plaint | AnswerForm) -> None:
        assert pleading.file is not None
        with self._on_commit(execute=True):
            documents.sign(by=user, signing_file=pleading.file, strokes=STROKES, intends=True)


@pytest.fixture
def steps(db: None, django_capture_on_commit_callbacks: Callable[..., Any]) -> Steps:
    return Steps(django_capture_on_commit_callbacks)
