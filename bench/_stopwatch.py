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


def summary(what: str, seconds: list[float]) -> dict[str, Any]:
    """A row: how often, and median, 95th percentile and worst in milliseconds."""
    ordered = sorted(seconds)
    return {
        "what": what,
        "times": len(ordered),
        "median ms": round(statistics.median(ordered) * 1000, 3),
        "p95 ms": round(ordered[int(len(ordered) * 0.95)] * 1000, 3),
        "worst ms": round(ordered[-1] * 1000, 3),
    }
