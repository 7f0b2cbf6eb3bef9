"""What a person sends: a file or pasted text, read with bounds; why it is refused, in words."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sharedcourt.core.errors import Invalid
from sharedcourt.judgments.taking_in import Unreadable, kind_of, read
from sharedcourt.judgments.taking_in.apart import read_apart
from sharedcourt.judgments.taking_in.reading import LARGEST, Taken


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
