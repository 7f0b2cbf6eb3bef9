"""Line drawings that go into a PDF as vectors: handwriting, the round seal, the line of small print under a signature.

No image, no transparency and no font object, so that PDF/A stays PDF/A and a signature adds only a few kilobytes.
Coordinates are PDF points, the origin at the lower left corner.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

from sharedcourt.documents.engine.rendering import FONTS, RenderingFailed

INK = (0.06, 0.09, 0.22)
SOFT = (0.36, 0.38, 0.41)
SEAL_RED = (0.78, 0.09, 0.12)

Colour = tuple[float, float, float]
Transform = tuple[float, float, float, float, float, float]
Segment = tuple[str, tuple[float, ...]]


@dataclass(frozen=True)
class Shape:
    segments: tuple[Segment, ...]  # ("m", x y) ("l", x y) ("c", six numbers) ("h",)
    colour: Colour
    width: float | None = None  # of the stroke in points; None fills


@dataclass
class Drawing:
    width: float
    height: float
    shapes: list[Shape] = field(default_factory=list)

    def fill(self, segments: Iterable[Segment], colour: Colour) -> None:
        self.shapes.append(Shape(tuple(segments), colour))

    def stroke(self, segments: Iterable[Segment], colour: Colour, width: float) -> None:
        self.shapes.append(Shape(tuple(segments), colour, width))

    def pdf_operators(self) -> bytes:
        """The content stream of an appearance of this size."""
        lines = ["q 1 J 1 j"]
        for shape in self.shapes:
            r, g, b = shape.colour
            colour = f"{r:.3f} {g:.3f} {b:.3f}"
            lines.append(f"{colour} rg" if shape.width is None else f"{colour} RG {shape.width:.2f} w")
            for operator, numbers in shape.segments:
                lines.append(" ".join([*(f"{n:.2f}" for n in numbers), operator]))
            lines.append("f" if shape.width is None else "S")
        lines.append("Q")
        return "\n".join(lines).encode("ascii")

    def svg(self) -> str:
        """The same drawing for a page on the screen."""
        paths = []
        for shape in self.shapes:
            path = " ".join(_svg_segment(operator, numbers, self.height) for operator, numbers in shape.segments)
            colour = "#" + "".join(f"{round(part * 255):02x}" for part in shape.colour)
            if shape.width is None:
                paths.append(f'<path d="{path}" fill="{colour}"/>')
            else:
                paths.append(
                    f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{shape.width:.2f}" '
                    'stroke-linecap="round" stroke-linejoin="round"/>'
                )
        size = f'viewBox="0 0 {self.width:g} {self.height:g}"'
        return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(paths)}</svg>'


def _svg_segment(operator: str, numbers: tuple[float, ...], height: float) -> str:
    flipped = [n if i % 2 == 0 else height - n for i, n in enumerate(numbers)]
    return {"m": "M", "l": "L", "c": "C", "h": "Z"}[operator] + " ".join(f"{n:.2f}" for n in flipped)


class _Outline(BasePen):  # type: ignore[misc]
    """Collects the outline of a glyph, moved and turned by a matrix."""

    def __init__(self, glyphs: Any, transform: Transform) -> None:
        super().__init__(glyphs)
        self._t = transform
        self.segments: list[Segment] = []

    def _point(self, point: tuple[float, float]) -> tuple[float, float]:
        a, b, c, d, e, f = self._t
        x, y = point
        return a * x + c * y + e, b * x + d * y + f

    def _moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self.segments.append(("m", self._point(point)))

    def _lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self.segments.append(("l", self._point(point)))

    def _curveToOne(self, one: Any, two: Any, three: Any) -> None:  # noqa: N802
        self.segments.append(("c", (*self._point(one), *self._point(two), *self._point(three))))

    def _closePath(self) -> None:  # noqa: N802
        self.segments.append(("h", ()))


class Typeface:
    """A font of the house, used as outlines."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            raise RenderingFailed(f"Font missing: {path.name}. Run `make setup`, which puts the fonts in {FONTS}.")
        self._font = TTFont(path, lazy=True)
        self._names: dict[int, str] = self._font.getBestCmap()
        self._glyphs = self._font.getGlyphSet()
        self._em: int = self._font["head"].unitsPerEm

    def has(self, character: str) -> bool:
        return ord(character) in self._names

    def _glyph(self, character: str) -> str:
        name = self._names.get(ord(character))
        if name is None:
            raise RenderingFailed(f"The font has no glyph for {character} (U+{ord(character):04X}).")
        return name

    def width(self, text: str, size: float) -> float:
        return float(sum(self._glyphs[self._glyph(c)].width for c in text)) * size / self._em

    def outline(self, character: str, transform: Transform) -> list[Segment]:
        """The outline of one character; the matrix takes font units to points."""
        pen = _Outline(self._glyphs, transform)
        self._glyphs[self._glyph(character)].draw(pen)
        return pen.segments

    def line(self, text: str, x: float, y: float, size: float) -> list[Segment]:
        """A line of text whose baseline starts at (x, y)."""
        scale, segments = size / self._em, []
        for character in text:
            segments += self.outline(character, (scale, 0, 0, scale, x, y))
            x += self.width(character, size)
        return segments

    @property
    def em(self) -> int:
        return self._em


@functools.cache
def serif_bold() -> Typeface:
    return Typeface(FONTS / "NotoSerifSC_700Bold.ttf")


@functools.cache
def sans() -> Typeface:
    return Typeface(FONTS / "NotoSansSC_400Regular.ttf")


def _circle(cx: float, cy: float, radius: float) -> list[Segment]:
    k = radius * 0.5522847498
    return [
        ("m", (cx + radius, cy)),
        ("c", (cx + radius, cy + k, cx + k, cy + radius, cx, cy + radius)),
        ("c", (cx - k, cy + radius, cx - radius, cy + k, cx - radius, cy)),
        ("c", (cx - radius, cy - k, cx - k, cy - radius, cx, cy - radius)),
        ("c", (cx + k, cy - radius, cx + radius, cy - k, cx + radius, cy)),
        ("h", ()),
    ]


def _star(cx: float, cy: float, radius: float) -> list[Segment]:
    inner = radius * math.sin(math.radians(18)) / math.sin(math.radians(54))
    points = []
    for corner in range(10):
        angle, distance = math.radians(90 + 36 * corner), radius if corner % 2 == 0 else inner
        points.append((cx + distance * math.cos(angle), cy + distance * math.sin(angle)))
    return [("m", points[0]), *(("l", point) for point in points[1:]), ("h", ())]


@functools.lru_cache(maxsize=256)
def round_seal(organisation: str, foot: str = "", size: float = 119.06) -> Drawing:
    """The round seal (公章): the name on an arc, a star in the middle, `foot` under it; `size` in points (42 mm).

    The drawing is a picture of the seal. What makes it one is the signature it belongs to.
    Raises RenderingFailed when a character of the name is in no font.
    """
    drawing = Drawing(size, size)
    middle, face = size / 2, serif_bold()
    ring = size * 0.026
    drawing.stroke(_circle(middle, middle, middle - ring / 2 - 0.5), SEAL_RED, ring)
    count = max(len(organisation), 1)
    spread = min(math.radians(236), math.radians(24) * (count - 1))
    height = min(size * 0.125, size * 2.2 / count)
    radius = middle - ring - height * 1.08
    squeeze = min(1.0, spread / max(count - 1, 1) * radius / height)
    scale = height / face.em
    for index, character in enumerate(organisation):
        angle = math.pi / 2 + spread / 2 - (spread * index / (count - 1) if count > 1 else 0)
        turn = angle - math.pi / 2
        half = face.width(character, height) * squeeze / 2
        x = middle + radius * math.cos(angle) - half * math.cos(turn)
        y = middle + radius * math.sin(angle) - half * math.sin(turn)
        cos, sin = math.cos(turn) * scale, math.sin(turn) * scale
        drawing.fill(face.outline(character, (cos * squeeze, sin * squeeze, -sin, cos, x, y)), SEAL_RED)
    drawing.fill(_star(middle, middle + size * 0.01, size * 0.145), SEAL_RED)
    if foot:
        foot_size = size * 0.058
        foot_width = sans().width(foot, foot_size)
        drawing.fill(sans().line(foot, middle - foot_width / 2, size * 0.155, foot_size), SEAL_RED)
    return drawing
