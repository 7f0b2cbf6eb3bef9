"""PDF: the text of its pages put together again to paragraphs, without running heads and page numbers."""

import re
from collections import Counter

import pypdfium2

from sharedcourt.judgments.taking_in.plain_text import cleaned
from sharedcourt.judgments.taking_in.refusing import Unreadable
from sharedcourt.judgments.text import joined_lines

MOST_PAGES = 1_000
LARGEST_PAGE = 200_000  # characters
_PAGE_NUMBER = re.compile(
    r"[-—–·\s]*(?:第?\s*\d{1,4}\s*页?|\d{1,4}\s*/\s*\d{1,4})(?:[，,\s]*共\s*\d{1,4}\s*页)?[-—–·\s]*"
)
_EDGE = 2  # lines at top and bottom of a page that may run through all of them
_OFTEN = 3  # pages on which a line must stand to be a running head
_FIGURES = re.compile(r"\d+")


def paragraphs(content: bytes) -> tuple[list[str], list[str]]:
    """Paragraphs and notes. Raises Unreadable `damaged`, `locked`, `too_many_pages`, `no_text`."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as problem:
        raise Unreadable("locked" if "password" in str(problem).lower() else "damaged") from problem
    try:
        if len(document) > MOST_PAGES:
            raise Unreadable("too_many_pages", most=str(MOST_PAGES))
        sheets = [_lines(document, number) for number in range(len(document))]
    except pypdfium2.PdfiumError as problem:
        raise Unreadable("damaged") from problem
    finally:
        document.close()
    if not any(sheets):
        raise Unreadable("no_text")
    notes = ["pages_without_text"] if not all(sheets) else []
    kept = _without_running(sheets)
    if sum(map(len, kept)) < sum(map(len, sheets)):
        notes.append("running_heads_left_out")
    return joined_lines([line for sheet in kept for line in sheet]), notes


def _lines(document: pypdfium2.PdfDocument, number: int) -> list[str]:
    page = document[number]
    text_page = page.get_textpage()
    try:
        if text_page.count_chars() > LARGEST_PAGE:
            raise Unreadable("too_large", most=f"{LARGEST_PAGE // 10_000}万字")
        text = text_page.get_text_range()
    finally:
        text_page.close()
        page.close()
    # PDFium writes a hyphen that was set at the end of a line as U+FFFE.
    return [line for line in map(cleaned, text.replace("\ufffe", "-").splitlines()) if line]


def _without_running(sheets: list[list[str]]) -> list[list[str]]:
    often: Counter[str] = Counter()
    for sheet in sheets:
        often.update({_FIGURES.sub("#", line) for line in (*sheet[:_EDGE], *sheet[-_EDGE:])})

    def runs(line: str) -> bool:
        return bool(_PAGE_NUMBER.fullmatch(line)) or often[_FIGURES.sub("#", line)] >= max(_OFTEN, len(sheets) // 2)

    kept = []
    for sheet in sheets:
        last = len(sheet) - _EDGE
        kept.append([line for at, line in enumerate(sheet) if not ((at < _EDGE or at >= last) and runs(line))])
    return kept
