"""Papers read in the background: how many pages, what stands on them; and pages as pictures, kept for an hour, encrypted."""

import threading
from base64 import b64decode, b64encode
from uuid import UUID

from django.core.cache import cache
from django.db.models import Q

from sharedcourt.core import cipher, transaction
from sharedcourt.documents import storing
from sharedcourt.documents.models import StoredFile
from sharedcourt.documents.reading import actions as recognition
from sharedcourt.documents.reading import photographs
from sharedcourt.documents.reading.models import Reading, ReadingPage
from sharedcourt.documents.reading.pages import ENOUGH_TEXT, READABLE, SPARSE
from sharedcourt.filing.folder import pdf
from sharedcourt.filing.folder.models import Paper, PaperText
from sharedcourt.filing.folder.searching import plain

KEPT_S = 3600
AT_ONCE = threading.BoundedSemaphore(2)  # programs that draw
QUEUE_LIMIT = 60.0  # seconds


def file_of(paper: Paper) -> StoredFile:
    """The bytes of a paper as they stand now: of a signed document its last revision."""
    if paper.file is not None:
        return paper.file
    assert paper.signing is not None
    return paper.signing.current_file


def opened(file: StoredFile) -> tuple[bytes, str]:
    """Content and type of a file as every program opens them. Raises photographs.Unopened for a HEIC that cannot be decoded."""
    return photographs.openable(storing.read(file), file.mime)


def read(paper_id: UUID) -> str:
    """Count the pages of a paper and keep their text. Doing it twice does it once."""
    rows = Paper.objects.select_related("file", "signing__current_file")
    paper = rows.filter(pk=paper_id, pages=None, removed_at=None).first()
    if paper is None:
        return "done already"
    file = file_of(paper)
    try:
        found = pdf.look(storing.read(file), file.mime)
    except (pdf.Failed, storing.Damaged, OSError, ValueError):
        found = pdf.Found(0, [], [])
    with transaction.atomic():
        if not Paper.objects.filter(pk=paper.pk, pages=None).update(pages=found.pages):
            return "done already"
        PaperText.objects.filter(paper=paper).delete()
        if any(text.strip() for text in found.texts) or found.bookmarks:
            text = PaperText(paper=paper, bookmarks=found.bookmarks)  # type: ignore[misc]
            _keep(text, found.texts, without=_scans(found) if file.mime in READABLE else 0)
    take_recognised(file.pk)  # what was read before it lay here, for an application say
    return f"{found.pages} pages"


def _keep(text: PaperText, pages: list[str], *, without: int = 0) -> None:
    """The words of a paper, page by page; `without`: how many of them the machine still has to look at."""
    text.pages, text.plain = pages, "\n".join(map(plain, pages))  # type: ignore[assignment]
    text.without = without
    text.save()


def _letters(words: str) -> int:
    return len("".join(words.split()))


def _scans(found: pdf.Found) -> int:
    """Pages that say next to nothing, or carry a picture and no more words than the mark of a scanner's program."""
    return sum(
        _letters(words) < (SPARSE if number in found.pictured else ENOUGH_TEXT)
        for number, words in enumerate(found.texts, 1)
    )


def give_to_reader(at_once: int) -> int:
    """Photographs, scans, and PDF files some of whose pages are scans are recognised in the background; returns how many were handed over."""
    without_text = Paper.objects.filter(
        Q(text=None) | Q(text__without__gt=0),
        file__reading=None,
        file__mime__in=READABLE,
        pages__gt=0,
        removed_at=None,
    ).select_related("file__uploaded_by")
    given = 0
    for paper in without_text.order_by("created_at")[:at_once]:
        file = paper.file
        if file is not None and file.uploaded_by is not None:
            recognition.ask(by=file.uploaded_by, file=file)
            given += 1
    return given


@transaction.atomic
def take_recognised(file_id: UUID) -> None:
    """The machine has read a photograph or scan: its words can be searched. What a PDF itself says on a page stays."""
    rows = Paper.objects.filter(Q(text=None) | Q(text__without__gt=0), file=file_id, removed_at=None)
    papers = list(rows.select_related("text"))
    found = Reading.objects.filter(file=file_id).first() if papers else None
    if found is None:
        return
    # Which pages are scans the reader has seen: of those it took its words from the picture.
    seen = {
        page.number: "\n".join(str(line[0]) for line in page.lines)
        for page in found.pages.all()
        if page.source == ReadingPage.Source.PICTURE and page.lines
    }
    for paper in papers:
        text = paper.text if hasattr(paper, "text") else PaperText(paper=paper)
        kept = list(text.pages) or [""] * max(seen, default=0)
        if seen:
            pages = [
                seen.get(number, words) if _letters(words) < SPARSE else words for number, words in enumerate(kept, 1)
            ]
            _keep(text, pages)


def picture(paper: Paper, number: int) -> bytes | None:
    """Page `number` (from 1) as PNG; None where there is none."""
    key = f"filing:page:{paper.pk}:{paper.sha256[:16]}:{number}"
    kept = _kept(key)
    if kept is None:
        if not AT_ONCE.acquire(timeout=QUEUE_LIMIT):
            return None
        try:
            # Whoever waited may find it drawn; what could not be drawn is not tried again at once.
            kept = _kept(key)
            if kept is None:
                kept = _drawn(paper, number)
                cache.set(key, cipher.encrypt(b64encode(kept).decode(), context=key), timeout=KEPT_S)
        finally:
            AT_ONCE.release()
    return kept or None


def _drawn(paper: Paper, number: int) -> bytes:
    """The page as PNG; nothing where none can be made."""
    try:
        content, mime = opened(file_of(paper))
    except photographs.Unopened:
        return b""
    return pdf.picture(content, mime, number) or b""


def _kept(key: str) -> bytes | None:
    kept = cache.get(key)
    return b64decode(cipher.decrypt(kept, context=key)) if kept is not None else None
