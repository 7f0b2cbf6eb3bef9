"""Playable files of what the gateway has recorded: one for each microphone and camera, with the moments of its first and last packet.

A gateway writes `videoroom-ROOM-user-FEED-MICROSECONDS-KIND-LINE.mjr` (with `.tmp` after it while it is being written; one that died
leaves it so). In it, after a description, every packet stands with how many milliseconds after the first one it came.
"""

import json
import mmap
import re
import struct
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from sharedcourt.rooms.backends import RecordedTrack
from sharedcourt.rooms.janus import configuration
from sharedcourt.rooms.janus.person import seat_of_feed

NAME = re.compile(r"videoroom-.+-user-(?P<feed>[0-9a-f-]{36}-[0-9a-f]{8})-(?P<at>\d+)-(?P<kind>audio|video)-\d+\.mjr")
SUFFIXES = {"audio": ".opus", "video": ".webm"}
CONVERTING_S = 15 * 60
MAGIC = b"MJR0000"
PREAMBLE = 8
PACKET = struct.Struct(">4sIH")
PACKET_MARK = b"MEET"
# Packets come many times a second: a file that did not grow for so long has nobody who writes it.
ABANDONED_S = 10.0


def header(path: Path) -> dict[str, Any]:
    """The description at the beginning of a `.mjr`; empty when the file holds none."""
    with path.open("rb") as stream:
        if not stream.read(8).startswith(MAGIC):
            return {}
        try:
            found = json.loads(stream.read(int.from_bytes(stream.read(2), "big")))
        except ValueError:
            return {}
    return found if isinstance(found, dict) else {}


def lasted_s(path: Path) -> float:
    """Seconds from the first packet of a `.mjr` to its last, by the gateway's own clock."""
    last = 0
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        at = PREAMBLE + 2 + int.from_bytes(content[PREAMBLE : PREAMBLE + 2], "big")
        while at + PACKET.size <= len(content):
            mark, milliseconds, length = PACKET.unpack_from(content, at)
            if mark != PACKET_MARK:
                break
            last = max(last, milliseconds)
            at += PACKET.size + length
    return last / 1000


def _converted(source: Path, kind: str) -> Path | None:
    target = source.with_suffix(SUFFIXES[kind])
    if target.exists():
        return target
    scratch = target.with_name(f"making-{target.name}")
    done = subprocess.run(  # noqa: S603  Janus's own tool on a file that Janus wrote
        ["janus-pp-rec", source, scratch],  # noqa: S607
        capture_output=True,
        check=False,
        timeout=CONVERTING_S,
    )
    if done.returncode or not scratch.exists():
        scratch.unlink(missing_ok=True)
        return None
    # Only a whole file ever has the name that is looked for.
    scratch.replace(target)
    return target


def _first_s(path: Path) -> float:
    """Where in the file its first picture or sound is: a picture begins with the first whole one."""
    command = ["ffprobe", "-v", "error", "-show_entries", "format=start_time", "-of", "csv=p=0", str(path)]
    done = subprocess.run(command, capture_output=True, check=False, text=True)  # noqa: S603  words of our own
    try:
        return max(0.0, float(done.stdout))
    except ValueError:
        return 0.0


def _sources(folder: Path) -> Iterator[Path]:
    """What is whole, and what a gateway left when it died."""
    yield from folder.glob("*.mjr")
    for left in folder.glob("*.mjr.tmp"):
        if time.time() - left.stat().st_mtime > ABANDONED_S:
            yield left.rename(left.with_suffix(""))


def _tracks(room_id: str) -> Iterator[RecordedTrack]:
    for source in sorted(_sources(configuration.recordings_folder(room_id))):
        match = NAME.fullmatch(source.name)
        begun = header(source).get("u") if match else None
        if match is None or not begun:
            # Nothing was ever sent on this line.
            continue
        kind: Literal["audio", "video"] = "audio" if match["kind"] == "audio" else "video"
        path = _converted(source, kind)
        if path is not None:
            first = datetime.fromtimestamp(begun / 1_000_000, UTC)
            yield RecordedTrack(
                seat=seat_of_feed(match["feed"]),
                kind=kind,
                path=path,
                started_at=first + timedelta(seconds=_first_s(path)),
                ended_at=first + timedelta(seconds=lasted_s(source)),
            )


def tracks(room_id: str) -> list[RecordedTrack]:
    """Every finished recording of the room, in the order of time. Takes as long as converting takes; call it in a worker."""
    return sorted(_tracks(room_id), key=lambda track: track.started_at)


def forget(track: RecordedTrack) -> None:
    """Remove what the gateway wrote and what was made of it."""
    for path in (track.path, track.path.with_suffix(".mjr")):
        path.unlink(missing_ok=True)
