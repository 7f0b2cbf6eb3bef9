"""A folder as one PDF: cover with index, every page numbered x of y, bookmarks. Signatures do not survive it, and it says so."""

import hashlib
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.core.files.storage import default_storage

from sharedcourt.core import clock, codes, transaction
from sharedcourt.disputes.models import Side
from sharedcourt.documents import storing
from sharedcourt.documents.engine import rendering
from sharedcourt.documents.engine.drawing import sans
from sharedcourt.documents.reading import photographs
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.folder import pdf, reading
from sharedcourt.filing.folder.models import Bundle, Category, Paper

log = logging.getLogger(__name__)
MOST_PAGES = 500
KEPT = timedelta(days=3)
# A bundle that has not ended by then was killed; it is begun anew.
LOST = timedelta(minutes=30)
TEMPLATES = rendering.PACKAGE / "filing" / "typst"
FOLDER = "bundles"
SIDES = {Side.APPLICANT: "原告", Side.RESPONDENT: "被告"}
NAMES = {
    Category.PLAINT: "起诉状",
    Category.ANSWER: "答辩状",
    Category.IDENTITY: "身份证明",
    Category.AUTHORITY: "授权委托手续",
    Category.EVIDENCE: "证据",
    Category.APPLICATION: "申请书",
    Category.RULING: "法院文书",
    Category.TRANSCRIPT: "笔录",
    Category.OTHER: "其他材料",
}


class TooLong(Exception):
    """More pages than one bundle holds."""


@dataclass
class _Part:
    """A paper on its way into the bundle."""

    paper: Paper
    file: Path
    pages: int
    begins: int = 0

    @property
    def line(self) -> dict[str, Any]:
        whose = f"{SIDES[Side(self.paper.party.side)]} {self.paper.party.name}" if self.paper.party else "法院"
        number = f"证据{self.paper.item.number}" if self.paper.item and self.paper.item.number else ""
        return {
            "title": printable(self.paper.title),
            "category": NAMES[Category(self.paper.category)],
            "whose": printable(f"{whose} {number}".strip()),
            "first": self.begins,
            "last": self.begins + self.pages - 1,
        }


def heading(case: Case) -> str:
    """How the case is called on its papers: number, else the code of the dispute."""
    return case.number.text if case.number is not None else f"解纷码 {codes.display(case.dispute.code)}"


def printable(text: str) -> str:
    """What people typed, with a box for every character that our fonts do not have: a bundle must not fail for a smiley."""
    face = sans()
    return "".join(character if face.has(character) else "□" for character in text)


def _page(template: str, data: dict[str, Any]) -> bytes:
    return rendering.render(TEMPLATES / f"{template}.typ", data, timestamp=clock.now())


def make(bundle_id: UUID) -> str:
    """Make the bundle that was ordered. Doing it twice does it once."""
    with transaction.atomic():
        row = Bundle.objects.select_for_update(no_key=True).filter(pk=bundle_id).first()
        if row is None or row.state != Bundle.State.WAITING:
            return "done already"
        row.state, row.begun_at, row.percent = Bundle.State.WORKING, clock.now(), 0
        row.save(update_fields=["state", "begun_at", "percent"])
    bundle = Bundle.objects.select_related("case__dispute", "case__number", "case__court").get(pk=bundle_id)

    def progress(percent: int) -> None:
        Bundle.objects.filter(pk=bundle_id).update(percent=percent)

    try:
        with TemporaryDirectory(prefix="sharedcourt-") as scratch:
            target, pages = assemble(bundle.case, papers_in(bundle), Path(scratch), progress)
            size = target.stat().st_size
            with target.open("rb") as stream:
                mark = hashlib.file_digest(stream, "sha256").hexdigest()
                stream.seek(0)
                path = storing.put_file(File(stream), folder=FOLDER)
    except TooLong:
        _failed(bundle_id, "too_long")
        return "too long"
    except Exception:  # whoever waits for it is told, whatever the papers did to the programs
        log.exception("A bundle could not be made.")
        _failed(bundle_id, "failed")
        return "failed"
    Bundle.objects.filter(pk=bundle_id).update(
        state=Bundle.State.DONE,
        percent=100,
        pages=pages,
        path=path,
        size=size,
        sha256=mark,
        finished_at=clock.now(),
    )
    return f"{pages} pages"


def _failed(bundle_id: UUID, why: str) -> None:
    Bundle.objects.filter(pk=bundle_id).update(state=Bundle.State.FAILED, failure=why, finished_at=clock.now())


def papers_in(bundle: Bundle) -> list[Paper]:
    """What was ordered, in the order in which folders are bound: by kind, then as it came."""
    rows = Paper.objects.filter(pk__in=bundle.papers, removed_at=None)
    order = list(Category.values)
    found = rows.select_related("party", "item", "file", "signing__current_file")
    return sorted(found, key=lambda paper: (order.index(paper.category), paper.position))


def assemble(case: Case, papers: list[Paper], scratch: Path, progress: Callable[[int], None]) -> tuple[Path, int]:
    """The bundle of these papers in a folder of one's own, and its pages. Raises TooLong, Failed, RenderingFailed."""
    parts: list[_Part] = []
    total = 0
    for number, paper in enumerate(papers):
        part = _as_pdf(case, paper, scratch / f"{number:05}.pdf")
        parts.append(part)
        total += part.pages
        if total > MOST_PAGES:
            raise TooLong
        if number % 10 == 0:
            progress(5 + 55 * number // len(papers))
    index = _index(case, parts, scratch)
    progress(70)
    joined, stamps, target = scratch / "joined.pdf", scratch / "stamps.pdf", scratch / "bundle.pdf"
    pdf.join([index, *(part.file for part in parts)], joined)
    pages = pdf.count(joined)
    if pages != pdf.count(index) + total:
        raise pdf.Failed("the pages that were counted are not those that were bound")
    progress(80)
    stamp = {"count": pages, "heading": heading(case)}
    stamps.write_bytes(_page("bundle_stamp", stamp))
    progress(85)
    pdf.finish(joined, stamps, _groups(parts), target)
    return target, pages


def _as_pdf(case: Case, paper: Paper, target: Path) -> _Part:
    """A paper as PDF: as it is, a photograph on a page, and for all else a sheet that names it and its fingerprint."""
    file = reading.file_of(paper)
    content = storing.read(file)
    if file.mime == pdf.PDF:
        target.write_bytes(content)
        # Whoever read it has counted; a file is never rewritten, and a signature adds no page.
        if paper.pages:
            return _Part(paper, target, paper.pages)
        try:
            return _Part(paper, target, pdf.count(target))
        except pdf.Failed:
            pass
    elif file.mime.startswith("image/"):
        with suppress(photographs.Unopened):
            if pdf.photograph_as_pdf(*photographs.openable(content, file.mime), target):
                return _Part(paper, target, 1)
    sheet = {
        "heading": heading(case),
        "title": printable(paper.title),
        "name": printable(file.name),
        "mime": file.mime,
        "sha256": file.sha256,
    }
    target.write_bytes(_page("bundle_sheet", sheet))
    return _Part(paper, target, pdf.count(target))


def _index(case: Case, parts: list[_Part], scratch: Path) -> Path:
    """The cover with the index; made twice, for how long it is decides where everything else begins."""
    target = scratch / "index.pdf"
    length = 1
    for _again in range(3):
        page = length + 1
        for part in parts:
            part.begins = page
            page += part.pages
        data = {
            "heading": heading(case),
            "court": case.court.name,
            "made": clock.local(clock.now()).strftime("%Y-%m-%d %H:%M"),
            "lines": [part.line for part in parts],
        }
        target.write_bytes(_page("bundle_index", data))
        found = pdf.count(target)
        if found == length:
            return target
        length = found
    raise rendering.RenderingFailed("The index does not come to rest.")


def _groups(parts: list[_Part]) -> list[tuple[str, list[tuple[str, int]]]]:
    groups: list[tuple[str, list[tuple[str, int]]]] = [("目录", [("目录", 1)])]
    for part in parts:
        name = NAMES[Category(part.paper.category)]
        if groups[-1][0] != name:
            groups.append((name, []))
        groups[-1][1].append((part.paper.title, part.begins))
    return groups


def content(bundle: Bundle) -> bytes:
    """The finished file. Raises OSError when it is gone."""
    with default_storage.open(bundle.path, "rb") as stream:
        return bytes(stream.read())


def sweep() -> int:
    """Begin again what was killed, delete what is past its days. Gives the number of files deleted."""
    now = clock.now()
    Bundle.objects.filter(state=Bundle.State.WORKING, begun_at__lt=now - LOST).update(state=Bundle.State.WAITING)
    old = Bundle.objects.filter(finished_at__lt=now - KEPT, deleted_at=None)
    count = 0
    for bundle in old:
        if bundle.path:
            storing.remove(bundle.path)
        count += Bundle.objects.filter(pk=bundle.pk).update(deleted_at=now)
    return count
