"""The one process that owns the sessions in the gateways: python -m sharedcourt.rooms.janus.controller

Web processes come and go; this one keeps the calls. What it must know after its own death (sessions, handles, who receives what) is on
disk; within the gateways' patience it claims its sessions again and nobody notices. The rooms themselves are in the database: web
processes tell who is inside, and a room is made in a gateway when somebody enters it.
"""

import asyncio
import contextlib
import fcntl
import json
import logging
import os
import signal
import sys
import time
from collections import Counter
from pathlib import Path

from sharedcourt.rooms.janus import configuration
from sharedcourt.rooms.janus.calls import Call, Trouble
from sharedcourt.rooms.janus.client import GatewayGone, GatewayRefused, Message
from sharedcourt.rooms.janus.line import LINE_LIMIT, encode
from sharedcourt.rooms.janus.memory import Memory
from sharedcourt.rooms.janus.pool import STREAMS_A_CORE, Gateway, Pool

log = logging.getLogger(__name__)

TICK_S = 0.5
SAVE_S = 0.05
PATIENCE_S = 3.0
# An empty room is kept for a while: people come back.
EMPTY_S = 60.0
# Nobody has asked about a room for so long: no web process knows it any more.
FORGOTTEN_S = 15 * 60.0
TOLD_BY_ROOMS = ("roster", "enter", "signal", "view", "leave")


class Refused(Exception):
    """A request that cannot be done; the message is the code that the web process gets."""


class Controller:
    """The calls, the gateways, and the web processes' lines."""

    def __init__(self, folder: Path, places: list[configuration.Place]) -> None:
        self.unsaved = asyncio.Event()
        self.signals = 0
        self.memory = Memory(folder / "controller.json")
        self.calls: dict[str, Call] = {}
        sessions = self.memory.gateways()
        self.pool = Pool(Gateway(place, **sessions.get(place.name, {})) for place in places)
        self.writers: dict[str, list[asyncio.StreamWriter]] = {}
        # Seats whose page was to be told something while no web process had a line for their room.
        self.untold: dict[str, set[str]] = {}
        self.asked_at: dict[str, float] = {}
        self.homes = self.memory.calls(self.call)

    # -- calls and gateways ----------------------------------------------------------------------------------------

    def call(self, room_id: str) -> Call:
        if room_id not in self.calls:
            self.calls[room_id] = Call(room_id, self.push, self.unsaved.set)
        self.asked_at[room_id] = time.monotonic()
        return self.calls[room_id]

    def loads(self) -> dict[str, int]:
        """Forwarded pictures, by gateway."""
        found: Counter[str] = Counter()
        for call in self.calls.values():
            if call.gateway is not None and call.people:
                found[call.gateway.name] += call.need
        return dict(found)

    async def place(self, call: Call) -> bool:
        """See that the call is on a gateway; False when there is none for it now."""
        async with call.placing:
            if call.gateway is not None:
                return True
            while (gateway := self.pool.choose(call.need, self.loads())) is not None:
                try:
                    await call.make(gateway)
                except (GatewayGone, GatewayRefused) as problem:
                    log.warning("Room %s could not be made on %s: %s", call.room_id, gateway.name, problem)
                    if gateway.is_up:
                        return False
                    continue
                self.unsaved.set()
                return True
            return False

    async def _place(self, call: Call) -> None:
        if not await self.place(call):
            call.tell_trouble(self.trouble)

    async def ready(self, gateway: Gateway, same: bool) -> None:
        """A gateway is there (again): take up what is in it, or make anew what was."""
        for call in list(self.calls.values()):
            if call.gateway is gateway or (call.gateway is None and self.homes.get(call.room_id) == gateway.name):
                self.homes.pop(call.room_id, None)
                call.gateway = None
                if same and await call.adopt(gateway):
                    continue
                self._begin_anew(call)
            elif call.people and self._is_homeless(call):
                call.run(self._place(call))
        self.unsaved.set()

    async def lost(self, gateway: Gateway) -> None:
        """A gateway is given up: what was in it moves, or waits."""
        for call in list(self.calls.values()):
            if call.gateway is gateway or self.homes.get(call.room_id) == gateway.name:
                self.homes.pop(call.room_id, None)
                call.gateway = None
                self._begin_anew(call)

    @property
    def trouble(self) -> Trouble:
        """Why a room finds no place: every gateway is full, or none can be reached."""
        return "full" if any(gateway.is_up for gateway in self.pool.gateways.values()) else "away"

    def _begin_anew(self, call: Call) -> None:
        """What the call had is gone. Its pages are told at once: while a gateway is found or started, they get ready."""
        if call.people:
            call.restart()
            call.run(self._place(call))

    def _is_homeless(self, call: Call) -> bool:
        return call.gateway is None and call.room_id not in self.homes and not call.placing.locked()

    async def tick(self) -> None:
        """What time alone makes happen."""
        while True:
            await asyncio.sleep(TICK_S)
            now = time.monotonic()
            for room_id, call in list(self.calls.items()):
                call.tick()
                if call.people:
                    if now - self.asked_at[room_id] > FORGOTTEN_S:
                        call.see([])
                    elif self._is_homeless(call):
                        call.run(self._place(call))
                elif now - call.empty_since > EMPTY_S:
                    del self.calls[room_id]
                    self.writers.pop(room_id, None)
                    self.asked_at.pop(room_id, None)
                    self.untold.pop(room_id, None)
                    call.run(call.unmake())

    # -- web processes ---------------------------------------------------------------------------------------------

    def push(self, room_id: str, seat: str, body: Message) -> None:
        """To one page, through whichever web process spoke last for its room and is still there."""
        writers = self.writers.get(room_id, [])
        while writers and writers[-1].is_closing():
            writers.pop()
        if writers:
            writers[-1].write(encode({"push": "signal", "room": room_id, "seat": seat, "body": body}))
        else:
            self.untold.setdefault(room_id, set()).add(seat)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        replies: set[asyncio.Task[None]] = set()
        try:
            while text := await reader.readline():
                message = json.loads(text)
                task = asyncio.create_task(self._answer(message, writer))
                replies.add(task)
                task.add_done_callback(replies.discard)
                # The parts of an operation before its first wait keep the order in which they were said.
                await asyncio.sleep(0)
        except (OSError, ValueError):
            pass
        finally:
            for writers in self.writers.values():
                with contextlib.suppress(ValueError):
                    writers.remove(writer)
            writer.close()

    async def _answer(self, message: Message, writer: asyncio.StreamWriter) -> None:
        room_id = message.get("room")
        # Whoever asks once does not stay to pass anything on to the pages.
        if message["op"] in TOLD_BY_ROOMS and room_id is not None:
            writers = self.writers.setdefault(room_id, [])
            if not writers or writers[-1] is not writer:
                with contextlib.suppress(ValueError):
                    writers.remove(writer)
                writers.append(writer)
            if (untold := self.untold.pop(room_id, None)) and room_id in self.calls:
                self.calls[room_id].say_again(untold)
        try:
            reply = await getattr(self, f"on_{message['op']}")(message)
            answer = {"ok": True, **(reply or {})}
        except Refused as refused:
            answer = {"ok": False, "error": str(refused)}
        except (GatewayGone, GatewayRefused) as problem:
            answer = {"ok": False, "error": f"gateway: {problem}"}
        except Exception:
            log.exception("The controller could not do %s", message.get("op"))
            answer = {"ok": False, "error": "failed"}
        if "id" in message and not writer.is_closing():
            writer.write(encode({"id": message["id"], **answer}))

    def _see(self, message: Message) -> Call:
        call = self.call(message["room"])
        # Two processes may read the database at nearly the same time: what was read first never overrules.
        if message["read_at"] > call.read_at:
            call.read_at = message["read_at"]
            call.see(message["seats"])
        return call

    async def on_roster(self, message: Message) -> None:
        call = self._see(message)
        if call.people and call.gateway is None and call.room_id not in self.homes:
            await self.place(call)

    async def _place_for_entry(self, call: Call) -> None:
        """Just after a start, gateways and the rooms in them are still being found again: have a little patience."""
        give_up = time.monotonic() + PATIENCE_S
        while call.room_id in self.homes or not await self.place(call):
            if call.room_id not in self.homes and self.trouble == "full":
                raise Refused("full")
            if time.monotonic() > give_up:
                raise Refused("no_gateway")
            await asyncio.sleep(SAVE_S)

    async def on_enter(self, message: Message) -> Message:
        """A page takes part: see that the room is there; tells the page's endpoints' instance."""
        call = self._see(message)
        person = call.people.get(message["seat"])
        if person is None or person.page != message["page"]:
            raise Refused("unknown")
        await self._place_for_entry(call)
        # Meanwhile the room may have begun anew, or the person left.
        person = call.people.get(message["seat"])
        if person is None:
            raise Refused("unknown")
        call.welcome_back(person)
        return {"instance": call.people[person.seat].instance}

    async def on_signal(self, message: Message) -> None:
        self.signals += 1
        call = self.calls.get(message["room"])
        if call is not None:
            call.heard(message["seat"], message["page"], message["to"], message["body"])

    async def on_view(self, message: Message) -> None:
        call = self.calls.get(message["room"])
        if call is not None:
            call.view(message["seat"], message["page"], message["sizes"], message["line"])

    async def on_leave(self, message: Message) -> None:
        call = self.calls.get(message["room"])
        person = call.people.get(message["seat"]) if call else None
        if call is not None and person is not None and person.page == message["page"]:
            call.drop(person)
            call.settle_all()

    async def on_record(self, message: Message) -> None:
        """The roster says who is recorded; asked for by itself, so that whoever asks learns that it has been heard."""
        self._see(message)
        self.unsaved.set()

    async def on_pictures(self, message: Message) -> Message:
        """Ask everybody in a room for a whole picture, so that what is recorded can be read from here on; tells how many."""
        call = self.calls.get(message["room"])
        return {"asked": await call.ask_everyone_for_whole_pictures() if call is not None else 0}

    async def on_drain(self, message: Message) -> Message:
        """New rooms go elsewhere; those that are there stay until they end, or move now. Tells how many did, and how many could not."""
        gateway = self.pool.gateways.get(message["gateway"])
        if gateway is None:
            raise Refused("unknown")
        gateway.draining = bool(message["on"])
        moved = 0
        if gateway.draining and message.get("move"):
            for call in self._running_on(gateway):
                moved += await self._move(call)
        self.memory.write(self.pool, self.calls, self.homes)
        return {"moved": moved, "stayed": len(self._running_on(gateway))}

    def _running_on(self, gateway: Gateway) -> list[Call]:
        return [call for call in self.calls.values() if call.gateway is gateway and call.people]

    async def _move(self, call: Call) -> bool:
        """To whichever gateway takes it; False when the call stays where it is."""
        async with call.placing:
            gateway = self.pool.choose(call.need, self.loads())
            if gateway is None:
                return False
            try:
                await call.move(gateway)
            except (GatewayGone, GatewayRefused) as problem:
                log.warning("Room %s could not be moved to %s: %s", call.room_id, gateway.name, problem)
                return False
            return True

    async def on_health(self, message: Message) -> Message:
        loads = self.loads()
        return {
            "signals": self.signals,
            "gateways": [
                {
                    "name": gateway.name,
                    "up": gateway.is_up,
                    "draining": gateway.draining,
                    "deaths": gateway.deaths,
                    "rooms": len(self._running_on(gateway)),
                    "people": sum(len(call.people) for call in self._running_on(gateway)),
                    "load": loads.get(gateway.name, 0),
                    "budget": gateway.place.cores * STREAMS_A_CORE,
                }
                for gateway in self.pool.gateways.values()
            ],
        }

    # -- running ---------------------------------------------------------------------------------------------------

    async def _keep_memory(self) -> None:
        while True:
            await self.unsaved.wait()
            await asyncio.sleep(SAVE_S)
            self.unsaved.clear()
            self.memory.write(self.pool, self.calls, self.homes)

    async def run(self, socket: Path) -> None:
        """Until cancelled."""
        server = await asyncio.start_unix_server(self.serve, socket, limit=LINE_LIMIT)
        work = [self.tick(), self._keep_memory()]
        work += [gateway.keep(self.ready, self.lost) for gateway in self.pool.gateways.values()]
        tasks = [asyncio.create_task(each) for each in work]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            self.memory.write(self.pool, self.calls, self.homes)
            server.close()


async def _until_told(controller: Controller, socket: Path) -> None:
    running = asyncio.create_task(controller.run(socket))
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, running.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await running


def main() -> int:
    # The socket and the memory are nobody else's.
    os.umask(0o077)
    logging.basicConfig(level=os.environ.get("SHAREDCOURT_LOG_LEVEL", "INFO"), format="%(levelname)s %(message)s")
    logging.getLogger("websockets").setLevel(logging.WARNING)
    folder = configuration.folder()
    with (folder / "controller.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            log.error("Another controller is running on %s.", folder)
            return 1
        configuration.controller_socket().unlink(missing_ok=True)
        asyncio.run(_until_told(Controller(folder, configuration.places()), configuration.controller_socket()))
    return 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sharedcourt.config.settings")
    sys.exit(main())
