"""Several gateways: emptied by an operator, moved away from when they hang, spoken to on another machine."""

import contextlib
import ipaddress
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from sharedcourt.core.environment import SettingInvalid
from sharedcourt.rooms.janus import configuration
from sharedcourt.rooms.janus.negotiation import fits
from sharedcourt.rooms.tests.gateways import gateways, needs_janus, until
from sharedcourt.rooms.tests.test_janus import Meeting, meeting
from tests.live import free_port, has_network

__all__ = ["meeting"]
pytestmark = [pytest.mark.sqlite_only]
real = [needs_janus, pytest.mark.skipif(not has_network(), reason="only a loopback interface: no path for media")]


async def health(meeting: Meeting) -> dict[str, dict[str, Any]]:
    assert meeting.line is not None
    return {each["name"]: each for each in (await meeting.line.ask("health"))["gateways"]}


async def two_in(meeting: Meeting) -> list[Any]:
    people = [await meeting.enter() for _ in range(2)]
    await meeting.receive_each_other(people)
    return people


class TestOverRealGateways:
    pytestmark = real

    async def test_an_operator_empties_a_gateway_and_opens_it_again(self, meeting: Meeting) -> None:
        said = meeting.media.said
        people = await two_in(meeting)
        carrying, other = sorted(await health(meeting), key=lambda name: name != "local")
        before = await health(meeting)
        if not before[carrying]["rooms"]:
            carrying, other = other, carrying
        code, words = said()
        assert code == 0
        assert f"{carrying}: takes rooms; rooms 1, people 2, forwarded pictures 2 of" in words
        assert f"{other}: takes rooms; rooms 0, people 0" in words

        # No new rooms; the one that runs stays, with the connections it has.
        connections = [(who.up, who.down) for who in people]
        assert said("drain", carrying) == (
            0,
            f"{carrying} takes no new rooms. Rooms moved: 0; still there: 1.\n",
        )
        await meeting.receive_each_other(people)
        assert [(who.up, who.down) for who in people] == connections
        elsewhere = Meeting(meeting.media, meeting.line)
        await elsewhere.enter()
        assert [each["rooms"] for each in (await health(meeting)).values()] == [1, 1]
        elsewhere.seats.clear()
        elsewhere.tell()

        # With --move it is made again in the other one, and everyone begins anew by themselves.
        begun = time.monotonic()
        code, words = said("drain", carrying, "--move")
        assert words == f"{carrying} takes no new rooms. Rooms moved: 1; still there: 0.\n"
        answered = time.monotonic() - begun
        seconds = await meeting.receive_each_other(people)
        print(f"moved: the command took {answered:.1f} s, then all received each other after {seconds:.1f} s")  # noqa: T201
        now = await health(meeting)
        assert (now[carrying]["rooms"], now[carrying]["people"], now[other]["people"]) == (0, 0, 2)

        # The order outlives the controller.
        meeting.media.kill9("controller")
        meeting.media.start("controller")
        await meeting.connect()
        meeting.tell()
        await meeting.receive_each_other(people)
        assert (await health(meeting))[carrying]["draining"]
        assert f"{carrying}: no new rooms; rooms 0" in said()[1]
        assert said("open", carrying) == (0, f"{carrying} takes rooms again.\n")
        assert not (await health(meeting))[carrying]["draining"]

        # With nowhere to go, what runs stays.
        assert said("drain", carrying)[0] == 0
        assert said("drain", other, "--move")[1].endswith("Rooms moved: 0; still there: 1.\n")
        await meeting.receive_each_other(people)
        assert said("drain", "local-9") == (
            1,
            "✗ There is no gateway local-9; `sharedcourt gateways` lists them.\n",
        )

    async def test_a_gateway_that_hangs_is_left(self, meeting: Meeting) -> None:
        people = await two_in(meeting)
        carrying = next(each["name"] for each in (await health(meeting)).values() if each["rooms"])
        process = meeting.media.janus(carrying)
        os.kill(process, signal.SIGSTOP)
        try:
            seconds = await meeting.receive_each_other(people)
        finally:
            os.kill(process, signal.SIGCONT)
        print(f"a hanging gateway was left after {seconds:.1f} s")  # noqa: T201
        # When it goes on, nothing of the room is left in it.
        until(lambda: f"{carrying}: takes rooms; rooms 0" in meeting.media.said()[1], "it takes rooms again")
        await meeting.receive_each_other(people)


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, secret = folder / "certificate.pem", folder / "key.pem"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, plain)
    )
    return pem, secret


@contextlib.contextmanager
def far_janus(settings: Any, folder: Path, port: int, *, tls: bool) -> Iterator[None]:
    """A Janus as on another machine: it listens on TCP, with secrets that were agreed upon."""
    settings.HOME, settings.SHAREDCOURT_JANUS_GATEWAYS = folder, ["local"]
    (folder / "keys").mkdir()
    place = configuration.Place("local", f"unix:{folder / 'unused.sock'}", "far-secret", "far-admin", 2, is_local=True)
    settings.SHAREDCOURT_JANUS_PORTS = "45000-45999"
    home = configuration.write(place)
    if tls:
        pem, key = certificate(folder)
        words = f'ws = false\n\twss = true\n\twss_port = {port}\n\twss_ip = "127.0.0.1"\n'
        more = f'certificates: {{\n\tcert_pem = "{pem}"\n\tcert_key = "{key}"\n}}\n'
    else:
        words, more = f'ws = true\n\tws_port = {port}\n\tws_ip = "127.0.0.1"\n', ""
    text = f'general: {{\n\tjson = "compact"\n\t{words}}}\nadmin: {{\n\tadmin_ws = false\n}}\n{more}'
    (home / "etc" / "janus.transport.websockets.jcfg").write_text(text)
    program = configuration.program()
    assert program is not None
    with (folder / "far.log").open("wb") as log:
        process = subprocess.Popen([program, "-F", str(home / "etc"), "-o"], stdout=log, stderr=log)
    try:
        yield
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
async def far(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> AsyncIterator[Meeting]:
    """A meeting whose only gateway is on another machine, by `ws` or `wss`."""
    here, there = tmp_path / "here", tmp_path / "there"
    for folder in (here, there):
        folder.mkdir()
    port, scheme = free_port(), request.param
    environment = {**os.environ, "SHAREDCOURT_HOME": str(here), "PYTHONPATH": os.pathsep.join(sys.path)}
    environment |= {"SHAREDCOURT_JANUS_GATEWAYS": f"{scheme}://127.0.0.1:{port}#2"}
    environment |= {"SHAREDCOURT_JANUS_SECRET": "far-secret", "SHAREDCOURT_JANUS_ADMIN_KEY": "far-admin"}
    with far_janus(settings, there, port, tls=scheme == "wss"):
        if scheme == "wss":
            environment["SSL_CERT_FILE"] = str(there / "certificate.pem")
        with gateways(environment, nearby=()) as media:
            made = Meeting(media)
            await made.connect()
            until(lambda: "takes rooms" in media.said()[1], "the gateway answers")
            yield made
            for person in made.people.values():
                await person.close()
            assert made.line is not None
            await made.line.close()


@pytest.mark.parametrize("far", ["ws", "wss"], indirect=True)
class TestAnotherMachine:
    pytestmark = real

    async def test_a_gateway_there_carries_rooms_of_here(self, far: Meeting) -> None:
        people = await two_in(far)
        (gateway,) = (await health(far)).values()
        assert (gateway["rooms"], gateway["people"], gateway["budget"]) == (1, 2, 2 * 144)
        far.media.kill9("controller")
        far.media.start("controller")
        await far.connect()
        far.tell()
        await far.receive_each_other(people)

        # Who does not know the secret is refused, and so is a certificate that nobody vouches for.
        far.media.kill9("controller")
        environment = far.media.environment
        if "wss:" in environment["SHAREDCOURT_JANUS_GATEWAYS"]:
            del environment["SSL_CERT_FILE"]
        else:
            environment["SHAREDCOURT_JANUS_SECRET"] = "guessed"
        far.media.start("controller")
        until(lambda: "does not answer; rooms" in far.media.said()[1], "it is refused")


def test_a_secret_goes_to_another_machine_under_tls_only(settings: Any, tmp_path: Path) -> None:
    settings.HOME, settings.SHAREDCOURT_JANUS_PLAIN = tmp_path, False
    for address in ("ws://10.1.2.3:8188#4", "ws://media.example", "ws://127.0.0.1.example:8188"):
        settings.SHAREDCOURT_JANUS_GATEWAYS = [address]
        with pytest.raises(SettingInvalid, match="in clear"):
            configuration.places()
    settings.SHAREDCOURT_JANUS_GATEWAYS = ["wss://media.example:8989#4", "ws://127.0.0.1:8188", "ws://[::1]:8188"]
    assert [place.cores for place in configuration.places()] == [4, 1, 1]
    settings.SHAREDCOURT_JANUS_PLAIN, settings.SHAREDCOURT_JANUS_GATEWAYS = True, ["ws://10.1.2.3:8188#4"]
    assert configuration.places()[0].address == "ws://10.1.2.3:8188"


def description(kind: str, *ways: str) -> dict[str, str]:
    lines = "".join(f"m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:{mid}\r\na={way}\r\n" for mid, way in enumerate(ways))
    return {"type": kind, "sdp": f"v=0\r\ns=-\r\n{lines}"}


def test_the_answer_to_a_repeated_offer_is_told_from_the_answer_to_the_next() -> None:
    first, second = description("offer", "sendonly"), description("offer", "sendonly", "sendonly")
    ended = description("offer", "inactive", "sendonly")
    answers = [description("answer", *ways) for ways in (["recvonly"], ["recvonly"] * 2, ["inactive", "recvonly"])]
    assert [[fits(answer, offer) for answer in answers] for offer in (first, second, ended)] == [
        [True, False, False],
        [False, True, False],
        [False, False, True],
    ]
