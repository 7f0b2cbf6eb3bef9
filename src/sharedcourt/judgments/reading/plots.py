"""Where the sums and results of similar cases lie, as places for a drawing that the server makes; no script is needed."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sharedcourt.judgments.likeness.finding import Similar

RESULTS = ("granted", "rejected", "")
WIDTH, LEFT, RIGHT = 760, 180, 44
ROW, TOP, BOTTOM = 56, 12, 40
RADIUS = 7
_TICKS = 5
_WAN = 10_000


class Dot(NamedTuple):
    """One case: where it stands in the drawing, and its place in the list, from 1."""

    x: int
    y: int
    place: int


class Tick(NamedTuple):
    """A mark of the axis: where, and the sum in yuan as it is written there."""

    x: int
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A result: its key, how many cases ended so, its height in the drawing, its smallest, middle and largest sum (0: no sums)."""

    result: str
    count: int
    y: int
    least: float
    middle: float
    most: float


@dataclass(frozen=True, slots=True)
class Spread:
    """The drawing: a line for each result, a dot for each case that has a sum, an axis of sums by powers of ten."""

    width: int
    height: int
    left: int
    right: int
    bottom: int
    lines: tuple[Line, ...]
    dots: tuple[Dot, ...]
    ticks: tuple[Tick, ...]


def spread(found: Sequence[Similar]) -> Spread:
    """The spread of some similar cases, in the order in which they are listed."""
    used = [result for result in RESULTS if any(_result(each) == result for each in found)]
    heights = {result: TOP + ROW * place + ROW // 2 for place, result in enumerate(used)}
    sums = [each.sum for each in found if each.sum > 0]
    low, high = _ends(sums)
    dots = _dots(found, heights, low, high)
    lines = tuple(_line(result, heights[result], found) for result in used)
    bottom = TOP + ROW * len(used)
    ticks = tuple(Tick(_x(10.0**power, low, high), _short(10.0**power)) for power in _powers(low, high)) if sums else ()
    return Spread(WIDTH, bottom + BOTTOM, LEFT, WIDTH - RIGHT, bottom, lines, dots, ticks)


def _result(case: Similar) -> str:
    return case.outcome if case.outcome in RESULTS else ""


def _line(result: str, y: int, found: Sequence[Similar]) -> Line:
    these = [each for each in found if _result(each) == result]
    sums = sorted(each.sum for each in these if each.sum > 0)
    if not sums:
        return Line(result, len(these), y, 0, 0, 0)
    middle = (sums[(len(sums) - 1) // 2] + sums[len(sums) // 2]) / 2
    return Line(result, len(these), y, sums[0], middle, sums[-1])


def _ends(sums: Sequence[float]) -> tuple[float, float]:
    """Powers of ten around all sums, at least one apart; what is less than a yuan stands at one."""
    if not sums:
        return 0, 1
    low, high = math.floor(math.log10(max(min(sums), 1))), math.ceil(math.log10(max(*sums, 1)))
    return low, max(high, low + 1)


def _powers(low: float, high: float) -> range:
    step = max(1, math.ceil((high - low) / _TICKS))
    return range(int(low), int(high) + 1, step)


def _x(amount: float, low: float, high: float) -> int:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * (math.log10(max(amount, 1)) - low) / (high - low))


def _dots(found: Sequence[Similar], heights: dict[str, int], low: float, high: float) -> tuple[Dot, ...]:
    """Dots that would cover one another stand above and below, as far as the line has room."""
    made: list[Dot] = []
    for place, case in enumerate(found, 1):
        if case.sum <= 0:
            continue
        x, y = _x(case.sum, low, high), heights[_result(case)]
        shifts = (0, -RADIUS * 2, RADIUS * 2, -RADIUS, RADIUS)
        shift = next((each for each in shifts if not _covered(made, x, y + each)), 0)
        made.append(Dot(x, y + shift, place))
    return tuple(made)


def _covered(made: Sequence[Dot], x: int, y: int) -> bool:
    return any(abs(dot.x - x) < RADIUS * 2 and abs(dot.y - y) < RADIUS * 2 for dot in made)


def _short(amount: float) -> str:
    """1元, 1,000元, 1万元, 100万元."""
    return f"{amount / _WAN:,.0f}万元" if amount >= _WAN else f"{amount:,.0f}元"
