"""A network line whose loss, delay and cuts we choose, with a network namespace at its far end.

with line() as made:
    browser = chromium.launch(executable_path=made.inside("/usr/bin/chromium"))
    made.loss, made.delay_s = 0.3, 0.15
    made.is_cut = True

Two TUN devices, one of them in the namespace, and a thread that carries packets between them. Nothing else leaves the namespace, so
media and WebSocket suffer alike. Unlike netem it needs no kernel module; it needs root, `ip` and /dev/net/tun.
"""

import contextlib
import fcntl
import heapq
import os
import random
import select
import shutil
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000
LARGEST_PACKET = 2048
NEAR, FAR, NAMESPACE = "sc-near", "sc-far", "sharedcourt-line"
HERE, THERE = "10.203.77.1", "10.203.77.2"


def missing() -> str:
    """Why there can be no such line here; empty when there can."""
    if os.geteuid() != 0:
        return "network namespaces need root"
    if shutil.which("ip") is None:
        return "iproute2 is not installed"
    if not Path("/dev/net/tun").exists():
        return "this system has no /dev/net/tun"
    probe = subprocess.run(["ip", "netns", "list"], capture_output=True, check=False)
    return "" if probe.returncode == 0 else "this system has no network namespaces"


def _ip(*words: str, inside: bool = False) -> None:
    command = ["ip", *(("netns", "exec", NAMESPACE, "ip") if inside else ()), *words]
    subprocess.run(command, check=True, capture_output=True)


def _tun(name: str) -> int:
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
    return device


@dataclass
class Line:
    """Loss (0-1) and delay hold for each direction by itself."""

    folder: Path
    loss: float = 0.0
    delay_s: float = 0.0
    is_cut: bool = False
    carried: int = 0
    dropped: int = 0
    _ended: threading.Event = field(default_factory=threading.Event)

    def inside(self, program: str) -> Path:
        """A program that runs `program` at the far end of the line."""
        script = self.folder / Path(program).name
        script.write_text(f'#!/bin/sh\nexec ip netns exec {NAMESPACE} {program} "$@"\n')
        script.chmod(0o755)
        return script

    def carry(self, near: int, far: int) -> None:
        """Take packets from one end to the other until the line ends."""
        other = {near: far, far: near}
        waiting: list[tuple[float, int, int, bytes]] = []
        dice = random.Random(77)
        count = 0
        while not self._ended.is_set():
            patience = max(0.0, waiting[0][0] - time.monotonic()) if waiting else 0.2
            ready, _, _ = select.select([near, far], [], [], min(patience, 0.2))
            for device in ready:
                with contextlib.suppress(BlockingIOError):
                    packet = os.read(device, LARGEST_PACKET)
                    if self.is_cut or dice.random() < self.loss:
                        self.dropped += 1
                        continue
                    count += 1
                    heapq.heappush(waiting, (time.monotonic() + self.delay_s, count, other[device], packet))
            while waiting and waiting[0][0] <= time.monotonic():
                _, _, device, packet = heapq.heappop(waiting)
                with contextlib.suppress(OSError):
                    os.write(device, packet)
                    self.carried += 1


@contextlib.contextmanager
def line(folder: Path) -> Iterator[Line]:
    """The line, taken down when the block ends. The server must listen on `HERE`, for the namespace's loopback is its own."""
    subprocess.run(["ip", "netns", "del", NAMESPACE], capture_output=True, check=False)
    _ip("netns", "add", NAMESPACE)
    near, far = _tun(NEAR), _tun(FAR)
    made = Line(folder)
    thread = threading.Thread(target=made.carry, args=(near, far), daemon=True)
    try:
        _ip("link", "set", FAR, "netns", NAMESPACE)
        _ip("addr", "add", HERE, "peer", THERE, "dev", NEAR)
        _ip("link", "set", NEAR, "up")
        for words in (
            ("link", "set", "lo", "up"),
            ("addr", "add", THERE, "peer", HERE, "dev", FAR),
            ("link", "set", FAR, "up"),
            ("route", "add", "default", "via", HERE),
        ):
            _ip(*words, inside=True)
        thread.start()
        yield made
    finally:
        made._ended.set()
        if thread.is_alive():
            thread.join(2)
        os.close(near)
        os.close(far)
        subprocess.run(["ip", "netns", "del", NAMESPACE], capture_output=True, check=False)
