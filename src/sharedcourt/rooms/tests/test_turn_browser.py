"""A call over the relay only, by each of its transports, against a real coturn."""

import subprocess
from pathlib import Path

import pytest

from sharedcourt.rooms.tests import coturn
from sharedcourt.rooms.tests.browsers import MARKS, STATS, people, until
from sharedcourt.rooms.tests.test_networks_browser import ENV, TWO
from sharedcourt.rooms.turn import credentials
from tests.live import live_server

pytestmark = [*MARKS, pytest.mark.long, pytest.mark.skipif(not coturn.PROGRAM, reason="coturn is not installed")]


def test_a_call_goes_over_the_relay_by_udp_tcp_and_tls(tmp_path: Path) -> None:
    with coturn.relay(tmp_path) as relay:
        env = {
            **ENV,
            "SHAREDCOURT_ICE_POLICY": "relay",
            "SHAREDCOURT_TURN_SECRET": coturn.SECRET,
            "SHAREDCOURT_TURN_URLS": relay.url("udp"),
        }
        with live_server(env=env) as server, people(server, server.run(TWO)) as who:
            # The certificate of this relay is known to nobody; a real one's is.
            for name in ("mediator", "borrower"):
                who.come(name, flags=["--ignore-certificate-errors"])
            network = who.pages["borrower"].locator("[data-item=network]")
            until(lambda: network.get_attribute("data-state") == "good", "the check goes through the relay")
            report = who.pages["borrower"].locator("[data-report-text]").text_content() or ""
            assert "relay/udp" in report
            assert "relay: 0 % lost" in report
            who.join("mediator", "borrower")
            for transport in ("udp", "tcp", "tls"):
                if transport != "udp":
                    server.env["SHAREDCOURT_TURN_URLS"] = relay.url(transport)
                    server.restart()
                    for page in who.pages.values():
                        page.reload()
                        page.wait_for_selector("[data-view=call]:not([hidden])")
                for name in ("mediator", "borrower"):
                    until(who.sees(name), f"{name} sees the other over {transport}")
                    paths = {peer["path"] for peer in who.pages[name].evaluate(STATS)}
                    assert paths == {f"relay/{transport}"}, paths


def test_the_relay_refuses_credentials_that_have_expired(tmp_path: Path) -> None:
    with coturn.relay(tmp_path) as relay:

        def allocates(now: int) -> bool:
            user, password = credentials("person", secret=coturn.SECRET, now=now)
            command = [
                "turnutils_uclient",
                "-y",
                "-u",
                user,
                "-w",
                password,
                "-n",
                "2",
                "-p",
                str(relay.port),
                relay.host,
            ]
            done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
            return done.returncode == 0 and "Cannot complete Allocation" not in done.stdout + done.stderr

        import time

        assert allocates(int(time.time()))
        assert not allocates(int(time.time()) - 100_000)
