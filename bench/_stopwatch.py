"""Timing in one way for every measurement."""

import statistics
import time
from collections.abc import Callable, Iterable
from typing import Any


def timed(work: Callable[[Any], object], inputs: Iterable[Any]) -> list[float]:
    """Seconds of `work` for each input, in order."""
    seconds = []
    for item in inputs:
        started = time.perf_counter()
        work(item)
        seconds.append(time.perf_counter() - started)
    return seconds


def summary(name: str, seconds: list[float], against: "tuple[str, float] | None" = None) -> dict[str, Any]:
    """A row: the median in milliseconds, its ratio to a named alternative (name, seconds), and what else the times say."""
    ordered = sorted(seconds)
    median = statistics.median(ordered)
    return {
        "name": name,
        "value": round(median * 1000, 3),
        "unit": "ms",
        "against": against[0] if against else None,
        "ratio": round(median / against[1], 4) if against else None,
        "p95": round(ordered[int(len(ordered) * 0.95)] * 1000, 3),
        "worst": round(ordered[-1] * 1000, 3),
        "times": len(ordered),
    }
