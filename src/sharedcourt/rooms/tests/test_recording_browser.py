"""A session recorded by the mediator's browser: asked, agreed, recorded, put together, watched, deleted."""

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sharedcourt.people import cast
from sharedcourt.rooms.tests.test_browser import FLAGS, has_network, until
from sharedcourt.web.tests.test_browser import AXE, RULES
from tests.live import LiveServer, live_server

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.sqlite_only,
    pytest.mark.skipif(not has_network(), reason="only a loopback interface: Chromium finds no path for video"),
    pytest.mark.skipif(not Path("/usr/bin/chromium").exists(), reason="Chromium is not installed"),
    pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed"),
]
SEED = """
from sharedcourt.people import cast
from sharedcourt.rooms.actions import SeatSpec
from sharedcourt.rooms.tests.conftest import make_room
seats = [SeatSpec(cast.person(cast.MEDIATOR), "mediator", is_host=True), SeatSpec(cast.person(cast.BORROWER), "borrower")]
answer = str(make_room(panel_path="", seats=seats).pk)
"""
HEARING = (
    SEED.replace("cast.MEDIATOR", "cast.JUDGE")
    .replace('"mediator"', '"judge"')
    .replace('panel_path=""', 'panel_path="", kind="hearing", by=cast.person(cast.JUDGE)')
)
TROUBLE = "from sharedcourt.rooms.recording.models import Recording as R; from sharedcourt.core import clock; "
TROUBLE += "answer = R.objects.filter(state='on').update(trouble_since=clock.now())"
CLOSED = """
from sharedcourt.people import cast
from sharedcourt.rooms import actions
from sharedcourt.rooms.models import Room
actions.close_room(by=cast.person(cast.JUDGE), room=Room.objects.get(kind="hearing"))
"""
TRACKS = """
SELECT seat.is_host, track.kind, track.closed_at IS NOT NULL, track.size, track.seconds,
       (SELECT count(*) FROM rooms_recordingpiece AS piece WHERE piece.track_id = track.id)
FROM rooms_recordingtrack AS track JOIN rooms_seat AS seat ON seat.id = track.seat_id
"""
ALL_SEEN = """() => {
  const videos = [...document.querySelectorAll("[data-grid] video")];
  return videos.length === 2 && videos.every((video) => video.videoWidth > 0);
}"""
SETTLED = "SELECT ended_at < datetime('now', '-17 seconds') FROM rooms_recording"
NOTED = """
from sharedcourt.ledger.models import Entry
from sharedcourt.rooms.recording.models import RecordingPiece, RecordingTrack
entries = Entry.objects.filter(action="rooms.recording.track_closed").select_related("payload")
noted = {entry.payload.facts["sha256"]: entry.payload.facts["pieces"] for entry in entries}
tracks = RecordingTrack.objects.all()
answer = noted == {track.sha256: [piece.sha256 for piece in track.pieces.all()] for track in tracks} and len(noted)
"""
# How many pixels of a part of the film (in hundredths of its width and height) are as bright as letters.
LETTERS = """(video, [x, y, width, height]) => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
  const paper = canvas.getContext("2d");
  paper.drawImage(video, 0, 0);
  const part = [x * canvas.width, y * canvas.height, width * canvas.width, height * canvas.height].map((value) => value / 100);
  const colours = paper.getImageData(...part).data;
  let bright = 0;
  for (let at = 0; at < colours.length; at += 4) if (Math.min(colours[at], colours[at + 1], colours[at + 2]) > 180) bright += 1;
  return bright;
}"""
FRAMES = "video => video.getVideoPlaybackQuality().totalVideoFrames"


@pytest.fixture(scope="module")
def server() -> Iterator[LiveServer]:
    with live_server(env={"SHAREDCOURT_DEMO": "1", "SHAREDCOURT_VIDEO": "160x90@10"}) as started:
        yield started


def rows(server: LiveServer, question: str) -> list[Any]:
    with contextlib.closing(sqlite3.connect(server.home / "sharedcourt.sqlite3", timeout=20)) as database:
        return database.execute(question).fetchall()


def shoot(page: Any, name: str) -> None:
    folder = os.environ.get("SHAREDCOURT_SHOTS")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png")


def faults_of(page: Any) -> list[str]:
    """What axe finds in all that is said of the recording."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    options = f"{{runOnly: {json.dumps(RULES)}}}"
    found = page.evaluate(f"axe.run('[data-recording], .vr-recorded', {options}).then(r => r.violations)")
    return [f"{item['id']} {item['nodes'][0]['html'][:150]}" for item in found]


def recorded_for(page: Any) -> int:
    """Seconds on the running clock of the mark."""
    minutes, seconds = (page.text_content("[data-rec-clock]") or "0:0").split(":")
    return int(minutes) * 60 + int(seconds)


def test_a_session_is_recorded_with_consent_watched_and_deleted(server: LiveServer) -> None:
    from playwright.sync_api import sync_playwright

    room = server.run(SEED)
    cookies = server.session_cookies("mediator", "borrower", "officer")
    sizes = {"mediator": {"width": 1280, "height": 800}, "borrower": {"width": 360, "height": 740}}
    with sync_playwright() as playwright:
        pages, browsers = {}, []
        for name, size in sizes.items():
            browsers.append(playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS))
            locale = "zh-CN" if name == "borrower" else "en-GB"
            context = browsers[-1].new_context(viewport=size, locale=locale, bypass_csp=True)  # type: ignore[arg-type]
            context.set_default_timeout(90_000)
            context.add_cookies([cookies[name]])  # type: ignore[list-item]
            pages[name] = context.new_page()
            pages[name].goto(f"{server.url}/rooms/{room}/")
            pages[name].click("[data-join]")
        mediator, borrower = pages["mediator"], pages["borrower"]
        mediator.click("[data-admit]")
        for name, page in pages.items():
            until(lambda page=page: page.evaluate(ALL_SEEN), f"{name} sees both", seen=pages)  # type: ignore[misc]

        # The mediator asks; nothing is recorded before the borrower has said yes.
        mediator.click("[data-record]")
        borrower.wait_for_selector("[data-rec-ask]:not([hidden])")
        shoot(borrower, "consent-phone")
        assert faults_of(borrower) == []
        # The question and both answers can be read and reached.
        for word in ("yes", "no"):
            borrower.click(f"[data-rec-{word}]", trial=True)
        assert mediator.get_attribute("[data-recording]", "data-state") == "asked"
        assert rows(server, "SELECT count(*) FROM rooms_recordingspan") == [(0,)]
        borrower.click("[data-rec-yes]")
        for page in pages.values():
            page.wait_for_selector("[data-recording][data-state=on]")
        until(lambda: recorded_for(borrower) >= 7, "seven seconds recorded")
        shoot(borrower, "recording-phone")
        shoot(mediator, "recording-desk")
        assert faults_of(mediator) == []

        # The host's network is away for a while: what is recorded waits in the page and comes in afterwards.
        before = len(rows(server, "SELECT id FROM rooms_recordingpiece"))
        mediator.route("**/tracks/**", lambda route: route.abort())
        until(lambda: recorded_for(borrower) >= 13, "thirteen seconds recorded")
        assert len(rows(server, "SELECT id FROM rooms_recordingpiece")) <= before + 4
        mediator.unroute("**/tracks/**")
        mediator.click("[data-record]")
        borrower.wait_for_selector("[data-recording]", state="hidden")
        until(lambda: sum(row[2] for row in rows(server, TRACKS)) >= 4, "four tracks are in")
        tracks = rows(server, TRACKS)
        assert {(row[0], row[1]) for row in tracks} == {(0, "audio"), (0, "video"), (1, "audio"), (1, "video")}
        assert all(row[5] >= 2 and row[3] > 1000 for row in tracks), tracks
        assert server.run(NOTED) == 4

        until(lambda: rows(server, SETTLED) == [(1,)], "whatever was on its way is in")
        # It is put together in the background while the borrower waits for it; the page turns into the player by itself.
        borrower.goto(f"{server.url}/rooms/{room}/recording/")
        borrower.wait_for_selector(".sc-composing progress")
        shoot(borrower, "composing-phone")
        composer = subprocess.Popen(
            [sys.executable, "-m", "sharedcourt.cli.composer"], env=server.environment(), start_new_session=True
        )
        try:
            borrower.wait_for_selector("[data-controls]:not([hidden])")
        finally:
            composer.terminate()
            composer.wait(20)
        state, faults, seconds = rows(server, "SELECT state, faults, seconds FROM rooms_recording")[0]
        assert state == "ready"
        print(faults, seconds, rows(server, TRACKS))  # noqa: T201  shown by pytest -s
        assert not {fault["what"] for fault in json.loads(faults)} & {"hash", "unreadable", "empty", "silent", "gap"}
        assert 12 <= seconds <= 90

        # The borrower watches it: picture and sound play, it can be sought in, his name lies over it.
        shoot(borrower, "replay-phone")
        borrower.click("[data-play]")
        video = borrower.locator("video")
        until(lambda: video.evaluate("video => video.currentTime") > 1.5, "the film plays")
        assert video.evaluate(FRAMES) > 10
        assert video.evaluate("video => video.webkitAudioDecodedByteCount") > 1000
        # Role and name under each of the two pictures, and the clock.
        for part in ([0.5, 88, 25, 11], [50.5, 88, 25, 11], [78, 0, 22, 8]):
            assert video.evaluate(LETTERS, part) > 100, part
        assert cast.BORROWER.name in borrower.inner_text("[data-watermark]")
        borrower.select_option("[data-speed]", "2")
        assert video.evaluate("video => video.playbackRate") == 2
        video.focus()
        borrower.keyboard.press(" ")
        borrower.keyboard.press("l")
        until(lambda: video.evaluate("video => video.currentTime") > 9, "ten seconds on by a key")
        borrower.click("[data-chapters] [data-at] >> nth=0")
        until(lambda: video.evaluate("video => video.currentTime") < 3, "the chapter's beginning")
        for name, (width, height) in {"phone": (360, 740), "desk": (1280, 800), "terminal": (1920, 1080)}.items():
            borrower.set_viewport_size({"width": width, "height": height})
            shoot(borrower, f"replay-{name}")

        # Somebody without a seat in the room gets neither page nor film.
        stranger = browsers[0].new_context()
        stranger.add_cookies([cookies["officer"]])  # type: ignore[list-item]
        for address in (borrower.url, borrower.get_attribute("video", "src")):
            assert stranger.request.get(server.url + address.removeprefix(server.url)).status == 404

        # The mediator deletes it and says why; afterwards the page says that it is gone.
        mediator.goto(f"{server.url}/rooms/{room}/recording/")
        mediator.click(".govuk-details summary")
        mediator.fill("textarea[name=reason]", "各方要求删除")
        mediator.click(".govuk-details button")
        mediator.wait_for_selector("text=各方要求删除")
        shoot(mediator, "deleted-desk")
        answer = borrower.goto(f"{server.url}/rooms/{room}/recording/")
        assert answer.status == 410
        assert [file for file in (server.home / "files").rglob("*") if file.is_file()] == []
        for browser in browsers:
            browser.close()


def test_a_hearing_is_recorded_as_soon_as_the_judge_is_inside_and_everybody_reads_it_before(server: LiveServer) -> None:
    from playwright.sync_api import sync_playwright

    room = server.run(HEARING)
    cookies = server.session_cookies("judge", "borrower")
    sizes = {"judge": ("en-GB", 1920, 1080), "borrower": ("zh-CN", 360, 740)}
    with sync_playwright() as playwright:
        pages, browsers = {}, []
        for name, (locale, width, height) in sizes.items():
            browsers.append(playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS))
            size = {"width": width, "height": height}
            context = browsers[-1].new_context(viewport=size, locale=locale, bypass_csp=True)  # type: ignore[arg-type]
            context.set_default_timeout(60_000)
            context.add_cookies([cookies[name]])  # type: ignore[list-item]
            pages[name] = context.new_page()
            pages[name].goto(f"{server.url}/rooms/{room}/")
            assert pages[name].is_visible("[data-view=check] .vr-recorded")
            assert faults_of(pages[name]) == []
            shoot(pages[name], f"hearing-before-{name}")
        judge, borrower = pages["judge"], pages["borrower"]
        borrower.click("[data-join]")
        borrower.wait_for_selector("[data-view=waiting] .vr-recorded")
        shoot(borrower, "hearing-waiting-phone")
        assert rows(server, f"SELECT count(*) FROM rooms_recording WHERE room_id = '{room.replace('-', '')}'") == [(0,)]

        judge.click("[data-join]")
        judge.wait_for_selector("[data-recording][data-state=on]")
        assert "This hearing is recorded" in judge.inner_text("[data-recording]")
        assert judge.locator("[data-record]").count() == 0
        judge.click("[data-admit]")
        borrower.wait_for_selector("[data-recording][data-state=on]")
        assert borrower.is_hidden("[data-rec-ask]")
        assert borrower.is_hidden("[data-rec-withdraw]")
        tracks = f"{TRACKS} WHERE track.recording_id = (SELECT id FROM rooms_recording WHERE purpose = 'hearing')"
        until(
            lambda: len([row for row in rows(server, tracks) if row[5] > 0]) >= 4, "picture and sound of both come in"
        )
        shoot(borrower, "hearing-phone")
        shoot(judge, "hearing-terminal")

        # Should it not be recorded, everybody reads it, and the judge has it tried again.
        server.run(TROUBLE)
        borrower.wait_for_selector("[data-recording][data-trouble]")
        judge.wait_for_selector("[data-rec-retry]:not([hidden])")
        shoot(judge, "hearing-trouble-terminal")
        shoot(borrower, "hearing-trouble-phone")
        assert faults_of(judge) == []
        judge.click("[data-rec-retry]")
        for page in pages.values():
            page.wait_for_selector("[data-recording]:not([data-trouble])")

        server.run(CLOSED)
        borrower.wait_for_selector("[data-view=end]:not([hidden]) [data-rec-link]:not([hidden])")
        ended = "SELECT state, end_reason FROM rooms_recording WHERE purpose = 'hearing'"
        until(lambda: rows(server, ended) == [("ended", "closed")], "it ends with the room")
        until(lambda: len([row for row in rows(server, tracks) if row[2] and row[3]]) >= 4, "all is in")
        for browser in browsers:
            browser.close()
