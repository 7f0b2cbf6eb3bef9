"""Debian's coturn, run by hand for a test: credentials that expire, UDP, TCP and TLS with a certificate made for the moment."""

import contextlib
import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.live import free_port

PROGRAM = shutil.which("turnserver")
SECRET = "shared-with-the-relay"
START_S = 20.0


def address() -> str:
    """This machine's own address on a real interface (browsers do not relay over loopback)."""
    answer = subprocess.run(["ip", "-j", "-4", "addr", "show", "scope", "global"], capture_output=True, check=True)
    return str(json.loads(answer.stdout)[0]["addr_info"][0]["local"])


@dataclass
class Relay:
    """A running relay and its addresses."""

    host: str
    port: int
    tls_port: int

    def url(self, transport: str) -> str:
        if transport == "tls":
            return f"turns:{self.host}:{self.tls_port}?transport=tcp"
        return f"turn:{self.host}:{self.port}?transport={transport}"


@contextlib.contextmanager
def relay(folder: Path) -> Iterator[Relay]:
    """The relay, gone when the block ends."""
    made = Relay(address(), free_port(), free_port())
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={made.host}",
            "-addext", f"subjectAltName=IP:{made.host}", "-keyout", key, "-out", certificate,
        ],
        check=True, capture_output=True,
    )  # fmt: skip
    command = [
        str(PROGRAM), "-n", "--no-cli", "--no-dtls", "--no-multicast-peers", "--realm=sharedcourt", "--fingerprint",
        f"--listening-ip={made.host}", f"--relay-ip={made.host}",
        f"--listening-port={made.port}", f"--tls-listening-port={made.tls_port}",
        "--use-auth-secret", f"--static-auth-secret={SECRET}", f"--cert={certificate}", f"--pkey={key}",
        f"--pidfile={folder / 'pid'}", f"--db={folder / 'db'}", "--log-file=stdout", "--simple-log",
    ]  # fmt: skip
    with (folder / "coturn.log").open("ab") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        give_up = time.monotonic() + START_S
        while not all(_listens(made.host, port) for port in (made.port, made.tls_port)):
            if process.poll() is not None or time.monotonic() > give_up:
                raise AssertionError((folder / "coturn.log").read_text())
            time.sleep(0.1)
        yield made
    finally:
        process.terminate()
        process.wait(10)


def _listens(host: str, port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=1):
        return True
    return False
