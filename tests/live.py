"""A running copy of the platform for tests that drive a browser: uvicorn on a fresh database, which may be killed and started again.

with live_server(env={"SHAREDCOURT_DEMO": "1"}) as server:
    server.manage("seed_demo")
    page.goto(server.url)
    server.kill9()
    server.restart()
"""

import contextlib
import json
import os
import signal
import socket
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

from tests import migrated

ROOT = Path(__file__).resolve().parents[1]
START_S = 60.0
ANSWER = "answer:"


def free_port() -> int:
    """A port nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def has_network() -> bool:
    """Whether there is an interface besides loopback: without one, Chromium finds no path for video."""
    return any(name != "lo" for _, name in socket.if_nameindex())


@dataclass
class LiveServer:
    """One copy with a home of its own."""

    home: Path
    port: int
    env: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    host: str = "127.0.0.1"

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def log(self) -> str:
        """What the server has printed so far."""
        path = self.home / "server.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def environment(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("SHAREDCOURT_")}
        kept.pop("DATABASE_URL", None)
        kept.pop("REDIS_URL", None)
        return {
            **kept,
            "DJANGO_SETTINGS_MODULE": "sharedcourt.config.settings",
            "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
            "SHAREDCOURT_HOME": str(self.home),
            "SHAREDCOURT_URL": self.url,
            "SHAREDCOURT_HOSTS": f"{self.host},127.0.0.1,localhost",
            "SHAREDCOURT_LOG_LEVEL": "WARNING",
            **self.env,
        }

    def manage(self, *arguments: str) -> str:
        """Run a management command on this copy; returns what it printed."""
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        done = subprocess.run(command, env=self.environment(), capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise AssertionError(f"{' '.join(arguments)} failed:\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def run(self, code: str) -> Any:
        """Run Python inside this copy (Django is set up); returns, through JSON, what it assigned to `answer`."""
        tail = f"\nimport json as _json\nprint({ANSWER!r} + _json.dumps(locals().get('answer')))"
        begin = "import django\ndjango.setup()\n"
        done = subprocess.run(
            [sys.executable, "-c", begin + code + tail],
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise AssertionError(done.stdout + done.stderr)
        line = next(line for line in reversed(done.stdout.splitlines()) if line.startswith(ANSWER))
        return json.loads(line.removeprefix(ANSWER))

    def session_cookies(self, *usernames: str) -> dict[str, dict[str, str]]:
        """Signed-in sessions, as cookies for `browser_context.add_cookies([...])`."""
        keys: dict[str, str] = self.run(
            "from importlib import import_module\n"
            "from django.conf import settings\n"
            "from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY\n"
            "from sharedcourt.people.models import User\n"
            "store = import_module(settings.SESSION_ENGINE).SessionStore\n"
            "answer = {}\n"
            f"for name in {list(usernames)!r}:\n"
            "    user = User.objects.get(username=name)\n"
            "    session = store()\n"
            "    session[SESSION_KEY] = str(user.pk)\n"
            "    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]\n"
            "    session[HASH_SESSION_KEY] = user.get_session_auth_hash()\n"
            "    session.save()\n"
            "    answer[name] = session.session_key\n"
        )
        return {name: {"name": "sessionid", "value": key, "url": self.url} for name, key in keys.items()}

    def start(self) -> None:
        """Start the web server and wait until it answers."""
        command = [
            sys.executable, "-m", "uvicorn", "sharedcourt.config.asgi:application",
            "--host", self.host, "--port", str(self.port), "--log-level", "warning", "--timeout-graceful-shutdown", "2",
        ]  # fmt: skip
        with (self.home / "server.log").open("ab") as output:
            self.process = subprocess.Popen(command, env=self.environment(), cwd=ROOT, stdout=output, stderr=output)
        give_up = time.monotonic() + START_S
        while time.monotonic() < give_up:
            if self.process.poll() is not None:
                break
            try:
                urllib.request.urlopen(f"{self.url}/rooms/check/ping/", timeout=2)
                return
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError(f"The server did not start:\n{self.log}")

    def kill9(self) -> None:
        """What a power cut does to the process."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(10)
            self.process = None

    def stop(self) -> None:
        """An orderly end."""
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill9()
            self.process = None

    def restart(self) -> None:
        """Start again on the same database and port, after `kill9` or `stop` (or stop first)."""
        self.stop()
        self.start()


@contextlib.contextmanager
def live_server(
    env: dict[str, str] | None = None, *, home: Path | None = None, port: int | None = None, host: str = "127.0.0.1"
) -> Iterator[LiveServer]:
    """A migrated copy that listens on `server.url`; gone with everything it kept when the block ends (unless `home` is given)."""
    with contextlib.ExitStack() as stack:
        where = home or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sharedcourt-live-")))
        where.mkdir(parents=True, exist_ok=True)
        server = LiveServer(where, port or free_port(), dict(env or {}), host=host)
        if "DATABASE_URL" not in server.env:
            migrated.copy_to(where / migrated.NAME)
        server.manage("migrate", "--verbosity", "0")
        server.start()
        stack.callback(server.stop)
        yield server
