"""The clock stands on Monday 10 January 2022, nine o'clock in China."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from sharedcourt.hearings.scheduling.tests.making import NOW, Trial
from sharedcourt.mediation.tests.stage import at


@pytest.fixture
def monday() -> Iterator[Any]:
    with time_machine.travel(at(NOW), tick=False) as hands:
        yield hands


@pytest.fixture
def trial(monday: Any, db: None) -> Trial:
    return Trial()
