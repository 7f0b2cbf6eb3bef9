"""A folder against those who mean ill, or are merely unlucky: files made to break programs, and what one side may not learn."""

import io
import struct
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from sharedcourt.core import clock
from sharedcourt.documents import actions as documents
from sharedcourt.documents.actions import SignerSpec
from sharedcourt.documents.models import SigningFile
from sharedcourt.filing import roles
from sharedcourt.filing.cases.actions import refusing
from sharedcourt.filing.folder import bundling, pdf, queries, reading
from sharedcourt.filing.folder.actions import deadlines, opening, papers
from sharedcourt.filing.folder.models import Bundle, Paper
from sharedcourt.filing.folder.policy import require_reader
from sharedcourt.filing.folder.tests.conftest import Folder, pdf_of, photo
from sharedcourt.filing.models import Service
from sharedcourt.filing.serving import actions as serving
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db
BrowserOf = Callable[[Any], Client]


# ---------- what one side may not learn


def test_what_the_court_asks_of_one_side_alone_is_not_told_to_the_other(folder: Folder, browser_of: BrowserOf) -> None:
    """Security for a preservation of property: warned, the other side could move it (CPL 103)."""
    bank, borrower = folder.party(folder.officer), folder.party(folder.borrower)
    for party, kind, words in (
        (bank, "other", "提供财产保全担保"),
        (None, "other", "起草保全裁定"),
        (borrower, "answer", ""),
        (bank, "evidence", ""),
    ):
        deadlines.set_task(by=folder.judge, case=folder.case, party=party, kind=kind, due=date(2022, 1, 20), what=words)
    page = browser_of(cast.BORROWER).get(f"{folder.base}tasks/").content.decode()
    assert "担保" not in page and "裁定" not in page
    listed = browser_of(cast.BORROWER).get(f"/api/v1/filing/folders/{folder.case.pk}/tasks").json()["items"]
    assert {(each["party"], each["kind"]) for each in listed} == {
        (str(borrower.pk), "answer"),
        (str(bank.pk), "evidence"),
    }
    own = browser_of(cast.OFFICER).get(f"{folder.base}tasks/").content.decode()
    assert "提供财产保全担保" in own and "起草保全裁定" not in own
    assert "起草保全裁定" in browser_of(cast.JUDGE).get(f"{folder.base}tasks/").content.decode()
    told = {
        reader: sum(line.what == "定了一项事项的期限" for line in queries.timeline(require_reader(user, folder.case)))
        for reader, user in (("bank", folder.officer), ("borrower", folder.borrower), ("judge", folder.judge))
    }
    assert told == {"bank": 3, "borrower": 2, "judge": 4}


def test_a_served_paper_counts_as_opened_in_the_folder_too(folder: Folder, browser_of: BrowserOf) -> None:
    """ODLR 31(2): who did not agree to electronic service is served when they read it, wherever they read it."""
    file = documents.open_for_signing(
        by=folder.judge,
        kind=refusing.RULING_KIND,
        scope=folder.case.dispute_id,
        template="filing/typst/confirmation_ruling.typ",
        payload={
            "number": "", "court": folder.case.court.name, "parties": [], "course": "本院依法审理。", "agreement_intro": "",
            "clauses": [], "opinion": "本院认为。", "basis": "裁定如下：", "order": ["准许。"], "fee": "", "date": "2022-01-10",
        },
        signers=[SignerSpec(folder.judge, roles.PRINTED_JUDGE, role=roles.JUDGE)],
        sealer=folder.case.court,
        title="民事裁定书",
    )  # fmt: skip
    SigningFile.objects.filter(pk=file.pk).update(state="sealed", sealed_at=clock.now())
    paper = papers.enter(case=folder.case, category="ruling", title="民事裁定书", signing=file)
    borrower, wife = folder.party(folder.borrower), folder.party(folder.wife)
    serving.serve(by=folder.clerk, case=folder.case, file_id=file.pk, parties=[borrower.pk, wife.pk])
    assert browser_of(cast.BORROWER).get(f"{folder.base}papers/{paper.pk}/").status_code == 200
    assert Service.objects.get(user=folder.borrower).opened_at is not None
    assert Service.objects.get(user=folder.wife).opened_at is None
    bundle = Bundle.objects.create(
        case=folder.case, asked_by=folder.wife, as_court=False, papers=[str(paper.pk)], state="done"
    )
    opening.fetched(by=require_reader(folder.wife, folder.case), bundle=bundle)
    assert Service.objects.get(user=folder.wife).opened_at is not None, "with the bundle the paper is before them"


# ---------- files made to break programs


def _huge_page() -> bytes:
    """A page of five by five metres: five hundred million pixels at the usual density."""
    box = b"[0 0 14400 14400]"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox " + box + b" >>",
    ]
    return _assembled(objects)


def _assembled(objects: list[bytes]) -> bytes:
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)


def _text_bomb(pages: int) -> bytes:
    """A few kilobytes that say fifty kilobytes of text on each of as many pages as one likes."""
    lines = b"(" + b"A" * 4000 + b") Tj 0 -2 Td\n"
    content = zlib.compress(b"BT /F1 1 Tf 0 790 Td\n" + lines * 400 + b"ET", 9)
    shared = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(content), content)
    kids = b" ".join(b"%d 0 R" % number for number in range(5, 5 + pages))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 3 0 R /Resources << /Font << /F1 4 0 R >> >> >>"
    return _assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [" + kids + b"] /Count %d >>" % pages,
            shared,
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            *[page] * pages,
        ]
    )


def _huge_png(side: int) -> bytes:
    """A valid PNG of side × side white pixels in a few hundred kilobytes."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    packer = zlib.compressobj(9)
    row = b"\0" + b"\xff" * ((side + 7) // 8)
    data = b"".join(packer.compress(row) for _row in range(side)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def test_a_page_as_large_as_a_house_is_not_drawn() -> None:
    assert pdf.picture(_huge_page(), pdf.PDF, 1) is None
    assert pdf.picture(pdf_of("借条"), pdf.PDF, 1) is not None, "an ordinary page is"


def test_what_cannot_be_drawn_is_not_tried_again_at_once(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    file = folder.file(folder.officer)
    paper = papers.add_paper(by=folder.officer, case=folder.case, file=file, category="other")
    tried: list[int] = []

    def fails(content: bytes, mime: str, number: int) -> None:
        tried.append(number)

    monkeypatch.setattr(pdf, "picture", fails)
    assert reading.picture(paper, 1) is None and reading.picture(paper, 1) is None
    assert tried == [1]


def test_a_text_without_end_is_left_out_and_its_pages_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MOST_BYTES", 256 * 1024)
    found = pdf.look(_text_bomb(20), pdf.PDF)
    assert found.pages == 20 and found.texts == []


def test_a_photograph_of_a_thousand_million_pixels_is_not_opened(tmp_path: Path) -> None:
    content = _huge_png(30_000)
    assert len(content) < 2_000_000
    assert pdf.photograph(content, "image/png") is None
    assert not pdf.photograph_as_pdf(content, "image/png", tmp_path / "page.pdf")
    assert pdf.photograph(photo(), "image/jpeg") is not None


def test_what_is_called_a_photograph_and_is_something_else_opens_nothing() -> None:
    script = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n(touch) run\n"
    assert pdf.photograph(script, "image/jpeg") is None
    assert pdf.photograph(photo()[:300], "image/jpeg") is None, "broken off"
    assert pdf.photograph(io.BytesIO(b"GIF89a").getvalue(), "image/png") is None


def test_a_bundle_whose_papers_break_the_programs_says_so(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    papers.add_paper(by=folder.officer, case=folder.case, file=folder.file(folder.officer), category="other")

    def breaks(*_arguments: Any) -> None:
        raise KeyError("/Root")

    monkeypatch.setattr(pdf, "finish", breaks)
    bundle = opening.order_bundle(by=folder.officer, case=folder.case)
    bundle.refresh_from_db()
    assert bundle.state == Bundle.State.FAILED and bundling.make(bundle.pk) == "done already"
    assert Paper.objects.exists()
