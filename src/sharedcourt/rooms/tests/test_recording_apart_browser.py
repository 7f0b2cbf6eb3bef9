"""A session is recorded stream by stream, by a gateway or by the host's page, and put together; nothing is kept of a separate talk in it.

Both people send a colour of their own, with a white flash and a beep at every full second; during the separate talk they send magenta and
a tone of 4.3 kHz instead, which occur at no other time.
"""

import contextlib
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

from sharedcourt.rooms.recording import plan
from sharedcourt.rooms.tests.browsers import MARKS, People, people, until
from sharedcourt.rooms.tests.gateways import BACKEND, gateways, needs_janus
from sharedcourt.rooms.tests.synthetic import marks
from tests.live import LiveServer, live_server

pytestmark = [
    *MARKS,
    pytest.mark.long,
    pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed"),
]
SEED = """
from sharedcourt.people import cast
from sharedcourt.rooms.actions import SeatSpec
from sharedcourt.rooms.tests.conftest import make_room
seats = [
    SeatSpec(cast.person(cast.MEDIATOR), "mediator", is_host=True),
    SeatSpec(cast.person(cast.BORROWER), "borrower", side="respondent"),
]
answer = str(make_room(panel_path="", seats=seats).pk)
"""
# No harmonic of the beeps. Measured in this band: five milliseconds of the tone give -14 dB, the beeps' own edges -40 to -48 dB.
APART_HZ, QUIET_DB, HEARD_DB = 4300, -30.0, -20.0
# What a camera and a microphone give: a colour, a flash and a beep a second; in a separate talk something else.
DEVICES = """(() => {
  const canvas = Object.assign(document.createElement("canvas"), {width: 320, height: 180});
  const paper = canvas.getContext("2d");
  let sounds = null;
  window.apart = false;
  setInterval(() => {
    const marked = Date.now() % 1000 < 150;
    paper.fillStyle = window.apart ? "#ff00ff" : marked ? "#ffffff" : "COLOUR";
    paper.fillRect(0, 0, 320, 180);
    if (sounds) {
      sounds.pitch.value = window.apart ? APART_HZ : PITCH;
      sounds.loud.value = window.apart || marked ? 0.4 : 0;
    }
  }, 20);
  const microphone = () => {
    const context = new AudioContext();
    const [tone, volume, out] = [context.createOscillator(), context.createGain(), context.createMediaStreamDestination()];
    tone.connect(volume).connect(out);
    volume.gain.value = 0;
    tone.start();
    sounds = {pitch: tone.frequency, loud: volume.gain};
    return out.stream.getAudioTracks()[0];
  };
  navigator.mediaDevices.getUserMedia = async ({audio, video}) => {
    const stream = new MediaStream();
    if (video) stream.addTrack(canvas.captureStream(15).getVideoTracks()[0]);
    if (audio) stream.addTrack(microphone());
    return stream;
  };
})()"""
STAND = "[data-recording][data-state={}]"
STREAMS = [("audio", False), ("audio", True), ("video", False), ("video", True)]
CLOSED = """
from sharedcourt.rooms.recording.models import RecordingTrack
answer = [RecordingTrack.objects.count(), RecordingTrack.objects.filter(closed_at=None).count()]
"""
TRACKS = """
import pathlib
from sharedcourt.rooms.recording import sealed, takeover
from sharedcourt.rooms.recording.models import Recording
folder = pathlib.Path({folder!r})
recording = Recording.objects.get()
takeover.take_over(recording, folder)
answer = []
for track in recording.tracks.all():
    file = folder / f"{{track.pk}}.{{track.kind}}"
    for piece in track.pieces.all():
        sealed.unseal(piece.path, piece.size, file, append=True)
    spans = [(span.begun_at.timestamp(), span.ended_at.timestamp()) for span in recording.spans.all()]
    answer.append([str(file), track.kind, track.seat.is_host, track.started_at.timestamp(), track.closed_at.timestamp(), spans])
"""
COMPOSED = """
import pathlib
from sharedcourt.rooms.recording import composing, sealed
from sharedcourt.rooms.recording.models import Recording
state = composing.compose_recording(Recording.objects.get().pk)
recording = Recording.objects.get()
if state == "ready":
    sealed.unseal(recording.path, recording.size, pathlib.Path({film!r}))
spans = sum((span.ended_at - span.begun_at).total_seconds() for span in recording.spans.all())
answer = [state, recording.failure, recording.faults, recording.seconds, spans]
"""


@contextlib.contextmanager
def session(backend: str) -> Iterator[tuple[People, LiveServer, Path]]:
    """Two people to come, the server, and the folder in which a gateway records."""
    env = {"SHAREDCOURT_DEMO": "1", "SHAREDCOURT_VIDEO": "320x180@15", "SHAREDCOURT_MEDIA_BACKEND": backend}
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(live_server(env=env))
        if backend == BACKEND:
            stack.enter_context(gateways(server.environment()))
        who = stack.enter_context(people(server, server.run(SEED)))
        for name, colour, pitch in (("mediator", "#004400", "1000"), ("borrower", "#000066", "700")):
            devices = DEVICES.replace("APART_HZ", str(APART_HZ)).replace("COLOUR", colour).replace("PITCH", pitch)
            who.come(name, script=devices)
        who.join("mediator", "borrower")
        for name in who.pages:
            until(who.sees(name), f"{name} sees the other")
        yield who, server, server.home / "janus" / "recordings" / who.room


def said(file: Path, *, pitch: int) -> float:
    """The loudest moment at about this pitch, in dB."""
    narrow = ",".join([f"bandpass=f={pitch}:width_type=h:w=150"] * 3)
    command = ["ffmpeg", "-hide_banner", "-i", str(file), "-vn", "-af", f"{narrow},volumedetect", "-f", "null", "-"]
    told = subprocess.run(command, capture_output=True, check=True, text=True).stderr
    found = re.search(r"max_volume: (-?[\d.]+|-inf) dB", told)
    assert found is not None, told
    return float(found[1])


def colours(file: Path, crop: str = "") -> list[tuple[int, int, int]]:
    """The mean colour of each frame, or of a part of it."""
    command = ["ffmpeg", "-v", "error", "-i", str(file), "-an", "-vf", f"{crop}scale=1:1:flags=area"]
    command += ["-pix_fmt", "rgb24", "-f", "rawvideo", "-"]
    raw = subprocess.run(command, capture_output=True, check=True).stdout
    return [(raw[at], raw[at + 1], raw[at + 2]) for at in range(0, len(raw), 3)]


def is_magenta(colour: tuple[int, int, int]) -> bool:
    red, green, blue = colour
    return red > 120 and blue > 120 and green < 100


def apart(who: People, is_apart: bool) -> None:
    for page in who.pages.values():
        page.evaluate(f"window.apart = {json.dumps(is_apart)}")


def recorded_around_a_separate_talk(who: People) -> None:
    """Twelve seconds, six apart, eight more."""
    mediator, borrower = who.pages["mediator"], who.pages["borrower"]
    mediator.click("[data-record]")
    borrower.click("[data-rec-yes]")
    borrower.wait_for_selector(STAND.format("on"))
    borrower.wait_for_timeout(12_000)
    mediator.click("[data-caucus-begin=respondent]")
    mediator.wait_for_selector("[data-caucus-end]")
    apart(who, True)
    borrower.wait_for_selector(STAND.format("paused"))
    borrower.wait_for_timeout(6_000)
    # The talk was really held: each hears and sees the other in it.
    for name in who.pages:
        until(who.sees(name), f"{name} sees the other apart")
        before = who.energy(name)
        until(lambda name=name, before=before: who.energy(name) > before + 0.1, f"{name} hears the other apart")  # type: ignore[misc]
    apart(who, False)
    borrower.wait_for_timeout(1_000)
    mediator.click("[data-caucus-end]")
    borrower.wait_for_selector(STAND.format("on"))
    borrower.wait_for_timeout(8_000)
    mediator.click("[data-record]")
    borrower.wait_for_selector("[data-recording]", state="hidden")


@needs_janus
def test_a_gateway_keeps_nothing_of_a_separate_talk_and_the_rest_is_in_step(tmp_path: Path) -> None:
    with session(BACKEND) as (who, server, folder):
        recorded_around_a_separate_talk(who)
        until(lambda: len(list(folder.glob("*.mjr"))) == 8, "a file for each stream and stretch")
        # Each stream is a track, cut to what may be kept; the gateway's own files are gone.
        tracks = server.run(TRACKS.format(folder=str(tmp_path)))
        assert sorted((kind, is_host) for _, kind, is_host, *_ in tracks) == sorted(2 * STREAMS)
        assert list(folder.glob("*.mjr*")) == []
        for file, kind, _host, began, ended, spans in tracks:
            levels = [] if kind == "video" else [said(Path(file), pitch=pitch) for pitch in (APART_HZ, 1000, 700)]
            print(kind, levels, f"{began - spans[0][0]:.2f} to {ended - spans[0][0]:.2f}")  # noqa: T201  shown by pytest -s
            assert any(first < ended and began < last and ended <= last + 0.01 for first, last in spans)
            if kind == "video":
                assert not any(map(is_magenta, colours(Path(file))))
            else:
                assert levels[0] < QUIET_DB
                assert max(levels[1:]) > HEARD_DB
        is_good(server, tmp_path / "film.mp4")


def test_the_hosts_page_keeps_nothing_of_it_either(tmp_path: Path) -> None:
    with session("sharedcourt.rooms.backends.Mesh") as (who, server, _folder):
        recorded_around_a_separate_talk(who)
        until(lambda: server.run(CLOSED) == [8, 0], "a track for each stream and stretch is in")
        is_good(server, tmp_path / "film.mp4")


def is_good(server: LiveServer, film: Path) -> None:
    """The film of it: as long as what was recorded, both people in it, in step, and nothing of the talk apart."""
    state, failure, faults, seconds, spans_s = server.run(COMPOSED.format(film=str(film)))
    print(state, failure, faults, seconds, spans_s)  # noqa: T201
    assert (state, faults) == ("ready", [])
    assert abs(seconds - spans_s) < 0.3
    width, height = plan.cell(2)
    top = (plan.HEIGHT - height) // 2
    for place, (strong, weak) in enumerate(((1, 2), (2, 1))):
        seen = colours(film, f"crop={width // 2}:{height // 2}:{place * width + width // 4}:{top + height // 4},")
        assert not any(map(is_magenta, seen))
        middle = seen[len(seen) // 4 : len(seen) // 2]
        own = [colour for colour in middle if colour[strong] > colour[weak] + 20]
        assert len(own) > len(middle) / 2, middle[:20]
    assert said(film, pitch=APART_HZ) < QUIET_DB
    assert said(film, pitch=1000) > HEARD_DB
    assert said(film, pitch=700) > HEARD_DB
    for first in (3.0, seconds - 7):
        found = [marks(film, place=place, people=2, first=first, seconds=5) for place in (0, 1)]
        print(found)  # noqa: T201
        # The two agree with each other, and with the sound.
        assert abs(median(found[0].apart())) < 0.2
        assert abs(median(found[1].apart())) < 0.2
