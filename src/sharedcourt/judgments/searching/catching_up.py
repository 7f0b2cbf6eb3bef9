"""The index follows the database.

Every release, correction and withdrawal has a number, given under a lock so that a smaller one never becomes visible later. The
index keeps the last number in the commit that wrote the judgments, so after any crash it goes on where it stood.
"""

from collections.abc import Callable, Iterator, Sequence

from sharedcourt.judgments.searching.engine import Change, Engine

Source = Callable[[int, int], Sequence[Change]]
BATCH = 2_000


def catch_up(engine: Engine, source: Source, *, batch: int = BATCH) -> int:
    """Apply what `source(after, limit)` has after the index's number, until nothing is left; returns how many changes were applied."""
    total = 0
    while changes := source(engine.applied(), batch):
        engine.apply(changes)
        total += len(changes)
    return total


def rebuild(engine: Engine, source: Source, *, batch: int = BATCH) -> int:
    """Forget the index and fill it again. Whoever searches meanwhile finds only what is there already."""
    engine.clear()
    return catch_up(engine, source, batch=batch)


def latest(changes: Sequence[Change]) -> Iterator[Change]:
    """The last change of each judgment: what a batch comes to."""
    yield from {change.key: change for change in changes}.values()
