"""The courtroom of the worked case."""

from collections.abc import Iterator

import pytest
import time_machine

from sharedcourt.hearings.courtroom.tests.making import Hall
from sharedcourt.mediation.tests.stage import at


@pytest.fixture
def hall() -> Iterator[Hall]:
    """2022-01-10, a Monday, ten minutes before the hearing."""
    with time_machine.travel(at("2022-01-10T09:00"), tick=True):
        yield Hall()
