"""Papers read in the background: how many pages, what stands on them; and pages as pictures, kept for an hour, encrypted."""

import threading
from base64 import b64decode, b64encode
from uuid import UUID

from django.core.cache import cache

from sharedcourt.core import cipher, transaction
from sharedcourt.documents import storing
from sharedcourt.documents.models import StoredFile
from sharedcourt.documents.reading import actions as recognition
from sharedcourt.documents.reading.models import Reading
from sharedcourt.documents.reading.pages import READABLE
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
            PaperText.objects.create(
                paper=paper,
                pages=found.texts,  # type: ignore[misc]
                bookmarks=found.bookmarks,  # type: ignore[misc]
                plain="\n".join(map(plain, found.texts)),
            )
    return f"{found.pages} pages"


def give_to_reader(at_once: int) -> int:
    """Photographs and scans are recognised in the background, a text each; returns how many were handed over."""
    without_text = Paper.objects.filter(
        text=None, file__reading=None, file__mime__in=READABLE, pages__gt=0, removed_at=None
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
    """The machine has read a photograph or scan: its words can be searched. What a person typed or a PDF holds stays."""
    papers = list(Paper.objects.filter(file=file_id, text=None, removed_at=None))
    found = Reading.objects.filter(file=file_id).first() if papers else None
    if found is None:
        return
    by_number = {page.number: "\n".join(str(line[0]) for line in page.lines) for page in found.pages.all()}
    if not any(by_number.values()):
        return
    texts = [by_number.get(number, "") for number in range(1, max(by_number) + 1)]
    for paper in papers:
        PaperText.objects.create(paper=paper, pages=texts, plain="\n".join(map(plain, texts)))  # type: ignore[misc]


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
                file = file_of(paper)
                kept = pdf.picture(storing.read(file), file.mime, number) or b""
                cache.set(key, cipher.encrypt(b64encode(kept).decode(), context=key), timeout=KEPT_S)
        finally:
            AT_ONCE.release()
    return kept or None


def _kept(key: str) -> bytes | None:
    kept = cache.get(key)
    return b64decode(cipher.decrypt(kept, context=key)) if kept is not None else None
