"""Janus without the platform: the same program with the same configuration, commanded directly."""

import asyncio
import contextlib
import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lab.media import Reel
from lab.participant import Receiving, Sending
from tests.live import free_port

ADMIN_KEY, SECRET, PIN = (secrets.token_hex(12) for _ in range(3))
START_S = 10.0
ASK_EVERY_S, REPORT_EVERY = 0.1, 10
KEEPALIVE_S = 5.0
# Other ports than the platform's own gateway has.
PORTS = "45000-48999"


@dataclass
class BareGateway:
    """A Janus whose WebSocket a page may open."""

    port: int
    process: "subprocess.Popen[bytes]"

    @property
    def address(self) -> str:
        return f"ws://127.0.0.1:{self.port}"


@contextlib.contextmanager
def bare_gateway(like: Path, folder: Path) -> Iterator[BareGateway]:
    """A second gateway with the configuration in the folder `like`, except that it listens on a port of this machine."""
    port = free_port()
    shutil.copytree(like, folder, symlinks=True, ignore=shutil.ignore_patterns("*.sock"))
    for path in (folder / "etc").iterdir():
        text = path.read_text().replace(str(like), str(folder))
        lines = []
        for line in text.splitlines():
            name = line.strip().partition(" =")[0]
            changed = {
                "ws_unix": f'\tws_port = {port}\n\tws_ip = "127.0.0.1"',
                "api_secret": f'\tapi_secret = "{SECRET}"',
                "admin_key": f'\tadmin_key = "{ADMIN_KEY}"',
                "rtp_port_range": f'\trtp_port_range = "{PORTS}"',
            }
            lines.append(changed.get(name, line))
        path.write_text("\n".join(lines) + "\n")
    with (folder / "janus.log").open("wb") as output:
        command = ["janus", "-F", str(folder / "etc"), "-o"]
        # Without the platform's home in its environment it is not taken for one of its parts.
        process = subprocess.Popen(command, stdout=output, stderr=output, env={"PATH": os.environ["PATH"]})
    try:
        yield BareGateway(port, process)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@dataclass
class BareParticipant:
    """Sends and receives over two handles of one session, as the platform's participants do."""

    feed: str
    sending: Sending
    receiving: Receiving = field(default_factory=Receiving)

    async def close(self) -> None:
        await self.sending.close()
        await self.receiving.close()


async def feed_back(people: list[BareParticipant]) -> None:
    """What browsers say to the other end while media flows, for all these, until cancelled."""
    count = 0
    while True:
        await asyncio.sleep(ASK_EVERY_S)
        count += 1
        for person in people:
            person.receiving.connection.ask()
            if count % REPORT_EVERY == 0:
                person.receiving.connection.report()
                person.sending.report()


class BareRooms:
    """Rooms made directly in a Janus, and participants who negotiate directly with it."""

    def __init__(self, gateway: BareGateway) -> None:
        self._gateway = gateway
        self.connection: Any = None
        self.people: list[BareParticipant] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._desk = 0

    async def open(self) -> None:
        from sharedcourt.rooms.janus.client import Connection

        give_up = asyncio.get_running_loop().time() + START_S
        while self.connection is None:
            try:
                self.connection = await Connection.open(self._gateway.address, SECRET, lambda message: None)
            except OSError:
                if asyncio.get_running_loop().time() > give_up:
                    raise
                await asyncio.sleep(0.1)
        await self.connection.begin()
        self._desk = await self.connection.attach()
        self._tasks = [asyncio.create_task(each) for each in (self._keep(), feed_back(self.people))]

    async def room(self) -> str:
        """A room with the settings that the platform gives its own."""
        from sharedcourt.rooms.janus.calls import PUBLISHERS
        from sharedcourt.rooms.janus.configuration import room_bitrate

        room = secrets.token_hex(8)
        wish = {"room": room, "admin_key": ADMIN_KEY, "secret": SECRET, "pin": PIN, "is_private": True}
        wish |= {"publishers": PUBLISHERS, "bitrate": room_bitrate(), "fir_freq": 0, "record": False}
        await self.connection.message(
            self._desk, {"request": "create", "audiocodec": "opus", "videocodec": "vp8", **wish}
        )
        return room

    async def send(self, room: str, film: Reel) -> BareParticipant:
        """One more participant sends."""
        person = BareParticipant(secrets.token_hex(8), Sending(film))
        handle = await self.connection.attach()
        request = {"request": "joinandconfigure", "ptype": "publisher", "room": room, "pin": PIN, "id": person.feed}
        offer = {"type": "offer", "sdp": await person.sending.offer()}
        _, answer = await self.connection.message(handle, request, offer)
        person.sending.accept(answer["sdp"])
        await person.sending.connection.up.wait()
        self.people.append(person)
        return person

    async def receive(self, room: str, person: BareParticipant, others: list[BareParticipant]) -> None:
        """The participant receives all the others."""
        handle = await self.connection.attach()
        request = {"request": "join", "ptype": "subscriber", "room": room, "pin": PIN}
        streams = [{"feed": other.feed} for other in others]
        data, offer = await self.connection.message(handle, {**request, "streams": streams})
        whose = {str(stream["mid"]): str(stream["feed_id"]) for stream in data["streams"]}
        answer = {"type": "answer", "sdp": await person.receiving.answer(offer["sdp"], whose)}
        await self.connection.message(handle, {"request": "start"}, answer)

    async def fill(self, rooms: int, reels: list[Reel]) -> None:
        """So many rooms, in each a participant for every reel; returns when everyone sees everyone."""
        for _ in range(rooms):
            room = await self.room()
            people = [await self.send(room, film) for film in reels]
            # Janus announces a feed some moments after its connection is up.
            await asyncio.sleep(0.3)
            for person in people:
                await self.receive(room, person, [other for other in people if other is not person])
        async with asyncio.timeout(START_S):
            while any(len(person.receiving.seen()) < len(reels) - 1 for person in self.people):  # noqa: ASYNC110
                await asyncio.sleep(0.1)

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(KEEPALIVE_S)
            await self.connection.ask("keepalive")

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        for person in self.people:
            await person.close()
        if self.connection is not None:
            await self.connection.close()
