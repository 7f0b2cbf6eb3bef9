"""What a gateway records becomes a piece of the broadcast: real VP8 and Opus, packets as a gateway writes them, Janus's own tool."""

import shutil
import socket
import struct
import subprocess
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sharedcourt.broadcasts.masking import Cast
from sharedcourt.broadcasts.stream import picture
from sharedcourt.broadcasts.stream.gateway import GatewayRecording
from sharedcourt.broadcasts.stream.sources import Window
from sharedcourt.broadcasts.tests import making
from sharedcourt.broadcasts.tests.test_mjr import add, begin, packet
from sharedcourt.hearings.models import Hearing
from sharedcourt.people import cast
from sharedcourt.rooms.janus import configuration
from sharedcourt.rooms.models import Seat
from sharedcourt.rooms.recording.models import Purpose, Recording, RecordingSpan

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not shutil.which("janus-pp-rec"), reason="needs janus-pp-rec"),
]
SECONDS = 12
RATES = {"video": 90_000, "audio": 48_000}
SOURCES = {
    "video": [
        "-f", "lavfi", "-i", "testsrc2=s=320x180:r=15", "-c:v", "libvpx", "-deadline", "realtime", "-g", "60",
        "-b:v", "400k",
    ],
    "audio": ["-f", "lavfi", "-i", "sine=frequency=500:sample_rate=48000", "-c:a", "libopus", "-b:a", "32k"],
}  # fmt: skip


def rtp(kind: str) -> list[bytes]:
    """Real packets of so many seconds."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taker:
        taker.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 * 2**20)
        taker.bind(("127.0.0.1", 0))
        taker.settimeout(2)
        port = taker.getsockname()[1]
        command = ["ffmpeg", "-v", "error", "-nostdin", "-y", *SOURCES[kind], "-t", str(SECONDS)]
        sending = threading.Thread(
            target=subprocess.run,
            args=([*command, "-payload_type", "96", "-f", "rtp", f"rtp://127.0.0.1:{port}?pkt_size=1200"],),
            kwargs={"check": True, "capture_output": True},
        )
        sending.start()
        found: list[bytes] = []
        while True:
            try:
                content = taker.recv(2048)
            except TimeoutError:
                if found or not sending.is_alive():
                    break
                continue
            if content[0] >> 6 == 2 and content[1] & 0x7F == 96:
                found.append(content)
        sending.join()
    return found


def record(folder: Path, seat: Seat, kind: str, began: datetime, *, growing: bool) -> None:
    """A file as the gateway writes it."""
    folder.mkdir(parents=True, exist_ok=True)
    microseconds = int(began.timestamp() * 1_000_000)
    name = f"videoroom-{seat.room_id}-user-{seat.pk}-0123abcd-{microseconds}-{kind}-0.mjr"
    path = folder / (f"{name}.tmp" if growing else name)
    begin(path, kind[0])
    content = path.read_bytes()
    head = content[10:].replace(b'"u": 1640000000000000', f'"u": {microseconds}'.encode())
    head = head.replace(b'"vp8"', b'"opus"') if kind == "audio" else head
    path.write_bytes(b"MJR00002" + len(head).to_bytes(2, "big") + head)
    packets = rtp(kind)
    first = struct.unpack(">I", packets[0][4:8])[0]
    for each in packets:
        passed = (struct.unpack(">I", each[4:8])[0] - first) & 0xFFFFFFFF
        add(path, packet(round(passed * 1000 / RATES[kind]), each))


@pytest.fixture
def recorded(settings: Any) -> tuple[Any, datetime]:
    """A live broadcast whose judge and borrower are being recorded."""
    settings.SHAREDCOURT_BROADCAST_SOURCE = ""
    row = making.live()
    began = datetime.now(UTC) - timedelta(seconds=60)
    room = making.fresh(row).hearing.room
    assert room is not None
    recording = Recording.objects.create(room=room, purpose=Purpose.HEARING)
    RecordingSpan.objects.create(recording=recording, begun_at=began)
    folder = configuration.recordings_folder(str(room.pk))
    for number, (member, role) in enumerate(((cast.JUDGE, "judge"), (cast.BORROWER, "borrower"))):
        seat = Seat.objects.create(room=room, user=cast.person(member), role_key=role, position=number)
        for kind in ("video", "audio"):
            record(folder, seat, kind, began, growing=number == 0)
    return making.fresh(row), began


def test_two_people_are_composed_from_what_is_being_written(recorded: Any, tmp_path: Path) -> None:
    row, began = recorded
    source, window = GatewayRecording(), Window(began + timedelta(seconds=5), 64)
    spans = source.spans(row)
    assert spans is not None
    assert spans[0][0] == began
    material = source.material(row, picture.widened(window), tmp_path)
    assert sorted((clip.kind, clip.began <= window.began.timestamp()) for clip in material.clips) == [
        ("audio", True), ("audio", True), ("video", True), ("video", True),
    ]  # fmt: skip
    known = Cast(row)
    shown = picture.looks(material, known)
    assert [cast.JUDGE.name in look.label for look in shown] == [True, False]
    piece = picture.compose(window, material, shown, tmp_path, offset_s=0.0)
    assert picture.probe_seconds(piece) == pytest.approx((64 / 15, 64 / 15))
    assert colours(piece, "crop=600:300:20:200") > 8
    assert colours(piece, "crop=600:300:660:200") > 8

    # A covered person's place is empty, and the voice goes through another pitch.
    covered = [picture.Look(look.key, look.label, covered=number == 1) for number, look in enumerate(shown)]
    second = tmp_path / "second"
    second.mkdir()
    piece = picture.compose(window, material, covered, second, offset_s=0.0)
    assert colours(piece, "crop=600:300:20:200") > 8
    assert colours(piece, "crop=600:300:660:200") <= 2
    assert len(list(second.glob("lowered-*"))) == 1

    # Long after, nothing of it is left to be shown.
    later = Window(began + timedelta(seconds=200), 64)
    assert not source.material(row, later, tmp_path).clips
    assert Hearing.objects.count() == 1


def colours(piece: Path, crop: str) -> int:
    command = [
        "ffmpeg",
        "-v",
        "error",
        "-i",
        str(piece),
        "-frames:v",
        "1",
        "-vf",
        f"{crop},scale=32:16",
        "-f",
        "rawvideo",
    ]
    raw = subprocess.run([*command, "-pix_fmt", "rgb24", "-"], capture_output=True, check=True).stdout
    return len({(raw[at] >> 5, raw[at + 1] >> 5, raw[at + 2] >> 5) for at in range(0, len(raw), 3)})
