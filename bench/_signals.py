"""Signalling through the application: how many messages a second it takes from browsers and passes on."""

import asyncio
import contextlib
import time
from typing import Any

from lab.media import Reel
from lab.page import Page
from lab.platform import BACKEND, Platform, free_port

# A connection may say two hundred at once; some room is left for its heartbeats.
BURST = 150
PATIENCE_S = 60.0


async def _until(count: Any, wanted: int) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while await count() < wanted:  # noqa: ASYNC110  another process counts
            await asyncio.sleep(0.01)


async def to_controller(platform: Platform, pages: list[Page]) -> float:
    """Every page says a burst to the gateway; counted where the gateway's controller takes it."""
    from sharedcourt.rooms.janus.line import ask_once

    async def taken() -> int:
        return int((await ask_once(platform.home / "janus" / "controller.sock", "health"))["signals"])

    wanted = await taken() + BURST * len(pages)
    begun = time.perf_counter()
    for page in pages:
        for _ in range(BURST):
            # Of an epoch long past: the controller takes it and need not trouble the gateway.
            page.say("signal", to="server-up", epoch=0, candidate={"candidate": ""})
    await _until(taken, wanted)
    return BURST * len(pages) / (time.perf_counter() - begun)


async def to_each_other(platform: Platform, rooms: list[dict[str, Any]], film: Reel) -> float:
    """Without a gateway: every page says a burst to the next seat in its room; counted where it arrives."""
    port = free_port()
    env = {name: "" if value == BACKEND else value for name, value in platform.env.items()}
    web = Platform(platform.home, f"http://127.0.0.1:{port}", {**env, "SHAREDCOURT_URL": f"http://127.0.0.1:{port}"})
    pages: list[list[Page]] = []
    try:
        await asyncio.to_thread(web.start, only="web")
        pages = [[Page(web.url, room["room"], person, film) for person in room["people"]] for room in rooms]
        everyone = [page for room in pages for page in room]

        async def inside() -> int:
            return sum(page.stage == "call" for page in everyone)

        async def arrived() -> int:
            return sum(page.signals for page in everyone)

        await _until(inside, len(everyone))
        wanted = await arrived() + BURST * len(everyone)
        begun = time.perf_counter()
        for room in pages:
            for at, page in enumerate(room):
                for _ in range(BURST):
                    page.say("signal", to=room[at - 1].seat, epoch=1, candidate={"candidate": ""})
        await _until(arrived, wanted)
        return BURST * len(everyone) / (time.perf_counter() - begun)
    finally:
        with contextlib.suppress(Exception):
            await asyncio.gather(*(page.leave() for room in pages for page in room))
        await asyncio.to_thread(web.stop)
