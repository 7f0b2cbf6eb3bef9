"""Reading a `.mjr` while a gateway writes it: which packets came when, and a piece of it that can be played by itself.

After the description every packet stands with how many milliseconds after the first one it came (`rooms.janus.recordings`). A piece
of a picture begins with a whole one, or nothing could be decoded.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from pathlib import Path

from sharedcourt.rooms.janus.recordings import PACKET, PACKET_MARK, PREAMBLE, header

RTP_HEADER = 12


@dataclass
class Index:
    """Where each packet stands in a growing file; `look` reads what is new."""

    path: Path
    begun_us: int = 0
    kind: str = ""
    head: int = 0
    read: int = 0
    milliseconds: list[int] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)
    wholes: list[int] = field(default_factory=list)  # packets with which a whole picture begins, by number

    def look(self) -> bool:
        """Read on from where it was; False while the file holds nothing yet."""
        if not self.head:
            described = header(self.path)
            if not described.get("u"):
                return False
            self.begun_us, self.kind = int(described["u"]), str(described.get("t", ""))
            with self.path.open("rb") as stream:
                start = stream.read(PREAMBLE + 2)
            self.head = self.read = PREAMBLE + 2 + int.from_bytes(start[PREAMBLE:], "big")
        with self.path.open("rb") as stream:
            stream.seek(self.read)
            content = stream.read()
        at = 0
        while at + PACKET.size <= len(content):
            mark, when, length = PACKET.unpack_from(content, at)
            body = at + PACKET.size
            # A packet that is not whole yet is read the next time.
            if mark != PACKET_MARK or body + length > len(content):
                break
            if self.kind == "v" and begins_whole_picture(content[body : body + length]):
                self.wholes.append(len(self.offsets))
            self.milliseconds.append(when)
            self.offsets.append(self.read + at)
            at = body + length
        self.read += at
        return True

    @property
    def begun(self) -> float:
        """When the first packet came, in seconds since the epoch."""
        return self.begun_us / 1_000_000

    def cut(self, begins: float, ends: float, target: Path) -> tuple[float, float] | None:
        """Write a `.mjr` of its own with what came between two moments; returns from when to when it reaches. None: nothing came.

        A picture begins with the last whole one before, or the first one after.
        """
        first = bisect_left(self.milliseconds, round((begins - self.begun) * 1000))
        last = bisect_right(self.milliseconds, round((ends - self.begun) * 1000))
        if self.kind == "v":
            place = bisect_right(self.wholes, first)
            before = self.wholes[place - 1] if place else None
            after = self.wholes[place] if place < len(self.wholes) else None
            start = before if before is not None else after
            if start is None:
                return None
            # A camera that was off for a while sends nothing: its last picture is not to stand for now.
            if first == last or start >= last:
                return None
            first = start
        if first >= last:
            return None
        end = self.offsets[last] if last < len(self.offsets) else self.read
        with self.path.open("rb") as stream, target.open("wb") as out:
            out.write(stream.read(self.head))
            stream.seek(self.offsets[first])
            out.write(stream.read(end - self.offsets[first]))
        return self.begun + self.milliseconds[first] / 1000, self.begun + self.milliseconds[last - 1] / 1000


def begins_whole_picture(packet: bytes) -> bool:
    """Whether an RTP packet of VP8 is the first of a key frame (RFC 7741)."""
    if len(packet) < RTP_HEADER + 1:
        return False
    at = RTP_HEADER + 4 * (packet[0] & 0x0F)
    if packet[0] & 0x10 and len(packet) >= at + 4:
        at += 4 + 4 * int.from_bytes(packet[at + 2 : at + 4], "big")
    if at >= len(packet):
        return False
    described = packet[at]
    # The start of the first partition.
    if not described & 0x10 or described & 0x07:
        return False
    at += 1
    if described & 0x80 and at < len(packet):
        more = packet[at]
        at += 1
        if more & 0x80 and at < len(packet):
            at += 2 if packet[at] & 0x80 else 1
        at += 1 if more & 0x40 else 0
        at += 1 if more & 0x30 else 0
    return at < len(packet) and not packet[at] & 0x01
