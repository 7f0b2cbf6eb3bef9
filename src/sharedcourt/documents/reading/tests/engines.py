"""Readers for tests, loaded by the reading process like any other: what they do is told by the environment."""

import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from sharedcourt.documents.reading.readers import ReadLine
from sharedcourt.documents.reading.tests import papers


class Knowing:
    """Knows the contract of `papers` by heart, and gives its lines where they are drawn."""

    name, version = "knowing", "1"

    def read(self, picture: Image.Image) -> Sequence[ReadLine]:
        lines = papers.STATEMENT if os.environ.get("SHAREDCOURT_READING_PAPER") == "statement" else papers.CONTRACT
        return [ReadLine(text, (120, 110 + 78 * place, 900, 40), 0.97) for place, text in enumerate(lines)]


class KilledOnce(Knowing):
    """Is killed at its second page, the first time only: the file named by the environment remembers."""

    name = "killed once"
    calls = 0

    def read(self, picture: Image.Image) -> Sequence[ReadLine]:
        KilledOnce.calls += 1
        marks = Path(os.environ["SHAREDCOURT_READING_MARKS"])
        with marks.open("a") as file:
            file.write("read\n")
        if KilledOnce.calls == 2 and len(marks.read_text().splitlines()) == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().read(picture)


class Hungry(Knowing):
    """Wants more memory than there is for it."""

    def read(self, picture: Image.Image) -> Sequence[ReadLine]:
        return [ReadLine(str(len(bytearray(8 << 30))), (0, 0, 1, 1), 1.0)]


class Sleeping(Knowing):
    """Never comes to an end."""

    def read(self, picture: Image.Image) -> Sequence[ReadLine]:
        time.sleep(600)
        return []
