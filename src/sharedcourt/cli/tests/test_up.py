"""`sharedcourt up` on an empty folder: it answers, survives a killed server, and stops without leaving anything."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from sharedcourt.cli import main, up
from sharedcourt.cli.worker import release_unfinished, worker_id

PATIENCE_SECONDS = 180


def until(condition: Callable[[], object], process: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < end, log.read_text()
        time.sleep(0.1)


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def children_of(pid: int) -> dict[str, int]:
    """Process numbers of the parts by what they run."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if int((folder / "stat").read_text().rpartition(")")[2].split()[1]) == pid:
                command = (folder / "cmdline").read_bytes().split(b"\0")
                found[command[2].decode()] = int(folder.name)
        except (OSError, IndexError):
            continue
    return found


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.mark.sqlite_only
def test_a_fresh_installation_starts_survives_and_stops(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "sharedcourt.cli", "up", "--port", str(port)],
            env=os.environ | {"SHAREDCOURT_HOME": str(tmp_path / "home"), "PYTHONUNBUFFERED": "1"},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        until(lambda: answers(port), process, log)
        parts = children_of(process.pid)
        assert set(parts) == {
            "uvicorn",
            "sharedcourt.cli.worker",
            "sharedcourt.cli.broadcaster",
            "sharedcourt.cli.composer",
            "sharedcourt.cli.follower",
            "sharedcourt.cli.reader",
            "sharedcourt.cli.every_minute",
        }
        until(lambda: f"http://127.0.0.1:{port}/" in log.read_text(), process, log)

        os.kill(parts["uvicorn"], signal.SIGKILL)
        until(lambda: answers(port), process, log)
        assert children_of(process.pid)["uvicorn"] != parts["uvicorn"]

        parts = children_of(process.pid)
        process.terminate()
        assert process.wait(60) == 0
        assert not any(Path(f"/proc/{pid}").exists() for pid in parts.values())
        assert not answers(port)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def test_a_taken_port_is_said_with_one_that_is_free(taken_port: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["up", "--port", str(taken_port)]) == 1

    words = capsys.readouterr().err
    assert f"Port {taken_port} is taken" in words
    assert "--port" in words


def test_one_installation_is_not_started_twice(tmp_path: Path) -> None:
    first = up._hold(tmp_path)

    assert first is not None
    assert up._hold(tmp_path) is None
    first.close()


@pytest.mark.parametrize(
    ("host", "shown"),
    [("127.0.0.1", "http://127.0.0.1:8000"), ("0.0.0.0", "http://127.0.0.1:8000"), ("::1", "http://[::1]:8000")],
)
def test_the_address_shown_can_be_opened(host: str, shown: str) -> None:
    assert up.address(host, 8000) == shown


def test_a_job_that_a_killed_worker_had_begun_is_done_after_all(db: None) -> None:
    from django_tasks.base import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    def job(worker: str):
        return DBTaskResult.objects.create(
            status=TaskResultStatus.RUNNING,
            args_kwargs={"args": [], "kwargs": {}},
            task_path="sharedcourt.notices.tasks.deliver",
            backend_name="default",
            run_after=timezone.now(),
            worker_ids=[worker],
        )

    ours, others = job(worker_id()), job("another-machine")

    assert release_unfinished(worker_id()) == 1

    ours.refresh_from_db()
    others.refresh_from_db()
    assert ours.status == TaskResultStatus.READY
    assert others.status == TaskResultStatus.RUNNING
