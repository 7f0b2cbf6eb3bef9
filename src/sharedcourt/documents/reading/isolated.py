"""Starting the process that reads, and hearing what it says. If it dies, hangs or grows, only it ends."""

import json
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parents[2]
MEGABYTES = 2560  # address space; the models and one page take about 900 MB of real memory
PAGE_SECONDS = 300.0  # without a word from the process: much more than a page takes, for a machine may be busy
FILE_SECONDS = 7200.0
PROCESSOR_SECONDS = 60  # a page
PICTURE_SECONDS = 45.0
PICTURE_MEGABYTES = 1024
PIECE = 65536


class Died(Exception):
    """The process ended before it was done, or had to be ended."""


def _started(threads: int = 1) -> "subprocess.Popen[bytes]":
    """Of our environment it gets what programs need, and what is meant for a reader."""
    keep = ("PATH", "LANG", "HOME", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "SHAREDCOURT_READING_")
    environment = {name: value for name, value in os.environ.items() if name.startswith(keep)}
    return subprocess.Popen(
        [sys.executable, "-m", "sharedcourt.documents.reading.process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={
            **environment,
            "PYTHONPATH": str(PACKAGE.parent),
            "OMP_NUM_THREADS": str(threads),
            "SHAREDCOURT_READING_THREADS": str(threads),
        },
    )


def _feed(process: "subprocess.Popen[bytes]", order: dict[str, Any], content: bytes) -> None:
    assert process.stdin is not None
    try:
        process.stdin.write(json.dumps(order).encode() + b"\n" + content)
        process.stdin.close()
    except OSError:
        return  # it has ended; who listens to it notices


def events(
    content: bytes,
    *,
    mime: str,
    reader: str,
    most_pages: int,
    skip: Sequence[int] = (),
    looked_at: int = 0,
    page_seconds: float | None = None,
    threads: int = 1,
) -> Iterator[dict[str, Any]]:
    """What the process says, event by event (`open`, `engine`, `begin`, `page`, `failed`, `end`). Raises Died.

    `most_pages` limits those that carry no text of their own, of which `looked_at` have been read before.
    `page_seconds`: how long it may be silent. `threads`: how many the reader may use.
    """
    order = {
        "mime": mime,
        "reader": reader,
        "most_pages": most_pages,
        "skip": list(skip),
        "looked_at": looked_at,
        "megabytes": MEGABYTES,
        "seconds": PROCESSOR_SECONDS * threads * (most_pages + 1),
    }
    process = _started(threads)
    feeding = threading.Thread(target=_feed, args=(process, order, content), daemon=True)
    feeding.start()
    assert process.stdout is not None
    descriptor, waiting = process.stdout.fileno(), b""
    until = time.monotonic() + FILE_SECONDS
    try:
        while True:
            patience = min(page_seconds or PAGE_SECONDS, until - time.monotonic())
            if patience <= 0 or not select.select([descriptor], [], [], patience)[0]:
                raise Died("silent")
            piece = os.read(descriptor, PIECE)
            if not piece:
                raise Died("ended")
            *lines, waiting = (waiting + piece).split(b"\n")
            for line in lines:
                event: dict[str, Any] = json.loads(line)
                yield event
                if event["event"] in {"end", "failed"}:
                    return
    finally:
        process.kill()
        process.wait()
        feeding.join(1)
        process.stdout.close()


def picture(content: bytes, *, mime: str, number: int, turned: int = 0) -> bytes:
    """One page as JPEG. Raises Died."""
    order = {
        "mime": mime,
        "draw": number,
        "turned": turned,
        "megabytes": PICTURE_MEGABYTES,
        "seconds": int(PICTURE_SECONDS),
    }
    process = _started()
    try:
        drawn, _nothing = process.communicate(json.dumps(order).encode() + b"\n" + content, timeout=PICTURE_SECONDS)
    except (subprocess.TimeoutExpired, OSError) as problem:
        raise Died("silent") from problem
    finally:
        process.kill()
        process.wait()
    if process.returncode or not drawn:
        raise Died("ended")
    return drawn
