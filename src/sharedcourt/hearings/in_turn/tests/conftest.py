"""The hearing was granted on Monday 10 January 2022; the clock then stands where each test puts it."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from sharedcourt.hearings.in_turn.tests.making import Turns
from sharedcourt.hearings.scheduling.tests.making import NOW
from sharedcourt.mediation.tests.stage import at


@pytest.fixture
def hands() -> Iterator[Any]:
    """The clock, which tests put forward."""
    with time_machine.travel(at(NOW), tick=False) as traveller:
        yield traveller


@pytest.fixture
def turns(hands: Any, db: None) -> Turns:
    return Turns()
