"""Viewers of a broadcast as a process of its own: each loads the playlist, what is new in it and the state, as the player does.

python -m bench._viewers ADDRESS PORT PATH VIEWERS SECONDS   prints one line of JSON
"""

import asyncio
import json
import random
import sys
import time

SEGMENT_S, STATE_S = 64 / 15, 3.0


class Viewer:
    """One player with one connection kept open."""

    def __init__(self, host: str, port: int, path: str, took: list[float], failed: list[str]) -> None:
        self.host, self.port, self.path, self.took, self.failed = host, port, path, took, failed
        self.line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self.seen: set[str] = set()
        self.bytes = 0

    async def get(self, name: str) -> bytes:
        began = time.perf_counter()
        try:
            if self.line is None:
                self.line = await asyncio.open_connection(self.host, self.port, limit=2**21)
            reader, writer = self.line
            writer.write(f"GET {self.path}{name} HTTP/1.1\r\nHost: {self.host}\r\n\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            body = await reader.readexactly(length)
            if b" 200 " not in head.split(b"\r\n")[0]:
                self.failed.append(name)
            if head.startswith(b"HTTP/1.0") or b"connection: close" in head.lower():
                writer.close()
                self.line = None
        except (OSError, asyncio.IncompleteReadError, IndexError, ValueError) as problem:
            self.failed.append(f"{name}: {problem!r}")
            self.line = None
            return b""
        self.took.append(time.perf_counter() - began)
        self.bytes += len(body)
        return body

    async def watch(self, until: float) -> None:
        await asyncio.sleep(random.random() * SEGMENT_S)
        next_state = time.monotonic()
        while (now := time.monotonic()) < until:
            playlist = await self.get("live.m3u8")
            new = [line for line in playlist.decode().splitlines() if line.endswith(".ts") and line not in self.seen]
            for name in new[-3:] if not self.seen else new:
                await self.get(name)
            self.seen.update(new)
            wake = now + SEGMENT_S
            while next_state < wake and next_state < until:
                await asyncio.sleep(max(0.0, next_state - time.monotonic()))
                await self.get("state.json")
                next_state += STATE_S
            await asyncio.sleep(max(0.0, min(wake, until) - time.monotonic()))


async def main(host: str, port: int, path: str, viewers: int, seconds: float) -> None:
    took: list[float] = []
    failed: list[str] = []
    everybody = [Viewer(host, port, path, took, failed) for _ in range(viewers)]
    until = time.monotonic() + seconds
    await asyncio.gather(*(viewer.watch(until) for viewer in everybody))
    took.sort()
    told = {
        "requests": len(took),
        "failed": len(failed),
        "first_failed": failed[:1],
        "median_ms": took[len(took) // 2] * 1000 if took else 0.0,
        "p95_ms": took[int(len(took) * 0.95)] * 1000 if took else 0.0,
        "megabytes": sum(viewer.bytes for viewer in everybody) / 1e6,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4]), float(sys.argv[5])))
