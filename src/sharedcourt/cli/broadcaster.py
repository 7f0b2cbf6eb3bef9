"""The process that shows hearings to the public, piece by piece; one of it in an installation.

python -m sharedcourt.cli.broadcaster
"""

import fcntl
import os
import signal
import sys

import django


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sharedcourt.config.settings")
    # Composing must not take the machine from the rooms that are in session.
    os.nice(10)
    django.setup()
    from sharedcourt.broadcasts.stream import folders
    from sharedcourt.broadcasts.stream.broadcaster import Broadcaster

    folders.root().mkdir(parents=True, exist_ok=True, mode=0o755)
    with (folders.root() / "broadcaster.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("直播进程已在运行 · the broadcaster is running already", file=sys.stderr)
            return 1
        working = Broadcaster()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, working.end)
        working.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
