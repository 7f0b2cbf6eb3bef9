"""The built front end: which hashed files belong to an entry of Vite's manifest."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static

MANIFEST = Path(__file__).resolve().parent / "static" / "web" / "manifest.json"


@dataclass(frozen=True)
class Entry:
    """The addresses a page must load for one entry: style sheets first, then the module and what it imports."""

    styles: tuple[str, ...]
    script: str
    preloads: tuple[str, ...]


def is_built() -> bool:
    """Whether the front end was built (it is not committed; an installed copy carries it)."""
    return MANIFEST.exists()


def entry(source: str) -> Entry | None:
    """The files of an entry such as `src/main.ts`; None when the front end was not built."""
    if not is_built():
        return None
    # Read again only when it was built again: a running server then serves the new names at once.
    return _entry(source, MANIFEST.stat().st_mtime_ns)


@cache
def _entry(source: str, stamp: int) -> Entry:
    chunks = json.loads(MANIFEST.read_text(encoding="utf-8"))
    if source not in chunks:
        raise ImproperlyConfigured(f"The front end has no entry {source!r}; it has {sorted(chunks)}.")
    styles: list[str] = []
    preloads: list[str] = []
    seen: set[str] = set()

    def walk(name: str) -> None:
        if name in seen:
            return
        seen.add(name)
        chunk = chunks[name]
        for imported in chunk.get("imports", []):
            walk(imported)
            preloads.append(chunks[imported]["file"])
        styles.extend(chunk.get("css", []))

    walk(source)
    return Entry(
        styles=tuple(static(f"web/{name}") for name in dict.fromkeys(styles)),
        script=static(f"web/{chunks[source]['file']}"),
        preloads=tuple(static(f"web/{name}") for name in dict.fromkeys(preloads)),
    )


def with_what_they_import(*sources: str) -> tuple[str, ...]:
    """The addresses of entries with everything that they load, also what they load only when it is needed; () when not built."""
    if not is_built():
        return ()
    return _with_imports(sources, MANIFEST.stat().st_mtime_ns)


@cache
def _with_imports(sources: tuple[str, ...], stamp: int) -> tuple[str, ...]:
    chunks = json.loads(MANIFEST.read_text(encoding="utf-8"))
    found: dict[str, None] = {}
    seen: set[str] = set()

    def walk(name: str) -> None:
        if name in seen:
            return
        seen.add(name)
        chunk = chunks[name]
        found.update(dict.fromkeys([chunk["file"], *chunk.get("css", [])]))
        for imported in (*chunk.get("imports", []), *chunk.get("dynamicImports", [])):
            walk(imported)

    for source in sources:
        walk(source)
    return tuple(static(f"web/{name}") for name in sorted(found))


def text_of(source: str) -> str:
    """What an entry that imports nothing holds; "" when the front end was not built."""
    if not is_built():
        return ""
    chunks = json.loads(MANIFEST.read_text(encoding="utf-8"))
    file: str = chunks[source]["file"]
    return (MANIFEST.parent / file).read_text(encoding="utf-8")
