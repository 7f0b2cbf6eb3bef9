"""A signature drawn with a finger: checked, smoothed, and set into its box with the time below it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sharedcourt.documents.engine.drawing import INK, SOFT, Drawing, Segment, sans

MAX_POINTS = 20_000
MIN_LENGTH = 0.6  # of the longer side of what was drawn, summed over all strokes
CLOSE = 0.35  # points of a page (1/72 inch)
FAR = 100_000  # CSS px: no screen is so large
MIN_EXTENT = 12.0  # CSS px: less than this in both directions is a dot


class HandwritingRefused(ValueError):
    """What was drawn is no signature. `code` is one of unreadable, empty, too_small, too_long."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Handwriting:
    """Strokes of (x, y) in CSS px, y downwards, as the pad recorded them."""

    strokes: tuple[tuple[tuple[float, float], ...], ...]

    def drawing(self, width: float, height: float, note: str = "") -> Drawing:
        """The signature fitted into a box of this size in points, with a line of small print (the time) under it."""
        drawing = Drawing(width, height)
        foot = 0.0
        if note:
            size = min(6.5, 6.5 * (width - 8) / max(sans().width(note, 6.5), 1))
            drawing.fill(sans().line(note, width - 4 - sans().width(note, size), 3.2, size), SOFT)
            foot = 10.0
        xs = [x for stroke in self.strokes for x, _ in stroke]
        ys = [y for stroke in self.strokes for _, y in stroke]
        margin = 5.0
        scale = min(
            (width - 2 * margin) / max(max(xs) - min(xs), 1), (height - foot - 2 * margin) / max(max(ys) - min(ys), 1)
        )
        left = (width - (max(xs) - min(xs)) * scale) / 2
        bottom = foot + (height - foot - (max(ys) - min(ys)) * scale) / 2
        for stroke in self.strokes:
            points = [(left + (x - min(xs)) * scale, bottom + (max(ys) - y) * scale) for x, y in stroke]
            drawing.stroke(_smooth(_thin(points)), INK, 1.7)
        return drawing


def _thin(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Drop points closer than a third of a point (1/72 inch) to the one before."""
    kept = [points[0]]
    for point in points[1:]:
        if math.dist(point, kept[-1]) >= CLOSE:
            kept.append(point)
    return kept


def _smooth(points: list[tuple[float, float]]) -> list[Segment]:
    """A Catmull-Rom curve through the points, as Bézier segments."""
    first = points[0]
    if len(points) == 1:
        return [("m", first), ("l", (first[0] + 0.1, first[1]))]
    segments: list[Segment] = [("m", first)]
    for index in range(len(points) - 1):
        before, start, end = points[max(index - 1, 0)], points[index], points[index + 1]
        after = points[min(index + 2, len(points) - 1)]
        segments.append(
            (
                "c",
                (
                    start[0] + (end[0] - before[0]) / 6,
                    start[1] + (end[1] - before[1]) / 6,
                    end[0] - (after[0] - start[0]) / 6,
                    end[1] - (after[1] - start[1]) / 6,
                    *end,
                ),
            )
        )
    return segments


def _point(raw: Any) -> tuple[float, float]:
    x, y = (raw["x"], raw["y"]) if isinstance(raw, Mapping) else (raw[0], raw[1])
    point = (float(x), float(y))
    if not all(math.isfinite(n) and abs(n) < FAR for n in point):
        raise ValueError
    return point


def read(strokes: Any) -> Handwriting:
    """The strokes a pad sent: a list of strokes, each a list of {"x", "y"} or [x, y] in CSS px.

    Raises HandwritingRefused for nothing, for a dot, and for what is no list of strokes.
    """
    try:
        read_strokes = tuple(tuple(_point(point) for point in stroke) for stroke in strokes)
    except (TypeError, ValueError, KeyError, IndexError) as error:
        raise HandwritingRefused("unreadable") from error
    read_strokes = tuple(stroke for stroke in read_strokes if stroke)
    if not read_strokes:
        raise HandwritingRefused("empty")
    if sum(len(stroke) for stroke in read_strokes) > MAX_POINTS:
        raise HandwritingRefused("too_long")
    xs = [x for stroke in read_strokes for x, _ in stroke]
    ys = [y for stroke in read_strokes for _, y in stroke]
    extent = max(max(xs) - min(xs), max(ys) - min(ys))
    length = sum(math.dist(a, b) for stroke in read_strokes for a, b in itertools.pairwise(stroke))
    if extent < MIN_EXTENT or length < extent * MIN_LENGTH:
        raise HandwritingRefused("too_small")
    return Handwriting(read_strokes)
