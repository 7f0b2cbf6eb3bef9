"""The ledger at a million entries: appending, proving, and what a full recomputation costs instead.

SHAREDCOURT_BENCH_ENTRIES sets another number. The entries are written in bulk with the bodies that actions write; the tree
over them is the real one, checked against a recomputation from the entries at the end.
"""

import os
import random
import secrets
import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

from django.core.management import call_command
from django.db import connection, transaction

from bench._stopwatch import summary, timed

BATCH = 20_000
APPENDS = 2_000
PROOFS = 2_000
RANDOM = random.Random(9162)


def _bodies(count: int) -> Iterator[str]:
    from sharedcourt.core import clock
    from sharedcourt.ledger import tree

    at = clock.now().isoformat(timespec="microseconds")
    for seq in range(count):
        yield tree.canonical({"seq": seq, "at": at, "action": "bench.entry.made", "payload": secrets.token_hex(32)})


def _fill(count: int) -> float:
    """Write `count` entries with their tree; returns the seconds it took."""
    from sharedcourt.core import clock
    from sharedcourt.ledger import merkle

    started, at = time.perf_counter(), clock.now()
    stamp = connection.ops.adapt_datetimefield_value(at)
    recent: dict[merkle.Node, bytes] = {}
    entries: list[tuple[Any, ...]] = []
    nodes: list[tuple[int, bytes]] = []

    def write() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO ledger_entry (seq, at, action, actor, scope, subject, body) "
                "VALUES (%s, %s, 'bench.entry.made', NULL, NULL, NULL, %s)",
                entries,
            )
            cursor.executemany("INSERT INTO ledger_node (address, hash) VALUES (%s, %s)", nodes)
        entries.clear()
        nodes.clear()

    for seq, body in enumerate(_bodies(count)):
        for (level, index), value in merkle.completed_by(seq, merkle.leaf_hash(body.encode()), recent.__getitem__):
            recent[(level, index)] = value
            nodes.append((level << 48 | index, value))
            for child in (index * 2, index * 2 + 1):  # a complete pair is not needed again
                recent.pop((level - 1, child), None)
        entries.append((seq, stamp, body))
        if len(entries) == BATCH:
            write()
    write()
    return time.perf_counter() - started


def run() -> list[dict[str, Any]]:
    from sharedcourt.ledger import actions, merkle, tree
    from sharedcourt.ledger.models import Entry

    count = int(os.environ.get("SHAREDCOURT_BENCH_ENTRIES", "1000000"))
    call_command("migrate", verbosity=0, interactive=False)
    if Entry.objects.exists():
        raise RuntimeError("This database holds entries already; measure on an empty one.")
    filled = _fill(count)

    def record(scope: UUID) -> None:
        with transaction.atomic():
            actions.record("bench.entry.made", by=None, scope=scope, amount="106387.50", note="as an action does")

    def within(scope: UUID) -> None:
        actions.record("bench.entry.made", by=None, scope=scope, amount="106387.50", note="as an action does")

    scope = uuid4()
    appended = timed(record, [scope] * APPENDS)
    with transaction.atomic():
        inside = timed(within, [scope] * APPENDS)

    size = tree.size()
    root = tree.root(size)
    chosen = [RANDOM.randrange(size) for _ in range(PROOFS)]
    earlier = [RANDOM.randrange(1, size) for _ in range(PROOFS)]
    proved = timed(lambda seq: tree.inclusion_path(seq, size), chosen)
    continued = timed(lambda first: tree.consistency_path(first, size), earlier)
    proofs = [(seq, Entry.objects.get(seq=seq).body, tree.inclusion_path(seq, size)) for seq in chosen[:200]]

    def verify(proof: tuple[int, str, list[bytes]]) -> None:
        seq, body, path = proof
        assert merkle.verify_inclusion(merkle.leaf_hash(body.encode()), seq, size, path, root)

    verified = timed(verify, proofs)
    rooted = timed(lambda _: tree.root(size), range(500))
    recomputed = timed(lambda _: tree.recompute(), range(1))
    recomputing = ("full recomputation from the entries", recomputed[0])
    return [
        {"name": f"fill {count:,} entries in bulk", "value": round(filled * 1000), "unit": "ms"},
        summary("append: an action's entry, committed", appended),
        summary("append: inside a running transaction", inside),
        summary("root of the whole tree", rooted, recomputing),
        summary("inclusion proof", proved, recomputing),
        summary("consistency proof", continued, recomputing),
        summary("verify an inclusion proof", verified),
        summary(recomputing[0], recomputed),
    ]
