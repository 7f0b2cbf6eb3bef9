"""The usual way in Python: aiortc's MediaRelay, which decodes what comes and encodes it anew for everyone. One room, in a process of its own.

It reads one JSON request a line and answers each with a line: {"publish": name, "sdp": offer} with {"sdp": answer};
{"subscribe": name} with {"sdp": offer, "whose": {mid: name}}; {"answer": name, "sdp": answer} with {}.
"""

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator
from typing import Any

from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.contrib.media import MediaRelay

Message = dict[str, Any]


class Relay:
    """The server's side."""

    def __init__(self) -> None:
        self._relay = MediaRelay()
        self._tracks: dict[str, list[Any]] = {}
        self._ups: dict[str, RTCPeerConnection] = {}
        self._downs: dict[str, RTCPeerConnection] = {}

    async def publish(self, name: str, sdp: str) -> Message:
        connection = self._ups[name] = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._tracks[name] = []
        connection.on("track", self._tracks[name].append)
        await connection.setRemoteDescription(RTCSessionDescription(sdp, "offer"))
        await connection.setLocalDescription(await connection.createAnswer())
        return {"sdp": connection.localDescription.sdp}

    async def subscribe(self, name: str) -> Message:
        connection = self._downs[name] = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        owners = []
        for other, tracks in self._tracks.items():
            for track in tracks if other != name else ():
                transceiver = connection.addTransceiver(self._relay.subscribe(track), direction="sendonly")
                owners.append((transceiver, other))
        await connection.setLocalDescription(await connection.createOffer())
        whose = {transceiver.mid: other for transceiver, other in owners}
        return {"sdp": connection.localDescription.sdp, "whose": whose}

    async def answer(self, name: str, sdp: str) -> Message:
        await self._downs[name].setRemoteDescription(RTCSessionDescription(sdp, "answer"))
        return {}

    async def do(self, request: Message) -> Message:
        if "publish" in request:
            return await self.publish(request["publish"], request["sdp"])
        if "subscribe" in request:
            return await self.subscribe(request["subscribe"])
        return await self.answer(request["answer"], request["sdp"])


async def _serve() -> None:
    relay, reader = Relay(), asyncio.StreamReader(limit=2**20)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        print(json.dumps(await relay.do(json.loads(line))), flush=True)


class RelayProcess:
    """The client's side of it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        return self._process.pid

    async def ask(self, **request: Any) -> Message:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(request).encode() + b"\n")
        answer: Message = json.loads(await self._process.stdout.readline())
        return answer


@contextlib.asynccontextmanager
async def relay_process() -> AsyncIterator[RelayProcess]:
    """A relay until the block ends."""
    pipe = asyncio.subprocess.PIPE
    command = [sys.executable, "-m", "bench._relay"]
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, limit=2**20)
    try:
        yield RelayProcess(process)
    finally:
        process.kill()
        await process.wait()


if __name__ == "__main__":
    asyncio.run(_serve())
