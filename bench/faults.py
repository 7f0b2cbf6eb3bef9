"""One person's network is cut for 5, 20 and 120 s, then loses 30 % of its packets at 300 ms: who is back after how long, what was lost.

Mediator and borrower in a Chromium each; all that the borrower's browser sends and gets, media and WebSocket alike, goes over a line
that this measurement cuts and spoils (tests/line.py). `value` is the seconds from the line's return until the mediator sees him
again; the other columns count from the same moment. Needs root, for the line ends in a network namespace.
"""

import tempfile
from pathlib import Path
from typing import Any

CUTS_S = (5, 20, 120)
LOSS, DELAY_S = 0.3, 0.15

Row = dict[str, Any]


def run() -> list[Row]:
    from sharedcourt.rooms.tests.browsers import CHROMIUM, until
    from sharedcourt.rooms.tests.faults import cut, poor
    from sharedcourt.rooms.tests.test_networks_browser import behind_a_line
    from tests.line import missing

    reason = missing() or ("" if CHROMIUM.exists() else "Chromium is not installed")
    if reason:
        print(f"Not measured: {reason}.")
        return []
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder, behind_a_line(Path(folder)) as (who, line):
        who.join("mediator", "borrower")
        for name in ("mediator", "borrower"):
            until(who.sees(name), f"{name} sees the other")
        for seconds in CUTS_S:
            found = cut(who, line, seconds)
            rows.append(
                {"name": f"network cut for {seconds} s", "value": found.pop("seen again s"), "unit": "s", **found}
            )
        found = poor(who, line, loss=LOSS, delay_s=DELAY_S)
        rows.append(
            {"name": "30 % loss, 300 ms round trip more", "value": found.pop("picture back s"), "unit": "s", **found}
        )
    return rows
