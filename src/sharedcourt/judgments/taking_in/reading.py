"""From the bytes of one file to the paragraphs of a judgment. What the file is, is told from its bytes, not its name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sharedcourt.judgments.taking_in import pages, plain_text, web, word
from sharedcourt.judgments.taking_in.refusing import Unreadable

LARGEST = 30 * 2**20  # bytes of a file
MOST_CHARACTERS = 2_000_000  # of a judgment: the longest known have a few hundred thousand
_OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD = 2048
_BINARY = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"\x7fELF",
    b"MZ",
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What was read: `kind` is docx, pdf, html or txt; `notes` are codes of what a person should know (see NOTES)."""

    kind: str
    paragraphs: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The paragraphs, a line each."""
        return "\n".join(self.paragraphs)


NOTES: Mapping[str, tuple[str, str]] = {
    "hidden_left_out": ("文件中的隐藏文字未被读取", "Hidden text in the file was left out"),
    "numbers_of_lists": (
        "文件使用了自动编号，编号未被读取，请核对",
        "The file numbers paragraphs by itself; these numbers were not read, please check",
    ),
    "deleted_left_out": ("修订中已删除的文字未被读取", "Text deleted under tracked changes was left out"),
    "boxes_left_out": ("文本框中的文字未被读取", "Text in boxes was left out"),
    "pages_without_text": ("有的页面没有文字，可能是扫描页", "Some pages have no text; they may be scans"),
    "running_heads_left_out": ("页眉、页脚和页码未被读取", "Running heads and page numbers were left out"),
}
_READERS: Mapping[str, Callable[[bytes], tuple[list[str], list[str]]]] = {
    "docx": word.paragraphs,
    "pdf": pages.paragraphs,
    "html": web.paragraphs,
    "txt": plain_text.paragraphs,
}


def kind_of(content: bytes) -> str:
    """docx, pdf, html or txt. Raises Unreadable `empty`, `old_word`, `unknown_type`."""
    if not content.strip():
        raise Unreadable("empty")
    head = content[:_HEAD]
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return "docx"
    if head.startswith(_OLD_WORD):
        raise Unreadable("old_word")
    if head.startswith(_BINARY):
        raise Unreadable("unknown_type")
    return "html" if web.is_html(head) else "txt"


def read(content: bytes) -> Taken:
    """The paragraphs of a file, without blanks at their ends and empty ones. Raises Unreadable with a code that says what to do."""
    if len(content) > LARGEST:
        raise Unreadable("too_large", most=f"{LARGEST // 2**20} MB")
    kind = kind_of(content)
    found, notes = _READERS[kind](content)
    kept = [line for line in (plain_text.cleaned(paragraph) for paragraph in found) if line]
    if sum(map(len, kept)) > MOST_CHARACTERS:
        raise Unreadable("too_large", most=f"{MOST_CHARACTERS // 10_000}万字")
    if not kept:
        raise Unreadable("no_text")
    return Taken(kind, tuple(kept), tuple(dict.fromkeys(notes)))
