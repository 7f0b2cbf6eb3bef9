"""Made-up media with a clock: a white flash and a beep at every full second, and the measurement of what became of them."""

import hashlib
import subprocess
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sharedcourt.people import cast
from sharedcourt.rooms.models import Seat
from sharedcourt.rooms.recording import pieces, plan
from sharedcourt.rooms.recording.models import Recording, RecordingTrack

PIECE = 512 * 1024
SHORT_S = 0.1
SAMPLES = 8000


def _ffmpeg(*arguments: str | Path) -> bytes:
    words = ["ffmpeg", "-hide_banner", "-nostdin", "-y", "-v", "error", *(str(word) for word in arguments)]
    return subprocess.run(words, capture_output=True, check=True).stdout


def make_picture(target: Path, *, ahead: float, seconds: float, size: str = "320x180", pace: float = 1.0) -> Path:
    """A film whose first frame is `ahead` seconds after a full second; `pace` is how much faster its clock runs."""
    flash = f"drawbox=t=fill:color=white:enable='lt(mod(t/{pace}+{ahead}+0.0001,1),{SHORT_S})'"
    source = f"testsrc=s={size}:r=15:d={seconds * pace},eq=brightness=-0.6,{flash}"
    quick = ["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "400k", "-g", "100"]
    _ffmpeg("-f", "lavfi", "-i", source, *quick, "-f", "webm", target)
    return target


def make_sound(target: Path, *, ahead: float, seconds: float, pitch: int = 1000, pace: float = 1.0) -> Path:
    """A beep at the same moments."""
    beep = f"if(lt(mod(t/{pace}+{ahead},1),{SHORT_S}),0.3*sin(2*PI*{pitch}*t),0)"
    source = f"aevalsrc='{beep}':s=48000:d={seconds * pace}"
    _ffmpeg("-f", "lavfi", "-i", source, "-c:a", "libopus", "-b:a", "32k", "-f", "webm", target)
    return target


def upload(recording: Recording, seat: Seat, kind: str, file: Path, began: datetime, seconds: float) -> RecordingTrack:
    """Bring a file in as the mediator's browser would: piece by piece, then closed."""
    by = cast.person(cast.MEDIATOR)
    track = pieces.open_track(
        by=by,
        recording=recording,
        seat=seat,
        kind=RecordingTrack.Kind(kind),
        mime=f"{kind}/webm",
        started_at=began,
    )
    with file.open("rb") as stream:
        number = 0
        while content := stream.read(PIECE):
            sha256 = hashlib.sha256(content).hexdigest()
            pieces.take_piece(by=by, track=track, number=number, content=content, sha256=sha256)
            number += 1
    return pieces.close_track(by=by, track=track, closed_at=began + timedelta(seconds=seconds))


@dataclass(frozen=True)
class Marks:
    """When, in seconds of the composed film, a flash or a beep begins."""

    flashes: list[float]
    beeps: list[float]

    def apart(self) -> list[float]:
        """How far each flash is from the beep nearest to it."""
        return [min((flash - beep for beep in self.beeps), key=abs) for flash in self.flashes]


def _onsets(loud: Sequence[bool], rate: float, first: float) -> list[float]:
    return [first + at / rate for at in range(1, len(loud)) if loud[at] and not loud[at - 1]]


def marks(film: Path, *, place: int, people: int, first: float, seconds: float) -> Marks:
    """Flashes in one person's cell and beeps in the mix, within a stretch of the film."""
    width, height = plan.cell(people)
    columns, _rows = plan.grid(people)
    # The middle of the cell: neither the name nor the clock, whatever is drawn at its edges.
    x, y = place % columns * width + width // 3, place // columns * height + height // 3
    if people in (2, 5, 6):
        y += (plan.HEIGHT - plan.cell(people)[1] * plan.grid(people)[1]) // 2
    shape = f"crop={width // 3}:{height // 4}:{x}:{y},scale=1:1:flags=area,format=gray"
    cut: list[str | Path] = ["-ss", str(first), "-t", str(seconds), "-i", film]
    light = _ffmpeg(*cut, "-an", "-vf", shape, "-f", "rawvideo", "-")
    raw = _ffmpeg(*cut, "-vn", "-ac", "1", "-ar", str(SAMPLES), "-f", "s16le", "-")
    sound = array("h", raw[: len(raw) // 2 * 2])
    window = SAMPLES // 200
    levels = [max(map(abs, sound[at : at + window])) for at in range(0, len(sound) - window, window)]
    flashes = _onsets([value > 170 for value in light], plan.FRAME_RATE, first)
    return Marks(flashes, _onsets([level > 1500 for level in levels], SAMPLES / window, first))


def at(second: float) -> datetime:
    return datetime.fromtimestamp(second, UTC)
