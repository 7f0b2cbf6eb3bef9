"""The pages of a case in a real browser: nothing for axe to find, nothing wider than its screen."""

import pytest

from sharedcourt.filing.tests import cases as made
from sharedcourt.filing.tests.looking import MARKS, faults
from sharedcourt.people import cast

pytestmark = [*MARKS, pytest.mark.long]


def test_axe_finds_nothing_on_the_pages_of_a_case(live_server, person):
    prepared, submitted = made.begun_case(), made.submitted_case()
    officer, clerk = person(cast.OFFICER), person(cast.FILING_CLERK)
    pages = {
        "prepared": (officer, f"/filing/cases/{prepared.pk}/"),
        "court": (officer, f"/filing/cases/{prepared.pk}/court/"),
        "mine": (officer, "/filing/cases/"),
        "desk": (clerk, "/filing/cases/desk/"),
        "review": (clerk, f"/filing/cases/{submitted.pk}/"),
    }
    looks = {"court": ("button[value=look]", "input[name=court]")}
    assert faults(live_server.url, pages, looks) == []
