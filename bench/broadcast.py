"""One broadcast on the server: what making it costs, and what 0, 100 and 1,000 viewers cost who load its playlist and its pieces.

The viewers are in a process of their own on the same machine and take time from the server; so what is compared is the server
process's own processor time. Against it: Python's `http.server` with the same folder, and nginx where it is installed. Every run
ends by itself after SECONDS; about four minutes in all.
"""

import json
import os
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

SECONDS = 25.0
VIEWERS = (0, 100, 1000)
FOLDER = "B" * 24
PIECES = 10
PEOPLE = 4
NGINX = """
worker_processes 1; daemon off; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 4096; }}
http {{ access_log off; client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
uwsgi_temp_path {folder}; scgi_temp_path {folder};
server {{ listen 127.0.0.1:{port}; location /live/files/ {{ alias {root}/; }} }} }}
"""


def _pieces(target: Path) -> tuple[list[Any], float, float]:
    """Real pieces of four people, composed one after the other: (what is in the playlist, processor seconds, seconds) for a piece."""
    from sharedcourt.broadcasts.stream import folders, picture, sources
    from sharedcourt.broadcasts.stream.playlist import Piece
    from sharedcourt.broadcasts.stream.publishing import FRAMES
    from sharedcourt.core import clock

    class Four(sources.TestCard):
        people = tuple(sources.Place(f"p{number}", None, "审判员") for number in range(PEOPLE))

    source, made, used, took = Four(), [], 0.0, 0.0
    began = clock.now()
    for number in range(PIECES):
        window = sources.Window(began + timedelta(seconds=number * FRAMES / 15), FRAMES)
        with tempfile.TemporaryDirectory() as name:
            place = Path(name)
            material = source.material(None, picture.widened(window), place)  # type: ignore[arg-type]
            shown = [picture.Look(each.key, each.label, covered=False) for each in source.people]
            before, clock_before = _children(), time.perf_counter()
            piece = picture.compose(window, material, shown, place, offset_s=number * window.seconds)
            used, took = used + _children() - before, took + time.perf_counter() - clock_before
            shutil.copy(piece, target / folders.name_of(number))
        made.append(Piece(folders.name_of(number), number, window.began, window.seconds))
    return made, used / PIECES, took / PIECES


def _children() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _processor(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children")
    return [pid, *(int(child) for child in children.read_text().split())] if children.exists() else [pid]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _serving(command: list[str], port: int, cwd: Path | None = None) -> Iterator[int]:
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _try in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def _watched(pid: int, port: int, viewers: int, advance: Any) -> dict[str, Any]:
    """So many viewers for SECONDS while the playlist goes on; with the server's processor time in percent of a core."""
    family = _family(pid)
    before, began = sum(map(_processor, family)), time.perf_counter()
    command = [sys.executable, "-m", "bench._viewers", "127.0.0.1", str(port), f"/live/files/{FOLDER}/"]
    load = subprocess.Popen([*command, str(viewers), str(SECONDS)], stdout=subprocess.PIPE, text=True)
    while load.poll() is None:
        advance()
        time.sleep(0.2)
    if not viewers:
        time.sleep(SECONDS)
    found: dict[str, Any] = json.loads(load.stdout.read()) if load.stdout else {}
    spent = sum(map(_processor, family)) - before
    return found | {"percent": 100 * spent / (time.perf_counter() - began)}


def _servers(public: Path, scratch: Path) -> dict[str, tuple[list[str], int, Path | None]]:
    ports = [_free_port() for _ in range(3)]
    web = [sys.executable, "-m", "uvicorn", "sharedcourt.config.asgi:application", "--port", str(ports[0])]
    served = scratch / "served" / "live"
    served.mkdir(parents=True)
    (served / "files").symlink_to(public)
    plain = [
        sys.executable,
        "-m",
        "http.server",
        str(ports[1]),
        "--bind",
        "127.0.0.1",
        "--directory",
        str(served.parent),
    ]
    found: dict[str, tuple[list[str], int, Path | None]] = {
        "sharedcourt": ([*web, "--lifespan", "off", "--no-access-log", "--log-level", "error"], ports[0], None),
        "http.server": ([*plain, "--protocol", "HTTP/1.1"], ports[1], None),
    }
    if shutil.which("nginx"):
        configured = scratch / "nginx.conf"
        configured.write_text(NGINX.format(folder=scratch, port=ports[2], root=public))
        found["nginx"] = (["nginx", "-c", str(configured)], ports[2], None)
    return found


def run() -> list[dict[str, Any]]:
    from sharedcourt.broadcasts.stream import folders, playlist
    from sharedcourt.broadcasts.stream.publishing import SEGMENT_S

    place = folders.public(FOLDER)
    place.mkdir(parents=True, exist_ok=True)
    pieces, used, took = _pieces(place)
    size = sum(piece.stat().st_size for piece in place.glob("*.ts")) / PIECES / 1000
    rows: list[dict[str, Any]] = [
        {"name": f"composing, {PEOPLE} people: cores", "value": used / SEGMENT_S, "unit": "cores"},
        {
            "name": "composing a piece (4.27 s)",
            "value": took,
            "unit": "s",
            "against": SEGMENT_S,
            "ratio": took / SEGMENT_S,
        },
        {"name": "size of a piece", "value": size, "unit": "kB"},
    ]
    folders.write(place / folders.STATE, json.dumps({"state": "live"}))
    began = time.monotonic()

    def advance() -> None:
        # The same ten pieces again and again: names stay, so that what is sent is what is measured.
        first = int((time.monotonic() - began) / SEGMENT_S) % (PIECES - 5)
        folders.write(place / folders.LIVE, playlist.live(pieces[first : first + 6], longest=SEGMENT_S))

    advance()
    found: dict[tuple[str, int], dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as name:
        for server, (command, port, cwd) in _servers(folders.public_root(), Path(name)).items():
            with _serving(command, port, cwd) as pid:
                for viewers in VIEWERS:
                    found[server, viewers] = _watched(pid, port, viewers, advance)
    for viewers in VIEWERS:
        own = found["sharedcourt", viewers]
        for server in ("http.server", "nginx"):
            if (server, viewers) in found:
                other = found[server, viewers]
                rows.append(
                    _row(f"{viewers} viewers: server, % of a core, against {server}", own, other, "percent", "%")
                )
                if viewers:
                    rows.append(
                        _row(f"{viewers} viewers: 95 % of answers within, against {server}", own, other, "p95_ms", "ms")
                    )
                    rows.append(_row(f"{viewers} viewers: not answered, against {server}", own, other, "failed", ""))
        if viewers:
            rows.append(
                {"name": f"{viewers} viewers: requests a second", "value": own["requests"] / SECONDS, "unit": "/s"}
            )
            rows.append({"name": f"{viewers} viewers: sent", "value": own["megabytes"] * 8 / SECONDS, "unit": "Mbit/s"})
    return rows


def _row(name: str, own: dict[str, Any], other: dict[str, Any], key: str, unit: str) -> dict[str, Any]:
    ratio = own[key] / other[key] if other[key] else None
    return {"name": name, "value": own[key], "unit": unit, "against": other[key], "ratio": ratio}
