"""What a person sends: a file, pasted text, or a finished document of a case, read with bounds; why it is refused, in words."""

from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sharedcourt.core.errors import Invalid
from sharedcourt.documents import storing
from sharedcourt.documents.models import SigningFile
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.serving.queries import to_serve
from sharedcourt.judgments import actions, policy, queries_desk
from sharedcourt.judgments.models import Judgment
from sharedcourt.judgments.states import JudgmentState
from sharedcourt.judgments.taking_in import Unreadable, kind_of, read
from sharedcourt.judgments.taking_in.apart import read_apart
from sharedcourt.judgments.taking_in.reading import LARGEST, Taken
from sharedcourt.people.models import User

MOST_DOCUMENTS = 50


def text_of(file: Any, text: str) -> Taken:
    """The paragraphs of an uploaded file (or of its bytes), or of pasted text. Raises Invalid `file` or `text`.

    Whatever is more than plain text is read in a process of its own.
    """
    if file is None or file == "":
        if not text.strip():
            raise Invalid(_("Choose a file, or paste the text."), field="file")
        return _read(text.encode(errors="replace"), "text")
    if isinstance(file, bytes):
        return _read(file, "document")
    if file.size > LARGEST:
        raise Invalid(Unreadable("too_large", most=f"{LARGEST // 2**20} MB").text(_lang()), field="file")
    return _read(file.read(), "file")


def _read(content: bytes, field: str) -> Taken:
    try:
        return read(content) if kind_of(content) == "txt" else read_apart(content)
    except Unreadable as problem:
        raise Invalid(problem.text(_lang()), field=field) from problem


def _lang() -> str:
    return get_language() or "zh"


def documents_of(user: User, case: Case) -> list[SigningFile]:
    """Finished documents of the case that may be brought to the desk."""
    return list(to_serve(user, case).select_related("current_file")[:MOST_DOCUMENTS])


def bring(
    *, by: User, case: Case, document: UUID | None = None, file: Any = None, text: str = ""
) -> tuple[Judgment, bool]:
    """A paper of a case comes to the desk, as what was awaited where something was: (the paper, whether it is new there).

    Raises NotAllowed, Invalid `document`, `file`, `text`; Conflict.
    """
    policy.require(policy.works_at(by, case.court_id))
    chosen = _document(by, case, document) if document is not None else None
    taken = text_of(_content(chosen) if chosen is not None else file, text)
    before = queries_desk.with_text(case.court, taken.text)
    if before is not None:
        return before, False
    awaited = queries_desk.of_case(by, case.pk).filter(state=JudgmentState.EXPECTED).first()
    known: dict[str, Any] = {"text": taken.text, "notes": taken.notes, "document": chosen}
    if awaited is not None:
        return actions.give_text(by=by, judgment=awaited, **known), True
    return actions.take_in(by=by, court=case.court, case=case, **known), True


def _document(user: User, case: Case, wanted: UUID) -> SigningFile:
    found = next((file for file in documents_of(user, case) if file.pk == wanted), None)
    if found is None:
        raise Invalid(_("Choose a finished document of this case."), field="document")
    return found


def _content(document: SigningFile) -> bytes:
    try:
        return storing.read(document.current_file)
    except (OSError, storing.Damaged) as problem:
        raise Invalid(_("The document cannot be read."), field="document") from problem
