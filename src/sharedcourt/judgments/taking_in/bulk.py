"""A court's back catalogue: files of a zip, or lines of JSON, one after the other in constant memory; a bad one does not stop the others."""

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO, Any

from sharedcourt.judgments.taking_in.reading import LARGEST
from sharedcourt.judgments.taking_in.refusing import BROKEN_ARCHIVE, Unreadable

MOST_FILES = 200_000
LARGEST_LINE = 16 * 2**20  # bytes of a line of JSON
MOST_UNPACKED = 200 * 2**30  # bytes of a whole archive
RATIO = 200  # times an entry may grow when it is unpacked; XML in a judgment grows by less than 20
SMALL = 2**20  # bytes: below this any growth is harmless
_IN_UTF8 = 0x800
_PIECE = 2**20
_LEFT_OUT = ("__MACOSX/", ".")


@dataclass(frozen=True, slots=True)
class Entry:
    """One file or line. Exactly one of `content` and `text` is there, or `refused` says why neither is. `fields` are what a line says beside."""

    name: str
    content: bytes = b""
    text: str = ""
    refused: Unreadable | None = None
    fields: dict[str, Any] = field(default_factory=dict)


def entries_of_zip(file: IO[bytes]) -> Iterator[Entry]:
    """The files of an archive in their order; folders and what programs leave behind are passed over, archives in it are refused as files.

    Raises Unreadable `damaged`, `too_many_files` for the archive as a whole.
    """
    try:
        archive = zipfile.ZipFile(file)
    except BROKEN_ARCHIVE as problem:
        raise Unreadable("damaged") from problem
    with archive:
        entries = archive.infolist()
        if len(entries) > MOST_FILES:
            raise Unreadable("too_many_files", most=f"{MOST_FILES:,}")
        unpacked = 0
        for entry in entries:
            name = _name(entry)
            last = PurePosixPath(name).name
            if entry.is_dir() or name.startswith(_LEFT_OUT) or last.startswith((".", "~$")) or last == "Thumbs.db":
                continue
            try:
                content = _unpacked(archive, entry)
            except Unreadable as problem:
                yield Entry(name, refused=problem)
                continue
            unpacked += len(content)
            if unpacked > MOST_UNPACKED:
                raise Unreadable("unpacks_too_large")
            yield Entry(name, content)


def _name(entry: zipfile.ZipInfo) -> str:
    """The name without a way up or to a root; Chinese Windows writes GBK and does not say so."""
    name = entry.filename
    if not entry.flag_bits & _IN_UTF8:
        try:
            name = name.encode("cp437").decode("gb18030")
        except (UnicodeEncodeError, UnicodeDecodeError):
            pass
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "/".join(parts)


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    if entry.flag_bits & 1:
        raise Unreadable("locked")
    if entry.file_size > LARGEST:
        raise Unreadable("too_large", most=f"{LARGEST // 2**20} MB")
    if entry.file_size > SMALL and entry.file_size > entry.compress_size * RATIO:
        raise Unreadable("unpacks_too_large")
    pieces, size = [], 0
    try:
        with archive.open(entry) as stream:
            while piece := stream.read(_PIECE):
                size += len(piece)
                if size > LARGEST:
                    raise Unreadable("unpacks_too_large")
                pieces.append(piece)
    except Unreadable:
        raise
    except BROKEN_ARCHIVE as problem:
        raise Unreadable("damaged") from problem
    return b"".join(pieces)


def entries_of_lines(lines: IO[bytes]) -> Iterator[Entry]:
    """Lines of JSON, each an object with `text` (or `paragraphs`) and whatever else the court says of the judgment (`fields`)."""
    for number, line in enumerate(_bounded(lines), start=1):
        name = str(number)
        if line is None:
            yield Entry(name, refused=Unreadable("too_large", most=f"{LARGEST_LINE // 2**20} MB"))
            continue
        if not line.strip():
            continue
        try:
            said = json.loads(line)
        except (ValueError, RecursionError):
            yield Entry(name, refused=Unreadable("not_json", line=name))
            continue
        text = _text(said)
        if not text:
            yield Entry(name, refused=Unreadable("no_text_field", line=name))
            continue
        yield Entry(
            name, text=text, fields={key: value for key, value in said.items() if key not in ("text", "paragraphs")}
        )


def _text(said: Any) -> str:
    if not isinstance(said, dict):
        return ""
    text, paragraphs = said.get("text"), said.get("paragraphs")
    if isinstance(text, str) and text.strip():
        return text
    if isinstance(paragraphs, list) and all(isinstance(paragraph, str) for paragraph in paragraphs):
        return "\n".join(paragraphs).strip()
    return ""


def _bounded(lines: IO[bytes]) -> Iterator[bytes | None]:
    """Lines; None for one that is too long, of which no more than the bound is held."""
    while line := lines.readline(LARGEST_LINE + 1):
        if len(line) <= LARGEST_LINE:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = lines.readline(LARGEST_LINE)
        yield None
