"""The record of a hearing while it is written: from the clerk's key to twenty readers, through the real server.

One uvicorn process on SQLite. The clerk's page sends each keystroke over its WebSocket as the page does; twenty readers have the record
open. Against what: the same twenty readers who ask each second instead, on the same server, in turns with the first. What a page
draws afterwards is not measured. Load and server share the machine's cores.

SHAREDCOURT_BENCH_READERS (20), SHAREDCOURT_BENCH_KEYS (60) and SHAREDCOURT_BENCH_TURNS (3) set other sizes; keys come five a second.
"""

import asyncio
import json
import os
import random
import secrets
import statistics
import time
import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from tests.live import LiveServer, free_port

READERS = int(os.environ.get("SHAREDCOURT_BENCH_READERS", "20"))
KEYS = int(os.environ.get("SHAREDCOURT_BENCH_KEYS", "60"))
TURNS = int(os.environ.get("SHAREDCOURT_BENCH_TURNS", "3"))
BETWEEN_S, POLL_S, PATIENCE_S = 0.2, 1.0, 10.0
LINE = "原告主张借款本金三十万元，利息按年利率百分之六点五计算，被告对此没有异议。"
MAKE = """
from sharedcourt.hearings.models import Capacity
from sharedcourt.hearings.transcript.tests import making
from sharedcourt.people import cast
from sharedcourt.people.cast import Member
hearing = making.hearing_of(making.case_with_defendant())
row = making.begun(hearing)
names = []
for number in range({readers}):
    member = Member(f"reader-{{number}}", f"旁听{{number}}", f"1910000{{number:04d}}")
    hearing.participants.create(user=cast.person(member), capacity=Capacity.THIRD_PARTY)
    names.append(member.key)
answer = {{"hearing": str(hearing.pk), "clerk": cast.COURT_CLERK.key, "readers": names}}
"""

Row = dict[str, Any]


class Keys:
    """What was typed, when it left, and when which reader had it."""

    def __init__(self) -> None:
        self.left: dict[int, float] = {}
        self.arrived: list[float] = []

    def seen(self, told: Row, known: int) -> int:
        """A reader has everything up to `seq`; the sum of what is new for them counts."""
        now, seq = time.perf_counter(), int(told["seq"])
        self.arrived += [now - self.left[number] for number in range(known + 1, seq + 1) if number in self.left]
        return max(known, seq)


class Clerk:
    """The page that writes: one line after another, a character at a time."""

    def __init__(self, socket: ClientConnection, pen: str) -> None:
        self.socket, self.pen = socket, pen
        self.number = 0
        self.line, self.text, self.rank = str(uuid.uuid4()), "", 1

    async def key(self, keys: Keys) -> None:
        self.number += 1
        if len(self.text) == len(LINE):
            self.line, self.text, self.rank = str(uuid.uuid4()), "", self.rank + 1
        self.text = LINE[: len(self.text) + 1]
        operation = {
            "number": self.number,
            "line": self.line,
            "seen": 0,
            "rank": f"{self.rank:08}",
            "text": self.text,
            "at_ms": 0,
        }
        keys.left[self.number] = time.perf_counter()
        await self.socket.send(json.dumps({"type": "operations", "pen": self.pen, "operations": [operation]}))
        async with asyncio.timeout(PATIENCE_S):
            while True:
                told = json.loads(await self.socket.recv())
                if told["type"] == "refused":
                    raise RuntimeError(f"The server refused a key: {told}")
                if told["type"] == "applied":
                    return


async def _type(clerk: Clerk, keys: Keys) -> None:
    for _ in range(KEYS):
        began = time.perf_counter()
        await clerk.key(keys)
        await asyncio.sleep(max(0.0, BETWEEN_S - (time.perf_counter() - began)))


async def _live(open_socket: Callable[[str], Awaitable[ClientConnection]], cookies: list[str], clerk: Clerk) -> Keys:
    keys = Keys()
    sockets = [await open_socket(cookie) for cookie in cookies]

    async def read(socket: ClientConnection) -> None:
        known = clerk.number
        await socket.send(json.dumps({"type": "since", "seq": known}))
        async for text in socket:
            told = json.loads(text)
            if told["type"] in {"record", "written"}:
                known = keys.seen(told, known)

    readers = [asyncio.create_task(read(socket)) for socket in sockets]
    await asyncio.sleep(1)
    await _type(clerk, keys)
    await asyncio.sleep(1)
    for task in readers:
        task.cancel()
    for socket in sockets:
        await socket.close()
    return keys


async def _polling(url: str, cookies: list[str], clerk: Clerk) -> Keys:
    keys = Keys()

    async def read(client: httpx.AsyncClient, cookie: str) -> None:
        known = clerk.number
        # Nobody's second begins when the others' does.
        await asyncio.sleep(random.uniform(0, POLL_S))
        while True:
            began = time.perf_counter()
            answer = await client.get(f"{url}?since={known}", headers={"Cookie": cookie})
            known = keys.seen(answer.raise_for_status().json(), known)
            await asyncio.sleep(max(0.0, POLL_S - (time.perf_counter() - began)))

    async with httpx.AsyncClient(timeout=PATIENCE_S, limits=httpx.Limits(max_connections=READERS)) as client:
        readers = [asyncio.create_task(read(client, cookie)) for cookie in cookies]
        await asyncio.sleep(1)
        await _type(clerk, keys)
        await asyncio.sleep(POLL_S + 1)
        for task in readers:
            task.cancel()
        await asyncio.gather(*readers, return_exceptions=True)
    return keys


async def _measure(server: LiveServer, made: Row, cookies: dict[str, str]) -> dict[str, list[list[float]]]:
    page = f"{server.url}/hearings/{made['hearing']}/transcript/"
    address = f"ws{server.url.removeprefix('http')}/ws/hearings/{made['hearing']}/transcript/"

    async def open_socket(cookie: str) -> ClientConnection:
        return await connect(address, origin=Origin(server.url), additional_headers={"Cookie": cookie})

    pen, token = secrets.token_urlsafe(16), secrets.token_hex(16)
    async with httpx.AsyncClient(timeout=PATIENCE_S) as client:
        headers = {"Cookie": f"{cookies[made['clerk']]}; csrftoken={token}", "X-CSRFToken": token, "Origin": server.url}
        taken = await client.post(f"{page}pen/", data={"name": pen}, headers=headers)
        taken.raise_for_status()
    readers = [cookies[name] for name in made["readers"]]
    found: dict[str, list[list[float]]] = {"live": [], "polling": []}
    async with await open_socket(cookies[made["clerk"]]) as socket:
        clerk = Clerk(socket, pen)
        for turn in range(TURNS):
            ways = ["live", "polling"] if turn % 2 == 0 else ["polling", "live"]
            for way in ways:
                keys = await (
                    _live(open_socket, readers, clerk) if way == "live" else _polling(f"{page}lines/", readers, clerk)
                )
                wanted = KEYS * READERS
                if len(keys.arrived) != wanted:
                    raise RuntimeError(f"{way}: {len(keys.arrived)} of {wanted} arrivals")
                found[way].append(keys.arrived)
    return found


def _row(name: str, turns: list[list[float]], against: tuple[str, float] | None = None) -> Row:
    every = sorted(value for turn in turns for value in turn)
    median = statistics.median(every)
    medians = [statistics.median(turn) * 1000 for turn in turns]
    return {
        "name": name,
        "value": round(median * 1000, 1),
        "unit": "ms",
        "against": f"{against[0]} {against[1] * 1000:.0f} ms" if against else None,
        "ratio": round(median / against[1], 4) if against else None,
        "p95": round(every[int(len(every) * 0.95)] * 1000, 1),
        "worst": round(every[-1] * 1000, 1),
        "arrivals": len(every),
        "medians of turns": " ".join(f"{value:.0f}" for value in medians),
    }


def run() -> list[Row]:
    """Median and p95 of all arrivals, and the median of each turn."""
    with TemporaryDirectory(prefix="transcript-", dir=Path(os.environ["SHAREDCOURT_HOME"])) as home:
        server = LiveServer(Path(home), free_port(), {"SHAREDCOURT_DEMO": "1"})
        server.manage("migrate", "--verbosity", "0")
        made = server.run(MAKE.format(readers=READERS))
        sessions = server.session_cookies(made["clerk"], *made["readers"])
        cookies = {name: f"{cookie['name']}={cookie['value']}" for name, cookie in sessions.items()}
        server.start()
        try:
            found = asyncio.run(_measure(server, made, cookies))
        finally:
            server.kill9()
    polling = statistics.median(value for turn in found["polling"] for value in turn)
    return [
        _row(f"key to {READERS} readers, WebSocket", found["live"], ("asking each second", polling)),
        _row(f"  {READERS} readers asking each second", found["polling"]),
    ]
