"""Who plays in the story: one browser profile each, with taps counted, time taken and a picture of every step."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, Playwright, expect

CHROMIUM = "/usr/bin/chromium"
PATIENCE_MS = 30_000
SHAPES: dict[str, dict[str, Any]] = {
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "has_touch": True,
        "is_mobile": True,
        "device_scale_factor": 2,
    },
    "small_phone": {
        "viewport": {"width": 360, "height": 780},
        "has_touch": True,
        "is_mobile": True,
    },
    "terminal": {"viewport": {"width": 1920, "height": 1080}, "has_touch": True},
    "desk": {"viewport": {"width": 1280, "height": 800}},
}
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
]


@dataclass
class Person:
    """Somebody at a screen. `tap` is what a finger or a mouse does; typing is counted apart."""

    who: str
    shape: str
    context: BrowserContext
    page: Page
    pictures: Path
    looked: Callable[[Page, str], None]
    taps: int = 0
    typed: int = 0
    started: float = 0.0
    seconds: float = 0.0
    steps: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """The person starts to do something: the clock runs."""
        self.started = time.monotonic()

    def rest(self) -> None:
        """The person waits for others: the clock stops."""
        if self.started:
            self.seconds += time.monotonic() - self.started
            self.started = 0.0

    def see(self, step: str) -> None:
        """A step is reached: note it and keep a picture."""
        self.steps.append(step)
        name = f"{self.who}-{len(self.steps):02d}-{step}.png"
        whole = self.shape != "terminal" and "/rooms/" not in self.page.url
        self.page.screenshot(path=self.pictures / name, full_page=whole)
        self.looked(self.page, f"{self.who} {step}")

    def tap(self, what: Locator | str) -> None:
        """Tap one thing: a locator, or the text of a button or link."""
        target = self.find(what)
        expect(target).to_be_enabled(timeout=PATIENCE_MS)
        target.click(timeout=PATIENCE_MS)
        self.taps += 1

    def find(self, what: Locator | str) -> Locator:
        if not isinstance(what, str):
            return what
        return self.page.get_by_role("button", name=what).or_(self.page.get_by_role("link", name=what)).first

    def type(self, name: str, value: str) -> None:
        """Fill a field by its name. The keyboard is not a tap; an on-screen keyboard's keys would be."""
        box = self.page.locator(f'[name="{name}"]').first
        box.fill(value, timeout=PATIENCE_MS)
        self.typed += 1

    def fill(self, **values: str) -> None:
        for name, value in values.items():
            self.type(name, value)

    def date(self, name: str, iso: str) -> None:
        """Fill the three boxes of a date."""
        for part, value in enumerate(iso.split("-")):
            self.type(f"{name}_{part}", str(int(value)))

    def choose(self, name: str, value: str) -> None:
        """Tick a radio button or a box."""
        self.page.locator(f'[name="{name}"][value="{value}"]').check(timeout=PATIENCE_MS)
        self.taps += 1

    def primary(self) -> None:
        """Tap the one primary action of the page."""
        plain = ".govuk-button:not(.govuk-button--secondary)"
        button = self.page.locator(f"main .sc-actions {plain}")
        if not button.count():
            button = self.page.locator(f"main form {plain}")
        button = button.first
        with self.page.expect_navigation(timeout=PATIENCE_MS):
            self.tap(button)

    def score(self) -> dict[str, Any]:
        return {
            "who": self.who,
            "screen": self.shape,
            "steps": len(self.steps),
            "taps": self.taps,
            "fields_typed": self.typed,
            "seconds": round(self.seconds, 1),
        }


class Stage:
    """The browsers: each person has a profile of their own, as on a machine of their own."""

    def __init__(
        self, playwright: Playwright, url: str, folder: Path, look: Callable[[Page, str], list[str]] | None = None
    ) -> None:
        self.playwright, self.url, self.folder, self.look = playwright, url, folder, look
        self.people: list[Person] = []
        self.failures: list[str] = []
        self.looked_at = 0

    def looked(self, page: Page, step: str) -> None:
        """Look at the page as it stands, when the story is played with care."""
        if self.look is not None:
            self.failures += self.look(page, step)
            self.looked_at += 1

    def enter(self, who: str, shape: str) -> Person:
        profile = self.folder / "profiles" / who
        profile.mkdir(parents=True, exist_ok=True)
        context = self.playwright.chromium.launch_persistent_context(
            str(profile), executable_path=CHROMIUM, args=ARGUMENTS, locale="zh-CN", base_url=self.url, **SHAPES[shape]
        )
        context.set_default_timeout(PATIENCE_MS)
        page = context.pages[0] if context.pages else context.new_page()
        page.on("pageerror", lambda error: self.failures.append(f"{who}: {error}"))
        page.on(
            "response",
            lambda answer: (
                self.failures.append(f"{who}: {answer.status} {answer.url}") if answer.status >= 500 else None
            ),
        )
        person = Person(who, shape, context, page, self.folder, self.looked)
        self.people.append(person)
        return person

    def person(self, who: str) -> Person:
        """Somebody who has entered."""
        return next(person for person in self.people if person.who == who)

    def close(self) -> None:
        for person in self.people:
            person.context.close()
