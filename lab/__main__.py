"""Fill rooms with synthetic participants.

    make lab                                        three rooms of four for a minute, on a platform started for it
    make lab LAB="--rooms 6 --people 3 --seconds 600"
    .venv/bin/python -m lab --url http://127.0.0.1:8000 --home /path/to/its/home     a platform that runs already

Everything stays on this machine: media goes to the gateway of the platform, over this machine's own addresses.
"""

import argparse
import asyncio
import contextlib
import os
import signal
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import uvloop

from lab.meeting import Meeting, films
from lab.platform import ROOT, LabFailed, Platform, own_platform

HOME = ROOT / "var" / "lab"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
RULE = "─" * 100


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m lab", description="Fill rooms with synthetic participants.")
    parser.add_argument("--rooms", type=int, default=3)
    parser.add_argument("--people", type=int, default=4, help="in each room, 2 to 11 (default 4)")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--every", type=float, default=5, help="seconds between lines of progress")
    parser.add_argument("--kbps", type=int, default=500, help="of each picture, 640x360 at 20 frames a second")
    parser.add_argument("--no-disputes", action="store_true", help="rooms only, without disputes: many are made soon")
    parser.add_argument("--url", default="", help="of a platform that runs already on this machine")
    parser.add_argument("--home", type=Path, default=None, help="its home (SHAREDCOURT_HOME)")
    chosen = parser.parse_args()
    if not (chosen.rooms >= 1 and 2 <= chosen.people <= 11):
        parser.error("at least one room, and 2 to 11 people in each")
    if chosen.url and urlsplit(chosen.url).hostname not in LOOPBACK:
        parser.error("--url must be on this machine: the lab loads nobody else's")
    return chosen


@contextlib.contextmanager
def _platform(chosen: argparse.Namespace) -> Any:
    if chosen.url:
        home = chosen.home or Path(os.environ.get("SHAREDCOURT_HOME", ""))
        yield Platform(home.resolve(), chosen.url.rstrip("/"))
        return
    print("Starting a platform (the first time takes a minute) …", flush=True)
    with own_platform(chosen.home or HOME) as started:
        yield started


def _greet(url: str, rooms: list[dict[str, Any]]) -> None:
    first = rooms[0]
    print(RULE)
    print(f"  Look into a room with a browser:  {url}/rooms/{first['room']}/   ({first['title']})")
    print(f"  First step in at {url}/demo/ as the liaison judge (吴法官): no password. Then open the address above.")
    for room in rooms[1:]:
        print(f"  Also:  {url}/rooms/{room['room']}/   ({room['title']})")
    print("  Everybody in it is invented. Ctrl-C ends it sooner.")
    print(RULE, flush=True)


async def _run(url: str, rooms: list[dict[str, Any]], chosen: argparse.Namespace) -> int:
    meeting = Meeting(url, rooms, films(rooms[0]["people"], kbps=chosen.kbps))
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    entering = asyncio.create_task(meeting.enter())
    clock = asyncio.get_running_loop().time
    end = clock() + chosen.seconds
    try:
        while clock() < end:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stopped.wait(), max(0.1, min(chosen.every, end - clock())))
                break
            print(meeting.look().words(), flush=True)
            if entering.done() and entering.exception() is not None:
                print(f"Not everyone got in: {'; '.join(meeting.problems()) or 'no reason told'}", file=sys.stderr)
                return 1
    finally:
        entering.cancel()
        print("Everyone leaves …", flush=True)
        await meeting.leave()
    return 0


def main() -> int:
    chosen = _arguments()
    try:
        with _platform(chosen) as platform:
            print(f"Making {chosen.rooms} rooms …", flush=True)
            wish = {"rooms": chosen.rooms, "people": chosen.people, "disputes": not chosen.no_disputes, "visitor": True}
            rooms = platform.run(f"from lab import casts\nanswer = casts.make(**{wish!r})")
            _greet(platform.url, rooms)
            return uvloop.run(_run(platform.url, rooms, chosen))
    except LabFailed as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
