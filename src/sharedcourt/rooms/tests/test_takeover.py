"""What a gateway recorded is taken over: only of those who agreed, only the recorded stretches, once, and nothing stays in clear."""

import json
import os
import shutil
import struct
import subprocess
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal
from unittest import mock

import pytest

from sharedcourt.core import clock
from sharedcourt.ledger.models import Entry
from sharedcourt.people import cast
from sharedcourt.people.cast import Member
from sharedcourt.rooms import backends
from sharedcourt.rooms.backends import Capabilities, Mesh, RecordedTrack
from sharedcourt.rooms.janus import configuration, recordings
from sharedcourt.rooms.models import Room
from sharedcourt.rooms.recording import composing, ffmpeg, sealed, takeover
from sharedcourt.rooms.recording.models import Recording, RecordingConsent, RecordingTrack
from sharedcourt.rooms.tests.conftest import make_room, seat_of
from sharedcourt.rooms.tests.recorded import sit
from sharedcourt.rooms.tests.synthetic import make_sound

pytestmark = pytest.mark.django_db(transaction=True)
needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
LENGTH_S = 12
SEAT = "019a8a1c-0000-7000-8000-000000000001"
FILE = f"videoroom-r-user-{SEAT}-0badcafe-1764000000000000-audio-0.mjr"


class Gateway(Mesh):
    """Records by itself: these files."""

    def __init__(self) -> None:
        self.tracks: list[RecordedTrack] = []

    def capabilities(self) -> Capabilities:
        return Capabilities(mode="gateway", max_people=12, records=True)

    def recorded_tracks(self, room_id: str) -> list[RecordedTrack]:
        return [track for track in self.tracks if track.path.exists()]

    def forget(self, track: RecordedTrack) -> None:
        track.path.unlink()


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    made = Gateway()
    with mock.patch.object(backends, "chosen", return_value=made):
        yield made


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_sound(tmp_path_factory.mktemp("sound") / "sound.webm", ahead=0, seconds=LENGTH_S)


@pytest.fixture
def recording() -> Recording:
    """Mediator and borrower agreed; it ran from 60 to 50 seconds ago and from 40 to 30 seconds ago."""
    room: Room = make_room()
    for member in (cast.MEDIATOR, cast.BORROWER, cast.WIFE):
        sit(room, member)
    made = Recording.objects.create(room=room, state="ended")
    for member in (cast.MEDIATOR, cast.BORROWER):
        agreed_at = clock.now() - timedelta(seconds=61)
        RecordingConsent.objects.create(
            recording=made, seat=seat_of(room, member), given=True, agreed_at=agreed_at, answered_at=agreed_at
        )
    now = clock.now()
    for began in (60, 40):
        made.spans.create(
            begun_at=now - timedelta(seconds=began), ended_at=now - timedelta(seconds=began - 10), ended_for="circle"
        )
    return made


def came_in(
    gateway: Gateway,
    recording: Recording,
    member: Member,
    source: Path,
    folder: Path,
    after: float,
    kind: Literal["audio", "video"] = "audio",
) -> Path:
    """A file that began so many seconds after the recording did."""
    began = recording.spans.order_by("begun_at")[0].begun_at + timedelta(seconds=after)
    path = folder / f"{member.key}-{kind}-{after}.webm"
    shutil.copy(source, path)
    seat = str(seat_of(recording.room, member).pk)
    gateway.tracks.append(RecordedTrack(seat, kind, path, began, began + timedelta(seconds=LENGTH_S)))
    return path


@needs_ffmpeg
def test_only_what_may_be_kept_is_kept_and_nothing_stays_in_clear(
    gateway: Gateway, recording: Recording, sound: Path, tmp_path: Path
) -> None:
    # It began with the first stretch and went on two seconds after its end, into a separate talk.
    longer = came_in(gateway, recording, cast.MEDIATOR, sound, tmp_path, 0)
    came_in(gateway, recording, cast.BORROWER, sound, tmp_path, 20)
    came_in(gateway, recording, cast.WIFE, sound, tmp_path, 20)  # she said no when she was asked
    RecordingConsent.objects.create(
        recording=recording, seat=seat_of(recording.room, cast.WIFE), given=False, answered_at=clock.now()
    )
    # The borrower took his consent back, which ended it.
    recording.consents.filter(seat__user__username="borrower").update(given=False)
    came_in(gateway, recording, cast.BORROWER, sound, tmp_path, -30)  # before it was recorded at all
    work = tmp_path / "work"
    work.mkdir()
    takeover.take_over(recording, work)
    spans = list(recording.spans.all())
    tracks = list(RecordingTrack.objects.order_by("started_at"))
    assert [track.seat.user.username for track in tracks] == ["mediator", "borrower"]
    assert [track.closed_at for track in tracks] == [span.ended_at for span in spans]
    assert all(track.closed_properly for track in tracks)
    assert not longer.exists()
    assert not list(tmp_path.glob("*.webm"))
    for track in tracks:
        piece = track.pieces.get()
        sealed.unseal(piece.path, piece.size, tmp_path / "kept.webm")
        assert abs(ffmpeg.duration(tmp_path / "kept.webm") - 10) < 0.1
    noted = Entry.objects.filter(action="rooms.recording.track_closed")
    assert {entry.payload.facts["sha256"] for entry in noted} == {track.sha256 for track in tracks}


@needs_ffmpeg
def test_it_is_cut_by_our_clock_not_by_that_of_a_fast_sound_card(
    gateway: Gateway, recording: Recording, tmp_path: Path
) -> None:
    fast = make_sound(tmp_path / "fast.webm", ahead=0, seconds=140, pace=1.0015)
    began = clock.now() - timedelta(seconds=200)
    ended = began + timedelta(seconds=130)
    recording.spans.all()[1].delete()
    recording.spans.update(begun_at=began, ended_at=ended)
    seat = str(seat_of(recording.room, cast.BORROWER).pk)
    gateway.tracks.append(RecordedTrack(seat, "audio", fast, began, began + timedelta(seconds=140)))
    takeover.take_over(recording, tmp_path)
    track = RecordingTrack.objects.get()
    piece = track.pieces.get()
    sealed.unseal(piece.path, piece.size, tmp_path / "kept.webm")
    assert track.closed_at == ended
    assert abs(ffmpeg.duration(tmp_path / "kept.webm") - 130 * 1.0015) < 0.05


@needs_ffmpeg
def test_a_composer_killed_while_taking_over_takes_the_rest_and_nothing_twice(
    gateway: Gateway, recording: Recording, sound: Path, tmp_path: Path
) -> None:
    came_in(gateway, recording, cast.MEDIATOR, sound, tmp_path, 0)
    came_in(gateway, recording, cast.BORROWER, sound, tmp_path, 0)
    work = tmp_path / "work"
    work.mkdir()
    # Killed when the first is in and its file not yet removed.
    with mock.patch.object(Gateway, "forget", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        takeover.take_over(recording, work)
    assert RecordingTrack.objects.count() == 1
    takeover.take_over(recording, work)
    assert RecordingTrack.objects.count() == 2
    assert not list(tmp_path.glob("*.webm"))


def test_what_another_recording_of_the_room_holds_is_left_to_it(
    gateway: Gateway, recording: Recording, tmp_path: Path
) -> None:
    other = Recording.objects.create(room=recording.room)
    other.spans.create(begun_at=clock.now() - timedelta(seconds=5))
    source = tmp_path / "any"
    source.write_bytes(b"being used")
    path = came_in(gateway, recording, cast.MEDIATOR, source, tmp_path, 56)
    takeover.take_over(recording, tmp_path)
    assert path.exists()
    assert not RecordingTrack.objects.exists()


@needs_ffmpeg
def test_a_camera_that_was_off_leaves_no_picture_standing(
    gateway: Gateway, recording: Recording, sound: Path, tmp_path: Path
) -> None:
    # Orange, nothing from the third to the ninth second, orange again.
    source = tmp_path / "camera.webm"
    shown = ["-vf", "select='not(between(t,3,9))'", "-fps_mode", "vfr", "-c:v", "libvpx", "-deadline", "realtime"]
    color = ["-f", "lavfi", "-i", "color=orange:s=320x180:r=15:d=12"]
    subprocess.run(["ffmpeg", "-v", "error", *color, *shown, str(source)], check=True)
    came_in(gateway, recording, cast.MEDIATOR, source, tmp_path, 0, kind="video")
    came_in(gateway, recording, cast.BORROWER, sound, tmp_path, 0)
    assert composing.compose_recording(recording.pk) == "ready"
    recording.refresh_from_db()
    film = tmp_path / "film.mp4"
    sealed.unseal(recording.path, recording.size, film)
    middle = [
        "-vf",
        "fps=1,crop=iw/8:ih/8:iw*3/16:ih*7/16,scale=1:1:flags=area",
        "-pix_fmt",
        "gray",
        "-f",
        "rawvideo",
        "-",
    ]
    bright = subprocess.run(["ffmpeg", "-v", "error", "-i", film, *middle], capture_output=True, check=True).stdout
    assert [value > 100 for value in bright[:10]] == [second < 3 or second > 8 for second in range(10)], list(bright)


def mjr(path: Path, milliseconds: list[int]) -> Path:
    """A file as a gateway writes it."""
    about = json.dumps({"t": "a", "u": 1_764_000_000_000_000}).encode()
    packets = [struct.pack(">4sIH", b"MEET", at, 12) + bytes(12) for at in milliseconds]
    path.write_bytes(b"MJR00002" + struct.pack(">H", len(about)) + about + b"".join(packets))
    return path


def test_the_last_packet_tells_how_long_a_file_is(tmp_path: Path) -> None:
    whole = mjr(tmp_path / "whole.mjr", [0, 20, 40, 3_600_470])
    assert recordings.header(whole)["u"] == 1_764_000_000_000_000
    assert recordings.lasted_s(whole) == 3600.47
    # A gateway that died in the middle of a packet.
    broken = tmp_path / "broken.mjr"
    broken.write_bytes(whole.read_bytes()[:-20])
    assert recordings.lasted_s(broken) == 0.04


def test_what_a_dead_gateway_left_is_taken_what_one_is_writing_is_not(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    folder = configuration.recordings_folder("room")
    folder.mkdir(parents=True)
    left, written = folder / f"{FILE}.tmp", folder / f"{FILE.replace('audio-0', 'audio-1')}.tmp"
    mjr(left, [0, 20])
    mjr(written, [0, 20])
    before = time.time() - recordings.ABANDONED_S - 1
    os.utime(left, (before, before))
    assert [path.name for path in recordings._sources(folder)] == [FILE]
    assert written.exists()
