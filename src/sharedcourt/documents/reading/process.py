"""The process that opens files from strangers: bounded in memory and time, without Django, alone with its file.

    python -m sharedcourt.documents.reading.process

On standard input one line of JSON (the order) and the file; on standard output one line of JSON for each event.
"""

import contextlib
import ctypes
import io
import json
import os
import sys
from functools import lru_cache
from importlib import import_module
from typing import Any, TextIO

PR_SET_PDEATHSIG, SIGKILL = 1, 9
QUALITY = 80  # of the JPEG that is shown
MOST_LAYERS = 500  # pages of one file; of those that have to be looked at the settings allow fewer


def bound(megabytes: int, seconds: int) -> None:
    """No more memory and processor time than that; and die with whoever started us."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(5)
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, SIGKILL)


def _say(out: TextIO, **event: Any) -> None:
    out.write(json.dumps(event, ensure_ascii=False) + "\n")
    out.flush()


def work(order: dict[str, Any], content: bytes, out: TextIO) -> None:
    """Read the pages, and say each as soon as it is done: those that carry their text, and `most_pages` of the others."""
    from sharedcourt.documents.reading import pages

    try:
        paper = pages.Paper(content, order["mime"])
        _say(out, event="open", pages=paper.pages)

        @lru_cache
        def reader() -> Any:
            module, _, name = str(order["reader"]).rpartition(".")
            made = getattr(import_module(module), name)()
            _say(out, event="engine", name=made.name, version=made.version)
            return made

        looked_at = order.get("looked_at", 0)
        for number in range(1, min(paper.pages, MOST_LAYERS) + 1):
            if number in order["skip"]:
                continue
            _say(out, event="begin", number=number)
            page = paper.layer(number)
            if page is None and looked_at >= order["most_pages"]:
                continue
            if page is None:
                page = pages.seen(number, paper.picture(number), reader())
                looked_at += 1
            lines = [[line.text, *line.box, line.confidence] for line in page.lines]
            _say(
                out,
                event="page",
                number=number,
                source=page.source,
                width=page.width,
                height=page.height,
                turned=page.turned,
                lines=lines,
            )
    except pages.Unreadable as problem:
        _say(out, event="failed", code=problem.code)
    else:
        _say(out, event="end")


def draw(order: dict[str, Any], content: bytes) -> bytes:
    """One page as the JPEG that people see beside its text."""
    from sharedcourt.documents.reading import pages

    picture = pages.Paper(content, order["mime"]).picture(order["draw"])
    if order.get("turned"):
        picture = picture.rotate(order["turned"], expand=True)
    drawn = io.BytesIO()
    picture.save(drawn, "JPEG", quality=QUALITY)
    return drawn.getvalue()


def main() -> None:
    order = json.loads(sys.stdin.buffer.readline())
    bound(order["megabytes"], order["seconds"])
    content = sys.stdin.buffer.read()
    # Whatever a library prints must not get between our lines, and never into a log.
    private = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    if "draw" in order:
        with os.fdopen(private, "wb") as raw:
            raw.write(draw(order, content))
        return
    with os.fdopen(private, "w", encoding="utf-8") as out:
        work(order, content, out)


if __name__ == "__main__":
    main()
