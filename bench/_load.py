"""What forwarding costs: rooms of the platform and rooms made directly in a bare gateway, under the same load, in turns.

The participants of both are connected all the while; only one side sends at a time, so that what else the machine does meets both.
"""

import asyncio
import statistics
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from bench._bare import BareRooms
from lab.meeting import Meeting
from lab.participant import Receiving, Sending
from lab.platform import cpu_seconds
from lab.sending import Pacer

SETTLE_S = 1.5
# More than this lost at the receivers, or the load itself so late, and a stretch says nothing.
LOSS_LIMIT, LATE_LIMIT_S = 0.01, 0.25


@dataclass
class Stretch:
    """So many seconds of steady forwarding."""

    rooms: int
    seconds: float
    streams: int
    cpu: dict[str, float]
    packets: int
    loss: float
    delays_ms: list[float] = field(repr=False)
    late_s: float

    def share(self, *parts: str) -> float:
        """Of one core, what these processes (all, if none is named) took."""
        return sum(value for part, value in self.cpu.items() if not parts or part in parts) / self.seconds

    @property
    def streams_a_core(self) -> float:
        """Streams (a picture or a sound, to one person) forwarded for each CPU second of the gateway in a second."""
        return self.streams / self.share("gateway")

    @property
    def delay_ms(self) -> tuple[float, float]:
        """Median and 95th percentile from sending to receiving."""
        ordered = sorted(self.delays_ms) or [0.0]
        return statistics.median(ordered), ordered[int(len(ordered) * 0.95)]

    @property
    def is_sound(self) -> bool:
        """Whether everything that was sent came, in time."""
        return self.loss <= LOSS_LIMIT and self.late_s <= LATE_LIMIT_S


@dataclass
class Side:
    """One way to forward: the processes that do it, and the two ends of every participant."""

    pids: dict[str, int]
    ends: Callable[[], Iterable[tuple[Sending | None, Receiving | None]]]

    def _sending(self, *, paused: bool) -> None:
        for sending, _ in self.ends():
            if sending is not None and sending.outgoing is not None:
                sending.outgoing.is_paused = paused

    def pause(self) -> None:
        self._sending(paused=True)

    def _receivers(self) -> Iterator[Receiving]:
        return (receiving for _, receiving in self.ends() if receiving is not None)

    def _come(self) -> tuple[int, int]:
        sources = [each for receiver in self._receivers() for each in receiver.connection.incoming.values()]
        return sum(source.expected for source in sources), sum(source.received for source in sources)

    def _used(self) -> dict[str, float]:
        return {part: cpu_seconds(pid) for part, pid in self.pids.items()}

    async def stretch(self, rooms: int, seconds: float) -> Stretch:
        """Let everyone send for a while and count."""
        self._sending(paused=False)
        await asyncio.sleep(SETTLE_S)
        for receiver in self._receivers():
            receiver.connection.delays.clear()
        Pacer.here().lateness()
        clock = asyncio.get_running_loop().time
        begun, used, (expected, received) = clock(), self._used(), self._come()
        await asyncio.sleep(seconds)
        passed, now, (expected_now, received_now) = clock() - begun, self._used(), self._come()
        late = Pacer.here().lateness()
        self.pause()
        due = max(1, expected_now - expected)
        return Stretch(
            rooms=rooms,
            seconds=passed,
            streams=sum(len(receiver.owners) for receiver in self._receivers()),
            cpu={part: now[part] - used[part] for part in used},
            packets=received_now - received,
            loss=max(0.0, 1 - (received_now - received) / due),
            delays_ms=[delay * 1000 for receiver in self._receivers() for delay in receiver.connection.delays],
            late_s=late,
        )


def of_meeting(meeting: Meeting, pids: dict[str, int]) -> Side:
    return Side(pids, lambda: ((page.participant.up, page.participant.down) for page in meeting.everyone))


def of_bare(rooms: BareRooms, pid: int) -> Side:
    return Side({"gateway": pid}, lambda: ((person.sending, person.receiving) for person in rooms.people))


def together(stretches: list[Stretch]) -> Stretch:
    """Several stretches of the same load as one."""
    first = stretches[0]
    return Stretch(
        rooms=first.rooms,
        seconds=sum(each.seconds for each in stretches),
        streams=first.streams,
        cpu={part: sum(each.cpu[part] for each in stretches) for part in first.cpu},
        packets=sum(each.packets for each in stretches),
        loss=max(each.loss for each in stretches),
        delays_ms=[delay for each in stretches for delay in each.delays_ms],
        late_s=max(each.late_s for each in stretches),
    )


async def in_turns(sides: list[tuple[Side, int]], seconds: float, turns: int) -> list[Stretch]:
    """Every side `turns` times, one after the other; each side's stretches together."""
    for side, _ in sides:
        side.pause()
    found: list[list[Stretch]] = [[] for _ in sides]
    for turn in range(turns):
        # Each goes first in its turn: what grows or shrinks with time favours neither.
        for at, (side, rooms) in sorted(enumerate(sides), reverse=bool(turn % 2), key=itemgetter(0)):
            found[at].append(await side.stretch(rooms, seconds))
    return [together(stretches) for stretches in found]


def rooms_within(fewer: Stretch, more: Stretch, parts: tuple[str, ...], cores: float) -> float:
    """How many rooms fit into so many cores, by a straight line through two measured points."""
    slope = (more.share(*parts) - fewer.share(*parts)) / (more.rooms - fewer.rooms)
    if slope <= 0:
        raise ValueError("More rooms did not cost more: the stretches were too short or the machine too busy.")
    return fewer.rooms + (cores - fewer.share(*parts)) / slope


def sound(stretch: Stretch) -> dict[str, Any]:
    """The columns that say whether a row can be trusted."""
    middle, late = stretch.delay_ms
    return {
        "lost %": round(stretch.loss * 100, 3),
        "delay ms (p50/p95)": f"{middle:.1f}/{late:.1f}",
        "valid": "yes" if stretch.is_sound else f"no: load {stretch.late_s * 1000:.0f} ms late",
    }
