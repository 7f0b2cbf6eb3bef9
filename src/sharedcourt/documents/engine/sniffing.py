"""What a file is, told from its bytes. The name and the declared type are not asked."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

import puremagic
from pyhanko.pdf_utils.reader import PdfFileReader

HEAD = 8192  # bytes looked at
MAX_ENTRIES = 10_000  # of a zip's directory


@dataclass(frozen=True)
class Kind:
    extension: str
    mime: str


KINDS = {
    kind.extension: kind
    for kind in (
        Kind("pdf", "application/pdf"),
        Kind("jpg", "image/jpeg"),
        Kind("png", "image/png"),
        Kind("heic", "image/heic"),
        Kind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        Kind("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        Kind("mp3", "audio/mpeg"),
        Kind("mp4", "video/mp4"),
    )
}
_HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"}
_MP4_BRANDS = {
    b"isom",
    b"iso2",
    b"iso4",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"avc1",
    b"M4V ",
    b"M4A ",
    b"qt  ",
    b"3gp4",
}
_MP3_FRAMES = (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa")
_ALIASES = {"jpeg": "jpg", "jfif": "jpg", "jpe": "jpg"}


class NotAccepted(ValueError):
    """The file is refused. `code` is unknown_type, empty or encrypted."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def sniff(content: bytes) -> Kind:
    """The kind of a file. Raises NotAccepted for what is not on the list and for an encrypted PDF."""
    if not content:
        raise NotAccepted("empty")
    kind = _kind(content)
    if kind is None:
        raise NotAccepted("unknown_type")
    if kind.extension == "pdf" and _encrypted(content):
        raise NotAccepted("encrypted")
    return kind


def _kind(content: bytes) -> Kind | None:
    head = content[:HEAD]
    if b"%PDF-" in head[:1024]:
        return KINDS["pdf"]
    if head.startswith(b"PK\x03\x04"):
        return _office(content)
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return KINDS["heic"] if brand in _HEIC_BRANDS else KINDS["mp4"] if brand in _MP4_BRANDS else None
    if head[:2] in _MP3_FRAMES:
        return KINDS["mp3"]
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return None
    for candidate in found:
        extension = candidate.extension.lstrip(".").lower()
        extension = _ALIASES.get(extension, extension)
        if extension in {"jpg", "png", "mp3"}:
            return KINDS[extension]
    return None


def _office(content: bytes) -> Kind | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist()[:MAX_ENTRIES])
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    if "[Content_Types].xml" not in names:
        return None
    if "word/document.xml" in names:
        return KINDS["docx"]
    return KINDS["xlsx"] if "xl/workbook.xml" in names else None


def _encrypted(content: bytes) -> bool:
    try:
        return bool(PdfFileReader(io.BytesIO(content), strict=False).encrypted)
    except Exception:
        return b"/Encrypt" in content[-4096:] or b"/Encrypt" in content[:4096]
