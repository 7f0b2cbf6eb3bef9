"""Playable files of what the gateway has recorded: one for each microphone and camera, with the moment its first packet came.

A gateway writes `videoroom-ROOM-user-FEED-MICROSECONDS-KIND-LINE.mjr` (with `.tmp` after it while it is being written).
"""

import json
import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from sharedcourt.rooms.backends import RecordedTrack
from sharedcourt.rooms.janus import configuration
from sharedcourt.rooms.janus.person import seat_of_feed

NAME = re.compile(r"videoroom-.+-user-(?P<feed>[0-9a-f-]{36}-[0-9a-f]{8})-(?P<at>\d+)-(?P<kind>audio|video)-\d+\.mjr")
SUFFIXES = {"audio": ".opus", "video": ".webm"}
CONVERTING_S = 15 * 60
MAGIC = b"MJR0000"


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


def _tracks(room_id: str) -> Iterator[RecordedTrack]:
    for source in sorted(configuration.recordings_folder(room_id).glob("*.mjr")):
        match = NAME.fullmatch(source.name)
        begun = header(source).get("u") if match else None
        if match is None or not begun:
            # Nothing was ever sent on this line.
            continue
        kind: Literal["audio", "video"] = "audio" if match["kind"] == "audio" else "video"
        path = _converted(source, kind)
        if path is not None:
            started_at = datetime.fromtimestamp(begun / 1_000_000, UTC)
            yield RecordedTrack(seat=seat_of_feed(match["feed"]), kind=kind, path=path, started_at=started_at)


def tracks(room_id: str) -> list[RecordedTrack]:
    """Every finished recording of the room, in the order of time. Takes as long as converting takes; call it in a worker."""
    return sorted(_tracks(room_id), key=lambda track: track.started_at)
