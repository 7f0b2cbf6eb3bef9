"""Work that is due by the clock: every minute `run_scheduled`, once a day old job results and files without an owner are thrown away.

python -m sharedcourt.cli.every_minute
"""

import logging
import signal
import threading
import time

import django
from django.core.management import CommandError, call_command

EVERY_SECONDS = 60.0
PRUNE_SECONDS = 24 * 60 * 60.0

logger = logging.getLogger("sharedcourt.scheduled")


def run_once(command: str) -> bool:
    """Run a management command; a failure is logged and the next round tries again."""
    from django.db import close_old_connections

    close_old_connections()
    try:
        call_command(command, verbosity=0)
    except CommandError as problem:  # it has logged the reasons itself
        logger.error("%s: %s", command, problem)
        return False
    except Exception:
        logger.exception("%s failed", command)
        return False
    finally:
        close_old_connections()
    return True


def main() -> None:
    django.setup()
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda number, frame: stop.set())
    signal.signal(signal.SIGINT, lambda number, frame: stop.set())
    pruned = 0.0
    while not stop.is_set():
        started = time.monotonic()
        run_once("run_scheduled")
        if pruned == 0.0 or started - pruned >= PRUNE_SECONDS:
            run_once("prune_db_task_results")
            run_once("sweep_recordings")
            pruned = started
        stop.wait(max(EVERY_SECONDS - (time.monotonic() - started), 1.0))


if __name__ == "__main__":
    main()
