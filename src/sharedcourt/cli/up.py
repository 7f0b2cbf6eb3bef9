"""`sharedcourt up` and `sharedcourt demo`: prepare the installation, then keep its parts running."""

import errno
import fcntl
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from sharedcourt.cli.supervisor import Child, Supervisor, ending_with_us, say
from sharedcourt.core import environment

PARTS = ("web", "worker", "composer", "reader", "broadcaster", "follower", "scheduled")
# The gateways of this machine with their controller; one of it in an installation, whatever the number of web processes.
MEDIA = "media"
JANUS = "sharedcourt.rooms.janus.backend.Janus"
# Every second without its gateway is a second in which nobody in any room sees anybody.
MEDIA_PAUSE_SECONDS = 0.1
SEARCHED_PORTS = 50


def commands(host: str, port: int) -> dict[str, list[str]]:
    """The program of each part. No access log: invitation links are in addresses."""
    python = [sys.executable, "-m"]
    web = [*python, "uvicorn", "sharedcourt.config.asgi:application", "--host", host, "--port", str(port)]
    web += ["--lifespan", "off", "--no-access-log", "--no-server-header", "--log-level", "warning"]
    web += ["--timeout-graceful-shutdown", "5", "--ws-ping-interval", "10", "--ws-ping-timeout", "15"]
    return {
        "web": web,
        "worker": [*python, "sharedcourt.cli.worker"],
        "composer": [*python, "sharedcourt.cli.composer"],
        "reader": [*python, "sharedcourt.cli.reader"],
        "broadcaster": [*python, "sharedcourt.cli.broadcaster"],
        "follower": [*python, "sharedcourt.cli.follower"],
        "scheduled": [*python, "sharedcourt.cli.every_minute"],
    }


def media_parts() -> list[Child]:
    """The gateways of this machine and their controller, when rooms are carried by Janus and it is installed."""
    if environment.text("SHAREDCOURT_MEDIA_BACKEND") != JANUS:
        return []
    from sharedcourt.rooms.janus import configuration

    lacking = configuration.missing() if configuration.local_places() else []
    if "janus" in lacking:
        say(
            "janus",
            "没有安装 janus，房间里没有画面 · janus is not installed: rooms have no pictures (sharedcourt check)",
        )
        return []
    python = [sys.executable, "-m"]
    modules = {place.name: ["sharedcourt.rooms.janus.gateway", place.name] for place in configuration.local_places()}
    modules |= {MEDIA: ["sharedcourt.rooms.janus.controller"]}
    return [Child(name, [*python, *words], first_pause=MEDIA_PAUSE_SECONDS) for name, words in modules.items()]


def is_free(host: str, port: int) -> bool:
    """Whether we could listen there. Raises OSError for an address that is not this machine's."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            if problem.errno in {errno.EADDRINUSE, errno.EACCES}:
                return False
            raise
    return True


def next_free(host: str, port: int) -> int | None:
    return next((other for other in range(port, port + SEARCHED_PORTS) if is_free(host, other)), None)


def address(host: str, port: int) -> str:
    """The address to open on this machine."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}"


def _answers(host: str, port: int) -> bool:
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    try:
        with socket.create_connection((shown, port), 0.2):
            return True
    except OSError:
        return False


def _hold(home: Path) -> TextIO | None:
    """Take this installation for ourselves until we end; None when another `sharedcourt up` has it."""
    home.mkdir(parents=True, exist_ok=True)
    lock = (home / "up.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock


def _welcome(url: str, *, demo: bool) -> None:
    lines = [f"请用浏览器打开 · Open in a browser:  {url}{'/demo/' if demo else '/'}"]
    if demo:
        lines.append("演示：人物和案件均为虚构，验证码与短信都在页面上 · A demonstration: everybody in it is invented")
    lines.append("按 Ctrl-C 停止 · Ctrl-C stops it")
    rule = "─" * 72
    print("\n".join([rule, *(f"  {line}" for line in lines), rule]), flush=True)


def up(*, host: str, port: int, only: Sequence[str] | None = None, demo: bool = False) -> int:
    """Migrate, make keys, start the parts and watch them until a signal comes. Returns the exit code."""
    parts = [part for part in PARTS if not only or part in only]
    if "web" in parts and not is_free(host, port):
        other = next_free(host, port + 1)
        hint = f"：sharedcourt {'demo' if demo else 'up'} --port {other}" if other else ""
        print(f"端口 {port} 已被占用{hint} · Port {port} is taken{hint}", file=sys.stderr)
        return 1
    lock = _hold(environment.home()) if not only else None
    if lock is None and not only:
        print(f"{environment.home()} 已在运行 · is running already", file=sys.stderr)
        return 1
    if not environment.text("SHAREDCOURT_URL"):
        os.environ["SHAREDCOURT_URL"] = address(host, port)
    say("start", "准备数据库和密钥 · preparing the database and the keys")
    first = [sys.executable, "-m", "sharedcourt.cli.first", *(["--demo"] if demo else [])]
    try:
        if subprocess.run(ending_with_us(first), check=False).returncode:
            return 1
    except KeyboardInterrupt:
        return 1

    programs = commands(host, port)
    waiting = "web" in parts

    def greet() -> None:
        nonlocal waiting
        if waiting and _answers(host, port):
            waiting = False
            _welcome(os.environ["SHAREDCOURT_URL"], demo=demo)

    children = [Child(part, programs[part]) for part in parts]
    media = media_parts() if not only or MEDIA in only else []
    code = Supervisor([*media, *children], each_round=greet).run()
    if lock:
        lock.close()
    say("stop", "已停止 · stopped")
    return code


def demo(*, host: str, port: int | None, fresh: bool) -> int:
    """Run a demonstration whose data is kept apart from a real installation's."""
    home = environment.home() / "demo"
    if fresh and home.exists():
        held = _hold(home)
        if held is None:
            print(f"{home} 已在运行 · is running already", file=sys.stderr)
            return 1
        held.close()
        shutil.rmtree(home)
    os.environ |= {"SHAREDCOURT_HOME": str(home), "SHAREDCOURT_DEMO": "1"}
    # A demonstration never writes to the database or the outside systems of a real installation.
    for name in ("DATABASE_URL", "REDIS_URL", "SHAREDCOURT_URL", "SHAREDCOURT_KEYS_DIR"):
        os.environ.pop(name, None)
    for name in ("SMS_GATEWAY", "SMTP_HOST", "IDENTITY_CHECK", "SIGNER", "TSA_URL", "JANUS_GATEWAYS"):
        os.environ.pop(f"SHAREDCOURT_{name}", None)
    if port is None:
        from sharedcourt.cli import PORT

        port = next_free(host, PORT) or PORT
    return up(host=host, port=port, demo=True)
