"""From a file to upright pages and their text. Runs only in `process`, where a bad file can do no harm."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pi_heif
import pypdfium2
from PIL import Image, ImageOps

from sharedcourt.documents.reading.readers import ReadLine, TextReader

MOST_PIXELS = 80_000_000  # of a photograph, before it is made smaller
LONGEST_SIDE = 2000  # pixels: what the reader is given
DOTS_PER_INCH = 150
POINTS_PER_INCH = 72
HEIC = "image/heic"  # of iPhones
PICTURES = {"image/jpeg": ("JPEG",), "image/png": ("PNG",), HEIC: ("HEIF",)}
PDF = "application/pdf"
READABLE = frozenset({PDF, *PICTURES})

ENOUGH_TEXT = 12  # characters of a text layer that make it worth having
SPARSE = 60  # so few on a page that is mostly a picture are the mark of the program that scanned it
MOSTLY = 0.5  # of the page's area
MOST_NOISE = 0.1  # of them without a meaning (private use, replacement)
SURE = 0.9  # mean confidence of a page that stands upright
TRIED_LINES = 5
TURNS = (180, 90, 270)
SAME_LINE = 0.5  # of the lower one's height that two pieces of one line share

_NOISE = re.compile("[\ufffd\ue000-\uf8ff]")


class Unreadable(Exception):
    """The file cannot be read at all. `code`: unsupported, damaged, too_large or locked."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Page:
    """One page: where its text comes from (`layer` of the PDF or `picture`), its size in pixels, how far it was turned (degrees)."""

    number: int
    source: str
    width: int
    height: int
    turned: int = 0
    lines: Sequence[ReadLine] = field(default_factory=tuple)


class Paper:
    """An opened file with numbered pages (from 1)."""

    def __init__(self, content: bytes, mime: str) -> None:
        self._document: Any = None
        self._content = content
        self._mime = mime
        if mime == PDF:
            try:
                self._document = pypdfium2.PdfDocument(content)
                self.pages = len(self._document)
            except pypdfium2.PdfiumError as problem:
                raise Unreadable("locked" if "assword" in str(problem) else "damaged") from problem
        elif mime in PICTURES:
            self.pages = 1
        else:
            raise Unreadable("unsupported")

    def picture(self, number: int) -> Image.Image:
        """The page as an RGB picture, upright as its maker says, at most 2,000 pixels long."""
        if self._document is None:
            return self._photograph()
        page = self._document[number - 1]
        longest = max(page.get_size()) or 1
        scale = min(DOTS_PER_INCH / POINTS_PER_INCH, LONGEST_SIDE / longest)
        drawn: Image.Image = page.render(scale=scale).to_pil()
        return drawn.convert("RGB")

    def _photograph(self) -> Image.Image:
        Image.MAX_IMAGE_PIXELS = MOST_PIXELS
        if self._mime == HEIC:
            pi_heif.register_heif_opener(thumbnails=False)
        try:
            with Image.open(io.BytesIO(self._content), formats=PICTURES[self._mime]) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise Unreadable("too_large")
                opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                upright = ImageOps.exif_transpose(opened).convert("RGB")
        except Image.DecompressionBombError as problem:
            raise Unreadable("too_large") from problem
        except (OSError, ValueError, SyntaxError) as problem:
            raise Unreadable("damaged") from problem
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        return upright

    def layer(self, number: int) -> Page | None:
        """The page by the text that the PDF itself carries; None where there is none worth having."""
        if self._document is None:
            return None
        page = self._document[number - 1]
        if page.get_rotation():
            return None
        width, height = page.get_size()
        scale = min(DOTS_PER_INCH / POINTS_PER_INCH, LONGEST_SIDE / (max(width, height) or 1))
        text = page.get_textpage()
        pieces = []
        for index in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(index)
            words = text.get_text_bounded(left, bottom, right, top).strip()
            if words:
                box = (left * scale, (height - top) * scale, (right - left) * scale, (top - bottom) * scale)
                pieces.append((words, box))
        lines = _joined(pieces)
        letters = "".join("".join(line.text.split()) for line in lines)
        if len(letters) < ENOUGH_TEXT or len(_NOISE.findall(letters)) > MOST_NOISE * len(letters):
            return None
        if len(letters) < SPARSE and _is_mostly_picture(page):
            return None
        return Page(number, "layer", round(width * scale), round(height * scale), 0, lines)


def _is_mostly_picture(page: Any) -> bool:
    """Whether one picture covers more than half of the page."""
    width, height = page.get_size()
    for found in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = found.get_bounds()
        if (right - left) * (top - bottom) > MOSTLY * width * height:
            return True
    return False


Piece = tuple[str, tuple[float, float, float, float]]


def _joined(pieces: Sequence[Piece]) -> list[ReadLine]:
    """Pieces of text that stand side by side as one line, from left to right; lines from top to bottom."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece[1][1]):
        for row in reversed(rows[-3:]):
            if _beside(row[0][1], piece[1]):
                row.append(piece)
                break
        else:
            rows.append([piece])
    lines = []
    for row in rows:
        row.sort(key=lambda piece: piece[1][0])
        left = min(box[0] for _words, box in row)
        top = min(box[1] for _words, box in row)
        right = max(box[0] + box[2] for _words, box in row)
        bottom = max(box[1] + box[3] for _words, box in row)
        text = " ".join(words for words, _box in row)
        lines.append(ReadLine(text, (round(left), round(top), round(right - left), round(bottom - top)), 1.0))
    return lines


def _beside(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    shared = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return shared > SAME_LINE * min(one[3], other[3])


def seen(number: int, picture: Image.Image, reader: TextReader) -> Page:
    """A page read from its picture. One that lies on its side or stands on its head is turned, and says so."""
    lines, turned = reader.read(picture), 0
    if lines and _sureness(lines) < SURE:
        turned = _turn(picture, lines, reader)
        if turned:
            picture = picture.rotate(turned, expand=True)
            lines = reader.read(picture)
    return Page(number, "picture", picture.width, picture.height, turned, tuple(lines))


def _sureness(lines: Sequence[ReadLine]) -> float:
    """Mean confidence, long lines counting for more. Lines that stand upright on a page count nothing: readers turn each by itself,
    so that a page on its side can be read well and still lie on its side."""
    weight = sum(len(line.text) for line in lines)
    flat = sum(line.confidence * len(line.text) for line in lines if line.box[2] >= line.box[3] or len(line.text) == 1)
    return flat / weight if weight else 0.0


def _turn(picture: Image.Image, lines: Sequence[ReadLine], reader: TextReader) -> int:
    """By how much to turn the page, tried on a few of its longest lines."""
    tried = sorted(lines, key=lambda line: max(line.box[2:]), reverse=True)[:TRIED_LINES]
    left, top = min(line.box[0] for line in tried), min(line.box[1] for line in tried)
    right = max(line.box[0] + line.box[2] for line in tried)
    bottom = max(line.box[1] + line.box[3] for line in tried)
    edge = 10
    part = picture.crop((max(left - edge, 0), max(top - edge, 0), right + edge, bottom + edge))
    best, found = _sureness(reader.read(part)), 0
    for degrees in TURNS:
        sureness = _sureness(reader.read(part.rotate(degrees, expand=True)))
        if sureness > best + 0.05:
            best, found = sureness, degrees
    return found
