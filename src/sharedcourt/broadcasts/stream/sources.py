"""Where picture and sound come from, behind one interface; chosen by `SHAREDCOURT_BROADCAST_SOURCE`.

A source is asked for a stretch of the clock that has passed, so that whoever was killed asks again and gets the same.
"""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from sharedcourt.broadcasts.models import Broadcast
from sharedcourt.rooms import backends
from sharedcourt.rooms.recording.plan import FRAME_RATE, SAMPLE_RATE, Clip

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Window:
    """A stretch of the clock, in whole frames."""

    began: datetime
    frames: int

    @property
    def seconds(self) -> float:
        return self.frames / FRAME_RATE

    @property
    def ended(self) -> datetime:
        return self.began + timedelta(seconds=self.seconds)


@dataclass(frozen=True)
class Place:
    """Somebody's place in the picture: the key under which their clips come, and who it is (None: nobody known)."""

    key: str
    user_id: UUID | None
    label: str = ""


@dataclass(frozen=True)
class Material:
    """What there is for a window: files with their place on the clock, and whose places are drawn, in order."""

    clips: Sequence[Clip]
    places: Sequence[Place]


class Source(Protocol):
    """What the broadcaster asks of whoever has picture and sound."""

    words: Any  # what it is, for people
    settles_s: float  # so long after a window it is all there

    def usable(self) -> bool:
        """Whether it can give anything on this installation."""

    def spans(self, broadcast: Broadcast) -> list[Span] | None:
        """The stretches that may be used (those that are recorded); None: no limit of its own."""

    def material(self, broadcast: Broadcast, window: Window, folder: Path) -> Material:
        """Clips that cover the window as far as anything was sent. `folder` is empty and goes away."""

    def stir(self, broadcast: Broadcast) -> None:
        """Called before each window; what a source needs to keep going (whole pictures, say)."""


class Nothing:
    """Browsers send to each other: the server has nothing that could be shown."""

    words: Any = _("none: the media server does not record here")
    settles_s = 0.0

    def usable(self) -> bool:
        return False

    def spans(self, broadcast: Broadcast) -> list[Span] | None:
        return []

    def material(self, broadcast: Broadcast, window: Window, folder: Path) -> Material:
        return Material((), ())

    def stir(self, broadcast: Broadcast) -> None:
        return None


class TestCard:
    """A moving test picture, a flash and a tone at every full second: for demonstrations and tests. It says on screen what it is."""

    __test__ = False
    words: Any = _("a test picture, no hearing")
    settles_s = 0.0
    people: tuple[Place, ...] = (Place("card", None, "演示画面 TEST"),)

    def usable(self) -> bool:
        return True

    def spans(self, broadcast: Broadcast) -> list[Span] | None:
        return None

    def material(self, broadcast: Broadcast, window: Window, folder: Path) -> Material:
        """Made from the clock alone: the same window is the same picture."""
        begins, clips = window.began.timestamp(), []
        offset = begins % 3600
        for number, place in enumerate(self.people):
            picture, sound = folder / f"{number}.mkv", folder / f"{number}.wav"
            flash = f"drawbox=x=0:y=0:w=iw:h=80:color=white:t=fill:enable='lt(mod(t+{offset:.6f},1),0.1)'"
            tone = f"0.3*sin(2*PI*{700 + 100 * number}*(t+{offset:.6f}))*lt(mod(t+{offset:.6f},1),0.1)"
            command = ["ffmpeg", "-v", "error", "-nostdin", "-y", "-threads", "1"]
            command += ["-f", "lavfi", "-i", f"testsrc2=s=640x360:r={FRAME_RATE},{flash}"]
            command += ["-f", "lavfi", "-i", f"aevalsrc='{tone}':s={SAMPLE_RATE}", "-t", f"{window.seconds:.6f}"]
            command += ["-map", "0:v", "-c:v", "mpeg4", "-q:v", "4", "-threads", "1", str(picture)]
            command += ["-t", f"{window.seconds:.6f}", "-map", "1:a", "-c:a", "pcm_s16le", str(sound)]
            subprocess.run(command, check=True, capture_output=True)  # noqa: S603  words of our own
            for kind, file in (("video", picture), ("audio", sound)):
                ended = begins + window.seconds
                clips.append(Clip(f"{place.key}{kind}", place.key, kind, file, begins, ended, window.seconds))
        return Material(tuple(clips), self.people)

    def stir(self, broadcast: Broadcast) -> None:
        return None


def chosen() -> Source:
    """The source named in the settings; else what the media server records, or the test picture in a demonstration."""
    path = settings.SHAREDCOURT_BROADCAST_SOURCE
    if path:
        found: Source = import_string(path)()
        return found
    if backends.chosen().capabilities().records:
        from sharedcourt.broadcasts.stream.gateway import GatewayRecording

        return GatewayRecording()
    return TestCard() if settings.DEMO else Nothing()
