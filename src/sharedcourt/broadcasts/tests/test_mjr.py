"""Reading what a gateway is writing: cut at a whole picture, never past what is there."""

import json
from pathlib import Path

from sharedcourt.broadcasts.stream.mjr import Index, begins_whole_picture
from sharedcourt.rooms.janus.recordings import PACKET, PACKET_MARK, header

BEGUN_S = 1_640_000_000.0
RTP = bytes([0x80, 96, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1])


def picture(*, whole: bool, extended: bool = True) -> bytes:
    """An RTP packet with the first part of a VP8 picture; `extended`: with a picture number of two bytes, as browsers send it."""
    described = bytes([0x90, 0x80, 0x81, 0x02]) if extended else bytes([0x10])
    return RTP + described + bytes([0x10 if whole else 0x11, 0, 0])


def packet(milliseconds: int, body: bytes) -> bytes:
    return PACKET.pack(PACKET_MARK, milliseconds, len(body)) + body


def begin(path: Path, kind: str) -> None:
    told = json.dumps({"t": kind, "c": "vp8", "s": 1, "u": int(BEGUN_S * 1_000_000)}).encode()
    path.write_bytes(b"MJR00002" + len(told).to_bytes(2, "big") + told)


def add(path: Path, content: bytes) -> None:
    with path.open("ab") as stream:
        stream.write(content)


def test_whole_pictures_are_told_from_others() -> None:
    assert begins_whole_picture(picture(whole=True))
    assert begins_whole_picture(picture(whole=True, extended=False))
    assert not begins_whole_picture(picture(whole=False))
    assert not begins_whole_picture(RTP)
    assert not begins_whole_picture(b"")
    # Not the first packet of a picture.
    assert not begins_whole_picture(RTP + bytes([0x80, 0x80, 0x81, 0x02, 0x10]))


def test_a_growing_file_is_read_on_and_cut(tmp_path: Path) -> None:
    path, target = tmp_path / "a.mjr.tmp", tmp_path / "cut.mjr"
    path.write_bytes(b"")
    index = Index(path)
    assert not index.look()
    begin(path, "v")
    for number in range(10):
        add(path, packet(number * 1000, picture(whole=number in {0, 5})))
    half = packet(10_000, picture(whole=False))
    add(path, half[:7])
    assert index.look()
    assert len(index.offsets) == 10
    assert index.wholes == [0, 5]
    # From the last whole picture before the window on.
    assert index.cut(BEGUN_S + 7, BEGUN_S + 9, target) == (BEGUN_S + 5, BEGUN_S + 9)
    again = Index(target)
    assert again.look()
    assert again.milliseconds == [5000, 6000, 7000, 8000, 9000]
    assert header(target) == header(path)
    add(path, half[7:])
    assert index.look()
    assert index.milliseconds[-1] == 10_000
    assert index.cut(BEGUN_S + 3, BEGUN_S + 4.5, target) == (BEGUN_S, BEGUN_S + 4)
    # Nothing came: a camera that is off does not stand still instead.
    assert index.cut(BEGUN_S + 20, BEGUN_S + 24, target) is None


def test_sound_needs_no_whole_picture(tmp_path: Path) -> None:
    path, target = tmp_path / "a.mjr", tmp_path / "cut.mjr"
    begin(path, "a")
    for number in range(100):
        add(path, packet(number * 20, RTP + b"x"))
    index = Index(path)
    assert index.look()
    reached = index.cut(BEGUN_S + 1, BEGUN_S + 1.5, target)
    assert reached is not None
    assert reached[0] == BEGUN_S + 1
    assert reached[1] == BEGUN_S + 1.5
