"""A synthetic participant, without a browser: speaks the room's negotiation with a media gateway, sends a reel, counts what comes.

It does what a page does over `server-up` and `server-down` (docs/signalling.md), except restarting ICE: whoever needs that gets a new
connection from the gateway.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from lab import rtp
from lab.connection import Connection, read
from lab.media import Reel, reel
from lab.sending import Outgoing, Track

UP, DOWN = "server-up", "server-down"
PAYLOAD_TYPES = {rtp.AUDIO: 111, rtp.VIDEO: 96}
EXTENSION = 3
ASK_EVERY_S, REPORT_EVERY = 0.1, 10
NOBODY = "nobody"


def small() -> Reel:
    """Enough for a test."""
    return reel(0, size=(160, 96), rate=5, kbps=60)


class Sending:
    """The connection over which one participant sends."""

    def __init__(self, film: Reel) -> None:
        self._film = film
        self.connection = Connection(offers=True)
        self.audio = Track(rtp.AUDIO, PAYLOAD_TYPES[rtp.AUDIO])
        self.video = Track(rtp.VIDEO, PAYLOAD_TYPES[rtp.VIDEO])
        self.outgoing: Outgoing | None = None
        self._starting: asyncio.Task[None] | None = None

    async def offer(self) -> str:
        await self.connection.gather()
        return self.connection.offer(self.audio.ssrc, self.video.ssrc, EXTENSION, PAYLOAD_TYPES)

    def accept(self, sdp: str) -> None:
        """The gateway's answer has come: shake hands, then send."""
        if self._starting is None:
            self._starting = asyncio.create_task(self._start(sdp))

    async def _start(self, sdp: str) -> None:
        remote = read(sdp)
        extension = remote.sections[-1].extension
        self.connection.start(remote)
        await self.connection.up.wait()
        self.outgoing = Outgoing(self.connection, self._film, self.audio, self.video, extension)
        self.outgoing.start()

    def report(self) -> None:
        if self.outgoing is not None:
            self.outgoing.report()

    async def close(self) -> None:
        if self._starting is not None:
            self._starting.cancel()
        if self.outgoing is not None:
            self.outgoing.close()
        await self.connection.close()


class Receiving:
    """The connection over which one participant receives everyone else."""

    def __init__(self) -> None:
        self.connection = Connection(offers=False)
        self.owners: dict[int, tuple[str, str]] = {}
        self._counted: Counter[tuple[str, str]] = Counter()
        self._before: dict[int, int] = {}

    async def answer(self, sdp: str, whose: dict[str, str]) -> str:
        """To the gateway's (next) offer; `whose` tells by mid whose line it is."""
        remote = read(sdp)
        if self.connection.ice.remote_username is None:
            await self.connection.gather()
        self._assign({each.ssrc: (whose[each.mid], each.kind) for each in remote.sections if each.mid in whose})
        answer = self.connection.answer(remote)
        self.connection.start(remote)
        return answer

    def _assign(self, owners: dict[int, tuple[str, str]]) -> None:
        """Packets counted until now belong to whoever's the line was until now."""
        for ssrc, owner in self.owners.items():
            source = self.connection.incoming.get(ssrc)
            if source is not None:
                self._counted[owner] += source.received - self._before.get(ssrc, 0)
                self._before[ssrc] = source.received
                source.needs_key_frame |= owners.get(ssrc) != owner
        self.owners = owners
        self.connection.kinds = {ssrc: kind for ssrc, (_seat, kind) in owners.items()}

    @property
    def received(self) -> "Counter[tuple[str, str]]":
        """Packets, by whose they are and their kind."""
        found = Counter(self._counted)
        for ssrc, owner in self.owners.items():
            source = self.connection.incoming.get(ssrc)
            if source is not None:
                found[owner] += source.received - self._before.get(ssrc, 0)
        return +found

    def seen(self) -> dict[str, tuple[int, int]]:
        """The size of each person's picture, of those whose key frames come."""
        sources = {owner: self.connection.incoming.get(ssrc) for ssrc, owner in self.owners.items()}
        return {
            seat: source.size
            for (seat, kind), source in sources.items()
            if kind == rtp.VIDEO and source and source.size
        }

    async def close(self) -> None:
        await self.connection.close()


class Participant:
    """One seat's page. `send` carries a signal's fields to the server; `heard` takes the server's."""

    def __init__(self, seat: str, send: Callable[[dict[str, Any]], None], film: Reel | None = None) -> None:
        self.seat, self._send, self._film = seat, send, film
        self.instance = ""
        self.up: Sending | None = None
        self.down: Receiving | None = None
        self.up_epoch = 0
        self.down_of: tuple[str, int] = ("", 0)
        self.whose: dict[str, str] = {}
        self._earlier: Counter[tuple[str, str]] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()
        self._chain = asyncio.Lock()
        self._run(self._feed_back())

    @property
    def received(self) -> "Counter[tuple[str, str]]":
        """Packets of sound and picture that have come, by whose they are and their kind."""
        return self._earlier + (self.down.received if self.down else Counter())

    def _run(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def begin(self, instance: str) -> None:
        """The server has told the endpoints' instance: send."""
        self._run(self._publish(instance))

    async def _publish(self, instance: str) -> None:
        if self.up is not None:
            await self.up.close()
        self.up_epoch = self.up_epoch + 1 if instance == self.instance else 1
        self.instance, self.up = instance, Sending(self._film or small())
        described = {"type": "offer", "sdp": await self.up.offer()}
        self._send({"to": UP, "to_instance": instance, "epoch": self.up_epoch, "description": described})

    def heard(self, body: dict[str, Any]) -> None:
        self._run(self._take(body))

    async def _take(self, body: dict[str, Any]) -> None:
        async with self._chain:
            if body["from"] == UP:
                if body["from_instance"] != self.instance or "want" in body:
                    await self._publish(body["from_instance"])
                elif "description" in body and self.up is not None and body["epoch"] == self.up_epoch:
                    self.up.accept(body["description"]["sdp"])
            elif "description" in body:
                await self._receive(body)

    async def _receive(self, body: dict[str, Any]) -> None:
        of = body["from_instance"], body["epoch"]
        if self.down is None or of != self.down_of:
            if self.down is not None:
                self._earlier += self.down.received
                await self.down.close()
            self.down, self.down_of = Receiving(), of
        self.whose = body["streams"]
        described = {"type": "answer", "sdp": await self.down.answer(body["description"]["sdp"], self.whose)}
        self._send({"to": DOWN, "to_instance": of[0], "epoch": of[1], "description": described})

    async def _feed_back(self) -> None:
        """What a browser says to its gateway while media flows."""
        count = 0
        while True:
            await asyncio.sleep(ASK_EVERY_S)
            count += 1
            if self.down is not None:
                self.down.connection.ask()
            if count % REPORT_EVERY == 0:
                if self.down is not None:
                    self.down.connection.report()
                if self.up is not None:
                    self.up.report()

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        for connection in (self.up, self.down):
            if connection is not None:
                await connection.close()
