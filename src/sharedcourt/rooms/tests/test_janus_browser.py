"""Four people in real browsers over a media gateway: they see and hear each other, whatever dies in between."""

import time
from pathlib import Path
from typing import Any

import pytest

from sharedcourt.rooms.tests.gateways import BACKEND, gateways, needs_janus
from sharedcourt.rooms.tests.test_browser import FLAGS, FOUR, SEED, STATS, seats_of, sees_all, until
from tests.live import has_network, live_server

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.sqlite_only,
    needs_janus,
    pytest.mark.skipif(not has_network(), reason="only a loopback interface: Chromium finds no path for video"),
    pytest.mark.skipif(not Path("/usr/bin/chromium").exists(), reason="Chromium is not installed"),
]


def energy(page: Any) -> dict[str, float]:
    return {row["name"]: row["audioEnergy"] for row in page.evaluate(STATS)}


def all_see_all(pages: dict[str, Any], what: str) -> float:
    """Seconds until every browser decodes every other's picture again."""
    begun = time.monotonic()
    questions = {name: sees_all(page, len(pages) - 1) for name, page in pages.items()}
    for name, question in questions.items():
        until(question, f"{name} sees everyone {what}", seen=pages)
    return time.monotonic() - begun


def test_four_people_over_a_gateway_survive_its_death_and_the_servers() -> None:
    from playwright.sync_api import sync_playwright

    env = {"SHAREDCOURT_DEMO": "1", "SHAREDCOURT_VIDEO": "160x90@5", "SHAREDCOURT_MEDIA_BACKEND": BACKEND}
    with live_server(env=env) as server, gateways(server.environment()) as media, sync_playwright() as playwright:
        room = server.run(SEED)
        cookies = server.session_cookies(*FOUR)
        address = f"{server.url}/rooms/{room}/"
        browsers = {name: playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS) for name in FOUR}
        contexts, pages = {}, {}
        for name in FOUR:
            contexts[name] = browsers[name].new_context(viewport={"width": 1000, "height": 640})
            contexts[name].set_default_timeout(90_000)
            contexts[name].add_cookies([cookies[name]])  # type: ignore[list-item]
            pages[name] = contexts[name].new_page()
            pages[name].goto(address)
        for name in ("borrower", "wife", "officer", "mediator"):
            pages[name].wait_for_selector('[data-item="camera"][data-state="good"]')
            pages[name].click("[data-join]")
        until(lambda: pages["mediator"].locator("[data-door-list] li").count() == 3, "three at the door")
        pages["mediator"].click("[data-admit-all]")
        all_see_all(pages, "at first")
        for name in FOUR:
            until(
                lambda page=pages[name]: sum(value > 0 for value in energy(page).values()) == 3,
                f"{name} hears the others",
            )

        # The borrower's line to the server fails and returns: nobody presses anything.
        contexts["borrower"].set_offline(True)
        until(lambda: seats_of(server)["borrower"][1] == "disconnected", "the loss is noticed")
        contexts["borrower"].set_offline(False)
        until(lambda: seats_of(server)["borrower"][1] == "present", "the borrower is back")
        all_see_all(pages, "after the lost network")

        # The officer reloads: straight back in, without a tap.
        pages["officer"].reload()
        pages["officer"].wait_for_selector("[data-view=call]:not([hidden])")
        all_see_all(pages, "after the reload")

        # The gateway is killed and started again: everyone begins anew by themselves.
        media.kill9("local")
        media.start("local")
        seconds = all_see_all(pages, "after the gateway's death")
        print(f"all decode again {seconds:.1f} s after the gateway's restart")  # noqa: T201  shown by pytest -s

        # The controller is killed: the pictures go on, and it finds its calls again.
        media.kill9("controller")
        all_see_all(pages, "without the controller")
        media.start("controller")

        # The server is killed: the call goes on; when it is back, everyone takes their seat again.
        server.kill9()
        all_see_all(pages, "without the server")
        server.restart()
        for name in FOUR:
            pages[name].wait_for_selector("[data-banner]", state="hidden")
        all_see_all(pages, "after the server's death")
        assert {name: state[1] for name, state in seats_of(server).items()} == dict.fromkeys(FOUR, "present")

        # Whoever leaves is neither sent nor received any more.
        pages["wife"].click("[data-view=call] [data-leave]")
        others = {name: page for name, page in pages.items() if name != "wife"}
        until(lambda: all(len(page.evaluate(STATS)) == 2 for page in others.values()), "the wife's lines end")
        all_see_all(others, "after the wife has left")
        for browser in browsers.values():
            browser.close()
