"""A screen is shown to the others, with media from browser to browser and over a gateway."""

import pytest

from sharedcourt.rooms.tests.browsers import MARKS, STATS, people, until
from sharedcourt.rooms.tests.gateways import BACKENDS, serving
from sharedcourt.rooms.tests.test_networks_browser import ENV, TWO

pytestmark = [*MARKS, pytest.mark.long]
CAMERA_WIDTH = 160


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_screen_is_shown_and_taken_away(backend: str) -> None:
    with serving(backend, ENV) as server, people(server, server.run(TWO)) as who:
        mediator, borrower = who.come("mediator"), who.come("borrower")
        who.join("mediator", "borrower")
        for name in ("mediator", "borrower"):
            until(who.sees(name), f"{name} sees the other")

        def width() -> int:
            return int(max(row["frameWidth"] for row in borrower.evaluate(STATS)))

        assert width() <= CAMERA_WIDTH
        mediator.click(".vr-controls [data-share]")
        until(lambda: width() > 2 * CAMERA_WIDTH, "the borrower decodes a picture of a screen's size")
        until(who.sees("borrower"), "it moves")
        assert borrower.locator("[data-grid][data-sharing]").count() == 1
        heard = who.energy("borrower")
        until(lambda: who.energy("borrower") > heard, "the mediator is heard meanwhile")
        mediator.click(".vr-controls [data-share]")
        until(lambda: width() <= CAMERA_WIDTH, "the camera's picture is back")
        until(who.sees("borrower"), "it moves again")
        until(lambda: borrower.locator("[data-grid][data-sharing]").count() == 0, "no screen is shown any more")
