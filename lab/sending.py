"""What participants send: reels, packet by packet, paced by one task for all of them."""

import asyncio
import heapq
import itertools
import secrets
from collections import OrderedDict
from collections.abc import Callable
from weakref import WeakKeyDictionary

from aiortc.rtp import RtcpSdesPacket, RtcpSenderInfo, RtcpSourceInfo, RtcpSrPacket

from lab import rtp
from lab.connection import Connection
from lab.media import SOUND_MS, Reel

# Packets due within this are sent in one go.
TICK_S = 0.004
# A machine that was busy for longer than this goes on from now instead of catching up.
BEHIND_S = 0.5
# So many packets are kept in case they are asked for again.
KEPT = 256
CNAME = 1
Due = Callable[[float], float | None]


class Pacer:
    """Does things at their time: `add(at, work)`, where `work(at)` returns when it is due next, or None."""

    _of_loops: "WeakKeyDictionary[asyncio.AbstractEventLoop, Pacer]" = WeakKeyDictionary()

    def __init__(self) -> None:
        self._queue: list[tuple[float, int, Due]] = []
        self._numbers = itertools.count()
        self._running: asyncio.Task[None] | None = None
        self.latest = 0.0

    @classmethod
    def here(cls) -> "Pacer":
        """The one of the running event loop."""
        return cls._of_loops.setdefault(asyncio.get_running_loop(), cls())

    def add(self, at: float, work: Due) -> None:
        heapq.heappush(self._queue, (at, next(self._numbers), work))
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run())

    async def _run(self) -> None:
        clock = asyncio.get_running_loop().time
        while self._queue:
            now = clock()
            while self._queue and self._queue[0][0] <= now:
                at, number, work = heapq.heappop(self._queue)
                self.latest = max(self.latest, now - at)
                following = work(at)
                if following is not None:
                    following = now if now - following > BEHIND_S else following
                    heapq.heappush(self._queue, (following, number, work))
            if self._queue:
                await asyncio.sleep(max(TICK_S, self._queue[0][0] - clock()))

    def lateness(self) -> float:
        """How late the latest thing was since the last call: more than a few hundredths mean that this process is the bottleneck."""
        latest, self.latest = self.latest, 0.0
        return latest


class Track:
    """One source of packets: its numbers and what has been sent of it."""

    def __init__(self, kind: str, payload_type: int) -> None:
        self.kind, self.payload_type = kind, payload_type
        self.ssrc = secrets.randbits(31) | 1
        self.sequence = secrets.randbits(15)
        self.timestamp = secrets.randbits(31)
        self.packets = self.octets = 0
        self.sent_at = 0.0

    def report(self, now: float) -> RtcpSrPacket:
        passed = int((now - self.sent_at) * rtp.CLOCK[self.kind]) if self.packets else 0
        told = RtcpSenderInfo(
            ntp_timestamp=rtp.ntp(now),
            rtp_timestamp=(self.timestamp + passed) & 0xFFFFFFFF,
            packet_count=self.packets & 0xFFFFFFFF,
            octet_count=self.octets & 0xFFFFFFFF,
        )
        return RtcpSrPacket(self.ssrc, told)


class Outgoing:
    """A reel on its way over one connection, over and over."""

    def __init__(self, connection: Connection, reel: Reel, audio: Track, video: Track, extension: int) -> None:
        self._connection, self._reel = connection, reel
        self.audio, self.video = audio, video
        self._extension, self._wide = extension, 0
        self._sound = self._frame = 0
        self._picture = secrets.randbits(14)
        self._asked = False
        self._kept: OrderedDict[int, bytes] = OrderedDict()
        self.is_closed = self.is_paused = False
        self.asked_key_frames = self.sent_again = 0
        connection.on_key_frame_wanted = self._key_frame_wanted
        connection.on_missing = self._send_again

    def start(self) -> None:
        """Begin; participants that began at the same moment do not all send at the same moment."""
        now = asyncio.get_running_loop().time()
        spread = secrets.randbelow(1000) / 1000
        Pacer.here().add(now + spread * SOUND_MS / 1000, self._send_sound)
        Pacer.here().add(now + spread / self._reel.rate, self._send_picture)

    def _send(self, track: Track, payload: bytes, *, marker: bool) -> bytes:
        track.sequence = (track.sequence + 1) & 0xFFFF
        self._wide += 1
        numbers = self._extension, self._wide
        packet = rtp.head(
            track.payload_type, track.sequence, track.timestamp, track.ssrc, marker=marker, extension=numbers
        )
        packet += payload
        self._connection.send(packet)
        track.packets += 1
        track.octets += len(payload)
        return packet

    def _send_sound(self, at: float) -> float | None:
        if self.is_closed:
            return None
        sounds = self._reel.sounds
        self.audio.timestamp += rtp.CLOCK[rtp.AUDIO] * SOUND_MS // 1000
        if self.is_paused:
            return at + SOUND_MS / 1000
        self.audio.sent_at = rtp.wall_clock()
        self._send(
            self.audio, rtp.marked(sounds[self._sound % len(sounds)], self.audio.sent_at), marker=not self._sound
        )
        self._sound += 1
        return at + SOUND_MS / 1000

    def _send_picture(self, at: float) -> float | None:
        if self.is_closed:
            return None
        reel, video = self._reel, self.video
        if self._asked:
            self._frame, self._asked = reel.next_key(self._frame), False
        video.timestamp += rtp.CLOCK[rtp.VIDEO] // reel.rate
        if self.is_paused:
            self._asked = True
            return at + 1 / reel.rate
        video.sent_at = rtp.wall_clock()
        pieces = reel.frames[self._frame]
        for number, piece in enumerate(pieces):
            payload = rtp.vp8_descriptor(self._picture, first=not number) + piece
            packet = self._send(video, payload, marker=number == len(pieces) - 1)
            self._kept[video.sequence] = packet
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self._frame = (self._frame + 1) % len(reel.frames)
        self._picture += 1
        return at + 1 / reel.rate

    def _key_frame_wanted(self, source: int) -> None:
        self._asked = True
        self.asked_key_frames += 1

    def _send_again(self, source: int, numbers: list[int]) -> None:
        for number in numbers if source == self.video.ssrc else ():
            packet = self._kept.get(number)
            if packet is not None:
                self.sent_again += 1
                self._connection.send(packet)

    def report(self) -> None:
        """Sender reports; call it about once a second."""
        now = rtp.wall_clock()
        names = [RtcpSourceInfo(track.ssrc, [(CNAME, b"lab")]) for track in (self.audio, self.video)]
        self._connection.send_reports(self.audio.report(now), self.video.report(now), RtcpSdesPacket(names))

    def close(self) -> None:
        self.is_closed = True
