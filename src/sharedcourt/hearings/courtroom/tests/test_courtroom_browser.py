"""Judge, clerk, plaintiff and defendant in real browsers go through a hearing, picture to picture without a media server."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sharedcourt.rooms.tests.browsers import MARKS, People, people, until
from sharedcourt.rooms.tests.gateways import serving
from tests.live import LiveServer

pytestmark = [*MARKS, pytest.mark.long]
SEED = """
from sharedcourt.hearings.courtroom.tests.making import Hall
hall = Hall()
hall.evidence(hall.officer)
hall.prepared()
for user in (hall.officer, hall.borrower):
    hall.shows_again(user)
answer = f"{hall.hearing.pk} {hall.room.pk}"
"""
SIZES = {"judge": (1280, 800), "court_clerk": (1280, 800), "officer": (1000, 700), "borrower": (360, 740)}


@pytest.fixture
def server() -> Iterator[LiveServer]:
    with serving("mesh", {"SHAREDCOURT_DEMO": "1", "SHAREDCOURT_VIDEO": "160x90@5"}) as started:
        yield started


def picture(page: Any, name: str) -> None:
    """For looking at: `SHAREDCOURT_SHOTS` names the folder."""
    folder = os.environ.get("SHAREDCOURT_SHOTS")
    if folder:
        page.screenshot(path=str(Path(folder) / f"courtroom-{name}.png"))


def press(page: Any, act: str, **more: str) -> None:
    """The button of an act on the panel."""
    chosen = "".join(f':has(input[name="{name}"][value="{value}"])' for name, value in more.items())
    page.locator(f'#court-panel form:has(input[name="act"][value="{act}"]){chosen} button').first.click()


def stage(page: Any) -> str:
    return str(page.locator("#court-order").get_attribute("data-stage"))


def pressed(page: Any) -> bool:
    return bool(page.locator("[data-view=call] [data-mic]").first.get_attribute("aria-pressed") == "true")


def enter(all_of_them: People, hearing: str, name: str) -> None:
    """Through the entry: rules, declaration, devices, and to the door."""
    page = all_of_them.pages[name]
    page.goto(f"{all_of_them.server.url}/hearings/{hearing}/entry/")
    page.check("#declared")
    picture(page, f"entry-{name}")
    page.click("button[value=declare]")
    page.click("button[value=join]")
    page.click("[data-join]")
    page.wait_for_selector("[data-view=waiting]:not([hidden])")


def test_a_hearing_from_the_check_in_to_the_close(server: LiveServer) -> None:
    hearing, room = server.run(SEED).split()
    with people(server, room) as there:
        pages = {name: there.come(name, size=size) for name, size in SIZES.items()}
        judge, clerk, officer, borrower = (pages[name] for name in SIZES)
        judge.click("[data-join]")
        judge.wait_for_selector("[data-view=call]:not([hidden])")
        clerk.click("[data-join]")
        judge.locator("[data-door] [data-admit]").first.click()
        clerk.wait_for_selector("[data-view=call]:not([hidden])")

        # Whoever takes part was led to the entry; the clerk lets them in from the panel.
        for name in ("officer", "borrower"):
            assert "/entry/" in pages[name].url
            enter(there, hearing, name)
            clerk.locator('#court-people form:has(input[value="call-in"]) button').first.click()
            pages[name].wait_for_selector("[data-view=call]:not([hidden])")
        until(there.sees("borrower"), "the borrower sees the others move")
        picture(clerk, "clerk")

        press(judge, "open")
        until(lambda: stage(officer) == "rights", "the officer's panel follows the opening")
        press(judge, "advance", stage="investigation")
        until(lambda: stage(officer) == "investigation", "investigation")
        press(judge, "advance", stage="evidence")
        until(lambda: stage(officer) == "evidence", "evidence")

        # The judge shows the paper and marks it; the others look at the same a moment later.
        press(judge, "show")
        judge.wait_for_selector(".hc-page__picture")
        until(lambda: officer.locator(".hc-page__picture").count() == 1, "the officer sees the page")
        judge.locator("[data-page-mark]").scroll_into_view_if_needed()
        box = judge.locator("[data-page-mark]").bounding_box()
        judge.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.2)
        judge.mouse.down()
        judge.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.3)
        judge.mouse.up()
        until(lambda: int(officer.locator(".hc-mark").get_attribute("width") or 0) > 300, "the officer sees the mark")
        picture(judge, "judge-evidence")
        borrower.click('[data-tab-button="panel"]')
        until(lambda: borrower.locator(".hc-page__picture").count() == 1, "so does the borrower on the phone")
        picture(borrower, "phone-evidence")

        # In the debate one speaks after the other.
        press(judge, "advance", stage="debate")
        until(lambda: not pressed(officer) and not pressed(borrower), "the microphones go off")
        officer.locator("[data-view=call] [data-mic]").first.click()
        until(lambda: not pressed(officer), "without the floor it goes off again")
        judge.locator('#court-people form:has(input[value="floor"]) button').first.click()
        until(lambda: officer.locator(".hc-speak--yes").count() == 1, "the officer has the floor")
        officer.locator("[data-view=call] [data-mic]").first.click()
        until(lambda: pressed(officer), "and speaks")
        picture(officer, "officer-floor")

        press(judge, "advance", stage="last_statements")
        press(judge, "advance", stage="adjourned")
        until(lambda: borrower.locator(".hc-note").count() >= 1, "the break is said")
        press(judge, "advance", stage="verdict")
        until(lambda: stage(officer) == "verdict", "the verdict")
        judge.locator("#court-panel details summary").last.scroll_into_view_if_needed()
        for summary in judge.locator("#court-panel > details > summary").all():
            summary.click()
        press(judge, "close")
        for name in ("officer", "borrower", "court_clerk"):
            pages[name].wait_for_selector("[data-view=end]:not([hidden])")
