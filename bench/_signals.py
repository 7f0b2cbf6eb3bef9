"""Signalling through the application: how many messages a second it takes from browsers and passes on."""

import asyncio
import contextlib
import time
from typing import Any

from lab.media import Reel
from lab.page import Page
from lab.platform import Platform
from tests.live import free_port

# A connection may say two hundred at once; some room is left for its heartbeats.
BURST, SECONDS = 180, 5.0
TO_CONTROLLER = 60
# A channel of the channel layer holds a hundred messages, and everyone in a room gets what is said to anyone.
ON_THE_WAY = 8
MESH = "sharedcourt.rooms.backends.Mesh"
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

    wanted = await taken() + TO_CONTROLLER * len(pages)
    begun = time.perf_counter()
    for page in pages:
        for _ in range(TO_CONTROLLER):
            # Of an epoch long past: the controller takes it and need not trouble the gateway.
            page.say("signal", to="server-up", epoch=0, candidate={"candidate": ""})
    await _until(taken, wanted)
    return TO_CONTROLLER * len(pages) / (time.perf_counter() - begun)


async def to_each_other(platform: Platform, rooms: list[dict[str, Any]], film: Reel) -> float:
    """Without a gateway: every page speaks to another seat in its room, a few messages at a time; counted where they arrive."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    changed = {"SHAREDCOURT_URL": url, "SHAREDCOURT_MEDIA_BACKEND": MESH}
    web = Platform(platform.home, url, {**platform.env, **changed}, is_ours=True)
    pages: list[list[Page]] = []
    try:
        await asyncio.to_thread(web.start, only="web")
        pages = [[Page(web.url, room["room"], person, film) for person in room["people"]] for room in rooms]
        everyone = [page for room in pages for page in room]

        async def inside() -> int:
            return sum(page.stage == "call" for page in everyone)

        await _until(inside, len(everyone))
        # Whom each page speaks to: the one before it in its room, so that everyone is spoken to by one.
        pairs = [(page, room[at - 1]) for room in pages for at, page in enumerate(room)]
        said = dict.fromkeys(everyone, 0)
        before = {page: page.signals for page in everyone}
        begun = time.perf_counter()
        while (passed := time.perf_counter() - begun) < SECONDS:
            for page, other in pairs:
                while said[page] < min(BURST, other.signals - before[other] + ON_THE_WAY):
                    said[page] += 1
                    page.say("signal", to=other.seat, epoch=1, candidate={"candidate": ""})
            await asyncio.sleep(0.001)
        return sum(page.signals - before[page] for page in everyone) / passed
    finally:
        with contextlib.suppress(Exception):
            await asyncio.gather(*(page.leave() for room in pages for page in room))
        await asyncio.to_thread(web.stop)
