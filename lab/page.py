"""A participant's page without a browser: the room's WebSocket (docs/signalling.md), and the participant whose signals it carries."""

import asyncio
import contextlib
import itertools
import json
import random
import secrets
import time
from collections.abc import Callable
from typing import Any

import websockets
from websockets.asyncio.client import connect

from lab import rtp
from lab.media import Reel
from lab.participant import Participant

BACK_AFTER_S, LATEST_BACK_S = 0.3, 8.0
HEARTBEAT_S = 5.0
# What the server closes with when coming back would change nothing.
FINAL = frozenset({1000, 4403, 4404, 4409, 4410, 4429})


class Page:
    """One seat's page, from hello to bye. It comes back by itself, to the same seat, when the line breaks."""

    def __init__(self, url: str, room: str, person: dict[str, Any], film: Reel) -> None:
        self._address = f"ws{url.removeprefix('http')}/ws/rooms/{room}/"
        self._origin, self._cookie = url, str(person["cookie"])
        self.seat, self.is_host = str(person["seat"]), bool(person["is_host"])
        self.instance = f"lab-{secrets.token_hex(8)}"
        self.participant = Participant(self.seat, self._signal, film)
        self.stage, self.trouble, self.problem = "", "", ""
        self.on_roster: Callable[[list[dict[str, Any]]], None] = lambda seats: None
        self.signals = 0
        self._out: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._numbers = itertools.count(1)
        self._sent_at: dict[int, float] = {}
        self._rtt_ms: int | None = None
        self._leaving = asyncio.Event()
        self._running = asyncio.create_task(self._run())

    # -- the connection ------------------------------------------------------------------------------------------------

    async def _run(self) -> None:
        pause = BACK_AFTER_S
        while not self._leaving.is_set():
            code = 0
            try:
                async with connect(
                    self._address, origin=websockets.Origin(self._origin), additional_headers={"Cookie": self._cookie}
                ) as socket:
                    pause = BACK_AFTER_S
                    code = await self._talk(socket)
            except websockets.ConnectionClosed as closed:
                code = closed.rcvd.code if closed.rcvd else 1006
            except (OSError, TimeoutError, websockets.InvalidHandshake):
                pass
            self.stage = ""
            if code in FINAL:
                self.problem = "" if self._leaving.is_set() else f"closed with {code}"
                return
            await asyncio.sleep(pause * random.uniform(0.5, 1.5))
            pause = min(LATEST_BACK_S, pause * 2)

    async def _talk(self, socket: Any) -> int:
        writing = [asyncio.create_task(each) for each in (self._write(socket), self._beat())]
        try:
            hello = {"type": "hello", "v": 1, "instance": self.instance, "mic": True, "camera": True}
            await socket.send(json.dumps(hello))
            async for text in socket:
                self._hear(json.loads(text))
            return int(socket.close_code or 0)
        finally:
            for task in writing:
                task.cancel()

    async def _write(self, socket: Any) -> None:
        while True:
            await socket.send(json.dumps(await self._out.get()))

    async def _beat(self) -> None:
        while True:
            number = next(self._numbers)
            self._sent_at[number] = time.monotonic()
            line = {"rtt_ms": self._rtt_ms, "loss": self._loss_percent()}
            self.say("heartbeat", n=number, **{key: value for key, value in line.items() if value is not None})
            await asyncio.sleep(HEARTBEAT_S)

    def _loss_percent(self) -> int | None:
        down = self.participant.down
        expected = sum(source.expected for source in down.connection.incoming.values()) if down else 0
        lost = sum(source.lost for source in down.connection.incoming.values()) if down else 0
        return min(100, lost * 100 // expected) if expected else None

    def say(self, kind: str, **content: Any) -> None:
        """Send one message of the room's protocol."""
        self._out.put_nowait({"type": kind, **content})

    def _signal(self, body: dict[str, Any]) -> None:
        self.signals += 1
        self.say("signal", **body)

    # -- what the server says --------------------------------------------------------------------------------------------

    def _hear(self, message: dict[str, Any]) -> None:
        kind = message["type"]
        if kind == "heartbeat":
            began = self._sent_at.pop(message["n"], None)
            if began is not None:
                self._rtt_ms = int((time.monotonic() - began) * 1000)
        elif kind == "welcome":
            self.stage = message["stage"]
            self._see(message["seats"])
            if self.stage == "call":
                self._begin(message["media"])
        elif kind == "roster":
            self._see(message["seats"])
        elif kind == "signal":
            self.signals += 1
            self.participant.heard(message)

    def _begin(self, media: dict[str, Any]) -> None:
        self.trouble = media.get("trouble", "") if media["mode"] == "gateway" else "mesh"
        if media.get("endpoints"):
            instance = media["endpoints"][0]["instance"]
            # After a lost line the connections to the gateway are still there.
            if instance != self.participant.instance:
                self.participant.begin(instance)

    def _see(self, seats: list[dict[str, Any]]) -> None:
        self.on_roster(seats)
        if self.is_host and self.stage == "call" and any(seat["state"] == "waiting" for seat in seats):
            self.say("moderate", action="admit_all")

    # -- the end -------------------------------------------------------------------------------------------------------

    def sees(self) -> dict[str, tuple[int, int]]:
        """Whose picture comes, and how large."""
        return self.participant.down.seen() if self.participant.down else {}

    def incoming(self) -> list[rtp.Incoming]:
        return list(self.participant.down.connection.incoming.values()) if self.participant.down else []

    async def leave(self, *, closing: bool = False) -> None:
        """Say good-bye (who presides may close the room) and end."""
        self._leaving.set()
        if closing:
            self.say("moderate", action="close")
        self.say("bye")
        await asyncio.wait({self._running}, timeout=2)
        self._running.cancel()
        with contextlib.suppress(Exception):
            await self.participant.close()
