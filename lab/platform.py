"""A platform to fill with rooms: one that runs already, or `sharedcourt up` started here on a home of its own."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sharedcourt.cli.supervisor import ending_with_us
from tests.live import free_port

ROOT = Path(__file__).resolve().parents[1]
BACKEND = "sharedcourt.rooms.janus.backend.Janus"
START_S, STOP_S = 180.0, 30.0
ANSWER = "answer:"
TICKS = os.sysconf("SC_CLK_TCK")
PAGE_KB = os.sysconf("SC_PAGE_SIZE") // 1024
# By what its command line holds, which part of the platform a process is.
PARTS = {
    "gateway": "/janus -F",
    "controller": "rooms.janus.controller",
    "web": "uvicorn",
    "worker": "cli.worker",
    "composer": "cli.composer",
    "reader": "cli.reader",
    "scheduled": "cli.every_minute",
}


class LabFailed(Exception):
    """The lab cannot go on; the message says why."""


def _configures(name: str) -> bool:
    return name.startswith("SHAREDCOURT_") or name in {"DATABASE_URL", "REDIS_URL"}


def cpu_seconds(pid: int) -> float:
    """Processor time a process has used, its own and the kernel's for it."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory_mb(pid: int) -> float:
    """What a process holds in memory of its own (not shared files)."""
    resident, shared = (int(word) for word in Path(f"/proc/{pid}/statm").read_text().split()[1:3])
    return (resident - shared) * PAGE_KB / 1024


@dataclass
class Platform:
    """One installation: where it lives, how it is configured, and its address."""

    home: Path
    url: str
    env: dict[str, str] = field(default_factory=dict)
    is_ours: bool = False
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def environment(self) -> dict[str, str]:
        python_path = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
        around = {name: value for name, value in os.environ.items() if not (self.is_ours and _configures(name))}
        return {
            **around,
            "DJANGO_SETTINGS_MODULE": "sharedcourt.config.settings",
            "PYTHONPATH": python_path,
            **self.env,
            "SHAREDCOURT_HOME": str(self.home),
        }

    def run(self, code: str) -> Any:
        """Run Python inside this installation (Django is set up); returns, through JSON, what it assigned to `answer`."""
        tail = f"\nimport json as _json\nprint({ANSWER!r} + _json.dumps(locals().get('answer')))"
        command = [sys.executable, "-c", "import django\ndjango.setup()\n" + code + tail]
        done = subprocess.run(command, env=self.environment(), capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise LabFailed((done.stderr or done.stdout).strip().rpartition("\n")[2] or "no answer")
        line = next(line for line in reversed(done.stdout.splitlines()) if line.startswith(ANSWER))
        return json.loads(line.removeprefix(ANSWER))

    def start(self, *, only: str = "") -> None:
        """`sharedcourt up` (of one part); returns when pages and media can be had."""
        self.home.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "sharedcourt.cli", "up", "--host", "127.0.0.1", "--port", str(self.port)]
        command += ["--only", only] if only else []
        with (self.home / "lab.log").open("ab") as output:
            # In a session of its own: Ctrl-C is the lab's to hear, which then stops the platform.
            self.process = subprocess.Popen(
                ending_with_us(command),
                env=self.environment(),
                cwd=ROOT,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        give_up = time.monotonic() + START_S
        while not (self._answers() and self._media_is_up()):
            if self.process.poll() is not None or time.monotonic() > give_up:
                raise LabFailed(f"The platform did not start:\n{(self.home / 'lab.log').read_text()[-2000:]}")
            time.sleep(0.2)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/rooms/check/ping/", timeout=5):  # noqa: S310  our own address
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False

    def _media_is_up(self) -> bool:
        return self.env.get("SHAREDCOURT_MEDIA_BACKEND") != BACKEND or {"gateway", "controller"} <= set(self.pids())

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None

    def pids(self) -> dict[str, int]:
        """The processes of this installation's parts, known by their home and their command lines."""
        found = {}
        mark = f"SHAREDCOURT_HOME={self.home}".encode()
        for folder in Path("/proc").iterdir():
            if not folder.name.isdigit():
                continue
            with contextlib.suppress(OSError):
                words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                part = next((part for part, word in PARTS.items() if word in words), None)
                if part and "cli.child" not in words and mark in (folder / "environ").read_bytes().split(b"\0"):
                    found[part] = int(folder.name)
        return found


def own_environment(port: int, **more: str) -> dict[str, str]:
    """The settings of a demonstration on this machine alone."""
    return {
        "SHAREDCOURT_URL": f"http://127.0.0.1:{port}",
        "SHAREDCOURT_DEMO": "1",
        "SHAREDCOURT_MEDIA_BACKEND": BACKEND,
        "SHAREDCOURT_LOG_LEVEL": "WARNING",
        "SHAREDCOURT_VIDEO": "640x360@20",
        **more,
    }


@contextlib.contextmanager
def own_platform(home: Path | None = None, **env: str) -> Iterator[Platform]:
    """A platform of our own until the block ends; without `home` nothing of it is kept."""
    with contextlib.ExitStack() as stack:
        where = home or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sharedcourt-lab-")))
        port = free_port()
        made = Platform(where.resolve(), f"http://127.0.0.1:{port}", own_environment(port, **env), is_ours=True)
        stack.callback(made.stop)
        made.start()
        yield made
