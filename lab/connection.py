"""One encrypted connection to a media gateway: ICE and the DTLS handshake by aiortc, packets by ourselves.

Heads of SRTP packets are not encrypted, so what comes is counted without decrypting it. Decrypted are reports, the beginnings of pictures
until a whole one has come, and one sound a second, which says when it was sent.
"""

import asyncio
import re
import secrets
import statistics
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import aioice
import pylibsrtp
from aiortc.rtcdtlstransport import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport
from aiortc.rtp import RtcpPacket, RtcpPsfbPacket, RtcpRrPacket, RtcpRtpfbPacket, RtcpSrPacket

from lab import rtp
from lab.rtp import Incoming

HEAD = struct.Struct("!BBHLL")
MARK_EVERY = 50
PLI_EVERY_S = 0.5
PLI, NACK, FIR = 1, 1, 4
HANDSHAKE_S = 15.0


@lru_cache
def certificate() -> RTCCertificate:
    """One for all participants of this process: making one costs more than a handshake."""
    return RTCCertificate.generateCertificate()


def fingerprint() -> str:
    return next(each.value for each in certificate().getFingerprints() if each.algorithm == "sha-256")


class _Path:
    """ICE, as aiortc's DTLS wants to see it."""

    def __init__(self, ice: aioice.Connection) -> None:
        self._ice = ice
        self.role = "controlling" if ice.ice_controlling else "controlled"

    async def _recv(self) -> bytes:
        return await self._ice.recv()

    async def _send(self, data: bytes) -> None:
        await self._ice.send(data)


class _Tap(asyncio.DatagramProtocol):
    """Media goes straight to its receiver, everything else where it went before."""

    def __init__(self, inner: Any, take: Callable[[bytes], None]) -> None:
        self._inner, self._take = inner, take

    def datagram_received(self, data: bytes, addr: tuple[Any, ...]) -> None:
        if 127 < data[0] < 192:
            self._take(data)
        else:
            self._inner.datagram_received(data, addr)

    def connection_lost(self, exc: Exception | None) -> None:
        self._inner.connection_lost(exc)

    def error_received(self, exc: Exception) -> None:
        self._inner.error_received(exc)


@dataclass
class Section:
    """One line of a session description and what belongs to it."""

    kind: str
    mid: str
    direction: str
    payload_type: int
    ssrc: int
    extension: int
    is_rejected: bool


@dataclass
class Remote:
    """What the other end's session description says."""

    sections: list[Section]
    ufrag: str
    password: str
    fingerprint: str
    candidates: list[str] = field(default_factory=list)


def _found(pattern: str, text: str, default: str = "") -> str:
    match = re.search(pattern, text, re.MULTILINE)
    return match.group(1).strip() if match else default


def read(sdp: str) -> Remote:
    """A session description of a gateway. Only Opus and VP8 matter."""
    _session, *parts = re.split(r"^m=", sdp.replace("\r\n", "\n"), flags=re.MULTILINE)
    sections = []
    for part in parts:
        kind = part.split(" ", 1)[0]
        codec = {"audio": "opus", "video": "VP8"}.get(kind, "")
        sections.append(
            Section(
                kind=kind,
                mid=_found(r"^a=mid:(.*)$", part),
                direction=_found(r"^a=(sendrecv|sendonly|recvonly|inactive)$", part, "sendrecv"),
                payload_type=int(_found(rf"^a=rtpmap:(\d+) {codec}/", part, "0")),
                ssrc=int(_found(r"^a=ssrc:(\d+) ", part, "0")),
                extension=int(_found(r"^a=extmap:(\d+)\S* \S*transport-wide-cc", part, "0")),
                is_rejected=bool(re.match(r"\w+ 0 ", part)),
            )
        )
    return Remote(
        sections=sections,
        ufrag=_found(r"^a=ice-ufrag:(.*)$", sdp),
        password=_found(r"^a=ice-pwd:(.*)$", sdp),
        fingerprint=_found(r"^a=fingerprint:sha-256 (.*)$", sdp),
        candidates=list(dict.fromkeys(re.findall(r"^a=candidate:(.*?)\r?$", sdp, re.MULTILINE))),
    )


class Connection:
    """Packets in and out of one bundled, multiplexed connection."""

    def __init__(self, *, offers: bool) -> None:
        self.ice = aioice.Connection(ice_controlling=offers, use_ipv6=False)
        self.dtls = RTCDtlsTransport(_Path(self.ice), [certificate()])  # type: ignore[arg-type]
        # The gateway begins the handshake, when it is ready: a greeting that comes too early is dropped and costs a second.
        self.dtls._set_role("server")
        self.ssrc = secrets.randbits(31)
        self.incoming: dict[int, Incoming] = {}
        self.kinds: dict[int, str] = {}
        self.up = asyncio.Event()
        self.on_key_frame_wanted: Callable[[int], None] = lambda source: None
        self.on_missing: Callable[[int, list[int]], None] = lambda source, lost: None
        self.round_trips: list[float] = []
        self.delays: list[float] = []
        self.remote_loss: dict[int, int] = {}
        self.sent_feedback: dict[str, int] = {"reports": 0, "pli": 0, "nack": 0}
        self._transport: asyncio.DatagramTransport | None = None
        self._address: tuple[str, int] = ("", 0)
        self._asked_at: dict[int, float] = {}
        self._started: asyncio.Task[None] | None = None
        self._resumed: asyncio.Task[None] | None = None

    # -- session descriptions ----------------------------------------------------------------------------------------

    async def gather(self) -> None:
        await self.ice.gather_candidates()

    def _head(self, mids: list[str]) -> list[str]:
        number = secrets.randbits(62)
        lines = ["v=0", f"o=- {number} 2 IN IP4 127.0.0.1", "s=-", "t=0 0"]
        return [*lines, f"a=group:BUNDLE {' '.join(mids)}", "a=msid-semantic: WMS *"]

    def _transport_lines(self, mid: str, setup: str) -> list[str]:
        lines = ["c=IN IP4 0.0.0.0", "a=rtcp:9 IN IP4 0.0.0.0"]
        lines += [f"a=ice-ufrag:{self.ice.local_username}", f"a=ice-pwd:{self.ice.local_password}"]
        lines += [f"a=fingerprint:sha-256 {fingerprint()}", f"a=setup:{setup}", f"a=mid:{mid}", "a=rtcp-mux"]
        lines += [f"a=candidate:{each.to_sdp()}" for each in self.ice.local_candidates]
        return [*lines, "a=end-of-candidates"]

    def offer(self, audio: int, video: int, extension: int, codecs: dict[str, int]) -> str:
        """To send a sound and a picture with these SSRCs."""
        lines = self._head(["0", "1"])
        wide = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
        for mid, kind, source in (("0", rtp.AUDIO, audio), ("1", rtp.VIDEO, video)):
            payload_type = codecs[kind]
            lines += [f"m={kind} 9 UDP/TLS/RTP/SAVPF {payload_type}", *self._transport_lines(mid, "actpass")]
            lines += ["a=sendonly", f"a=extmap:{extension} {wide}", *_codec_lines(kind, payload_type)]
            lines += [f"a=rtcp-fb:{payload_type} transport-cc", f"a=msid:lab lab-{kind}", f"a=ssrc:{source} cname:lab"]
        return "\r\n".join([*lines, ""])

    def answer(self, remote: Remote) -> str:
        """To receive whatever is offered."""
        lines = self._head([section.mid for section in remote.sections if not section.is_rejected])
        for section in remote.sections:
            port = 0 if section.is_rejected else 9
            lines += [f"m={section.kind} {port} UDP/TLS/RTP/SAVPF {section.payload_type}"]
            lines += self._transport_lines(section.mid, "passive")
            lines += ["a=inactive" if section.direction == "inactive" else "a=recvonly"]
            lines += _codec_lines(section.kind, section.payload_type)
        return "\r\n".join([*lines, ""])

    # -- the handshake -------------------------------------------------------------------------------------------------

    def start(self, remote: Remote) -> None:
        """Shake hands in the background; `up` is set when packets may go."""
        if self._started is None:
            self._started = asyncio.create_task(self._start(remote))

    async def _start(self, remote: Remote) -> None:
        self.ice.remote_username, self.ice.remote_password = remote.ufrag, remote.password
        for line in remote.candidates:
            candidate = aioice.Candidate.from_sdp(line)
            if candidate.transport.lower() == "udp" and candidate.component == 1:
                await self.ice.add_remote_candidate(candidate)
        await self.ice.add_remote_candidate(None)
        async with asyncio.timeout(HANDSHAKE_S):
            await self.ice.connect()
            await self.dtls.start(RTCDtlsParameters([RTCDtlsFingerprint("sha-256", remote.fingerprint)]))
        if self.dtls.state != "connected":
            raise ConnectionError(f"DTLS is {self.dtls.state}")
        pair = self.ice._nominated[1]
        self._transport, self._address = pair.protocol.transport, pair.remote_addr
        self._transport.set_protocol(_Tap(pair.protocol, self._take))
        self.up.set()

    # -- packets -------------------------------------------------------------------------------------------------------

    def send(self, packet: bytes) -> None:
        """One RTP packet, now."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(self.dtls._tx_srtp.protect(packet), self._address)

    def send_reports(self, *packets: Any) -> None:
        """RTCP packets as one compound."""
        if self._transport is not None and not self._transport.is_closing() and packets:
            compound = b"".join(bytes(packet) for packet in packets)
            self._transport.sendto(self.dtls._tx_srtp.protect_rtcp(compound), self._address)

    def _take(self, data: bytes) -> None:
        now = rtp.wall_clock()
        if 192 <= data[1] <= 223:
            self._take_report(data, now)
            return
        _first, second, sequence, timestamp, ssrc = HEAD.unpack_from(data)
        source = self.incoming.get(ssrc)
        if source is None:
            kind = self.kinds.get(ssrc)
            if kind is None:
                return
            source = self.incoming[ssrc] = Incoming(ssrc, kind)
        missing = source.take(sequence, timestamp, marker=second > 127, octets=len(data), now=now)
        if missing:
            self._ask(source, missing)
        if source.kind == rtp.VIDEO:
            if source.needs_key_frame:
                self._look_for_key_frame(source, data)
        elif source.received % MARK_EVERY == 1:
            self._look_for_mark(data, now)

    def _opened(self, data: bytes) -> bytes:
        try:
            packet: bytes = self.dtls._rx_srtp.unprotect(data)
        except pylibsrtp.Error:
            return b""
        return packet[rtp.payload_at(packet) :]

    def _look_for_key_frame(self, source: Incoming, data: bytes) -> None:
        size = rtp.vp8_size(self._opened(data))
        if size is not None:
            source.whole_picture(size)

    def _look_for_mark(self, data: bytes, now: float) -> None:
        sent = rtp.mark_of(self._opened(data))
        if sent is not None:
            self.delays.append(now - sent)

    def _take_report(self, data: bytes, now: float) -> None:
        try:
            packets = RtcpPacket.parse(self.dtls._rx_srtp.unprotect_rtcp(data))
        except (pylibsrtp.Error, ValueError):
            return
        for packet in packets:
            if isinstance(packet, RtcpSrPacket) and packet.ssrc in self.incoming:
                self.incoming[packet.ssrc].heard_sender_report(packet.sender_info.ntp_timestamp, now)
            if isinstance(packet, RtcpSrPacket | RtcpRrPacket):
                for block in packet.reports:
                    self.remote_loss[block.ssrc] = block.fraction_lost
                    trip = rtp.round_trip(block, now)
                    if trip is not None:
                        self.round_trips.append(trip)
            elif isinstance(packet, RtcpPsfbPacket) and packet.fmt in {PLI, FIR}:
                self.on_key_frame_wanted(packet.media_ssrc)
            elif isinstance(packet, RtcpRtpfbPacket) and packet.fmt == NACK:
                self.on_missing(packet.media_ssrc, packet.lost)

    # -- what a receiver says -------------------------------------------------------------------------------------------

    def _ask(self, source: Incoming, numbers: list[int]) -> None:
        asking = rtp.nacks(self.ssrc, source.ssrc, numbers)
        self.sent_feedback["nack"] += len(numbers)
        self.send_reports(RtcpRrPacket(self.ssrc), *asking)

    def report(self) -> None:
        """A receiver report about everything that comes; call it about once a second."""
        now = rtp.wall_clock()
        blocks = [source.report(now) for source in self.incoming.values()]
        self.send_reports(*(RtcpRrPacket(self.ssrc, blocks[at : at + 31]) for at in range(0, len(blocks), 31)))
        self.sent_feedback["reports"] += bool(blocks)

    def ask(self) -> None:
        """For packets that are still missing and for whole pictures; call it about ten times a second."""
        now = rtp.wall_clock()
        for ssrc, kind in self.kinds.items():
            if kind != rtp.VIDEO:
                continue
            source = self.incoming.get(ssrc)
            again = source.overdue(now) if source else []
            if source and again:
                self._ask(source, again)
            lacks = source is None or source.needs_key_frame
            if lacks and self.up.is_set() and now - self._asked_at.get(ssrc, 0.0) > PLI_EVERY_S:
                self._asked_at[ssrc] = now
                self.sent_feedback["pli"] += 1
                self.send_reports(RtcpRrPacket(self.ssrc), RtcpPsfbPacket(fmt=PLI, ssrc=self.ssrc, media_ssrc=ssrc))

    def median(self, values: list[float]) -> float | None:
        """The middle of the values collected since the last time, which are dropped."""
        found = statistics.median(values) if values else None
        values.clear()
        return found

    async def close(self) -> None:
        if self._started is not None:
            self._started.cancel()
            await asyncio.wait({self._started})
        await self.dtls.stop()
        await self.ice.close()


def _codec_lines(kind: str, payload_type: int) -> list[str]:
    if kind == rtp.AUDIO:
        return [f"a=rtpmap:{payload_type} opus/48000/2", f"a=fmtp:{payload_type} minptime=10;useinbandfec=1"]
    feedback = ("nack", "nack pli", "ccm fir", "goog-remb")
    return [f"a=rtpmap:{payload_type} VP8/90000", *(f"a=rtcp-fb:{payload_type} {each}" for each in feedback)]
