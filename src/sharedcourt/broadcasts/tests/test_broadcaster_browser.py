"""The whole way in real processes: the broadcaster is killed and goes on, a browser plays it, the stop takes the picture away."""

import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from sharedcourt.web import assets
from sharedcourt.web.tests.test_browser import CHROMIUM
from tests.live import LiveServer, live_server

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.skipif(not (assets.is_built() and CHROMIUM.exists()), reason="needs Chromium and the built front end"),
]
SHOTS = os.environ.get("SHAREDCOURT_SHOTS")
DELAY_S, PATIENCE_S = 10, 240.0
OPENED = """
import time_machine
from datetime import UTC, datetime
from sharedcourt.broadcasts.tests import making
from sharedcourt.core import clock
from sharedcourt.filing.tests.cases import accepted_case, with_defendant
with time_machine.travel(datetime(2022, 1, 10, 2, 0, tzinfo=UTC), tick=False):
    case = with_defendant(accepted_case())
row = making.announced(making.hearing(case, starts_at=clock.now()))
making.open_session(row.hearing)
answer = {"pk": str(row.pk), "folder": row.folder}
"""
PIECES = """
from sharedcourt.broadcasts.models import Segment
answer = [[s.number, s.began_at.timestamp(), s.seconds, s.shown_at and s.shown_at.timestamp()] for s in Segment.objects.all()]
"""
STOPPED = """
from sharedcourt.broadcasts import actions
from sharedcourt.broadcasts.models import Broadcast
from sharedcourt.broadcasts.tests import making
row = making.fresh(Broadcast.objects.get())
actions.stop(by=making.judge(row.hearing), broadcast=row, reason="test")
"""
PLAYS = "() => { const v = document.querySelector('video'); return v.currentTime > 2 && v.videoWidth === 1280; }"
COLOURS = """() => {
  const v = document.querySelector('video'), c = document.createElement('canvas');
  c.width = 64; c.height = 36; const p = c.getContext('2d'); p.drawImage(v, 0, 0, 64, 36);
  const d = p.getImageData(0, 0, 64, 36).data, seen = new Set();
  for (let i = 0; i < d.length; i += 4) seen.add(`${d[i] >> 5},${d[i + 1] >> 5},${d[i + 2] >> 5}`);
  return seen.size;
}"""


def broadcaster(server: LiveServer) -> "subprocess.Popen[bytes]":
    with (server.home / "broadcaster.log").open("ab") as output:
        command = [sys.executable, "-m", "sharedcourt.cli.broadcaster"]
        return subprocess.Popen(command, env=server.environment(), stdout=output, stderr=output)


def until(what: Callable[[], Any], server: LiveServer) -> Any:
    give_up = time.monotonic() + PATIENCE_S
    while time.monotonic() < give_up:
        if found := what():
            return found
        time.sleep(0.5)
    raise AssertionError((server.home / "broadcaster.log").read_text())


def shoot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"broadcast-{name}.png"), full_page=True)


def test_killed_gone_on_played_and_stopped() -> None:
    env = {"SHAREDCOURT_DEMO": "1", "SHAREDCOURT_BROADCAST_DELAY": str(DELAY_S)}
    with live_server(env=env) as server:
        opened = server.run(OPENED)
        public = server.home / "broadcasts" / "public" / opened["folder"]
        first = broadcaster(server)
        try:
            until((public / "000001.ts").exists, server)
            first.send_signal(signal.SIGKILL)
            first.wait(10)
            killed = time.time()
            time.sleep(6)
            first = broadcaster(server)
            # What was said while nobody composed comes, late, and whole.
            until(lambda: any(each[1] > killed + 2 and each[3] for each in server.run(PIECES)), server)
            pieces = server.run(PIECES)
            for before, after in itertools.pairwise(pieces):
                assert after[0] == before[0] + 1
                missing = after[1] - before[1] - before[2]
                assert abs(missing) < 0.01, (before, after)
            assert all(shown - began >= DELAY_S for _n, began, _s, shown in pieces if shown)
            _watch(server, opened, public)
        finally:
            first.terminate()
            first.wait(30)


def _watch(server: LiveServer, opened: dict[str, str], public: Path) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM),
            args=["--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required"],
        )
        page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="zh-CN")
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(f"{server.url}/live/")
        shoot(page, "now")
        page.goto(f"{server.url}/live/{opened['pk']}/")
        page.wait_for_function(PLAYS, timeout=120_000)
        page.wait_for_function(f"() => ({COLOURS})() > 8", timeout=30_000)
        shoot(page, "watch")
        began = time.monotonic()
        server.run(STOPPED)
        assert sorted(file.name for file in public.iterdir()) == ["live.m3u8", "state.json"]
        page.wait_for_selector("[data-over]:not([hidden])", timeout=30_000)
        took = time.monotonic() - began
        assert page.evaluate("document.querySelector('video').readyState") == 0
        shoot(page, "stopped")
        page.goto(f"{server.url}/live/screen/")
        shoot(page, "screen")
        page.set_viewport_size({"width": 360, "height": 740})
        page.goto(f"{server.url}/live/{opened['pk']}/")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        shoot(page, "phone")
        browser.close()
        assert not wrong, wrong
        assert took < 30
