"""Who carries pictures and sound between browsers. The embedded default is a mesh: every browser sends to every other.

Another backend (a selective forwarding unit, say) takes its place by setting `SHAREDCOURT_MEDIA_BACKEND`; the page does not
change, because it only knows endpoints: ids it exchanges `signal` messages with. In a mesh these are the other seats; a
forwarding unit is two, `server-up` (the page sends) and `server-down` (it receives), and says in `streams` whose picture is on which line. docs/signalling.md has the whole.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from sharedcourt.core.environment import SettingInvalid

UP, DOWN = "server-up", "server-down"
GATEWAY = (UP, DOWN)


@dataclass(frozen=True)
class Capabilities:
    """What a backend can do; rooms are made within it."""

    mode: str
    max_people: int
    records: bool = False


@dataclass(frozen=True)
class Delivery:
    """A message for one seat's browser."""

    to: str
    body: dict[str, Any]


@dataclass(frozen=True)
class RecordedTrack:
    """One person's microphone or camera as a backend recorded it by itself, finished and playable.

    `started_at` is when the first picture or sound in the file came, `ended_at` when the last one did, both by the backend's clock.
    """

    seat: str
    kind: Literal["audio", "video"]
    path: Path
    started_at: datetime
    ended_at: datetime


class MediaBackend(Protocol):
    """What a room asks of whoever carries the media."""

    name: str

    def capabilities(self) -> Capabilities:
        """Limits, known without asking an outside system."""

    async def welcome(self, room_id: str, seat: dict[str, Any], roster: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """What the page needs to begin: `mode`, `video` constraints, and `endpoints` when they are not the other seats."""

    async def on_signal(
        self, room_id: str, seat: dict[str, Any], to: str, body: dict[str, Any], roster: Sequence[dict[str, Any]]
    ) -> list[Delivery]:
        """A browser's offer, answer or candidate; `body` already names its true sender. Returns what to send to whom."""

    async def on_view(self, room_id: str, seat: dict[str, Any], sizes: dict[str, int], line: int) -> None:
        """How high (in rows, 0: not seen) a page shows each seat's picture, and how poor it finds its line: 0 good, 3 sound only."""

    async def on_leave(self, room_id: str, seat: dict[str, Any]) -> None:
        """The person left, was removed or replaced (not: lost the connection)."""

    async def on_roster(self, room_id: str, roster: Sequence[dict[str, Any]]) -> None:
        """The roster as just read: who is inside, in which `circle` (those of one circle see and hear each other), who is recorded."""

    async def record(self, room_id: str, roster: Sequence[dict[str, Any]]) -> None:
        """Record the picture and sound of exactly those whom the roster names (`queries.recorded`), and nobody else's.

        Every `on_roster` says the same, so that what is lost here is made up for. Raises `Unavailable` when it cannot be done now.
        """

    def recorded_tracks(self, room_id: str) -> list[RecordedTrack]:
        """What was recorded of the room and is complete, in the order of time; empty when the host's browser records. May take minutes."""

    def forget(self, track: RecordedTrack) -> None:
        """Remove a recorded track's files: it is kept elsewhere, or must not be kept."""


def video_constraints(words: str) -> dict[str, int]:
    """`640x360@15` as width, height and frames per second, with the bit rate (kbit/s) that suits it in a mesh."""
    match = re.fullmatch(r"(\d{2,4})x(\d{2,4})@(\d{1,2})", words)
    if match is None:
        raise SettingInvalid(f"SHAREDCOURT_VIDEO must look like 640x360@15, not {words!r}.")
    width, height, frame_rate = (int(part) for part in match.groups())
    kbps = max(80, round(width * height * frame_rate / 9000))
    return {"width": width, "height": height, "frame_rate": frame_rate, "kbps": kbps}


class Mesh:
    """Every browser sends its picture to every other one; the server only passes signals on."""

    name = "mesh"

    def capabilities(self) -> Capabilities:
        return Capabilities(mode="mesh", max_people=6)

    async def welcome(self, room_id: str, seat: dict[str, Any], roster: Sequence[dict[str, Any]]) -> dict[str, Any]:
        return {"mode": "mesh", "video": video_constraints(settings.SHAREDCOURT_VIDEO)}

    async def on_signal(
        self, room_id: str, seat: dict[str, Any], to: str, body: dict[str, Any], roster: Sequence[dict[str, Any]]
    ) -> list[Delivery]:
        present = any(other["seat"] == to and other["state"] == "present" for other in roster)
        return [Delivery(to, body)] if present and to != seat["seat"] else []

    async def on_view(self, room_id: str, seat: dict[str, Any], sizes: dict[str, int], line: int) -> None:
        return None

    async def on_leave(self, room_id: str, seat: dict[str, Any]) -> None:
        return None

    async def on_roster(self, room_id: str, roster: Sequence[dict[str, Any]]) -> None:
        return None

    async def record(self, room_id: str, roster: Sequence[dict[str, Any]]) -> None:
        return None

    def recorded_tracks(self, room_id: str) -> list[RecordedTrack]:
        return []

    def forget(self, track: RecordedTrack) -> None:
        return None


@lru_cache
def _load(path: str) -> MediaBackend:
    backend: MediaBackend = import_string(path)()
    return backend


def chosen() -> MediaBackend:
    """The backend named by `SHAREDCOURT_MEDIA_BACKEND`."""
    return _load(settings.SHAREDCOURT_MEDIA_BACKEND)
