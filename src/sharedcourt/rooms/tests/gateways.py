"""A running gateway and controller beside a `LiveServer`, which tests may kill."""

import contextlib
import os
import signal
import socket as sockets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sharedcourt.rooms.janus import configuration
from tests.live import LiveServer, live_server

needs_janus = pytest.mark.skipif(bool(configuration.missing()), reason="Janus is not installed")
BACKEND = "sharedcourt.rooms.janus.backend.Janus"
# The same story with media from browser to browser, and over a gateway.
BACKENDS = ["mesh", pytest.param("janus", marks=[needs_janus, pytest.mark.long])]
PATIENCE_S = 30.0


def listens(path: Path) -> bool:
    """Whether somebody takes connections there; the file itself is there a moment before."""
    with contextlib.suppress(OSError), sockets.socket(sockets.AF_UNIX) as line:
        line.connect(str(path))
        return True
    return False


def until(true: Callable[[], bool], what: str, seconds: float = PATIENCE_S) -> None:
    give_up = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < give_up, what
        time.sleep(0.02)


@dataclass
class Gateways:
    """The processes that carry media for one home."""

    environment: dict[str, str]
    names: tuple[str, ...] = ("local",)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return Path(self.environment["SHAREDCOURT_HOME"]) / "janus"

    def start(self, name: str) -> None:
        """`controller`, or the name of a gateway; returns when it can be spoken to."""
        module = "controller" if name == "controller" else "gateway"
        command = [sys.executable, "-m", f"sharedcourt.rooms.janus.{module}", *([] if module == name else [name])]
        self.folder.mkdir(parents=True, exist_ok=True)
        socket = self.folder / "controller.sock" if module == name else self.folder / name / "janus.sock"
        socket.unlink(missing_ok=True)
        with (self.folder / f"{name}.log").open("ab") as output:
            self.running[name] = subprocess.Popen(command, env=self.environment, stdout=output, stderr=output)
        until(lambda: listens(socket), f"{name} listens: {self.log(name)}")

    def janus(self, name: str) -> int:
        """The process id of the `janus` program of a gateway."""
        keeper = self.running[name].pid
        return int(Path(f"/proc/{keeper}/task/{keeper}/children").read_text().split()[0])

    def kill9_janus(self, name: str) -> None:
        """What becomes of it then is up to its keeper."""
        os.kill(self.janus(name), signal.SIGKILL)

    def kill9(self, name: str) -> None:
        process = self.running.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait(10)

    def said(self, *words: str) -> tuple[int, str]:
        """`sharedcourt gateways …` as an operator runs it: exit code and words."""
        command = [sys.executable, "-m", "sharedcourt.cli", "gateways", "--language", "en", *words]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def log(self, name: str) -> str:
        path = self.folder / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def stop(self) -> None:
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)
        self.running.clear()


@contextlib.contextmanager
def gateways(environment: dict[str, str], *names: str, nearby: tuple[str, ...] = ("local",)) -> Iterator[Gateways]:
    """The gateways and their controller, until the block ends."""
    house = Gateways(environment, names or nearby)
    try:
        for name in house.names:
            house.start(name)
        house.start("controller")
        yield house
    finally:
        house.stop()


@contextlib.contextmanager
def serving(backend: str, env: dict[str, str], *, host: str = "127.0.0.1") -> Iterator[LiveServer]:
    """A running copy whose rooms are carried by one of `BACKENDS`."""
    more = {"SHAREDCOURT_MEDIA_BACKEND": BACKEND} if backend == "janus" else {}
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(live_server(env={**env, **more}, host=host))
        if backend == "janus":
            stack.enter_context(gateways(server.environment()))
        yield server
