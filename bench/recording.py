"""An hour of four people put together on one core: how long it takes, whether it is in step at its end, and what a kill costs.

The tracks are made up: a flash and a beep at every full second, each track begun at another moment; one sound card runs 0.013 %
fast, half a second in an hour. A few minutes are encoded and repeated without encoding; composing is what it is. The composer is
killed with -9 in the middle and begun again. SHAREDCOURT_BENCH_MINUTES sets another length. About ten minutes for an hour.
"""

import math
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management import call_command

PEOPLE = 4
SEGMENT_S = 300
# A segment more than its length by two packets of 20 ms: whole packets, so that segments join without a seam.
PACE = 1 + 0.04 / SEGMENT_S
# What a sound card's drift comes to in the film; the goal for picture and sound is 0.1 s.
GOAL_S = 0.1
# At least so many chunks, so that there is a middle in which to kill.
CHUNKS = 6
COMPOSER = """
import os, sys, django
os.sched_setaffinity(0, {int(sys.argv[2])})
django.setup()
from uuid import UUID
from sharedcourt.rooms.recording.composing import compose_recording
print(compose_recording(UUID(sys.argv[1]), chunk_s=float(sys.argv[3])))
"""


def _long(segment: Path, seconds: float, whole: float, target: Path) -> Path:
    """The segment again and again for so many seconds, nothing encoded anew."""
    listed = target.with_suffix(".txt")
    listed.write_text(f"file '{segment}'\nduration {seconds}\n" * math.ceil(whole / seconds))
    command = ["ffmpeg", "-v", "error", "-y", "-f", "concat", "-safe", "0", "-i", str(listed), "-t", f"{whole:.3f}"]
    subprocess.run([*command, "-c", "copy", "-f", "webm", str(target)], check=True)
    return target


def _media(folder: Path, seconds: int) -> tuple[Path, Path, Path]:
    from sharedcourt.rooms.tests.synthetic import make_picture, make_sound

    picture = make_picture(folder / "p", ahead=0.4, seconds=60, size="640x360")
    sound = make_sound(folder / "s", ahead=0.4, seconds=SEGMENT_S)
    fast = make_sound(folder / "f", ahead=0.4, seconds=SEGMENT_S, pitch=700, pace=PACE)
    return (
        _long(picture, 60, seconds, folder / "picture.webm"),
        _long(sound, SEGMENT_S, seconds, folder / "sound.webm"),
        _long(fast, round(SEGMENT_S * PACE, 6), seconds * PACE, folder / "fast.webm"),
    )


def _recorded(begun: float, seconds: int, media: tuple[Path, Path, Path]) -> Any:
    from sharedcourt.core import clock
    from sharedcourt.people import cast
    from sharedcourt.rooms.recording.models import Recording, RecordingConsent
    from sharedcourt.rooms.tests.conftest import make_room
    from sharedcourt.rooms.tests.synthetic import at, upload

    room = make_room()
    recording = Recording.objects.create(room=room, asked_by=cast.person(cast.MEDIATOR))
    recording.run()
    recording.started_at = at(begun)
    recording.save()
    recording.spans.create(begun_at=at(begun), ended_at=at(begun + seconds + PEOPLE))
    picture, sound, fast = media
    for place, seat in enumerate(room.seats.all()):
        RecordingConsent.objects.create(recording=recording, seat=seat, given=True, answered_at=clock.now())
        first = begun + place + 0.4
        upload(recording, seat, "video", picture, at(first), seconds)
        # Only the person with the fast sound card is heard, and one other: beeps of both must fall together.
        if place < 2:
            upload(recording, seat, "audio", (sound, fast)[place], at(first), seconds)
    recording.finish()
    recording.ended_at = at(begun + seconds + PEOPLE)
    recording.save()
    return recording


def _begin(recording_id: UUID, chunk_s: float) -> "subprocess.Popen[bytes]":
    core = max(os.sched_getaffinity(0))
    command = [sys.executable, "-c", COMPOSER, str(recording_id), str(core), str(chunk_s)]
    return subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL)


def _killed(recording: Any, chunk_s: float, enough: int) -> tuple[float, int]:
    """Compose until some chunks are done, then kill -9; returns the seconds and how many chunks were done."""
    started = time.perf_counter()
    process = _begin(recording.pk, chunk_s)
    while recording.chunks.count() < enough and process.poll() is None:
        time.sleep(0.2)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return time.perf_counter() - started, recording.chunks.count()


def _apart(film: Path, end: float) -> list[float]:
    """In the last quarter of a minute: how far each flash of each person is from the beep nearest to it."""
    from sharedcourt.rooms.tests.synthetic import marks

    found: list[float] = []
    for place in range(PEOPLE):
        seen = marks(film, place=place, people=PEOPLE, first=end - 17, seconds=14)
        if len(seen.flashes) < 10 or len(seen.beeps) < 10:
            raise RuntimeError(f"flashes or beeps are missing: {seen}")
        found += seen.apart()
    return found


def run() -> list[dict[str, Any]]:
    from sharedcourt.rooms.recording import plan, sealed

    seconds = int(os.environ.get("SHAREDCOURT_BENCH_MINUTES", "60")) * 60
    whole = seconds + PEOPLE
    chunk_s = min(plan.CHUNK_S, whole / CHUNKS)
    call_command("migrate", verbosity=0, interactive=False)
    with tempfile.TemporaryDirectory(prefix="media-", dir=os.environ["SHAREDCOURT_HOME"]) as place:
        recording = _recorded(float(int(time.time()) - seconds - 60), seconds, _media(Path(place), seconds))
        chunks = plan.chunks([(0.0, float(whole))], chunk_s)
        before, done = _killed(recording, chunk_s, len(chunks) // 3)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        started = time.perf_counter()
        _begin(recording.pk, chunk_s).wait()
        after = time.perf_counter() - started
        now = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
        recording.refresh_from_db()
        if recording.state != "ready":
            raise RuntimeError(f"{recording.state}: {recording.failure}")
        film = Path(place) / "film.mp4"
        sealed.unseal(recording.path, recording.size, film)
        apart = max(map(abs, _apart(film, seconds)))
        size = recording.size
    rest = sum(chunk.seconds for chunk in chunks[done:])
    rows: list[dict[str, Any]] = [
        {"name": f"{PEOPLE} people, {whole} s: composed until killed -9", "value": round(before, 1), "unit": "s"},
        {"name": "  chunks done by then", "value": done, "unit": "", "against": len(chunks)},
        {"name": f"begun again: the other {rest:.0f} s, joined", "value": round(after, 1), "unit": "s"},
        {"name": "  of which processor time, one core", "value": round(cpu, 1), "unit": "s"},
        {
            "name": "real time by the clock",
            "value": round(after, 1),
            "unit": "s",
            "against": round(rest),
            "ratio": round(rest / after, 2),
        },
        {
            "name": "real time by processor time",
            "value": round(cpu, 1),
            "unit": "s",
            "against": round(rest),
            "ratio": round(rest / cpu, 2),
        },
        {"name": "picture and sound apart at the end, worst", "value": round(apart, 3), "unit": "s", "against": GOAL_S},
        {"name": "film", "value": round(size / 1e6, 1), "unit": "MB"},
        {"name": "faults found", "value": len(recording.faults), "unit": ""},
    ]
    if apart > GOAL_S or recording.faults:
        raise RuntimeError(f"Picture and sound are apart, or something is missing: {rows} {recording.faults}")
    return rows
