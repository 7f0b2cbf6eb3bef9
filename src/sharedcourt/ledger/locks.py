"""The one order in which actions lock: what belongs to a dispute, then the ledger, then what stands by itself.

1. The scope: the dispute, its case, then files, meetings, versions of it. Whoever is about to lock a row of a dispute, or to record
   what rooms above react to by locking one, calls `hold_scope` first.
2. The ledger: `record` takes it, and it stays taken until the transaction ends.
3. What stands by itself and is changed from inside other actions: rooms, seats, sites, terminals, bookings. Whoever locks one of
   them and records calls `hold_ledger` first.
"""

from collections.abc import Callable
from uuid import UUID

from django.db import connection

from sharedcourt.ledger import tree

_holders: list[Callable[[UUID], None]] = []


def register_scope(hold: Callable[[UUID], None]) -> None:
    """An upper room says how a dispute is locked; from the lowest room up, in `AppConfig.ready`."""
    if hold not in _holders:
        _holders.append(hold)


def hold_scope(scope: UUID | None) -> None:
    """Lock a dispute until the transaction ends. On SQLite the transaction itself is the lock."""
    if scope is None or not connection.features.has_select_for_update:
        return
    for hold in _holders:
        hold(scope)


def hold_ledger() -> None:
    """Take the ledger before a row that is locked inside other actions."""
    tree.lock()
