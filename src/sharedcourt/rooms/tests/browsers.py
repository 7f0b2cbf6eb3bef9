"""People in real browsers: one Chromium each, since pages of one browser share its pretended camera."""

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.live import LiveServer, has_network

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--disable-dev-shm-usage",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
)
PATIENCE_S = 120
STATS = "() => window.sharedcourtRoom ? window.sharedcourtRoom.stats() : []"
MARKS = [
    pytest.mark.browser,
    pytest.mark.sqlite_only,
    pytest.mark.skipif(not has_network(), reason="only a loopback interface: Chromium finds no path for video"),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]


def until(true: Callable[[], Any], what: str, seconds: float = PATIENCE_S) -> float:
    """Wait until it is true; returns how long that took, in seconds."""
    begun = time.monotonic()
    while time.monotonic() - begun < seconds:
        if true():
            print(f"{what}: {time.monotonic() - begun:.1f} s")  # noqa: T201  shown by pytest -s
            return time.monotonic() - begun
        time.sleep(0.1)
    raise AssertionError(f"{what}: not within {seconds} s")


@dataclass
class People:
    """Whoever has come, by name; closed when the block ends."""

    playwright: Any
    server: LiveServer
    room: str
    stack: contextlib.ExitStack
    pages: dict[str, Any] = field(default_factory=dict)

    def come(
        self,
        name: str,
        *,
        size: tuple[int, int] = (1000, 640),
        script: str = "",
        flags: Sequence[str] = (),
        executable: Path = CHROMIUM,
        **context: Any,
    ) -> Any:
        """A browser of their own on the room's page, not yet joined."""
        browser = self.playwright.chromium.launch(executable_path=str(executable), args=[*FLAGS, *flags])
        self.stack.callback(browser.close)
        made = browser.new_context(viewport={"width": size[0], "height": size[1]}, **context)
        made.set_default_timeout(60_000)
        made.set_default_navigation_timeout(90_000)
        made.add_cookies([self.server.session_cookies(name)[name]])
        page = made.new_page()
        if script:
            page.add_init_script(script)
        page.goto(f"{self.server.url}/rooms/{self.room}/")
        self.pages[name] = page
        return page

    def join(self, *names: str) -> None:
        """Everyone named enters; the one who presides among them lets in whoever waits."""
        for name in names:
            self.pages[name].click("[data-join]")
        host = self.pages["mediator"]
        host.wait_for_selector("[data-view=call]:not([hidden])")
        for name in names:
            if name != "mediator":
                host.locator("[data-door] [data-admit]").first.wait_for()
                host.locator("[data-door] [data-admit]").first.click()
                self.pages[name].wait_for_selector("[data-view=call]:not([hidden])")

    def frames(self, name: str) -> int:
        """Frames of the others that this person's page has decoded."""
        return sum(peer["framesDecoded"] for peer in self.pages[name].evaluate(STATS))

    def energy(self, name: str) -> float:
        """Sound of the others that this person's page has heard."""
        return float(sum(peer["audioEnergy"] for peer in self.pages[name].evaluate(STATS)))

    def sees(self, name: str) -> Callable[[], bool]:
        """A question whether a picture moves on this person's page, beginning now."""
        before = self.frames(name)

        def moving() -> bool:
            nonlocal before
            now = self.frames(name)
            before = min(before, now)
            return now > before + 3

        return moving

    def state_words(self, at: str, of: str) -> str:
        """What stands in somebody's tile on another one's page."""
        seat = self.seat(of)
        return str(self.pages[at].locator(f'[data-seat="{seat}"] .vr-tile__state').inner_text())

    def seat(self, name: str) -> str:
        return str(self.pages[name].evaluate("JSON.parse(document.getElementById('room-config').textContent).you"))


@contextlib.contextmanager
def people(server: LiveServer, room: str) -> Iterator[People]:
    from playwright.sync_api import sync_playwright

    with contextlib.ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        yield People(playwright, server, room, stack)
