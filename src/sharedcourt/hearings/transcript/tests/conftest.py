"""Monday, 7 March 2022: a hearing of the summary procedure at Lucheng is under way."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from sharedcourt.hearings.models import Hearing
from sharedcourt.hearings.transcript.models import Transcript
from sharedcourt.hearings.transcript.tests import making
from sharedcourt.mediation.tests.stage import at


@pytest.fixture
def moment() -> Iterator[Any]:
    with time_machine.travel(at("2022-03-07T09:30"), tick=False) as traveller:
        yield traveller


@pytest.fixture
def hearing(db: None, moment: object) -> Hearing:
    return making.hearing_of(making.case_with_defendant())


@pytest.fixture
def row(hearing: Hearing) -> Transcript:
    return making.begun(hearing)
