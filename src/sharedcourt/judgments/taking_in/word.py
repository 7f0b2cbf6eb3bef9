"""Word (.docx): the text of its paragraphs and tables in their order, read as a stream with bounds on what it unpacks to."""

import io
import zipfile
from xml.parsers import expat

from sharedcourt.judgments.taking_in.refusing import BROKEN_ARCHIVE, Unreadable

MOST_ENTRIES = 5_000  # of the archive
LARGEST_XML = 64 * 2**20  # bytes of the document's part, unpacked
DEEPEST = 200  # elements within one another
_PART = "word/document.xml"
_PIECE = 65_536
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main "
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-"}
# Where the same text stands a second time for older programs, or does not stand on the page.
_NOT_READ = frozenset({"Fallback", "txbxContent", "delText", "instrText"})

_NOTED = {"delText": "deleted_left_out", "txbxContent": "boxes_left_out"}


class _Reader:
    """Takes what expat says and keeps the paragraphs."""

    def __init__(self) -> None:
        self.paragraphs: list[str] = []
        self.notes: list[str] = []
        self._line: list[str] = []
        self._run: list[str] = []
        self._in_text = self._hidden = False
        self._depth = self._skipped = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise Unreadable("damaged")
        local = name.rpartition(" ")[2]
        if self._skipped or local in _NOT_READ:
            self._skipped += 1
            if self._skipped == 1 and local in _NOTED:
                self.notes.append(_NOTED[local])
            return
        if not name.startswith((_W, _STRICT)):
            return
        match local:
            case "p":
                self._line = []
            case "r":
                self._run, self._hidden = [], False
            case "t":
                self._in_text = True
            case "vanish":
                self._hidden = not any(
                    key.rpartition(" ")[2] == "val" and value in ("0", "false", "off")
                    for key, value in attributes.items()
                )
            case "numPr":
                self.notes.append("numbers_of_lists")
            case _ if local in _BREAKS:
                self._run.append(_BREAKS[local])

    def end(self, name: str) -> None:
        self._depth -= 1
        if self._skipped:
            self._skipped -= 1
            return
        if not name.startswith((_W, _STRICT)):
            return
        match name.rpartition(" ")[2]:
            case "t":
                self._in_text = False
            case "r":
                if not self._hidden:
                    self._line += self._run
                elif any(piece.strip() for piece in self._run):
                    self.notes.append("hidden_left_out")
                self._run = []
            case "p":
                self.paragraphs += "".join(self._line).split("\n")
                self._line = []

    def data(self, text: str) -> None:
        if self._in_text and not self._skipped:
            self._run.append(text)

    def refuse(self, *_declared: object) -> None:
        raise Unreadable("not_plain_xml")


def paragraphs(content: bytes) -> tuple[list[str], list[str]]:
    """Paragraphs and notes. Raises Unreadable `damaged`, `locked`, `unpacks_too_large`, `not_plain_xml`, `unknown_type`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_ENTRIES:
                raise Unreadable("unpacks_too_large")
            found = next((entry for entry in entries if entry.filename == _PART), None)
            if found is None:
                raise Unreadable("unknown_type")
            if found.flag_bits & 1:
                raise Unreadable("locked")
            if found.file_size > LARGEST_XML:
                raise Unreadable("unpacks_too_large")
            return _read(archive, found)
    except Unreadable:
        raise
    except (*BROKEN_ARCHIVE, expat.ExpatError) as problem:
        raise Unreadable("damaged") from problem


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> tuple[list[str], list[str]]:
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.data
    # A judgment needs no document type; without one there are no entities, so nothing grows while it is read.
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.EntityDeclHandler = reader.refuse
    unpacked = 0
    with archive.open(entry) as stream:
        while piece := stream.read(_PIECE):
            # What the archive says of its size need not be true.
            unpacked += len(piece)
            if unpacked > LARGEST_XML:
                raise Unreadable("unpacks_too_large")
            parser.Parse(piece, False)
    parser.Parse(b"", True)
    return reader.paragraphs, reader.notes
