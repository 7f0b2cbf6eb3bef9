"""What is to be composed, worked out from clocks alone: which stretch of which track belongs at which place.

All times are seconds since the epoch. A chunk is a whole number of frames, so that chunks put one after the other stay exact.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil, floor
from pathlib import Path

FRAME_RATE = 15
SAMPLE_RATE = 48_000
WIDTH, HEIGHT = 1280, 720
CHUNK_S = 300
# Beyond this, a track and its clock, or a picture and its sound, do not agree: staff are told.
LENGTH_TOLERANCE_S = 0.5
GAP_S = 3.0
# A sound card's clock is off by so much at most; what differs more is a fault and is not stretched.
CLOCK_DRIFT = 0.002
LONG_ENOUGH_S = 120.0


@dataclass(frozen=True)
class Clip:
    """One track as a file that can be sought in: from when to when by the clock, and how long it really is."""

    track: str
    seat: str
    kind: str
    file: Path
    began: float
    ended: float
    seconds: float
    ended_surely: bool = True
    # Where in the file it begins.
    offset: float = 0.0

    @property
    def pace(self) -> float:
        """Seconds of the file for a second of the clock: 1, unless the device's own clock went otherwise."""
        by_clock = self.ended - self.began
        if not self.ended_surely or by_clock < LONG_ENOUGH_S:
            return 1.0
        pace = self.seconds / by_clock
        return pace if abs(pace - 1) <= CLOCK_DRIFT else 1.0

    @property
    def covers_until(self) -> float:
        return self.began + self.seconds / self.pace


@dataclass(frozen=True)
class Chunk:
    """Some minutes to be composed at once."""

    number: int
    began: float
    frames: int

    @property
    def seconds(self) -> float:
        return self.frames / FRAME_RATE


@dataclass(frozen=True)
class Part:
    """The stretch of a clip that falls into a chunk: from where in the file, how long, and when in the chunk."""

    clip: Clip
    skip: float
    seconds: float
    at: float


def chunks(spans: Iterable[tuple[float, float]], chunk_s: float = CHUNK_S) -> list[Chunk]:
    """The recorded stretches, cut into chunks."""
    longest = max(1, round(chunk_s * FRAME_RATE))
    found: list[Chunk] = []
    for began, ended in spans:
        frames = floor((ended - began) * FRAME_RATE + 1e-6)
        for first in range(0, frames, longest):
            found.append(Chunk(len(found), began + first / FRAME_RATE, min(longest, frames - first)))
    return found


def parts(clips: Iterable[Clip], chunk: Chunk) -> list[Part]:
    """What of each clip is heard or seen in this chunk. Places are taken anew from the clock in each chunk: no drift adds up."""
    end = chunk.began + chunk.seconds
    found = []
    for clip in clips:
        first, last = max(clip.began, chunk.began), min(clip.covers_until, end)
        if last - first > 1 / FRAME_RATE:
            skip = clip.offset + (first - clip.began) * clip.pace
            found.append(Part(clip, skip, last - first, first - chunk.began))
    return found


def stretches(clip: Clip, pauses: Iterable[tuple[float, float]]) -> list[Clip]:
    """The clip without its pauses (seconds of its file): a picture that was off is not to stand still instead."""
    ends = [0.0, *(edge for pause in pauses for edge in pause), clip.seconds]
    return [
        replace(
            clip,
            began=clip.began + first / clip.pace,
            ended=clip.began + last / clip.pace,
            seconds=last - first,
            offset=clip.offset + first,
        )
        for first, last in zip(ends[::2], ends[1::2], strict=True)
        if last > first
    ]


def grid(people: int) -> tuple[int, int]:
    """Columns and rows for so many pictures: 1x1, 2x1, 2x2, 3x2, 3x3, 4x3, 4x4."""
    columns = ceil(people**0.5)
    return columns, ceil(people / columns)


def cell(people: int) -> tuple[int, int]:
    """Width and height of one picture, in even numbers."""
    columns, rows = grid(people)
    return WIDTH // columns // 2 * 2, HEIGHT // rows // 2 * 2


def length_faults(clips: Sequence[Clip]) -> list[dict[str, object]]:
    """Tracks whose length does not agree with the clock, and pictures whose sound is longer or shorter than they are."""
    found: list[dict[str, object]] = []
    for clip in clips:
        off = clip.seconds - (clip.ended - clip.began)
        if clip.ended_surely and abs(off) > LENGTH_TOLERANCE_S:
            found.append({"what": "length", "seat": clip.seat, "kind": clip.kind, "seconds": round(off, 2)})
    for picture in (clip for clip in clips if clip.kind == "video"):
        for sound in (clip for clip in clips if clip.kind == "audio" and clip.seat == picture.seat):
            same = abs(sound.began - picture.began) < 1 and abs(sound.ended - picture.ended) < 1
            off = sound.covers_until - picture.covers_until
            if same and abs(off) > LENGTH_TOLERANCE_S:
                found.append({"what": "pair", "seat": picture.seat, "seconds": round(off, 2)})
    return found


def gap_faults(clips: Iterable[Clip], spans: Iterable[tuple[float, float]]) -> list[dict[str, object]]:
    """Times at which the recording ran by the clock and nothing came in from anybody."""
    covered = sorted((clip.began, clip.covers_until) for clip in clips)
    found: list[dict[str, object]] = []
    for began, ended in spans:
        edges = [(began, began), *((first, last) for first, last in covered if last > began and first < ended)]
        edges.append((ended, ended))
        reached = began
        for (_first, last), (following, _last) in pairwise(edges):
            reached = max(reached, last)
            if following - reached > GAP_S:
                found.append({"what": "gap", "at": round(reached), "seconds": round(following - reached, 1)})
    return found
