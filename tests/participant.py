"""A synthetic participant, without a browser: speaks the room's negotiation, sends a small picture and a tone, counts what comes."""

import asyncio
import fractions
from collections import Counter
from collections.abc import Callable
from typing import Any

import av
from aiortc import MediaStreamTrack, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack, MediaStreamError

UP, DOWN = "server-up", "server-down"


class Picture(MediaStreamTrack):  # type: ignore[misc]
    """Five small grey frames a second."""

    kind = "video"

    def __init__(self) -> None:
        super().__init__()
        self._number = 0

    async def recv(self) -> av.VideoFrame:
        await asyncio.sleep(0.2)
        self._number += 1
        frame = av.VideoFrame(160, 96, "yuv420p")
        for plane in frame.planes:
            plane.update(bytes([(self._number * 8) % 256]) * plane.buffer_size)
        frame.pts, frame.time_base = self._number * 18_000, fractions.Fraction(1, 90_000)
        return frame


class Participant:
    """One seat's page. `send` carries a signal's fields to the server; `heard` takes the server's."""

    def __init__(self, seat: str, send: Callable[[dict[str, Any]], None]) -> None:
        self.seat, self._send = seat, send
        self.instance = ""
        self.up: RTCPeerConnection | None = None
        self.down: RTCPeerConnection | None = None
        self.down_of: tuple[str, int] = ("", 0)
        self.whose: dict[str, str] = {}
        self.received: Counter[tuple[str, str]] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()
        self._chain = asyncio.Lock()

    def _run(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def begin(self, instance: str) -> None:
        """The server has told the endpoints' instance: send."""
        self._run(self._publish(instance))

    async def _publish(self, instance: str) -> None:
        if self.up is not None:
            await self.up.close()
        self.instance, self.up = instance, RTCPeerConnection()
        self.up.addTransceiver(AudioStreamTrack(), direction="sendonly")
        self.up.addTransceiver(Picture(), direction="sendonly")
        await self.up.setLocalDescription(await self.up.createOffer())
        described = {"type": "offer", "sdp": self.up.localDescription.sdp}
        self._send({"to": UP, "to_instance": instance, "epoch": 1, "description": described})

    def heard(self, body: dict[str, Any]) -> None:
        self._run(self._take(body))

    async def _take(self, body: dict[str, Any]) -> None:
        async with self._chain:
            if body["from"] == UP:
                if body["from_instance"] != self.instance:
                    await self._publish(body["from_instance"])
                elif "description" in body and self.up is not None and self.up.signalingState == "have-local-offer":
                    await self.up.setRemoteDescription(RTCSessionDescription(**body["description"]))
            elif "description" in body:
                await self._receive(body)

    async def _receive(self, body: dict[str, Any]) -> None:
        of = body["from_instance"], body["epoch"]
        if self.down is None or of != self.down_of:
            if self.down is not None:
                await self.down.close()
            self.down, self.down_of = RTCPeerConnection(), of
        down = self.down
        self.whose = body["streams"]
        known = {id(transceiver) for transceiver in down.getTransceivers()}
        await down.setRemoteDescription(RTCSessionDescription(**body["description"]))
        for transceiver in down.getTransceivers():
            if id(transceiver) not in known:
                self._run(self._count(transceiver))
                if transceiver.kind == "video":
                    self._run(self._ask_for_pictures(transceiver))
        await down.setLocalDescription(await down.createAnswer())
        described = {"type": "answer", "sdp": down.localDescription.sdp}
        self._send({"to": DOWN, "to_instance": of[0], "epoch": of[1], "description": described})

    async def _count(self, transceiver: Any) -> None:
        """Every frame and sound that arrives, by whose it is and its kind."""
        try:
            while True:
                await transceiver.receiver.track.recv()
                self.received[self.whose.get(transceiver.mid, "nobody"), transceiver.kind] += 1
        except MediaStreamError:
            return

    async def _ask_for_pictures(self, transceiver: Any) -> None:
        """What browsers do and aiortc does not: while no picture comes, ask its sender for a whole one (RTCP PLI)."""
        receiver = transceiver.receiver
        while not self.received[self.whose.get(transceiver.mid, "nobody"), "video"]:
            await asyncio.sleep(0.5)
            for source in list(receiver._RTCRtpReceiver__remote_streams):
                await receiver._send_rtcp_pli(source)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        for connection in (self.up, self.down):
            if connection is not None:
                await connection.close()
