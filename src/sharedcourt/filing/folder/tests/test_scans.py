"""Scans among typed pages, and photographs of iPhones: shown on every screen, and found by a search."""

import io
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from sharedcourt.documents import actions as documents
from sharedcourt.documents.engine.rendering import FONTS
from sharedcourt.documents.reading import actions as recognition
from sharedcourt.documents.reading import tasks as recognising
from sharedcourt.documents.reading.models import Reading
from sharedcourt.documents.reading.tests import papers as drawn
from sharedcourt.filing.folder import bundling, pdf, scheduled
from sharedcourt.filing.folder.actions import papers
from sharedcourt.filing.folder.tests.conftest import Folder
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db
BrowserOf = Callable[[Any], Client]


@pytest.fixture(autouse=True)
def _knowing(settings: Settings) -> None:
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": ["default", recognising.QUEUE]}
    }  # fmt: skip
    settings.SHAREDCOURT_TEXT_READER = "sharedcourt.documents.reading.tests.engines.Knowing"


def mixed_pdf() -> bytes:
    """A typed page, a scanned one with the mark of the scanner's program, one that is blank, a scanned one with nothing else."""
    scan = drawn.contract()
    kept = io.BytesIO()
    scan.picture.save(kept, "PNG")
    typed = "本页为打字的事实与理由，被告于二零二一年十一月起未按约定归还借款本金与利息，原告多次催收未果，现依法起诉，请求判令被告清偿全部欠款并承担本案诉讼费用。"
    source = f"""#set text(font: "Noto Sans SC")
#set page(paper: "a4")
{typed}
#pagebreak()
#set page(margin: 0pt, background: image("scan.png", width: 100%))
#align(bottom)[Scanned by ScannerProgram 1.0]
#pagebreak()
#set page(background: none)
#h(1pt)
#pagebreak()
#set page(background: image("scan.png", width: 100%))
#h(1pt)"""
    with TemporaryDirectory() as scratch:
        (Path(scratch) / "scan.png").write_bytes(kept.getvalue())
        (Path(scratch) / "a.typ").write_text(source)
        made = typst.compile(str(Path(scratch) / "a.typ"), font_paths=[str(FONTS)], ignore_system_fonts=True)
    assert isinstance(made, bytes)
    return made


def test_the_scanned_pages_of_a_pdf_that_is_partly_typed_can_be_searched_too(
    folder: Folder, browser_of: BrowserOf, settings: Settings
) -> None:
    settings.SHAREDCOURT_READING_PAGES = 2  # typed pages take none of them
    file = folder.file(folder.borrower, mixed_pdf(), "材料.pdf")
    paper = papers.add_paper(by=folder.borrower, case=folder.case, file=file, category="other", title="材料")
    paper.refresh_from_db()
    assert paper.pages == 4 and paper.text.without == 3
    assert scheduled.run()["papers_recognised"] == 1 and scheduled.run()["papers_recognised"] == 0
    reading = Reading.objects.get(file=file)
    assert [page.source for page in reading.pages.all()] == ["layer", "picture", "picture"], "the fourth is left out"
    browser = browser_of(cast.BORROWER)

    def pages_with(words: str) -> list[int]:
        return [hit.page for hit in browser.post(f"{folder.base}search/", {"q": words}).context["answer"].hits]

    assert pages_with("多次催收未果") == [1] and 2 in pages_with("借款人：林建川")
    paper.text.refresh_from_db()
    assert paper.text.without == 0

    # The same file read before it lay in a folder is not read again.
    again = folder.file(folder.borrower, mixed_pdf() + b"\n%", "材料2.pdf")
    recognition.ask(by=folder.borrower, file=again)
    other = papers.add_paper(by=folder.borrower, case=folder.case, file=again, category="other", title="材料二")
    other.refresh_from_db()
    assert "林建川" in other.text.pages[1] and scheduled.run()["papers_recognised"] == 0


def test_a_photograph_of_an_iphone_is_shown_bound_and_searched(
    folder: Folder, browser_of: BrowserOf, tmp_path: Path
) -> None:
    sent = drawn.HEIC.read_bytes()
    file = documents.keep_upload(
        by=folder.borrower, upload=SimpleUploadedFile("IMG_0001.HEIC", sent, "image/heic"), purpose="case"
    )
    assert (file.mime, file.warnings) == ("image/heic", [])
    paper = papers.add_paper(by=folder.borrower, case=folder.case, file=file, category="other", title="合同照片")
    assert scheduled.run()["papers_recognised"] == 1
    browser = browser_of(cast.JUDGE)
    page = browser.get(f"{folder.base}papers/{paper.pk}/pages/1.png")
    assert page.content.startswith(b"\x89PNG"), "on every screen"
    assert browser.get(f"{folder.base}papers/{paper.pk}/file/").content == sent, "the file itself is as it was sent"
    hits = browser.post(f"{folder.base}search/", {"q": "借款人：林建川"}).context["answer"].hits
    assert [hit.paper.title for hit in hits] == ["合同照片"]
    part = bundling._as_pdf(folder.case, paper, tmp_path / "bound.pdf")
    assert part.pages == 1 and file.sha256.encode() not in part.file.read_bytes() and pdf.pictured(part.file) == {1}


def test_elsewhere_it_comes_as_a_jpeg_and_on_demand_as_it_was_sent(browser_of: BrowserOf, person: Any) -> None:
    sent = drawn.HEIC.read_bytes()
    file = documents.keep_upload(
        by=person(cast.BORROWER), upload=SimpleUploadedFile("IMG_0001.HEIC", sent, "image/heic"), purpose="other"
    )
    own, address = browser_of(cast.BORROWER), f"/files/{file.pk}/"
    shown = own.get(address)
    assert shown["Content-Type"] == "image/jpeg" and shown.content.startswith(b"\xff\xd8")
    assert "IMG_0001.jpg" in shown["Content-Disposition"]
    assert own.get(address, {"original": "1"}).content == sent
    damaged = documents.keep_upload(
        by=person(cast.BORROWER), upload=SimpleUploadedFile("b.heic", sent[:3000], "image/heic"), purpose="other"
    )
    assert damaged.warnings == ["no_reader"] and own.get(f"/files/{damaged.pk}/").content == sent[:3000]
