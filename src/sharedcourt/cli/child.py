"""Become another program that ends when its parent ends, however the parent ends.

python -m sharedcourt.cli.child PARENT-PID PROGRAM ARGUMENT…
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    parent, *command = sys.argv[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(parent):  # it ended before we could ask to be told
        sys.exit(1)
    os.execvp(command[0], command)  # noqa: S606  the supervisor's own fixed commands


if __name__ == "__main__":
    main()
