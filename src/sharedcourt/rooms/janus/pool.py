"""The gateways: their health, what they carry, and which one takes the next room."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from sharedcourt.rooms.janus.client import Connection, GatewayGone, GatewayRefused, Message
from sharedcourt.rooms.janus.configuration import Place

log = logging.getLogger(__name__)

RETRY_S = 0.05
LONGEST_RETRY_S = 2.0
# A gateway silent for so long is given up: its rooms move to another, or wait for it.
GIVE_UP_S = 0.5
# Nobody listens on the socket of a local one: it is dead, and what was in it is gone.
DEAD = (ConnectionRefusedError, FileNotFoundError)
KEEPALIVE_S = 10.0
# Measured: twelve rooms of four (each: 12 pictures with their sounds forwarded) keep one 2.8 GHz core at 60 %.
STREAMS_A_CORE = 12 * 12


def streams(people: int) -> int:
    """How many pictures (with their sounds) a room of so many forwards."""
    return people * (people - 1)


class Gateway:
    """One Janus and the session we own in it."""

    def __init__(self, place: Place, *, session: int = 0, draining: bool = False) -> None:
        self.place = place
        self.session, self.draining = session, draining
        self.desk = 0  # the handle for making and unmaking rooms
        self.connection: Connection | None = None
        self.is_up = False
        self.heard_by: dict[int, Callable[[Message], None]] = {}
        self.deaths = 0
        self._closing: asyncio.Task[None] | None = None

    @property
    def name(self) -> str:
        return self.place.name

    @property
    def line(self) -> Connection:
        """The open connection; raises `GatewayGone` when there is none."""
        if self.connection is None or not self.is_up:
            raise GatewayGone(f"{self.name} is not there")
        return self.connection

    def heard(self, message: Message) -> None:
        handler = self.heard_by.get(int(message.get("sender", 0)))
        if handler is not None:
            handler(message)
        elif message.get("janus") == "timeout":
            # The session is gone though the gateway lives: everything in it is.
            self.session = 0
            if self.connection is not None:
                self._closing = asyncio.create_task(self.connection.close())

    async def attach(self, handler: Callable[[Message], None]) -> int:
        handle = await self.line.attach()
        self.heard_by[handle] = handler
        return handle

    async def detach(self, handle: int) -> None:
        """Let go of a handle; what it sent and received ends. Nothing happens when it is gone already."""
        self.heard_by.pop(handle, None)
        with contextlib.suppress(GatewayGone, GatewayRefused):
            await self.line.ask("detach", handle=handle)

    async def order(self, request: str, **content: Any) -> Message:
        """A request about rooms, over the gateway's own handle."""
        data, _ = await self.line.message(self.desk, {"request": request, **content})
        return data

    async def keep(
        self,
        ready: Callable[["Gateway", bool], Awaitable[None]],
        lost: Callable[["Gateway"], Awaitable[None]],
    ) -> None:
        """Stay connected for ever. `ready(gateway, same)`: connected, to the same session or a new one; `lost`: given up."""
        silent_since, given_up, pause = time.monotonic(), False, RETRY_S
        while True:
            connection = None
            try:
                connection = await Connection.open(self.place.address, self.place.secret, self.heard)
                same = await connection.begin(self.session)
                if same and given_up:
                    # Its rooms live elsewhere now: what is left of them here must end.
                    await connection.ask("destroy")
                    same = await connection.begin()
                self.desk = await connection.attach()
            except (OSError, TimeoutError, GatewayGone, GatewayRefused) as problem:
                if connection is not None:
                    await connection.close()
                is_dead = self.place.is_local and isinstance(problem, DEAD)
                if not given_up and (is_dead or time.monotonic() - silent_since > GIVE_UP_S):
                    given_up = True
                    log.warning("The gateway %s does not answer: %s", self.name, problem)
                    await lost(self)
                await asyncio.sleep(pause)
                # A local one may be back any moment; another machine is not knocked at so often.
                pause = RETRY_S if self.place.is_local else min(LONGEST_RETRY_S, pause * 2)
                continue
            self.session, self.connection, self.is_up = connection.session, connection, True
            if not same:
                self.heard_by.clear()
                self.deaths += 1
            try:
                await ready(self, same)
            except (GatewayGone, GatewayRefused) as problem:
                # One room's trouble must not end the watch over all of them.
                log.warning("Not everything in the gateway %s could be taken up: %s", self.name, problem)
            await self._stay(connection)
            await connection.close()
            self.is_up, self.connection = False, None
            silent_since, given_up, pause = time.monotonic(), False, RETRY_S

    async def _stay(self, connection: Connection) -> None:
        while True:
            done, _ = await asyncio.wait({connection.reader}, timeout=KEEPALIVE_S)
            if done:
                return
            try:
                await connection.ask("keepalive")
            except (GatewayGone, GatewayRefused):
                return


class Pool:
    """All gateways."""

    def __init__(self, gateways: Iterable[Gateway]) -> None:
        self.gateways = {gateway.name: gateway for gateway in gateways}

    def choose(self, need: int, loads: dict[str, int]) -> Gateway | None:
        """The least loaded healthy gateway that still has room for `need` forwarded pictures, or None."""

        def share(gateway: Gateway) -> float:
            return loads.get(gateway.name, 0) / (gateway.place.cores * STREAMS_A_CORE)

        fitting = [
            gateway
            for gateway in self.gateways.values()
            if gateway.is_up
            and not gateway.draining
            and loads.get(gateway.name, 0) + need <= gateway.place.cores * STREAMS_A_CORE
        ]
        return min(fitting, key=share, default=None)
