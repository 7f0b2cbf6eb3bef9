"""The process that keeps the index of published judgments up to date; one of it on each machine that has an index.

python -m sharedcourt.cli.follower
"""

import os
import signal
import sys

import django


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sharedcourt.config.settings")
    # Indexing thousands at once must not take the machine from the pages.
    os.nice(5)
    django.setup()
    from sharedcourt.judgments.finding import engine, following

    with following.only_one() as alone:
        if not alone:
            print("索引进程已在运行 · the follower is running already", file=sys.stderr)
            return 1
        working = following.Follower(engine.writer)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, working.end)
        working.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
