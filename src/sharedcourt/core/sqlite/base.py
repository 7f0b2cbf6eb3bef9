"""The connection; Django looks for it under this name."""

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Closes what it begins a transaction with.

    "Database is locked" keeps its cursor alive in its traceback. Whichever thread the garbage collector frees it in must take that
    connection's mutex, which is held while the connection waits for the lock; where the freeing thread has the lock itself, both
    stood still until the wait was over.
    """

    def _start_transaction_under_autocommit(self) -> None:
        cursor = self.cursor()
        try:
            cursor.execute(f"BEGIN {self.transaction_mode or ''}")  # type: ignore[attr-defined]
        finally:
            cursor.close()
