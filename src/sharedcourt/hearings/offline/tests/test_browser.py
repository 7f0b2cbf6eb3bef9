"""A clerk records without a network in a real browser, the page dies, it goes on, and all of it is brought in over a bad line."""

import shutil
import subprocess
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from sharedcourt.core import clock
from sharedcourt.filing.tests.looking import MARKS
from sharedcourt.hearings.attendance.tests import making
from sharedcourt.hearings.offline.models import OfflineRecording
from sharedcourt.people import cast
from sharedcourt.rooms.recording import sealed
from sharedcourt.rooms.tests.browsers import CHROMIUM, FLAGS, until

pytestmark = [*MARKS, pytest.mark.long]


def _page(context: Any, address: str) -> Any:
    page = context.new_page()
    page.goto(address)
    return page


def _pieces(page: Any) -> int:
    """How many pieces lie in this browser."""
    return int(
        page.evaluate(
            """() => new Promise((done) => {
              const opening = indexedDB.open("offline-recordings");
              opening.onsuccess = () => {
                const counting = opening.result.transaction("pieces").objectStore("pieces").count();
                counting.onsuccess = () => { opening.result.close(); done(counting.result); };
              };
            })"""
        )
    )


def test_a_recording_outlives_a_crash_and_a_bad_line(live_server: Any, monkeypatch: Any, tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    hearing = making.hearing(clock.now() - timedelta(hours=1))
    clerk = cast.person(cast.COURT_CLERK)
    client = Client()
    client.force_login(clerk, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    address = f"{live_server.url}/hearings/{hearing.pk}/offline/"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", *FLAGS])
        context = browser.new_context(
            locale="zh-CN",
            permissions=["camera", "microphone"],
            viewport={"width": 1280, "height": 900},
        )
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = _page(context, address)
        until(lambda: page.evaluate("navigator.serviceWorker.controller !== null"), "the service worker keeps the page")
        context.set_offline(True)
        page.locator("[data-begin]").click()
        until(lambda: _pieces(page) >= 2, "two pieces kept without a network")
        died_at = time.monotonic()
        page.close(run_before_unload=False)
        page = _page(context, address)
        kept = _pieces(page)
        assert kept >= 2, "what was kept outlives the page"
        until(lambda: page.locator("[data-end]").is_visible(), "it goes on by itself")
        print(f"recording again {time.monotonic() - died_at:.1f} s after the page died")  # noqa: T201
        until(lambda: _pieces(page) >= kept + 1, "a piece of the second recording")
        page.locator("[data-end]").click()
        until(lambda: page.locator("[data-final]").count() == 2, "both recordings are listed")
        assert not page.locator("[data-bring]").count(), "without a network nothing is brought in"
        context.set_offline(False)
        page.reload()
        until(lambda: page.locator("[data-bring]").count() == 2, "with a network they may be brought in")
        finals = page.locator("[data-final]").all_inner_texts()
        _bring_in(context, page)
        rows = list(OfflineRecording.objects.filter(hearing=hearing, state="kept").order_by("started_at"))
        assert sorted(row.final for row in rows) == sorted(finals), "what the clerk writes into the record"
        assert _pieces(page) == 0, "nothing is left in the browser once the court has it"
        browser.close()
    for row in rows:
        seconds = _decoded_seconds(row, tmp_path)
        declared = (row.ended_at - row.started_at).total_seconds()
        assert seconds == pytest.approx(declared, abs=1.5), "picture and sound last as long as was said"


def _bring_in(context: Any, page: Any) -> None:
    """The first try at each second piece is lost on the way."""
    lost: set[str] = set()

    def route(way: Any) -> None:
        url = way.request.url
        if url.endswith("/1/") and url not in lost:
            lost.add(url)
            way.abort()
        else:
            way.continue_()

    context.route("**/offline/*/*/", route)
    while page.locator("[data-bring]").count():
        page.locator("[data-bring]").first.click()
        page.wait_for_timeout(300)
    until(lambda: OfflineRecording.objects.filter(state="kept").count() == 2, "both are with the court")
    assert lost, "the line was bad"
    until(lambda: _pieces(page) == 0, "the browser has let go of them")


def _decoded_seconds(row: OfflineRecording, folder: Path) -> float:
    """How long the picture is, by decoding every frame; there is sound, too."""
    file = folder / f"{row.pk}.webm"
    sealed.unseal(row.path, row.size, file)
    if not shutil.which("ffmpeg"):
        pytest.skip("ffmpeg is not installed")
    command = [
        "ffmpeg",
        "-v",
        "error",
        "-i",
        str(file),
        "-map",
        "0:v",
        "-map",
        "0:a",
        "-f",
        "null",
        "-progress",
        "-",
        "-",
    ]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    assert not told.stderr, "nothing is broken, also at the end of what broke off"
    ends = [line.partition("=")[2] for line in told.stdout.splitlines() if line.startswith("out_time_us=")]
    return int(ends[-1]) / 1e6
