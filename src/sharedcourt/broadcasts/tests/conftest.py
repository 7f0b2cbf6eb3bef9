"""An installation that shows a test picture, with one administrator who decides twice."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def showing(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.HOME = tmp_path
    settings.SHAREDCOURT_BROADCAST_SOURCE = "sharedcourt.broadcasts.stream.sources.TestCard"
    settings.SHAREDCOURT_BROADCAST_TWO_PEOPLE = False
    settings.SHAREDCOURT_BROADCAST_DELAY = 30
    cache.clear()
    yield
    cache.clear()
