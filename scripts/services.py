"""Run a command with a PostgreSQL and a Redis of its own, and stop both when it ends.

    python scripts/services.py pytest -q

Both live in a temporary folder and listen on free loopback ports; DATABASE_URL and REDIS_URL are set for the command.
"""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

START_SECONDS = 60


class Unavailable(Exception):
    """A server could not be found or started; the message says which and why."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def program(name: str) -> str:
    """Where `name` is: on the PATH, or where Debian keeps PostgreSQL's own programs (newest version)."""
    found = shutil.which(name)
    if found:
        return found
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    if not versions:
        raise Unavailable(f"{name} is not installed.")
    return str(versions[-1])


def _stop(process: "subprocess.Popen[bytes]", first: signal.Signals) -> None:
    if process.poll() is None:
        process.send_signal(first)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_open(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise Unavailable(f"A server did not start:\n{log.read_text(errors='replace')[-2000:]}")


@contextlib.contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """A new, empty PostgreSQL under `folder`; gives its DATABASE_URL. It refuses root, so it runs as `postgres` then."""
    owner: dict[str, Any] = {}
    if os.geteuid() == 0:
        account = pwd.getpwnam("postgres")
        owner = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        os.chown(folder, account.pw_uid, account.pw_gid)
    password, port, log = secrets.token_hex(16), free_port(), folder / "postgresql.log"
    secret = folder / "password"
    secret.write_text(password)
    if owner:
        os.chown(secret, owner["user"], owner["group"])
    data = folder / "postgresql"
    command: list[str | Path] = [
        program("initdb"),
        "-D",
        data,
        "-U",
        "sharedcourt",
        "--pwfile",
        secret,
        "-A",
        "scram-sha-256",
    ]
    command += ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    made = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, **owner)
    if made.returncode:
        raise Unavailable(f"PostgreSQL could not be set up:\n{made.stderr}")
    # Nothing here has to survive a power cut.
    options = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": "", "fsync": "off"}
    options |= {"synchronous_commit": "off", "full_page_writes": "off", "max_connections": 200}
    flags = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
    with log.open("wb") as output:
        server = subprocess.Popen([program("postgres"), "-D", data, *flags], cwd=folder, stdout=output, stderr=output,
                                  start_new_session=True, **owner)  # fmt: skip
    try:
        _wait_until_open(port, server, log)
        yield f"postgresql://sharedcourt:{password}@127.0.0.1:{port}/postgres"
    finally:
        _stop(server, signal.SIGINT)


@contextlib.contextmanager
def redis(folder: Path) -> Iterator[str]:
    """A new, empty Redis that keeps nothing; gives its REDIS_URL."""
    port, log = free_port(), folder / "redis.log"
    flags = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
    with log.open("wb") as output:
        server = subprocess.Popen([program("redis-server"), *flags], stdout=output, stderr=output,
                                  start_new_session=True)  # fmt: skip
    try:
        _wait_until_open(port, server, log)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        _stop(server, signal.SIGTERM)


@contextlib.contextmanager
def both() -> Iterator[dict[str, str]]:
    """PostgreSQL and Redis; gives the environment variables that point to them."""
    folder = Path(tempfile.mkdtemp(prefix="sharedcourt-services-"))
    folder.chmod(0o711)
    try:
        for name in ("database", "redis"):
            (folder / name).mkdir()
        with postgresql(folder / "database") as database, redis(folder / "redis") as cache:
            yield {"DATABASE_URL": database, "REDIS_URL": cache}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def stop_on_signals() -> None:
    """Let SIGTERM and SIGHUP end this process like an interrupt, so that the servers are stopped."""

    def leave(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGHUP, leave)


def main() -> int:
    stop_on_signals()
    try:
        with both() as variables:
            return subprocess.run(sys.argv[1:], env=os.environ | variables, check=False).returncode
    except Unavailable as problem:
        print(problem, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
