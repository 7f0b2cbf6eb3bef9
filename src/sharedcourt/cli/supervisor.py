"""Keep a few child processes running: restart what dies, stop all cleanly, leave no orphan.

Children run in sessions of their own, so that Ctrl-C reaches only the supervisor, which then stops them in order.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

POLL_SECONDS = 0.1
STOP_SECONDS = 15.0
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
# A child that lived this long was well; the next pause is short again.
WELL_SECONDS = 30.0
# So many short lives in a row are not bad luck but a fault for a person to look at.
SHORT_LIVES = 8

_printing = threading.Lock()


def say(name: str, line: str) -> None:
    """Print one line with the name of the part it comes from."""
    with _printing:
        print(f"{name:<9} | {line}", flush=True)


def ending_with_us(command: Sequence[str]) -> list[str]:
    """The command as a child that ends when this process ends, even when it is killed."""
    return [sys.executable, "-m", "sharedcourt.cli.child", str(os.getpid()), *command]


@dataclass
class Child:
    """One program to keep running."""

    name: str
    command: Sequence[str]
    first_pause: float | None = None
    process: "subprocess.Popen[str] | None" = None
    started: float = 0.0
    due: float = 0.0
    short_lives: int = 0
    _reader: threading.Thread | None = field(default=None, repr=False)

    def start(self) -> None:
        self.process = subprocess.Popen(
            ending_with_us(self.command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self.started = time.monotonic()
        self._reader = threading.Thread(target=self._relay, args=(self.process,), daemon=True)
        self._reader.start()

    def _relay(self, process: "subprocess.Popen[str]") -> None:
        if process.stdout:
            for line in process.stdout:
                say(self.name, line.rstrip("\n"))

    def drain(self) -> None:
        """Wait for the last lines of a child that has ended."""
        if self._reader:
            self._reader.join(2)

    def pause(self) -> float:
        """Seconds to wait before the next start: 1, 2, 4 … (or from a shorter first one) at most 30."""
        return float(
            min((self.first_pause or FIRST_PAUSE_SECONDS) * 2 ** max(self.short_lives - 1, 0), LONGEST_PAUSE_SECONDS)
        )


class Supervisor:
    """Runs `children` until a signal comes or one of them cannot be kept alive."""

    def __init__(self, children: Sequence[Child], *, each_round: Callable[[], None] | None = None) -> None:
        self.children = list(children)
        self._each_round = each_round
        self._asked_to_stop = False

    def ask_to_stop(self, number: int = signal.SIGTERM, _frame: FrameType | None = None) -> None:
        self._asked_to_stop = True

    def run(self) -> int:
        """Start and watch; returns 0 after a signal, 1 when a child could not be kept alive."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self.ask_to_stop)
        failed = False
        try:
            while not self._asked_to_stop and not failed:
                failed = any(not self._tend(child) for child in self.children)
                if self._each_round and not failed:
                    self._each_round()
                time.sleep(POLL_SECONDS)
        finally:
            self.stop()
        return 1 if failed else 0

    def _tend(self, child: Child) -> bool:
        """Start or restart a child that is not running; False when it has died too often."""
        now = time.monotonic()
        if child.process is None:
            if now >= child.due:
                child.start()
            return True
        code = child.process.poll()
        if code is None:
            return True
        child.drain()
        child.short_lives = 1 if now - child.started >= WELL_SECONDS else child.short_lives + 1
        child.process = None
        if child.short_lives >= SHORT_LIVES:
            say(
                child.name,
                f"{SHORT_LIVES} 次启动均告失败，请看上面的信息 · ended {SHORT_LIVES} times in a row, see above",
            )
            return False
        child.due = now + child.pause()
        say(
            child.name,
            f"已停止（{code}），{child.pause():g} 秒后重启 · ended ({code}), again in {child.pause():g} s",
        )
        return True

    def stop(self) -> None:
        """Ask every child to end, and end those that do not within the time given."""
        running = [child for child in self.children if child.process and child.process.poll() is None]
        for child in running:
            _signal(child, signal.SIGTERM)
        until = time.monotonic() + STOP_SECONDS
        for child in running:
            if child.process is None:
                continue
            try:
                child.process.wait(max(until - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                say(child.name, "没有按时退出，已强制结束 · did not end in time, killed")
            # What a child itself started is in its session and goes with it.
            _signal(child, signal.SIGKILL)
            child.process.wait()
            child.drain()


def _signal(child: Child, number: signal.Signals) -> None:
    if child.process is None:
        return
    try:
        if number is signal.SIGKILL:
            os.killpg(child.process.pid, number)
        else:
            child.process.send_signal(number)
    except ProcessLookupError:
        pass
