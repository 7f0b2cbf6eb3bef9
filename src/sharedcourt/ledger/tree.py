"""The tree in the database: append under one lock, roots, proofs, signed heads."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar

from django.db import connection, transaction

from sharedcourt.core import clock, keys
from sharedcourt.ledger import merkle
from sharedcourt.ledger.models import Entry, Node, TreeHead

ADVISORY_LOCK = 0x5C_1ED6E5
ORIGIN = "sharedcourt-ledger"

T = TypeVar("T")


class Broken(Exception):
    """The stored tree does not follow from the stored entries."""


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces: the one text of a value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _address(node: merkle.Node) -> int:
    return node[0] << 48 | node[1]


def _read(node: merkle.Node) -> bytes:
    return bytes(Node.objects.values_list("hash", flat=True).get(address=_address(node)))


def _in_one_query(work: Callable[[merkle.Read], T]) -> T:
    """Do `work` twice: to see which nodes it reads, and, when they have been fetched together, with their hashes."""
    wanted: set[int] = set()

    def note(node: merkle.Node) -> bytes:
        wanted.add(_address(node))
        return b""

    work(note)
    found = dict(Node.objects.filter(address__in=wanted).values_list("address", "hash"))
    return work(lambda node: bytes(found[_address(node)]))


def lock() -> None:
    """Hold the ledger until the transaction ends. On SQLite the transaction itself (BEGIN IMMEDIATE) is the lock."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("The ledger is written inside the action's transaction.")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])


def size() -> int:
    """How many entries there are."""
    last = Entry.objects.order_by("-seq").values_list("seq", flat=True).first()
    return 0 if last is None else last + 1


def append(entry: Entry) -> None:
    """Write the entry as the next leaf, with every subtree it completes. The caller holds `lock()` and has set `seq`."""
    leaf = merkle.leaf_hash(entry.body.encode())
    entry.save(force_insert=True)
    Node.objects.bulk_create(
        [Node(address=_address(node), hash=value) for node, value in merkle.completed_by(entry.seq, leaf, _read)]
    )


def root(at_size: int | None = None) -> bytes:
    """The root over the first `at_size` entries (all, when not given)."""
    chosen = size() if at_size is None else at_size
    return _in_one_query(lambda read: merkle.root(chosen, read))


def inclusion_path(seq: int, at_size: int) -> list[bytes]:
    return _in_one_query(lambda read: merkle.inclusion_path(seq, at_size, read))


def consistency_path(first: int, second: int) -> list[bytes]:
    return _in_one_query(lambda read: merkle.consistency_path(first, second, read))


def head_text(head_size: int, head_root: str, at: datetime) -> bytes:
    """What a tree head's signature is over."""
    return f"{ORIGIN}\n{head_size}\n{head_root}\n{at.isoformat(timespec='seconds')}\n".encode()


def sign_head() -> TreeHead | None:
    """Sign the present root, after checking that it continues the last signed one; None when the ledger is empty."""
    with transaction.atomic():
        lock()
        now_size = size()
        if now_size == 0:
            return None
        existing = TreeHead.objects.filter(size=now_size).first()
        if existing:
            return existing
        now_root = root(now_size)
        last = TreeHead.objects.order_by("-size").first()
        if last and not merkle.verify_consistency(
            last.size, now_size, bytes.fromhex(last.root), now_root, consistency_path(last.size, now_size)
        ):
            raise Broken(f"The ledger of {now_size} entries does not continue the head signed at {last.size}.")
        at = clock.now().replace(microsecond=0)
        signature = keys.ledger_key().sign(head_text(now_size, now_root.hex(), at)).hex()
        return TreeHead.objects.create(size=now_size, root=now_root.hex(), at=at, signature=signature)


def recompute(bodies: Iterable[str] | None = None) -> bytes:
    """The root computed again from the entries' bodies alone; raises `Broken` when it differs from the stored tree."""
    nodes: dict[merkle.Node, bytes] = {}
    count = 0
    source = bodies if bodies is not None else Entry.objects.order_by("seq").values_list("body", flat=True).iterator()
    for body in source:
        for node, value in merkle.completed_by(count, merkle.leaf_hash(body.encode()), nodes.__getitem__):
            nodes[node] = value
            level, index = node
            for child in (index * 2, index * 2 + 1):  # a complete pair is never read again
                nodes.pop((level - 1, child), None)
        count += 1
    computed = merkle.root(count, nodes.__getitem__)
    if bodies is None and computed != root(count):
        raise Broken(f"The stored tree of {count} entries does not follow from the entries.")
    return computed
