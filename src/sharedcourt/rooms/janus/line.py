"""The line between web processes and the controller: newline JSON over a Unix socket.

A request is `{"id", "op", …}`, its reply `{"id", "ok": true, …}` or `{"id", "ok": false, "error": code}`. What the controller says
by itself is `{"push": "signal", "room", "seat", "body"}`.
"""

import asyncio
import contextlib
import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Message = dict[str, Any]
LINE_LIMIT = 2**22
REPLY_S = 6.0


class ControllerGone(Exception):
    """The controller is not there, or did not answer in time."""


class ControllerRefused(Exception):
    """The controller said no; the message is its code (`full`, `unknown` …)."""


def encode(message: Message) -> bytes:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


class Line:
    """One process's connection to the controller."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, pushed: Callable[[Message], None] | None
    ) -> None:
        self._reader, self._writer, self._pushed = reader, writer, pushed
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Message]] = {}
        self.ended = asyncio.create_task(self._read())

    @classmethod
    async def open(cls, socket: Path, pushed: Callable[[Message], None] | None = None) -> "Line":
        try:
            reader, writer = await asyncio.open_unix_connection(socket, limit=LINE_LIMIT)
        except OSError as problem:
            raise ControllerGone(str(problem)) from problem
        return cls(reader, writer, pushed)

    async def _read(self) -> None:
        try:
            while text := await self._reader.readline():
                message = json.loads(text)
                if "push" in message:
                    if self._pushed is not None:
                        self._pushed(message)
                    continue
                future = self._waiting.get(message["id"])
                if future is not None and not future.done():
                    future.set_result(message)
        except (OSError, ValueError):
            pass
        finally:
            for future in self._waiting.values():
                if not future.done():
                    future.set_exception(ControllerGone("the connection was closed"))
            self._writer.close()

    def tell(self, op: str, **content: Any) -> None:
        """Say something that needs no reply. Raises `ControllerGone` when the line is known to be dead."""
        if self.ended.done() or self._writer.is_closing():
            raise ControllerGone("the connection is closed")
        self._writer.write(encode({"op": op, **content}))

    async def ask(self, op: str, **content: Any) -> Message:
        """Raises `ControllerRefused` or `ControllerGone`."""
        number = next(self._numbers)
        future: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._waiting[number] = future
        try:
            self.tell(op, id=number, **content)
            reply = await asyncio.wait_for(future, REPLY_S)
        except TimeoutError as problem:
            raise ControllerGone(f"{op} was not answered") from problem
        finally:
            self._waiting.pop(number, None)
        if not reply["ok"]:
            raise ControllerRefused(str(reply["error"]))
        return reply

    async def close(self) -> None:
        self._writer.close()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()
        self.ended.cancel()


async def ask_once(socket: Path, op: str, **content: Any) -> Message:
    """One question over a connection of its own: for processes that seldom ask."""
    line = await Line.open(socket)
    try:
        return await line.ask(op, **content)
    finally:
        await line.close()
