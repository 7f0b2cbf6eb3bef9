"""What is a title for enforcement and what is none."""

import pytest
import time_machine

from sharedcourt.core.errors import Conflict
from sharedcourt.filing.enforcing import actions, titles
from sharedcourt.filing.enforcing.tests.conftest import Default
from sharedcourt.filing.tests.conftest import Court
from sharedcourt.mediation.tests.stage import at


def test_without_a_ruling_there_is_no_title(concluded: Court) -> None:
    concluded.accepted()
    with time_machine.travel(at("2022-02-07T09:00"), tick=False):
        assert titles.of_dispute(concluded.stage.dispute) is None
        default = Default(concluded, None, None)
        with pytest.raises(Conflict):
            actions.apply(by=default.bank, dispute=default.dispute, entered=default.entered())
