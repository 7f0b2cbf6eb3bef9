"""Django's transactions for actions, with one addition: an action that lost a deadlock is done again, once.

Import this module where actions are written: `@transaction.atomic` on a function makes it an action. The order in which locks
are taken (docs/architecture.md, "Races") is what prevents deadlocks; the second try is for the one that nobody thought of.
"""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, overload

from django.db import connection, transaction
from django.db.transaction import TransactionManagementError, on_commit
from django.db.utils import OperationalError

__all__ = ["TransactionManagementError", "atomic", "on_commit"]

log = logging.getLogger(__name__)
# PostgreSQL chose this transaction to end a deadlock, or could not give it a place in a serial order.
LOST = {"40P01", "40001"}
Action = TypeVar("Action", bound=Callable[..., Any])


def lost_a_deadlock(error: OperationalError) -> bool:
    return getattr(error.__cause__, "sqlstate", None) in LOST


@overload
def atomic(*, durable: bool = False) -> transaction.Atomic: ...
@overload
def atomic(function: Action) -> Action: ...
def atomic(function: Any = None, *, durable: bool = False) -> Any:
    """As `django.db.transaction.atomic`; right on a function, the outermost one is tried twice."""
    if function is None:
        return transaction.atomic(durable=durable)

    @wraps(function)
    def act(*arguments: Any, **named: Any) -> Any:
        outermost = not connection.in_atomic_block
        try:
            with transaction.atomic():
                return function(*arguments, **named)
        except OperationalError as error:
            if not outermost or not lost_a_deadlock(error):
                raise
            log.warning("%s lost a deadlock and is done again.", function.__qualname__)
        with transaction.atomic():
            return function(*arguments, **named)

    return act
