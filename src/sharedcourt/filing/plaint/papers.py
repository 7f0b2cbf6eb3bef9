"""The papers of a pleading: the official one as data for Typst, a draft of it as a Word file."""

import io
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from sharedcourt.core import clock, codes
from sharedcourt.filing.plaint.models import Plaint
from sharedcourt.filing.plaint.pleadings import Opened
from sharedcourt.law.plaints.text import PartText, Row

TEMPLATE = "filing/typst/pleading.typ"
TITLES = {"plaint": "民事起诉状", "answer": "民事答辩状"}
ROLES = {"plaint": "具状人", "answer": "答辩人"}
DRAFT = "草稿：仅供核对，不具有诉状的效力"
_FONT = "宋体"


def kind_of(opened: Opened) -> str:
    """`plaint` or `answer`."""
    return "plaint" if isinstance(opened.pleading, Plaint) else "answer"


def payload(opened: Opened) -> dict[str, Any]:
    """The pleading for its template (`documents.schema` for the rules of such data)."""
    case, kind = opened.pleading.case, kind_of(opened)
    parts = opened.parts("zh")
    return {
        "title": TITLES[kind],
        "subtitle": _subtitle(opened),
        "number": case.number.text if case.number is not None else "",
        "dispute_code": codes.display(case.dispute.code),
        "court": case.court.name,
        "parts": [
            {
                "title": part.title,
                "items": [{"title": item.title, "rows": [_row(row) for row in item.rows]} for item in part.items],
            }
            for part in parts
        ],
        "closing": CLOSINGS[kind],
        "date": clock.today().isoformat(),
    }


CLOSINGS = {
    "plaint": "具状人已阅读本起诉状全文，确认内容真实。",
    "answer": "答辩人已阅读本答辩状全文，确认内容真实。",
}


def _subtitle(opened: Opened) -> str:
    title = opened.form.title[0]
    return title.partition("（")[2].rstrip("）")


def _row(row: Row) -> dict[str, Any]:
    return {
        "label": row.label,
        "lines": list(row.lines),
        "columns": list(row.columns),
        "cells": [list(r) for r in row.cells],
    }


def word_draft(opened: Opened) -> bytes:
    """The pleading as a .docx that says on every page that it is a draft."""
    document = Document()
    style(document)
    kind = kind_of(opened)
    as_draft(document, DRAFT)
    heading = document.add_heading(TITLES[kind], level=0)
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if subtitle := _subtitle(opened):
        document.add_paragraph(f"（{subtitle}）").alignment = WD_ALIGN_PARAGRAPH.CENTER
    for part in opened.parts("zh"):
        _part(document, part)
    document.add_paragraph("此致")
    document.add_paragraph(opened.pleading.case.court.name)
    signature = document.add_paragraph(f"{ROLES[kind]}（签名）：")
    signature.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def as_draft(document: WordDocument, words: str) -> None:
    """Say on every page, in red, that it is a draft."""
    for section in document.sections:
        header = section.header.paragraphs[0]
        header.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = header.add_run(words)
        run.font.color.rgb = RGBColor(0xB4, 0x23, 0x2A)


def style(document: WordDocument) -> None:
    """Chinese type: Word asks for the East Asian font by itself."""
    for name in ("Normal", "Title", "Heading 1", "Heading 2"):
        style: Any = document.styles[name]
        style.font.name = _FONT
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
        style.font.color.rgb = RGBColor(0, 0, 0)
    normal: Any = document.styles["Normal"]
    normal.font.size = Pt(12)


def _part(document: WordDocument, part: PartText) -> None:
    document.add_heading(part.title, level=1)
    for number, item in enumerate(part.items, start=1):
        document.add_heading(f"{number}. {item.title}", level=2)
        table = document.add_table(rows=0, cols=2)
        table.style = "Table Grid"
        for row in item.rows:
            label, content = table.add_row().cells
            label.text = row.label
            lines = [*row.lines, *("　".join(cells) for cells in ((row.columns, *row.cells) if row.cells else ()))]
            content.text = "\n".join(lines)
