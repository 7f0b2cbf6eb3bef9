"""From clips to one piece of HLS: the recording's own grid, with roles for names where ordered, and sound that joins without a seam.

A piece is 64 frames, which are exactly 200 frames of AAC. It is composed with a little before and after it, encoded, and cut to
exactly its frames: so the last frame of one piece and the first of the next overlap as if they had been encoded together.
"""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from sharedcourt.broadcasts.masking import Cast
from sharedcourt.broadcasts.stream.sources import Material, Window
from sharedcourt.rooms.recording.ffmpeg import QUIET, Label, graph, run
from sharedcourt.rooms.recording.plan import FRAME_RATE, SAMPLE_RATE, Chunk, Clip, parts

AAC_FRAME = 1024
# Before and after a piece, in frames: eight are exactly 25 frames of AAC.
MARGIN = 8
MARGIN_S = MARGIN / FRAME_RATE
AAC_MARGIN = MARGIN * SAMPLE_RATE // FRAME_RATE // AAC_FRAME
# The encoder's own first frame holds nothing.
PRIMING = 1
ADTS_HEADER, ADTS_SYNC = 7, 0xFFF
# How a covered person's voice is changed: lower, and in every moment set to one phase, by which its own pitch and melody are lost for good.
LOWERED = 0.78
ONE_PHASE = "afftfilt=real='hypot(re,im)':imag='0':win_size=512:overlap=0.75"


@dataclass(frozen=True)
class Look:
    """What is drawn at one place: its label, and whether neither face nor voice may be recognised."""

    key: str
    label: str
    covered: bool


def widened(window: Window) -> Window:
    """The window with its margins: what a source is asked for."""
    return Window(window.began - timedelta(seconds=MARGIN_S), window.frames + 2 * MARGIN)


def looks(material: Material, cast: Cast) -> list[Look]:
    """How everybody is shown. Of somebody whom the court does not know, and who is no test picture, neither face nor name is shown."""
    found = []
    for place in material.places:
        figure = cast.of_user(place.user_id) if place.user_id is not None else None
        if figure is not None:
            found.append(Look(place.key, cast.clean(figure.shown), figure.covered))
        else:
            found.append(Look(place.key, cast.clean(place.label), covered=place.user_id is not None))
    return found


def compose(window: Window, material: Material, shown: Sequence[Look], folder: Path, *, offset_s: float) -> Path:
    """The piece as an MPEG transport stream whose time begins at `offset_s`. Raises `ffmpeg.Failed`."""
    wide = widened(window)
    chunk = Chunk(0, wide.began.timestamp(), wide.frames)
    covered = {look.key for look in shown if look.covered}
    clips = [_lowered(clip, folder) if clip.seat in covered else clip for clip in material.clips]
    clips = [clip for clip in clips if not (clip.kind == "video" and clip.seat in covered)]
    stretches = parts(clips, chunk)
    labels = []
    for number, look in enumerate(shown):
        file = folder / f"label{number}.txt"
        file.write_text(look.label or " ")
        labels.append(Label(look.key, file))
    picture, sound, piece = folder / "picture.mp4", folder / "sound.aac", folder / "piece.ts"
    command: list[str | Path] = [*QUIET]
    for part in stretches:
        command += ["-threads", "1", "-ss", f"{part.skip:.6f}", "-t", f"{part.seconds * part.clip.pace:.6f}"]
        command += ["-i", part.clip.file]
    cut = f"[picture]trim=start_frame={MARGIN}:end_frame={MARGIN + window.frames},setpts=PTS-STARTPTS[shown]"
    whole = graph(stretches, chunk, labels or [Label("", _empty_label(folder))])
    command += ["-filter_complex", f"{whole};{cut}"]
    command += ["-map", "[shown]", "-c:v", "libx264", "-preset", "superfast", "-crf", "27", "-bf", "0"]
    command += ["-g", str(window.frames), "-threads", "1", "-r", str(FRAME_RATE), "-f", "mp4", picture]
    command += ["-map", "[sound]", "-c:a", "aac", "-b:a", "64k", "-f", "adts", sound]
    run(command)
    first = PRIMING + AAC_MARGIN
    count = window.frames * SAMPLE_RATE // FRAME_RATE // AAC_FRAME
    sound.write_bytes(b"".join(adts_frames(sound.read_bytes())[first : first + count]))
    join: list[str | Path] = [*QUIET, "-i", picture, "-i", sound, "-map", "0:v", "-map", "1:a", "-c", "copy"]
    join += ["-muxdelay", "0", "-muxpreload", "0", "-output_ts_offset", f"{offset_s:.6f}", "-f", "mpegts", piece]
    run(join)
    return piece


def _empty_label(folder: Path) -> Path:
    file = folder / "nobody.txt"
    file.write_text(" ")
    return file


def _lowered(clip: Clip, folder: Path) -> Clip:
    """A voice that is not recognised and cannot be turned back into what it was: still understood, as long as before."""
    if clip.kind != "audio":
        return clip
    target = folder / f"lowered-{clip.track}.wav"
    change = f"aresample={SAMPLE_RATE},asetrate={round(SAMPLE_RATE * LOWERED)},aresample={SAMPLE_RATE},atempo={1 / LOWERED:.6f},{ONE_PHASE}"
    run([*QUIET, "-i", clip.file, "-af", change, "-c:a", "pcm_s16le", target])
    return replace(clip, file=target)


def adts_frames(stream: bytes) -> list[bytes]:
    """The frames of an ADTS stream (ISO 13818-7), each with its header."""
    found, at = [], 0
    while at + ADTS_HEADER <= len(stream):
        if int.from_bytes(stream[at : at + 2], "big") >> 4 != ADTS_SYNC:
            break
        length = (stream[at + 3] & 0x03) << 11 | stream[at + 4] << 3 | stream[at + 5] >> 5
        found.append(stream[at : at + length])
        at += length
    return found


def probe_seconds(piece: Path) -> tuple[float, float]:
    """(picture, sound) of a piece in seconds, as a player counts them: for checks."""
    lengths = []
    for stream in ("v:0", "a:0"):
        command = ["ffprobe", "-v", "error", "-select_streams", stream, "-count_packets"]
        command += ["-show_entries", "stream=nb_read_packets", "-of", "csv=p=0", str(piece)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603  words of our own
        lengths.append(int(done.stdout.strip().strip(",").split()[0]))
    return lengths[0] / FRAME_RATE, lengths[1] * AAC_FRAME / SAMPLE_RATE
