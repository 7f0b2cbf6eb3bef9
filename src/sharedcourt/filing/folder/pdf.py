"""The commands given to poppler and qpdf. Files come from strangers: every command is bound in time, memory and what it writes."""

import io
import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any

from PIL import Image, ImageOps

PDF = "application/pdf"
LIMIT_S = 120
PICTURE_S = 30
MEMORY_KB = 2 * 1024 * 1024  # address space
PICTURE_KB = 1024 * 1024
MOST_BYTES = 64 * 1024 * 1024
BLOCK = 512  # bytes in which the shell counts what may be written
BOUNDED = 'ulimit -v "$1"; ulimit -t "$2"; [ "$3" = 0 ] || ulimit -f "$3"; shift 3; exec "$@"'
NOT_FOUND = 127  # as shells say it
PNG_SIZE, ONE_POINT = slice(16, 24), b"\0\0\0\1\0\0\0\1"
SAID = 4096  # bytes of an error that are looked at
DOTS = 110  # per inch of a page on the screen
WIDEST = 1600  # pixels of a photograph on the screen
MOST_PIXELS = 80_000_000  # of a photograph, before it is made smaller
FORMATS = {"image/jpeg": ("JPEG",), "image/png": ("PNG",)}
WARNED = 3  # qpdf repaired something and went on
MOST_BOOKMARKS = 500
SCAN = 300  # pixels of the shorter side: less is a stamp or a logo


class Failed(Exception):
    """The program refused, is missing, or took too long."""


@dataclass(frozen=True)
class Found:
    """What a file holds: pages, the text of each, bookmarks as [title, page from 1, depth], pages (from 1) with a picture on them."""

    pages: int
    texts: list[str]
    bookmarks: list[list[Any]]
    pictured: frozenset[int] = frozenset()


def run(
    command: Sequence[str | Path],
    *,
    right: Sequence[int] = (0,),
    limit: float = LIMIT_S,
    most: int | None = None,
    memory: int = MEMORY_KB,
) -> bytes:
    """Run to the end within bounds (seconds; bytes of any one file it writes, 0: as many as it likes; KB of memory); what was
    written to the output. Raises Failed."""
    words = [str(word) for word in command]
    bounds = [str(memory), str(int(limit)), str((MOST_BYTES if most is None else most) // BLOCK)]
    # Files and not pipes: what a program says to a file of a stranger is bounded like all else.
    with TemporaryFile() as output, TemporaryFile() as errors:
        try:
            done = subprocess.run(  # noqa: S603  words of our own
                ["sh", "-c", BOUNDED, "sh", *bounds, *words],  # noqa: S607  the shell that every system has
                stdout=output,
                stderr=errors,
                check=False,
                timeout=limit,
            )
        except subprocess.TimeoutExpired:
            raise Failed(f"{words[0]} took too long") from None
        output.seek(0)
        errors.seek(0)
        if done.returncode == NOT_FOUND:
            raise Failed(f"{words[0]} is not installed")
        if done.returncode not in right:
            said = errors.read(SAID).decode(errors="replace").strip().splitlines()
            raise Failed(f"{words[0]}: exit {done.returncode}: {said[-1][:200] if said else ''}")
        return output.read()


def is_paged(mime: str) -> bool:
    """Whether a file has pages to look at."""
    return mime == PDF or mime.startswith("image/")


def look(content: bytes, mime: str) -> Found:
    """Pages, texts and bookmarks of a file. Raises Failed for one that cannot be read."""
    if mime != PDF:
        return Found(1 if mime.startswith("image/") else 0, [], [])
    with TemporaryDirectory(prefix="sharedcourt-") as scratch:
        file = Path(scratch) / "paper.pdf"
        file.write_bytes(content)
        pages = count(file)
        return Found(pages, _texts(file, pages), bookmarks(file), pictured(file))


def _texts(file: Path, pages: int) -> list[str]:
    """The text of each page; none where there is more than a paper can hold."""
    try:
        texts = run(["pdftotext", "-enc", "UTF-8", file, "-"]).decode("utf-8", "replace").split("\f")[:pages]
    except Failed:
        return []
    return texts + [""] * (pages - len(texts))


def pictured(file: Path) -> frozenset[int]:
    """Pages on which there is a picture that may be a scan; none where the program cannot say."""
    try:
        rows = run(["pdfimages", "-list", file]).decode("utf-8", "replace").splitlines()[2:]
    except Failed:
        return frozenset()
    # page, number, type, width, height, …
    cells = [row.split()[:5] for row in rows]
    return frozenset(int(page) for page, _number, _type, width, height in cells if min(int(width), int(height)) >= SCAN)


def count(file: Path) -> int:
    """Pages of a PDF. Raises Failed."""
    return int(run(["qpdf", "--show-npages", file], right=(0, WARNED)).split()[-1])


def bookmarks(file: Path) -> list[list[Any]]:
    """The outline of a PDF as [title, page from 1, depth]; empty where there is none or it is damaged."""
    try:
        found = json.loads(run(["qpdf", "--json=2", "--json-key=outlines", file], right=(0, WARNED)))
    except (Failed, ValueError, RecursionError):
        return []
    lines: list[list[Any]] = []

    def walk(items: list[dict[str, Any]], depth: int) -> None:
        for item in items:
            if len(lines) < MOST_BOOKMARKS and item.get("destpageposfrom1"):
                lines.append([str(item.get("title", ""))[:200], int(item["destpageposfrom1"]), depth])
            walk(item.get("kids") or [], min(depth + 1, 5))

    walk(found.get("outlines") or [], 0)
    return lines


def picture(content: bytes, mime: str, number: int) -> bytes | None:
    """Page `number` (from 1) as PNG; None where there is no such page or no picture can be made of it."""
    if mime.startswith("image/"):
        return photograph(content, mime) if number == 1 else None
    if mime != PDF or number < 1:
        return None
    with TemporaryDirectory(prefix="sharedcourt-") as scratch:
        file, target = Path(scratch) / "paper.pdf", Path(scratch) / "page"
        file.write_bytes(content)
        page = str(number)
        try:
            command: list[str | Path] = [
                "pdftoppm",
                "-png",
                "-singlefile",
                "-r",
                str(DOTS),
                "-f",
                page,
                "-l",
                page,
                file,
                target,
            ]
            run(command, limit=PICTURE_S, memory=PICTURE_KB)
        except Failed:
            return None
        drawn = target.with_suffix(".png")
        if not drawn.exists():
            return None
        made = drawn.read_bytes()
        # Of a page that is too large for it the program draws one point.
        return made if made[PNG_SIZE] != ONE_POINT else None


def _upright(content: bytes, mime: str, size: tuple[int, int]) -> Image.Image | None:
    """A photograph the right way up, no larger than this many pixels; None for what is none, or too large to be opened here."""
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS.get(mime, ())) as image:
            if image.width * image.height > MOST_PIXELS:
                return None
            image.draft("RGB", (max(size), max(size)))
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    upright.thumbnail(size)
    return upright


def photograph(content: bytes, mime: str) -> bytes | None:
    """A photograph the right way up, no wider than a screen, as PNG."""
    upright = _upright(content, mime, (WIDEST, WIDEST * 2))
    if upright is None:
        return None
    out = io.BytesIO()
    upright.save(out, "PNG")
    return out.getvalue()


def photograph_as_pdf(content: bytes, mime: str, target: Path) -> bool:
    """A photograph alone on an A4 page, upright or lying as the photograph is. False where it cannot be read."""
    upright = _upright(content, mime, (2000, 2000))
    if upright is None:
        return False
    lying = upright.width > upright.height
    page = Image.new("RGB", (1754, 1240) if lying else (1240, 1754), "white")
    upright.thumbnail((page.width - 160, page.height - 160))
    page.paste(upright, ((page.width - upright.width) // 2, (page.height - upright.height) // 2))
    page.save(target, "PDF", resolution=150)
    return True


def join(files: Sequence[Path], target: Path) -> None:
    """One PDF of several, in order. Raises Failed."""
    run(["qpdf", "--empty", "--pages", *files, "--", target], right=(0, WARNED), most=0)


def finish(joined: Path, stamps: Path, outline: list[tuple[str, list[tuple[str, int]]]], target: Path) -> None:
    """Put a stamp on every page and an outline (groups of titles with pages from 1) into the file. Raises Failed."""
    keys = ["--json-key=pages", "--json-key=qpdf", "--json-object=trailer"]
    found = json.loads(run(["qpdf", "--json=2", *keys, joined], right=(0, WARNED)))
    head, objects = found["qpdf"]
    root = objects["trailer"]["value"]["/Root"]
    whole = json.loads(
        run(
            ["qpdf", "--json=2", "--json-key=qpdf", f"--json-object={root.split()[0]}", joined],
            right=(0, WARNED),
        )
    )
    catalog = whole["qpdf"][1][f"obj:{root}"]["value"]
    pages = [page["object"] for page in found["pages"]]
    made = _outline(outline, pages, int(head["maxobjectid"]))
    catalog |= {"/Outlines": f"{int(head['maxobjectid']) + 1} 0 R", "/PageMode": "/UseOutlines"}
    made[f"obj:{root}"] = {"value": catalog}
    changes = joined.with_name("outline.json")
    head["maxobjectid"] = int(head["maxobjectid"]) + len(made)
    changes.write_text(json.dumps({"version": 2, "parameters": {"decodelevel": "none"}, "qpdf": [head, made]}))
    command: list[str | Path] = ["qpdf", joined, f"--update-from-json={changes}", "--overlay", stamps, "--"]
    run([*command, "--object-streams=generate", target], right=(0, WARNED), limit=LIMIT_S * 3, most=0)


def _outline(groups: list[tuple[str, list[tuple[str, int]]]], pages: list[str], last: int) -> dict[str, Any]:
    """The objects of an outline of two levels, numbered after `last`."""
    made: dict[str, Any] = {}
    first = last + 1
    place = first
    tops: list[int] = []
    for _title, lines in groups:
        tops.append(place + 1)
        place += 1 + len(lines)
    for at, (title, lines) in zip(tops, groups, strict=True):
        kids = list(range(at + 1, at + 1 + len(lines)))
        index = tops.index(at)
        made[f"obj:{at} 0 R"] = _entry(title, pages[lines[0][1] - 1], first, tops, index) | {}
        made[f"obj:{at} 0 R"]["value"] |= {
            "/First": f"{kids[0]} 0 R",
            "/Last": f"{kids[-1]} 0 R",
            "/Count": len(kids),
        }
        for number, (words, page) in enumerate(lines):
            made[f"obj:{kids[number]} 0 R"] = _entry(words, pages[page - 1], at, kids, number)
    total = len(groups) + sum(len(lines) for _title, lines in groups)
    made[f"obj:{first} 0 R"] = {
        "value": {
            "/Type": "/Outlines",
            "/First": f"{tops[0]} 0 R",
            "/Last": f"{tops[-1]} 0 R",
            "/Count": total,
        }
    }
    return made


def _entry(title: str, page: str, parent: int, beside: list[int], index: int) -> dict[str, Any]:
    value: dict[str, Any] = {"/Title": f"u:{title}", "/Parent": f"{parent} 0 R", "/Dest": [page, "/Fit"]}
    if index > 0:
        value["/Prev"] = f"{beside[index - 1]} 0 R"
    if index < len(beside) - 1:
        value["/Next"] = f"{beside[index + 1]} 0 R"
    return {"value": value}
