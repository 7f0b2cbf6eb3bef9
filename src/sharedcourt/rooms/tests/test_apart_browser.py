"""A separate talk in real browsers: a running sentence ends with the move; letters that are switched off do nothing; refusals are read."""

import pytest

from sharedcourt.rooms.tests.browsers import MARKS, people, until
from sharedcourt.rooms.tests.faults import DEVICES
from sharedcourt.rooms.tests.test_networks_browser import ENV
from tests.live import live_server

pytestmark = [*MARKS, pytest.mark.long]
TWO = """
from sharedcourt.people import cast
from sharedcourt.rooms.actions import SeatSpec
from sharedcourt.rooms.tests.conftest import make_room
seats = [
    SeatSpec(cast.person(cast.MEDIATOR), "mediator", is_host=True),
    SeatSpec(cast.person(cast.BORROWER), "borrower", side="respondent"),
]
answer = str(make_room(panel_path="", seats=seats).pk)
"""


def test_a_move_ends_the_sentence_and_what_is_refused_is_said() -> None:
    with live_server(env=ENV) as server, people(server, server.run(TWO)) as who:
        mediator, borrower = who.come("mediator", script=DEVICES), who.come("borrower", script=DEVICES)
        who.join("mediator", "borrower")
        borrower.click("[data-captions-button]")
        borrower.evaluate("window.before = window.recognition")
        mediator.click("[data-caucus-begin=respondent]")
        until(lambda: borrower.evaluate("window.before !== window.recognition"), "another recognition begins")
        assert borrower.evaluate("window.before.onresult") is None
        borrower.evaluate("speak('说给调解员听')")
        line = mediator.locator("[data-caption-lines]")
        until(lambda: "说给调解员听" in line.inner_text(), "what is said now is read by those who are there")

        hand = borrower.locator(".vr-controls [data-hand]")
        borrower.keyboard.press("h")
        until(lambda: hand.get_attribute("aria-pressed") == "true", "the hand is up")
        borrower.click("[data-help-open]")
        borrower.uncheck("[data-keys-on]")
        borrower.click("[data-help-close]")
        borrower.keyboard.press("h")
        borrower.wait_for_timeout(2_000)
        assert hand.get_attribute("aria-pressed") == "true", "letters are switched off"

        banner = borrower.locator("[data-banner]")
        borrower.evaluate("for (let i = 0; i < 8; i++) document.querySelector('[data-react=agree]').click()")
        until(lambda: "too fast" in banner.inner_text(), "the refusal is told")
