"""What goes wrong in a call, with media from browser to browser and over a gateway: who is back after how long, what was lost.

One person's network is cut for 5, 20 and 120 s, then loses 30 % of its packets at 300 ms: mediator and borrower in a Chromium each; all
that the borrower's browser sends and gets, media and WebSocket alike, goes over a line that this measurement cuts and spoils
(tests/line.py). `value` is the seconds from the line's return until the mediator sees him again; the other columns count from the same
moment. It needs root, for the line ends in a network namespace. Then four people's gateway is killed, and killed for good: `value` is
the seconds from the kill until everyone sees everyone.
"""

import tempfile
from pathlib import Path
from typing import Any

CUTS_S = (5, 20, 120)
LOSS, DELAY_S = 0.3, 0.15

Row = dict[str, Any]


def networks(backend: str) -> list[Row]:
    """One person's network, on one media backend."""
    from sharedcourt.rooms.tests.browsers import until
    from sharedcourt.rooms.tests.faults import cut, poor
    from sharedcourt.rooms.tests.test_networks_browser import behind_a_line

    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder, behind_a_line(Path(folder), backend) as (who, line):
        who.join("mediator", "borrower")
        for name in ("mediator", "borrower"):
            until(who.sees(name), f"{name} sees the other")
        for seconds in CUTS_S:
            found = cut(who, line, seconds)
            name = f"{backend}: network cut for {seconds} s"
            rows.append({"name": name, "value": found.pop("seen again s"), "unit": "s", **found})
        found = poor(who, line, loss=LOSS, delay_s=DELAY_S)
        name = f"{backend}: 30 % loss, 300 ms round trip more"
        rows.append({"name": name, "value": found.pop("picture back s"), "unit": "s", **found})
    return rows


def killed() -> list[Row]:
    """The gateway of four people."""
    from sharedcourt.rooms.tests.browsers import people
    from sharedcourt.rooms.tests.gateways import gateways
    from sharedcourt.rooms.tests.test_browser import FOUR, SEED
    from sharedcourt.rooms.tests.test_janus_browser import ENV, all_in, gateway_killed, gateway_lost
    from tests.live import live_server

    env = {**ENV, "SHAREDCOURT_JANUS_GATEWAYS": "local,local-2"}
    with (
        live_server(env=env) as server,
        gateways(server.environment(), "local", "local-2") as media,
        people(server, server.run(SEED)) as who,
    ):
        seats = all_in(who, *FOUR)
        values = {
            "gateway killed, started again by its keeper": gateway_killed(who, media, seats),
            "gateway killed for good, another one there": gateway_lost(who, media, seats),
        }
    return [{"name": f"janus: {name}", "value": round(value, 2), "unit": "s"} for name, value in values.items()]


def run() -> list[Row]:
    from sharedcourt.rooms.janus import configuration
    from sharedcourt.rooms.tests.browsers import CHROMIUM
    from tests.line import missing

    reason = missing() or ("" if CHROMIUM.exists() else "Chromium is not installed")
    if reason:
        print(f"Not measured: {reason}.")
        return []
    rows = networks("mesh")
    if configuration.missing():
        print("Not measured over a gateway: Janus is not installed.")
        return rows
    return [*rows, *networks("janus"), *killed()]
