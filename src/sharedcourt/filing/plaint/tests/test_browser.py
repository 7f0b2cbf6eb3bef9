"""The answer to a plaint in a real browser: what is contested asks for its reason at once."""

from typing import Any

import pytest

from sharedcourt.filing.plaint.tests.conftest import Steps
from sharedcourt.filing.tests.looking import MARKS, faults

pytestmark = [*MARKS, pytest.mark.long]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_contested_point(live_server: Any, steps: Steps, language: str) -> None:
    steps.answering()
    page = f"/filing/plaint/{steps.case.pk}/answer/page/on_sum_penalty/"
    contested = ("input[name=stance_sum_penalty][value=contested]", "[name=reason_sum_penalty]:visible")
    pages = {"answer-open": (steps.borrower, page), "answer-contested": (steps.borrower, page)}
    assert faults(live_server.url, pages, press={"answer-contested": contested}, language=language) == []
