"""Where the files are: what was composed, for nobody but us; and what any web server or CDN may serve, in folders nobody guesses.

HOME/broadcasts/made/BROADCAST/NUMBER.ts
HOME/broadcasts/public/FOLDER/{live.m3u8,NUMBER.ts,state.json}
"""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.conf import settings

LIVE, REPLAY, STATE = "live.m3u8", "replay.m3u8", "state.json"
FOLDER = re.compile(r"[A-Za-z0-9_-]{24}")
FILE = re.compile(r"live\.m3u8|replay\.m3u8|state\.json|\d{6}\.ts")


def root() -> Path:
    return Path(settings.HOME) / "broadcasts"


def public_root() -> Path:
    """The folder to give to a web server."""
    found = root() / "public"
    found.mkdir(parents=True, exist_ok=True)
    return found


def public(folder: str) -> Path:
    """The public folder of one broadcast, which may not be there."""
    if not FOLDER.fullmatch(folder):
        raise ValueError(folder)
    return public_root() / folder


def made(broadcast_id: UUID) -> Path:
    """Where its composed pieces are kept, readable by us alone."""
    found = root() / "made" / str(broadcast_id)
    found.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found


def name_of(number: int) -> str:
    return f"{number:06d}.ts"


@contextmanager
def hold(broadcast_id: UUID) -> Iterator[None]:
    """One process at a time changes what is public of a broadcast."""
    locks = root() / "locks"
    locks.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (locks / f"{broadcast_id}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def write(path: Path, text: str) -> None:
    """A file is whole or not there: whoever reads meanwhile gets the old one."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    scratch.write_text(text)
    scratch.replace(path)


def show(source: Path, target: Path) -> None:
    """A piece becomes public without being copied, where the disk allows."""
    if target.exists():
        return
    try:
        os.link(source, target)
    except OSError:
        scratch = target.with_name(f".{target.name}.{os.getpid()}")
        scratch.write_bytes(source.read_bytes())
        scratch.replace(target)
    target.chmod(0o644)
