"""The commands given to ffmpeg. One core each: a recording must not take the machine from the rooms that are in session."""

import json
import os
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from django.conf import settings

from sharedcourt.rooms.recording.plan import FRAME_RATE, HEIGHT, SAMPLE_RATE, WIDTH, Chunk, Part, cell, grid

QUIET = [
    "ffmpeg",
    "-hide_banner",
    "-nostdin",
    "-y",
    "-loglevel",
    "info",
    "-threads",
    "1",
    "-filter_complex_threads",
    "1",
]
GROUND = "0x12161c"
FONT = "NotoSansSC_400Regular.ttf"
LOUDEST = re.compile(r"max_volume: (-?[\d.]+|-inf) dB")


class Failed(Exception):
    """ffmpeg refused; the last thing it said."""


@dataclass(frozen=True)
class Label:
    """Whose picture is in a cell, and what stands under it (in a file: no text is ever part of a command)."""

    seat: str
    file: Path


def run(command: Sequence[str | Path]) -> str:
    """Run to the end, with the clock of China; returns what was said on the error stream. Raises Failed."""
    environment = os.environ | {"TZ": "Asia/Shanghai", "LC_ALL": "C.UTF-8"}
    words = [str(word) for word in command]
    try:
        done = subprocess.run(words, env=environment, capture_output=True, text=True, errors="replace", check=False)  # noqa: S603  words of our own
    except FileNotFoundError:
        raise Failed("ffmpeg is not installed") from None
    if done.returncode:
        lines = [line for line in done.stderr.strip().splitlines() if line.strip()]
        raise Failed(f"exit {done.returncode}: {lines[-1][:200] if lines else ''}")
    return done.stderr


def seekable(source: Path, target: Path) -> float:
    """A copy with an index (a browser's stream has none), nothing encoded anew. Returns its length in seconds. Raises Failed."""
    run([*QUIET, "-fflags", "+genpts", "-i", source, "-map", "0", "-c", "copy", "-f", "matroska", target])
    return duration(target)


def cut(source: Path, target: Path, seconds: float) -> None:
    """A copy of only the first so many seconds, nothing encoded anew. Raises Failed."""
    run([*QUIET, "-i", source, "-t", f"{seconds:.3f}", "-map", "0", "-c", "copy", target])


def duration(file: Path, stream: str = "") -> float:
    """Length in seconds, of the whole file or of its first `v` or `a` stream. Raises Failed."""
    chosen = ["-select_streams", f"{stream}:0", "-show_entries", "stream=duration"] if stream else []
    entries = chosen or ["-show_entries", "format=duration"]
    command = ["ffprobe", "-v", "error", *entries, "-of", "json", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  words of our own
    try:
        found = json.loads(done.stdout)
        return float((found["streams"][0] if stream else found["format"])["duration"])
    except (ValueError, KeyError, IndexError):
        raise Failed(f"{file.suffix} without a length") from None


def content_s(file: Path) -> float:
    """Seconds from the first picture or sound in the file to the end. Raises Failed."""
    command = ["ffprobe", "-v", "error", "-show_entries", "format=start_time", "-of", "csv=p=0", str(file)]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603  words of our own
    try:
        return duration(file) - max(0.0, float(told))
    except ValueError:
        return duration(file)


def pauses(file: Path, longest_s: float) -> list[tuple[float, float]]:
    """Where between two pictures more time passes than this: from the end of the one to the beginning of the other."""
    command = ["ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", "packet=pts_time", "-of", "csv=p=0"]
    told = subprocess.run([*command, str(file)], capture_output=True, text=True, check=False).stdout  # noqa: S603  words of our own
    shown = sorted(float(line.strip(",")) for line in told.split() if line.strip(",").replace(".", "", 1).isdigit())
    return [(before + 1 / FRAME_RATE, after) for before, after in pairwise(shown) if after - before > longest_s]


def _picture(index: int, part: Part, width: int, height: int) -> str:
    # By its file's clock the picture is stretched to the wall's; then so many frames a second, none missing, none twice.
    tempo = f"setpts=(PTS-STARTPTS)/{part.clip.pace:.9f}"
    shape = f"scale={width}:{height}:force_original_aspect_ratio=decrease:flags=fast_bilinear,setsar=1,format=yuv420p"
    # A last picture stands no longer than its part, whatever the file says of its length.
    frames = f"fps={FRAME_RATE},trim=duration={part.seconds:.6f}"
    return f"[{index}:v]{tempo},{frames},{shape},setpts=PTS+{part.at:.6f}/TB[p{index}]"


def _sound(index: int, part: Part) -> str:
    tempo = f"asetpts=(PTS-STARTPTS)/{part.clip.pace:.9f},aresample={SAMPLE_RATE}:async=1000"
    late = round(part.at * SAMPLE_RATE)
    return f"[{index}:a]{tempo},aformat=sample_fmts=flt:channel_layouts=mono,adelay={late}S[s{index}]"


def _text(label: Label, font: Path, size: int) -> str:
    box = "box=1:boxcolor=0x12161c@0.72:boxborderw=6"
    place = f"x=10:y=h-text_h-14:fontsize={size}:fontcolor=white:{box}:expansion=none"
    return f"drawtext=fontfile='{font}':textfile='{label.file}':{place}"


def _clock(font: Path, began: float) -> str:
    # pts+offset as local time; the colon needs escaping at each level through which it passes.
    text = rf"%{{pts\:localtime\:{began:.3f}\:%Y-%m-%d %H.%M.%S}}"
    box = "box=1:boxcolor=0x12161c@0.72:boxborderw=6"
    return f"drawtext=fontfile='{font}':text='{text}':x=w-text_w-12:y=12:fontsize=22:fontcolor=white:{box}"


def graph(parts: Sequence[Part], chunk: Chunk, labels: Sequence[Label]) -> str:
    """Every person's cell with its parts laid over, the cells as a grid, a clock; every sound at its place, mixed."""
    font = settings.PACKAGE / "documents" / "fonts" / FONT
    width, height = cell(len(labels))
    columns, _rows = grid(len(labels))
    steps: list[str] = []
    size = max(15, height // 18)
    for place, label in enumerate(labels):
        steps.append(
            f"color=c={GROUND}:s={width}x{height}:r={FRAME_RATE}:d={chunk.seconds:.6f},format=yuv420p[c{place}]"
        )
        under = f"c{place}"
        for index, part in enumerate(parts):
            if part.clip.kind == "video" and part.clip.seat == label.seat:
                steps.append(_picture(index, part, width, height))
                over = f"o{place}_{index}"
                steps.append(f"[{under}][p{index}]overlay=x=(W-w)/2:y=(H-h)/2:eof_action=pass:shortest=0[{over}]")
                under = over
        steps.append(f"[{under}]{_text(label, font, size)}[l{place}]")
    cells = "".join(f"[l{place}]" for place in range(len(labels)))
    layout = "|".join(f"{place % columns * width}_{place // columns * height}" for place in range(len(labels)))
    joined = f"xstack=inputs={len(labels)}:layout={layout}:fill={GROUND}," if len(labels) > 1 else ""
    framed = f"pad={WIDTH}:{HEIGHT}:(ow-iw)/2:(oh-ih)/2:color={GROUND}"
    steps.append(f"{cells}{joined}{framed},{_clock(font, chunk.began)},trim=end_frame={chunk.frames}[picture]")
    sounds = [index for index, part in enumerate(parts) if part.clip.kind == "audio"]
    steps += [_sound(index, parts[index]) for index in sounds]
    samples = round(chunk.seconds * SAMPLE_RATE)
    heard = "".join(f"[s{index}]" for index in sounds)
    mixed = f"{heard}amix=inputs={len(sounds)}:normalize=0:duration=longest," if sounds else ""
    silence = f"anullsrc=r={SAMPLE_RATE}:cl=mono," if not sounds else ""
    steps.append(f"{mixed}{silence}apad=whole_len={samples},atrim=end_sample={samples},volumedetect[sound]")
    return ";".join(steps)


def compose_chunk(
    parts: Sequence[Part], chunk: Chunk, labels: Sequence[Label], picture: Path, sound: Path
) -> float | None:
    """Compose one chunk: H.264 without sound, and sound without loss. Returns its loudest moment in dB (None: silence)."""
    command: list[str | Path] = [*QUIET]
    for part in parts:
        command += ["-threads", "1", "-ss", f"{part.skip:.6f}", "-t", f"{part.seconds * part.clip.pace:.6f}"]
        command += ["-i", part.clip.file]
    command += ["-filter_complex", graph(parts, chunk, labels)]
    # No frame refers to a later one: chunks can be put one after the other without a seam.
    command += ["-map", "[picture]", "-c:v", "libx264", "-preset", "superfast", "-crf", "27", "-bf", "0"]
    command += ["-g", str(FRAME_RATE * 4), "-threads", "1", "-r", str(FRAME_RATE), "-f", "mp4", picture]
    command += ["-map", "[sound]", "-c:a", "flac", "-sample_fmt", "s16", "-compression_level", "0", "-f", "flac", sound]
    found = LOUDEST.findall(run(command))
    return None if not found or found[-1] == "-inf" else float(found[-1])


def join(pictures: Sequence[Path], sounds: Sequence[Path], target: Path) -> None:
    """One file of all chunks: pictures as they are, the sound encoded once as a whole. Raises Failed."""
    lists = []
    for name, files in (("pictures", pictures), ("sounds", sounds)):
        lists.append(target.with_name(f"{name}.txt"))
        lists[-1].write_text("".join(f"file '{file.name}'\n" for file in files))
    command: list[str | Path] = [*QUIET]
    for file in lists:
        command += ["-f", "concat", "-safe", "0", "-i", file]
    command += ["-map", "0:v", "-map", "1:a", "-c:v", "copy", "-c:a", "aac", "-b:a", "64k", "-threads", "1"]
    run([*command, "-movflags", "+faststart", "-f", "mp4", target])
