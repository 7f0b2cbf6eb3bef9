"""Who turns the picture of a page into text: the embedded default runs here, with models that came in its package.

Readers are made in a process of its own that has no Django (`process`): what one needs it finds in the environment.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Protocol

from PIL import Image

EMBEDDED = "sharedcourt.documents.reading.readers.RapidOCRReader"


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line of text, where it stands (pixels from the upper left corner: left, top, width, height) and how sure that is (0-1)."""

    text: str
    box: tuple[int, int, int, int]
    confidence: float


class TextReader(Protocol):
    """What this room asks of an engine that reads pictures."""

    name: str
    version: str

    def read(self, picture: Image.Image) -> Sequence[ReadLine]:
        """The lines of an upright RGB picture in reading order; none when there is no text in it."""


class RapidOCRReader:
    """PP-OCR models by onnxruntime on the processor; nothing leaves the machine and nothing is fetched."""

    name = "rapidocr"

    def __init__(self) -> None:
        from rapidocr import RapidOCR

        self.version = version("rapidocr")
        threads = int(os.environ.get("SHAREDCOURT_READING_THREADS") or 1)
        self._engine: Any = RapidOCR(
            params={
                "Global.log_level": "critical",
                # Lines that stand on their head are found by turning the whole page (`pages`), which the person sees too.
                "Global.use_cls": False,
                "EngineConfig.onnxruntime.intra_op_num_threads": threads,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )

    def read(self, picture: Image.Image) -> Sequence[ReadLine]:
        import numpy as np

        found = self._engine(np.asarray(picture)[:, :, ::-1])
        if found.boxes is None or not found.txts:
            return []
        lines = []
        for corners, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
            left, top = corners.min(axis=0)
            right, bottom = corners.max(axis=0)
            box = (int(left), int(top), int(right - left), int(bottom - top))
            lines.append(ReadLine(str(text), box, round(float(score), 4)))
        return lines
