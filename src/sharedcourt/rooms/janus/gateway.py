"""Keep a local Janus running: python -m sharedcourt.rooms.janus.gateway NAME

Writes the configuration anew and starts the `janus` program. When that dies it is started again at once, with nothing to import and
nothing to wait for: meanwhile nobody in any of its rooms sees anybody. One that dies young is left to whoever started us.
"""

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from sharedcourt.rooms.janus import configuration

PR_SET_PDEATHSIG = 1
WELL_S = 5.0


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Keeper:
    """One `janus` process after the other."""

    def __init__(self, program: str, place: configuration.Place) -> None:
        home = configuration.write(place)
        self._command = [program, "-F", str(home / "etc"), "-o"]
        self._socket = Path(place.address.removeprefix("unix:"))
        self._running: subprocess.Popen[bytes] | None = None
        self._is_told_to_end = False

    def end(self, number: int, frame: FrameType | None) -> None:
        self._is_told_to_end = True
        if self._running is not None:
            self._running.send_signal(number)

    def run(self) -> int:
        """Until told to end, or until one dies young; returns the last one's exit code."""
        while True:
            begun = time.monotonic()
            self._socket.unlink(missing_ok=True)
            self._running = subprocess.Popen(self._command, preexec_fn=_end_with_parent)  # noqa: S603, PLW1509  no threads here
            code = self._running.wait()
            if self._is_told_to_end or time.monotonic() - begun < WELL_S:
                return code if code >= 0 else 128 - code
            print(f"janus 已停止（{code}），立即重启 · janus ended ({code}), started again", flush=True)  # noqa: T201


def main() -> int:
    name = sys.argv[1] if len(sys.argv) > 1 else "local"
    place = next((place for place in configuration.local_places() if place.name == name), None)
    program = configuration.program()
    if place is None or program is None:
        reason = "SHAREDCOURT_JANUS_GATEWAYS" if place is None else "janus"
        print(f"没有可用的 {reason} · {reason} is missing", file=sys.stderr)  # noqa: T201  the supervisor's log
        return 1
    # The socket must be nobody else's.
    os.umask(0o077)
    with (configuration.folder() / f"{place.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"{place.name} 已在运行 · is running already", file=sys.stderr)  # noqa: T201
            return 1
        keeper = Keeper(program, place)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, keeper.end)
        return keeper.run()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sharedcourt.config.settings")
    sys.exit(main())
