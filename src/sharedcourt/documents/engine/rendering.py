"""Typst templates and JSON in, tagged PDF/A-2a out.

The same data, fonts and timestamp give the same bytes. A glyph that no font has, a missing font, any warning of the
compiler: each is an error, since a legal document with a hole in it must not leave the house.
"""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import segno
import typst

PACKAGE = Path(__file__).resolve().parents[2]
FONTS = PACKAGE / "documents" / "fonts"
REQUIRED_FAMILIES = ("Noto Serif SC", "Noto Sans SC")
STANDARD: list[typst.PDFStandard] = ["a-2a"]
A4_HEIGHT = 841.8898


class RenderingFailed(Exception):
    """The document cannot be made; the message names the font, the character or the line of the template."""


@dataclass(frozen=True)
class SignatureBox:
    """A box drawn for a signature: page counted from 0, box in PDF points from the lower left corner."""

    field: str
    label: str
    page: int
    box: tuple[float, float, float, float]
    seal: bool = False


@dataclass(frozen=True)
class Rendered:
    pdf: bytes
    boxes: tuple[SignatureBox, ...]
    pages: int


class _Press:
    """One compiler for one template, kept as long as the process lives, used by one thread at a time."""

    def __init__(self, template: Path) -> None:
        self._lock = threading.Lock()
        root = PACKAGE if template.is_relative_to(PACKAGE) else template.parent
        self._compiler = typst.Compiler(str(template), root=str(root), font_paths=_fonts(), ignore_system_fonts=True)

    def pictures(self, data: Mapping[str, Any], dots_per_inch: int) -> list[bytes]:
        inputs = {"data": json.dumps(data, ensure_ascii=False, sort_keys=True)}
        with self._lock:
            try:
                found = self._compiler.compile(format="png", ppi=float(dots_per_inch), sys_inputs=inputs)
            except typst.TypstError as error:
                raise RenderingFailed(_in_words(error)) from error
        return found if isinstance(found, list) else [found or b""]

    def render(
        self, data: Mapping[str, Any], timestamp: datetime, *, boxes: bool
    ) -> tuple[bytes, list[dict[str, Any]]]:
        inputs = {"data": json.dumps(data, ensure_ascii=False, sort_keys=True)}
        with self._lock:
            try:
                pdf, warnings = self._compiler.compile_with_warnings(
                    format="pdf", sys_inputs=inputs, pdf_standards=STANDARD, timestamp=timestamp
                )
                if warnings:
                    raise RenderingFailed("; ".join(_in_words(w) for w in warnings))
                found = json.loads(self._compiler.query("<signature-box>", field="value")) if boxes else []
            except typst.TypstError as error:
                raise RenderingFailed(_in_words(error)) from error
        if not isinstance(pdf, bytes):
            raise RenderingFailed("The compiler returned no PDF.")
        return pdf, found


_presses: dict[Path, _Press] = {}
_opening = threading.Lock()
_font_books: list[typst.Fonts] = []


def _fonts() -> typst.Fonts:
    if not _font_books:
        book = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)])
        missing = [family for family in REQUIRED_FAMILIES if family not in book.families()]
        if missing:
            raise RenderingFailed(
                f"Font missing: {', '.join(missing)}. Run `make setup`, which puts the fonts in {FONTS}."
            )
        _font_books.append(book)
    return _font_books[0]


def _press(template: Path) -> _Press:
    path = template.resolve()
    with _opening:
        press = _presses.get(path)
        if press is None:
            if not path.is_file():
                raise RenderingFailed(f"There is no template {template}.")
            press = _presses[path] = _Press(path)
    return press


def _in_words(problem: typst.TypstError | typst.TypstWarning) -> str:
    hints = "".join(f" ({hint})" for hint in problem.hints)
    return f"{problem.message}{hints}"


def _with_qr(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data with the QR code of its verification address drawn, error correction M."""
    verify = data.get("verify")
    if not isinstance(verify, Mapping) or not verify.get("url") or data.get("draft"):
        return dict(data)
    picture = io.BytesIO()
    segno.make_qr(verify["url"], error="m").save(
        picture, kind="svg", border=0, xmldecl=False, svgns=True, dark="#1b1f24"
    )
    return {**data, "verify": {**verify, "qr": picture.getvalue().decode("ascii")}}


def _box(found: Mapping[str, Any], page_height: float = A4_HEIGHT) -> SignatureBox:
    left, top = float(found["x"]), float(found["y"])
    width, height = float(found["w"]), float(found["h"])
    return SignatureBox(
        field=str(found["field"]),
        label=str(found["label"]),
        page=int(found["page"]) - 1,
        box=(left, page_height - top - height, left + width, page_height - top),
        seal=bool(found.get("seal")),
    )


def render(template: Path, data: Mapping[str, Any], *, timestamp: datetime) -> bytes:
    """The document as a tagged PDF/A-2a.

    `timestamp` (aware) is the creation date written into the file: the same one gives the same bytes.
    Raises RenderingFailed.
    """
    pdf, _ = _press(template).render(_with_qr(data), _whole_seconds(timestamp), boxes=False)
    return pdf


def render_for_signing(template: Path, data: Mapping[str, Any], *, timestamp: datetime) -> Rendered:
    """The document and where in it the signatures and the seal go. Raises RenderingFailed."""
    pdf, found = _press(template).render(_with_qr(data), _whole_seconds(timestamp), boxes=True)
    boxes = tuple(_box(entry) for entry in found)
    names = [box.field for box in boxes]
    if len(set(names)) != len(names):
        raise RenderingFailed(f"Two signature boxes have the same name: {', '.join(sorted(names))}")
    return Rendered(pdf=pdf, boxes=boxes, pages=pdf.count(b"/Type/Page\n") or pdf.count(b"/Type/Page/"))


def pictures(template: Path, data: Mapping[str, Any], *, dots_per_inch: int = 110) -> list[bytes]:
    """Each page as a PNG, for reading on a screen that cannot show a PDF. Raises RenderingFailed."""
    return _press(template).pictures(_with_qr(data), dots_per_inch)


def _whole_seconds(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise RenderingFailed("The timestamp of a document must say its time zone.")
    return moment.replace(microsecond=0)
