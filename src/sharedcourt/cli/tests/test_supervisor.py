"""The supervisor brings back what dies, stops all it started, and leaves nothing behind when it is killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

PATIENCE_SECONDS = 60

PROGRAM = """
import sys
from sharedcourt.cli import supervisor
from sharedcourt.cli.supervisor import Child, Supervisor
supervisor.FIRST_PAUSE_SECONDS = 0.05
supervisor.STOP_SECONDS = 2.0
sys.exit(Supervisor([Child(f"part{n}", [sys.executable, "-c", code]) for n, code in enumerate(sys.argv[1:])]).run())
"""

# Writes its process number to a file and stays.
STAYS = "import os, pathlib, time; pathlib.Path({path!r}).open('a').write(f'{{os.getpid()}}\\n'); time.sleep(60)"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + STAYS


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def started(path: Path) -> list[int]:
    return [int(line) for line in path.read_text().split()] if path.exists() else []


@pytest.fixture
def supervise() -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    running: list[subprocess.Popen[str]] = []

    def start(*programs: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", PROGRAM, *programs]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        running.append(process)
        return process

    yield start
    for process in running:
        if process.poll() is None:
            process.terminate()
            process.wait(10)
        if process.stdout:
            process.stdout.close()


def test_a_killed_part_comes_back_and_the_others_are_left_alone(supervise, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    supervise(STAYS.format(path=str(one)), STAYS.format(path=str(two)))
    until(lambda: started(one) and started(two))

    os.kill(started(one)[0], signal.SIGKILL)

    until(lambda: len(started(one)) == 2)
    assert alive(started(one)[1])
    assert len(started(two)) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_every_part_and_ends_well(supervise, tmp_path: Path, number: signal.Signals) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    process = supervise(STAYS.format(path=str(one)), STAYS.format(path=str(two)))
    until(lambda: started(one) and started(two))

    process.send_signal(number)

    assert process.wait(PATIENCE_SECONDS) == 0
    assert not any(alive(pid) for pid in started(one) + started(two))


def test_a_part_that_will_not_end_is_ended(supervise, tmp_path: Path) -> None:
    path = tmp_path / "deaf"
    process = supervise(DEAF.format(path=str(path)))
    until(lambda: started(path))

    process.terminate()

    assert process.wait(PATIENCE_SECONDS) == 0
    assert not alive(started(path)[0])


def test_when_the_supervisor_itself_is_killed_its_parts_end_too(supervise, tmp_path: Path) -> None:
    path = tmp_path / "one"
    process = supervise(STAYS.format(path=str(path)))
    until(lambda: started(path))

    process.kill()
    process.wait(PATIENCE_SECONDS)

    until(lambda: not alive(started(path)[0]))


def test_a_part_that_cannot_live_is_given_up_with_its_last_words(supervise) -> None:
    process = supervise("import sys; sys.exit('no such database')")

    output, _ = process.communicate(timeout=60)

    assert process.returncode == 1
    assert output.count("no such database") == 8
    assert all(line.startswith("part0 ") for line in output.splitlines())
