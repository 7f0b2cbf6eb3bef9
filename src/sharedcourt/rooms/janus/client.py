"""Janus's own protocol over its WebSocket transport: one connection, one session, many handles.

Janus answers a request to a plugin with `ack` at once and with the `event` later, both under the request's transaction; a
keepalive and a candidate only with `ack`; everything else with `success`. What carries no transaction of ours is an event.
"""

import asyncio
import itertools
import json
from collections.abc import Callable
from typing import Any

import websockets
from websockets.asyncio.client import ClientConnection, connect, unix_connect
from websockets.typing import Subprotocol

Message = dict[str, Any]
ANSWER_S = 8.0
ACKNOWLEDGED = frozenset({"keepalive", "trickle"})
PROTOCOL = [Subprotocol("janus-protocol")]
NO_SUCH_SESSION, ROOM_EXISTS, NO_SUCH_FEED, NO_SUCH_ROOM = 458, 427, 428, 426


class GatewayGone(Exception):
    """The connection to the gateway is closed, or it did not answer in time."""


class GatewayLate(GatewayGone):
    """The gateway is there, and did not answer in time: whether it did what was asked is not known."""


class GatewayRefused(Exception):
    """The gateway answered with an error; `code` is Janus's or the plugin's number for it."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{reason} ({code})")
        self.code = code


class Connection:
    """One WebSocket to a Janus; `heard` gets every message that answers no request of ours."""

    def __init__(self, socket: ClientConnection, secret: str, heard: Callable[[Message], None]) -> None:
        self._socket, self._secret, self._heard = socket, secret, heard
        self._numbers = itertools.count(1)
        self._waiting: dict[str, tuple[str, asyncio.Future[Message]]] = {}
        self.session = 0
        self.reader = asyncio.create_task(self._read())

    @classmethod
    async def open(cls, address: str, secret: str, heard: Callable[[Message], None]) -> "Connection":
        """Raises OSError or TimeoutError when nobody answers there."""
        more: dict[str, Any] = {"subprotocols": PROTOCOL, "max_size": 2**22, "compression": None}
        # A gateway that hangs, or whose machine has gone, is noticed within five seconds.
        more |= {"open_timeout": 3, "close_timeout": 0.2, "ping_interval": 2, "ping_timeout": 3}
        try:
            if address.startswith("unix:"):
                socket = await unix_connect(address.removeprefix("unix:"), uri="ws://localhost/", **more)
            else:
                socket = await connect(address, **more)
        except websockets.WebSocketException as problem:
            raise ConnectionError(str(problem)) from problem
        return cls(socket, secret, heard)

    async def _read(self) -> None:
        try:
            async for text in self._socket:
                self._take(json.loads(text))
        except websockets.ConnectionClosed:
            pass
        finally:
            for _, future in self._waiting.values():
                if not future.done():
                    future.set_exception(GatewayGone("the connection was closed"))
            self._waiting.clear()

    def _take(self, message: Message) -> None:
        waiting = self._waiting.get(str(message.get("transaction", "")))
        if waiting is None:
            self._heard(message)
            return
        kind, future = waiting
        if future.done() or (message["janus"] == "ack" and kind not in ACKNOWLEDGED):
            return
        data = message.get("plugindata", {}).get("data", {})
        if message["janus"] == "error":
            future.set_exception(GatewayRefused(int(message["error"]["code"]), str(message["error"]["reason"])))
        elif "error_code" in data:
            future.set_exception(GatewayRefused(int(data["error_code"]), str(data.get("error", ""))))
        else:
            future.set_result(message)

    async def ask(self, kind: str, *, handle: int = 0, **content: Any) -> Message:
        """Send one request and wait for its answer. Raises `GatewayRefused` or `GatewayGone`."""
        if self.reader.done():
            raise GatewayGone("the connection is closed")
        transaction = str(next(self._numbers))
        message: Message = {"janus": kind, "transaction": transaction, "apisecret": self._secret, **content}
        if self.session:
            message["session_id"] = self.session
        if handle:
            message["handle_id"] = handle
        future: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._waiting[transaction] = kind, future
        try:
            await self._socket.send(json.dumps(message))
            return await asyncio.wait_for(future, ANSWER_S)
        except TimeoutError as problem:
            raise GatewayLate(f"{kind} was not answered in time") from problem
        except websockets.ConnectionClosed as problem:
            raise GatewayGone(f"{kind} was not answered") from problem
        finally:
            self._waiting.pop(transaction, None)

    async def begin(self, session: int = 0) -> bool:
        """Take up `session` again when the gateway still has it, else make one; says whether it is the old one."""
        self.session = session
        if session:
            try:
                await self.ask("claim")
                return True
            except GatewayRefused:
                self.session = 0
        self.session = int((await self.ask("create"))["data"]["id"])
        return False

    async def attach(self) -> int:
        """A new handle to the VideoRoom plugin."""
        answer = await self.ask("attach", plugin="janus.plugin.videoroom")
        return int(answer["data"]["id"])

    async def message(self, handle: int, body: Message, jsep: Message | None = None) -> tuple[Message, Message | None]:
        """A request to the plugin; returns its data and, when there is one, the session description with it."""
        more = {"jsep": jsep} if jsep else {}
        answer = await self.ask("message", handle=handle, body=body, **more)
        return answer.get("plugindata", {}).get("data", {}), answer.get("jsep")

    async def close(self) -> None:
        await self._socket.close()
        await asyncio.wait({self.reader})
