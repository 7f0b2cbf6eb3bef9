"""The case before a court, from a failed mediation to its end, and a confirmed agreement: everybody in a browser of their own."""

from pathlib import Path

import pytest

from sharedcourt.web import assets
from sharedcourt.web.tests.test_browser import CHROMIUM
from tests.story import trial

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (assets.is_built() and CHROMIUM.exists()), reason="needs Chromium and the built front end"),
]


def test_a_case_goes_its_whole_way_and_nothing_is_typed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    told = trial.play(tmp_path, careful=False)
    assert told["faults"] == [] and told["typed_in_the_plaint"] == 0
