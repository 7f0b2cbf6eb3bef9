"""A recording's pages in a real browser, at phone, desk and terminal, in both languages: axe finds nothing, nothing is too wide, keys work."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from sharedcourt.core import clock
from sharedcourt.people import cast
from sharedcourt.people.cast import Member
from sharedcourt.rooms.models import Room
from sharedcourt.rooms.recording import sealed
from sharedcourt.rooms.recording.models import Recording, RecordingConsent
from sharedcourt.rooms.tests.conftest import make_room, seat_of
from sharedcourt.rooms.tests.recorded import ready, sit
from sharedcourt.web import assets
from sharedcourt.web.tests.test_browser import AXE, CHROMIUM, RULES

SHOTS = os.environ.get("SHAREDCOURT_SHOTS")
SCREENS = {"phone": (360, 740), "desk": (1280, 800), "terminal": (1920, 1080)}
LANGUAGES = ("zh-hans", "en")
SECONDS = 180
SHOWN_CORNER = """video => {
  const mark = document.querySelector("[data-watermark] span").getBoundingClientRect();
  const seen = document.elementsFromPoint(mark.x + mark.width / 2, mark.y + mark.height / 2);
  return getComputedStyle(document.querySelector("[data-watermark]")).visibility === "visible" && seen.includes(video);
}"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.skipif(not (assets.is_built() and CHROMIUM.exists() and AXE.exists()), reason="needs Chromium and the built front end"),
    pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed"),
    pytest.mark.django_db(transaction=True),
]  # fmt: skip
Opener = Callable[..., Page]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # Playwright's own loop runs in this thread; the database is used outside of it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=flags)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three quiet minutes."""
    target = tmp_path_factory.mktemp("film") / "film.mp4"
    source = f"testsrc=s=640x360:r=5:d={SECONDS}"
    command = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", source, "-f", "lavfi", "-i", f"sine=d={SECONDS}"]
    command += ["-c:v", "libx264", "-preset", "ultrafast", "-g", "10", "-c:a", "aac", "-movflags", "+faststart"]
    subprocess.run([*command, str(target)], check=True)
    return target


@pytest.fixture
def opened(chromium: Browser, live_server: Any) -> Iterator[Opener]:
    """`opened(cast.BORROWER, path, screen, language)` gives a page at this address."""
    contexts = []

    def open_(member: Member, path: str, screen: str = "desk", language: str = "zh-hans") -> Page:
        width, height = SCREENS[screen]
        locale = {"zh-hans": "zh-CN", "en": "en-GB"}[language]
        contexts.append(
            chromium.new_context(viewport={"width": width, "height": height}, locale=locale, bypass_csp=True)
        )
        person = cast.person(member)
        person.language = language
        person.save(update_fields=["language"])
        client = Client()
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        cookies = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
        cookies[settings.LANGUAGE_COOKIE_NAME] = language
        contexts[-1].add_cookies(
            [{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()]
        )
        page = contexts[-1].new_page()
        page.goto(live_server.url + path)
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture
def room() -> Room:
    made = make_room(title="调解 2026-0042")
    for member in (cast.MEDIATOR, cast.BORROWER, cast.OFFICER):
        sit(made, member)
    return made


def watchable(room: Room, film: Path) -> Recording:
    recording = ready(room)
    kept = sealed.put_file(film)
    recording.path, recording.size, recording.sha256 = kept.path, kept.size, kept.sha256
    recording.save()
    for member in (cast.MEDIATOR, cast.BORROWER, cast.OFFICER):
        seat = seat_of(room, member)
        RecordingConsent.objects.create(recording=recording, seat=seat, given=True, answered_at=clock.now())
    return recording


def in_state(room: Room, state: str) -> Recording:
    """A recording of this room that is being put together, has failed, or was deleted."""
    recording = ready(room)
    changes: dict[str, dict[str, Any]] = {
        "composing": {"percent": 40},
        "failed": {"failure": "Failed: exit 1: No space left on device", "faults": [{"what": "backend", "detail": "on"}]},
        "deleted": {"deleted_at": clock.now(), "deleted_by": cast.person(cast.MEDIATOR), "deletion_reason": "各方要求删除"},
    }  # fmt: skip
    Recording.objects.filter(pk=recording.pk).update(state=state, **changes[state])
    return recording


def faults_of(page: Page, name: str) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    seen = page.evaluate(f"axe.run(document, {{runOnly: {json.dumps(RULES)}}}).then(r => r.violations)")
    found = [f"{name}: {item['id']} {item['nodes'][0]['html'][:150]}" for item in seen]
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"))
        page.screenshot(path=str(Path(SHOTS) / f"{name}-whole.png"), full_page=True)
    return [*found, *([f"{name}: {wider} px too wide"] if wider > 0 else [])]


def test_axe_finds_nothing_and_nothing_is_too_wide(room: Room, film: Path, opened: Opener) -> None:
    found: list[str] = []
    pages = {"replay": watchable(room, film)}
    for state in ("composing", "failed", "deleted"):
        pages[state] = in_state(make_room(title="调解 2026-0042"), state)
        for member in (cast.MEDIATOR, cast.BORROWER):
            sit(pages[state].room, member)
    for language in LANGUAGES:
        for screen in SCREENS:
            for name, recording in pages.items():
                member = cast.BORROWER if name == "replay" else cast.MEDIATOR
                path = f"/rooms/{recording.room_id}/recording/{recording.pk}/"
                page = opened(member, path, screen, language)
                if name == "replay":
                    page.wait_for_function("document.querySelector('video').readyState >= 2")
                    page.evaluate("document.querySelector('video').currentTime = 65")
                found += faults_of(page, f"{name}-{screen}-{language}")
                page.context.close()
    assert found == []


def test_the_player_is_worked_by_keyboard_and_the_name_lies_over_the_picture(
    room: Room, film: Path, opened: Opener
) -> None:
    watchable(room, film)
    page = opened(cast.BORROWER, f"/rooms/{room.pk}/recording/")
    video = page.locator("video")
    page.wait_for_function("document.querySelector('video').readyState >= 2")
    # The browser's own controls would show the picture bare.
    assert video.evaluate("video => video.controls") is False
    assert cast.BORROWER.name in page.inner_text("[data-watermark]")
    assert video.evaluate(SHOWN_CORNER)

    def at() -> float:
        return float(video.evaluate("video => video.currentTime"))

    video.focus()
    page.keyboard.press("k")
    page.wait_for_function("!document.querySelector('video').paused")
    page.keyboard.press("k")
    assert video.evaluate("video => video.paused")
    before = at()
    page.keyboard.press("l")
    assert 9.9 < at() - before < 10.1
    page.keyboard.press("ArrowLeft")
    assert 4.9 < at() - before < 5.1
    page.keyboard.press(">")
    assert video.evaluate("video => video.playbackRate") == 1.25
    assert page.input_value("[data-speed]") == "1.25"
    page.keyboard.press("<")
    page.keyboard.press("<")
    assert video.evaluate("video => video.playbackRate") == 0.75
    # A chapter by Tab and Enter; it is marked as the present one.
    page.locator("[data-chapters] [data-at]").nth(1).focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('video').currentTime >= 60")
    page.wait_for_selector("[data-chapters] li:nth-child(2) [aria-current]")
    # In full screen the keys go on working, the name stays.
    page.click("[data-full]")
    page.wait_for_function("document.fullscreenElement !== null")
    assert page.evaluate("document.fullscreenElement.querySelector('[data-watermark]') !== null")
    page.keyboard.press("k")
    page.wait_for_function("document.querySelector('video').paused")


def test_a_failure_is_tried_again_and_a_deletion_needs_a_reason(room: Room, opened: Opener, film: Path) -> None:
    recording = in_state(room, "failed")
    path = f"/rooms/{room.pk}/recording/{recording.pk}/"
    page = opened(cast.BORROWER, path)
    # A party reads that it failed, and can neither try again nor delete.
    assert page.locator("form[action$='/again/'], form[action$='/delete/']").count() == 0
    page = opened(cast.MEDIATOR, path)
    assert "媒体服务器没有执行录制指令" in page.inner_text("[data-faults]")
    page.click("form[action$='/again/'] button")
    page.wait_for_selector(".sc-composing progress")
    recording.refresh_from_db()
    assert recording.state == "composing"

    # Done meanwhile: the page shows the player by itself.
    kept = sealed.put_file(film)
    until = clock.today() + timedelta(days=30)
    Recording.objects.update(state="ready", path=kept.path, size=kept.size, sha256=kept.sha256, retention_until=until)
    page.wait_for_selector("[data-controls]:not([hidden])", timeout=15_000)
    assert f"{until.year}年{until.month}月{until.day}日" in page.inner_text("main")
    page.click(".govuk-details summary")
    page.click("form[action$='/delete/'] button")
    page.wait_for_selector(".govuk-error-summary")
    page.fill("textarea[name=reason]", "各方要求删除")
    page.click("form[action$='/delete/'] button")
    page.wait_for_selector("text=各方要求删除")
    assert page.locator("video").count() == 0
    assert opened(cast.BORROWER, path).locator("text=各方要求删除").count() == 0
