"""RTP packets as they are sent and as they arrive: heads, sequence numbers, loss, jitter, and the reports about them (RFC 3550, 4585, 7741)."""

import struct
import time
from dataclasses import dataclass, field

from aiortc.rtp import RtcpReceiverInfo, RtcpRtpfbPacket

AUDIO, VIDEO = "audio", "video"
CLOCK = {AUDIO: 48_000, VIDEO: 90_000}
SEQUENCES = 1 << 16
NTP_EPOCH = 2_208_988_800
HEAD = struct.Struct("!BBHLL")
EXTENSION = struct.Struct("!HHBHB")
DESCRIPTOR = struct.Struct("!BBH")
# A packet that is missing is asked for at once, again after so long, and given up after so many times.
ASK_AGAIN_S = 0.1
ASK_TIMES = 5
# More missing at once than this is an outage; then a whole picture helps, single packets do not.
ASK_AT_MOST = 64
MARK = b"lab!"


def ntp(now: float) -> int:
    """A moment (of `time.time`) as RTCP writes it."""
    return int((now + NTP_EPOCH) * (1 << 32))


def middle(ntp_time: int) -> int:
    """The part of it that reports repeat."""
    return (ntp_time >> 16) & 0xFFFFFFFF


def head(
    payload_type: int, sequence: int, timestamp: int, ssrc: int, *, marker: bool, extension: tuple[int, int]
) -> bytes:
    """The head of a packet with its transport-wide number; `extension` is (id, number), id 0 for none."""
    identifier, number = extension
    first = 0x90 if identifier else 0x80
    made = HEAD.pack(first, payload_type | (0x80 if marker else 0), sequence & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc)
    return made + EXTENSION.pack(0xBEDE, 1, identifier << 4 | 1, number & 0xFFFF, 0) if identifier else made


def payload_at(packet: bytes) -> int:
    """Where the payload of a packet begins."""
    at = 12 + 4 * (packet[0] & 0x0F)
    if packet[0] & 0x10:
        at += 4 + 4 * int.from_bytes(packet[at + 2 : at + 4], "big")
    return at


def vp8_descriptor(picture: int, *, first: bool) -> bytes:
    """What stands before each piece of a VP8 frame."""
    return DESCRIPTOR.pack(0x90 if first else 0x80, 0x80, 0x8000 | (picture & 0x7FFF))


def vp8_size(payload: bytes) -> tuple[int, int] | None:
    """Width and height when this payload begins a key frame."""
    if len(payload) < 2 or not payload[0] & 0x10 or payload[0] & 0x0F:
        return None
    at = 1
    if payload[0] & 0x80:
        extended, at = payload[1], 2
        if extended & 0x80:
            at += 2 if payload[at] & 0x80 else 1
        at += bool(extended & 0x40) + bool(extended & 0x30)
    frame = payload[at : at + 10]
    if len(frame) < 10 or frame[0] & 1 or frame[3:6] != b"\x9d\x01\x2a":
        return None
    width, height = struct.unpack("<HH", frame[6:10])
    return width & 0x3FFF, height & 0x3FFF


def marked(opus: bytes, now: float) -> bytes:
    """An Opus packet that carries the moment of its sending in its padding, which decoders skip (RFC 6716, 3.2.5)."""
    if opus[0] & 3:
        return opus
    padding = MARK + struct.pack("!d", now)
    return bytes([opus[0] | 3, 0x41, len(padding)]) + opus[1:] + padding


def mark_of(opus: bytes) -> float | None:
    """When the packet was sent, if it says so."""
    if len(opus) < 15 or opus[0] & 3 != 3 or opus[-12:-8] != MARK:
        return None
    return float(struct.unpack("!d", opus[-8:])[0])


@dataclass
class Missing:
    """A packet that has not come."""

    asked_at: float
    times: int = 1


@dataclass
class Incoming:
    """One source of packets, as its receiver knows it."""

    ssrc: int
    kind: str
    received: int = 0
    octets: int = 0
    frames: int = 0
    first: int = 0
    highest: int = -1
    jitter: float = 0.0
    transit: float | None = None
    size: tuple[int, int] | None = None
    key_frames: int = 0
    needs_key_frame: bool = True
    missing: dict[int, Missing] = field(default_factory=dict)
    sender_report: tuple[int, float] = (0, 0.0)
    before: tuple[int, int] = (0, 0)

    @property
    def expected(self) -> int:
        return self.highest - self.first + 1 if self.highest >= 0 else 0

    @property
    def lost(self) -> int:
        return max(0, self.expected - self.received)

    def take(self, sequence: int, timestamp: int, *, marker: bool, octets: int, now: float) -> list[int]:
        """One packet has come; returns the sequence numbers to ask for now."""
        self.received += 1
        self.octets += octets
        self.frames += marker
        if self.highest < 0:
            self.first = self.highest = sequence
            return []
        ahead = (sequence - self.highest) & 0xFFFF
        asked: list[int] = []
        if ahead < SEQUENCES // 2:
            number = self.highest + ahead
            if self.kind == VIDEO and ahead > 1:
                asked = self._miss(range(self.highest + 1, number), now)
            self.highest = number
        elif self.highest - (SEQUENCES - ahead) < self.first:
            self.received -= 1  # from before the first: belongs to no count
        else:
            self.missing.pop(self.highest - (SEQUENCES - ahead), None)
            return []
        arrived = now * CLOCK[self.kind]
        transit = arrived - timestamp
        if self.transit is not None:
            difference = abs(transit - self.transit)
            if difference < CLOCK[self.kind] * 10:
                self.jitter += (difference - self.jitter) / 16
        self.transit = transit
        return asked

    def _miss(self, numbers: range, now: float) -> list[int]:
        if len(numbers) > ASK_AT_MOST:
            self.missing.clear()
            self.needs_key_frame = True
            return []
        self.missing |= {number: Missing(now) for number in numbers}
        return list(numbers)

    def overdue(self, now: float) -> list[int]:
        """What to ask for once more; what was asked for too often is given up, and a whole picture needed."""
        again = []
        for number, miss in list(self.missing.items()):
            if now - miss.asked_at < ASK_AGAIN_S:
                continue
            if miss.times >= ASK_TIMES:
                del self.missing[number]
                self.needs_key_frame = True
                continue
            miss.asked_at, miss.times = now, miss.times + 1
            again.append(number)
        return again

    def whole_picture(self, size: tuple[int, int]) -> None:
        """A key frame has begun to come."""
        self.size = size
        self.key_frames += 1
        self.needs_key_frame = False

    def heard_sender_report(self, ntp_time: int, now: float) -> None:
        self.sender_report = middle(ntp_time), now

    def report(self, now: float) -> RtcpReceiverInfo:
        """The block of a receiver report; what was lost is told for the time since the last one."""
        expected, received = self.expected - self.before[0], self.received - self.before[1]
        self.before = self.expected, self.received
        lost = max(0, expected - received)
        last, at = self.sender_report
        return RtcpReceiverInfo(
            ssrc=self.ssrc,
            fraction_lost=min(255, lost * 256 // expected) if expected > 0 else 0,
            packets_lost=self.lost,
            highest_sequence=self.highest & 0xFFFFFFFF,
            jitter=int(self.jitter),
            lsr=last,
            dlsr=int((now - at) * 65536) if last else 0,
        )


def nacks(ssrc: int, source: int, numbers: list[int]) -> list[RtcpRtpfbPacket]:
    """Asking for packets anew; numbers before and after the wrap in packets of their own."""
    rounds: dict[int, list[int]] = {}
    for number in sorted(numbers):
        rounds.setdefault(number // SEQUENCES, []).append(number % SEQUENCES)
    return [RtcpRtpfbPacket(fmt=1, ssrc=ssrc, media_ssrc=source, lost=lost) for lost in rounds.values()]


def round_trip(block: RtcpReceiverInfo, now: float) -> float | None:
    """Seconds to the other end and back, by its report about us; None before it has heard a report of ours."""
    if not block.lsr:
        return None
    units = (middle(ntp(now)) - block.lsr - block.dlsr) & 0xFFFFFFFF
    return units / 65536 if units < 1 << 31 else 0.0


def wall_clock() -> float:
    """The clock that reports and marks tell."""
    return time.time()
