"""Reading in a process of its own, with bounds on memory and time: if a file kills, hangs or swells the reader, only that ends."""

import json
import resource
import subprocess
import sys
from pathlib import Path

from sharedcourt.judgments.taking_in.reading import Taken, read
from sharedcourt.judgments.taking_in.refusing import WORDS, Unreadable

PACKAGES = Path(__file__).resolve().parents[3]
SECONDS = 60.0
PROCESSOR_SECONDS = 40
MEGABYTES = 1024  # address space


def read_apart(content: bytes) -> Taken:
    """As `reading.read`. Raises Unreadable, with `too_long` when it had to be given up and `damaged` when the reader died of the file."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "sharedcourt.judgments.taking_in.apart"],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
            env={"PYTHONPATH": str(PACKAGES), "PATH": "/usr/bin:/bin"},
        )
    except subprocess.TimeoutExpired as problem:
        raise Unreadable("too_long") from problem
    try:
        said = json.loads(done.stdout)
    except ValueError as problem:
        raise Unreadable("damaged") from problem
    if "code" in said:
        raise Unreadable(said["code"] if said["code"] in WORDS else "damaged", **said["params"])
    return Taken(said["kind"], tuple(said["paragraphs"]), tuple(said["notes"]))


def main() -> None:
    """In the process: the file from standard input, what was read to standard output as JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES * 2**20,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    said: dict[str, object]
    try:
        taken = read(sys.stdin.buffer.read())
        said = {"kind": taken.kind, "paragraphs": taken.paragraphs, "notes": taken.notes}
    except Unreadable as problem:
        said = {"code": problem.code, "params": problem.params}
    except (MemoryError, RecursionError):
        said = {"code": "unpacks_too_large", "params": {}}
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main()
