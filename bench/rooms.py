"""Rooms over the media gateway, as ratios in one run: joining, forwarding, signalling, memory, and how many rooms two cores hold.

Against what: a bare page and bare rooms over the same Janus with the same configuration (bench/_bare.py), and aiortc's MediaRelay. The
participants are the lab's (lab/): real ICE, DTLS-SRTP and RTCP, each sending 640x360 at 20 frames and 500 kbit/s, and Opus.
The load is made on the same two cores; a row that says it is not valid was measured while the load itself was late.

SHAREDCOURT_BENCH_JOINS (6), SHAREDCOURT_BENCH_ROOMS (4,12) and SHAREDCOURT_BENCH_STRETCH_S (8) set other sizes.
"""

import asyncio
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvloop

from bench import _joining, _load, _signals
from bench._bare import BareGateway, BareParticipant, BareRooms, bare_gateway, feed_back
from bench._load import Side, Stretch
from bench._relay import relay_process
from lab.media import Reel
from lab.meeting import Meeting, films
from lab.participant import Sending
from lab.platform import Platform, memory_mb, own_platform

JOINS = int(os.environ.get("SHAREDCOURT_BENCH_JOINS", "6"))
FEWER, MORE = (int(word) for word in os.environ.get("SHAREDCOURT_BENCH_ROOMS", "4,12").split(","))
STRETCH_S = float(os.environ.get("SHAREDCOURT_BENCH_STRETCH_S", "8"))
TURNS = 3
PEOPLE, RELAY_PEOPLE, SIGNAL_ROOMS = 4, 2, 4
CORES = 2

Row = dict[str, Any]


@dataclass
class Measured:
    """What the table is made of."""

    joins: dict[str, list[_joining.Steps]] = field(default_factory=dict)
    platform: list[Stretch] = field(default_factory=list)
    gateway: list[Stretch] = field(default_factory=list)
    relay: list[Stretch] = field(default_factory=list)
    memory: list[dict[str, float]] = field(default_factory=list)
    signals: dict[str, float] = field(default_factory=dict)


def _made(platform: Platform, rooms: int, people: int) -> list[dict[str, Any]]:
    wish = {"rooms": rooms, "people": people, "disputes": False, "admitted": True}
    found: list[dict[str, Any]] = platform.run(f"from lab import casts\nanswer = casts.make(**{wish!r})")
    return found


async def _join(platform: Platform, gateway: BareGateway, film: Reel, measured: Measured) -> None:
    bare = BareRooms(gateway)
    await bare.open()
    try:
        rooms = await asyncio.to_thread(_made, platform, JOINS + 1, 2)
        measured.joins = await _joining.Joining(platform, bare, gateway.port, film).run(rooms)
    finally:
        await bare.close()


async def _forward(platform: Platform, gateway: BareGateway, measured: Measured) -> None:
    """Fewer rooms and more rooms, ours and bare in turns; signals while everyone is connected."""
    rooms = await asyncio.to_thread(_made, platform, MORE, PEOPLE)
    reels = films(rooms[0]["people"])
    pids = platform.pids()
    bare, meeting = BareRooms(gateway), Meeting(platform.url, rooms, reels)
    ours, theirs = _load.of_meeting(meeting, pids), _load.of_bare(bare, gateway.process.pid)
    await bare.open()
    try:
        for before, count in ((0, FEWER), (FEWER, MORE)):
            await meeting.enter(rooms[before:count])
            ours.pause()
            await bare.fill(count - before, reels)
            theirs.pause()
            measured.memory.append({part: memory_mb(pid) for part, pid in pids.items()})
            found = await _load.in_turns([(ours, count), (theirs, count)], STRETCH_S, TURNS)
            measured.platform.append(found[0])
            measured.gateway.append(found[1])
        pages = [page for room in rooms[:SIGNAL_ROOMS] for page in meeting.pages[room["room"]]]
        measured.signals["controller"] = await _signals.to_controller(platform, pages)
    finally:
        await meeting.leave()
        await bare.close()
    fresh = await asyncio.to_thread(_made, platform, SIGNAL_ROOMS, PEOPLE)
    measured.signals["each other"] = await _signals.to_each_other(platform, fresh, reels[0])


async def _relayed(film: Reel, measured: Measured) -> None:
    async with relay_process() as relay:
        people = [BareParticipant(f"person-{number}", Sending(film)) for number in range(RELAY_PEOPLE)]
        feeding = asyncio.create_task(feed_back(people))
        try:
            for person in people:
                answer = await relay.ask(publish=person.feed, sdp=await person.sending.offer())
                person.sending.accept(answer["sdp"])
                await person.sending.connection.up.wait()
            for person in people:
                offer = await relay.ask(subscribe=person.feed)
                await relay.ask(answer=person.feed, sdp=await person.receiving.answer(offer["sdp"], offer["whose"]))
                await person.receiving.connection.up.wait()
            side = Side({"gateway": relay.pid}, lambda: ((each.sending, each.receiving) for each in people))
            measured.relay = await _load.in_turns([(side, 1)], STRETCH_S, 1)
        finally:
            feeding.cancel()
            for person in people:
                await person.close()


async def _measure(platform: Platform, gateway: BareGateway, *, with_browser: bool) -> Measured:
    measured = Measured()
    film = films([{"role": ""}])[0]
    if with_browser:
        await _join(platform, gateway, film, measured)
    await _forward(platform, gateway, measured)
    await _relayed(film, measured)
    return measured


def _forwarding(measured: Measured) -> list[Row]:
    ours, bare, relay = measured.platform[-1], measured.gateway[-1], measured.relay[0]
    value = round(ours.streams_a_core, 1)
    return [
        {
            "name": f"streams forwarded per CPU second of the gateway, {ours.rooms} rooms of {PEOPLE}",
            "value": value,
            "unit": "streams",
            "against": f"bare Janus {bare.streams_a_core:.1f}",
            "ratio": round(ours.streams_a_core / bare.streams_a_core, 3),
            **_load.sound(ours),
        },
        {"name": "  bare Janus", "value": round(bare.streams_a_core, 1), "unit": "streams", **_load.sound(bare)},
        {
            "name": f"  aiortc MediaRelay, one room of {RELAY_PEOPLE}",
            "value": round(relay.streams_a_core, 1),
            "unit": "streams",
            "against": f"ours {value}",
            "ratio": round(ours.streams_a_core / relay.streams_a_core, 1),
            **_load.sound(relay),
        },
    ]


def _capacity(measured: Measured) -> list[Row]:
    """By a straight line through two measured points, so an estimate: the load needs a part of the same cores."""
    from sharedcourt.rooms.janus.pool import STREAMS_A_CORE, streams

    fewer, more = measured.platform
    rows: list[Row] = []
    for stretch in measured.platform:
        rows.append(
            {
                "name": f"{stretch.rooms} rooms of {PEOPLE}: gateway",
                "value": round(stretch.share("gateway") * 100, 1),
                "unit": "% of a core",
                **_load.sound(stretch),
            }
        )
        whole = round(stretch.share() * 100, 1)
        rows.append({"name": "  whole platform (SQLite), gateway included", "value": whole, "unit": "% of a core"})
    for name, parts in (("the gateway alone", ("gateway",)), ("the whole platform", tuple(fewer.cpu))):
        held = _load.rooms_within(fewer, more, parts, CORES)
        named = f"rooms of {PEOPLE} on {CORES} cores, {name}: extrapolated"
        rows.append({"name": named, "value": round(held, 1), "unit": "rooms"})
    admitted = CORES * STREAMS_A_CORE // streams(PEOPLE)
    rows.append({"name": f"  admitted by the platform on {CORES} cores", "value": admitted, "unit": "rooms"})
    return rows


def _others(measured: Measured) -> list[Row]:
    rows: list[Row] = [
        {"name": "signals browser → controller", "value": round(measured.signals["controller"], 1), "unit": "per s"},
        {
            "name": "signals browser → browser (mesh)",
            "value": round(measured.signals["each other"], 1),
            "unit": "per s",
        },
    ]
    fewer, more = measured.memory
    for part in ("web", "controller", "gateway"):
        grown = (more[part] - fewer[part]) / (MORE - FEWER)
        rows.append(
            {
                "name": f"memory for one more room of {PEOPLE}: {part}",
                "value": round(grown, 2),
                "unit": "MB",
                "against": f"{fewer[part]:.0f} MB with {FEWER} rooms",
            }
        )
    return rows


def run() -> list[Row]:
    from sharedcourt.rooms.janus import configuration

    if configuration.missing():
        print(f"Not measured: {', '.join(configuration.missing())} is not installed.")
        return []
    folder = Path(os.environ["SHAREDCOURT_HOME"])
    with_browser = Path(_joining.CHROMIUM).exists()
    with (
        own_platform(folder / "platform") as platform,
        tempfile.TemporaryDirectory(dir=folder) as place,
        bare_gateway(platform.home / "janus" / "local", Path(place) / "bare") as gateway,
    ):
        measured = uvloop.run(_measure(platform, gateway, with_browser=with_browser))
    joins = _joining.rows(measured.joins) if measured.joins else []
    return [*joins, *_forwarding(measured), *_capacity(measured), *_others(measured)]
