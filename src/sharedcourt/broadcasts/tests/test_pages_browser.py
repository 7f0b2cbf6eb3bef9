"""The pages of broadcasts as people see them: nothing for axe to find, nothing wider than its screen."""

from typing import Any

import pytest

from sharedcourt.broadcasts import actions
from sharedcourt.broadcasts.models import Broadcast
from sharedcourt.broadcasts.tests import making
from sharedcourt.filing.tests.looking import MARKS, faults
from sharedcourt.people import cast

pytestmark = [*MARKS, pytest.mark.long]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_of_court_party_and_public(live_server: Any, language: str) -> None:
    first = making.announced()
    case = first.hearing.case
    asked = making.asked(making.hearing(case))
    making.hearing(case)
    actions.make_objection(by=cast.person(cast.BORROWER), broadcast=asked, reason="涉及我的病情，不希望公开。")
    live = making.live(making.hearing(case))
    judge, office, borrower = cast.person(cast.JUDGE), making.administrator(), cast.person(cast.BORROWER)
    free = making.hearing(case)
    pages = {
        "desk": (judge, "/live/court/"),
        "ask": (judge, f"/live/court/ask/{free.pk}/"),
        "asked": (office, f"/live/court/{asked.pk}/"),
        "objection": (judge, f"/live/court/{asked.pk}/"),
        "party": (borrower, f"/live/court/{asked.pk}/"),
        "stop": (judge, f"/live/court/{live.pk}/"),
        "now": (borrower, "/live/"),
        "replays": (borrower, "/live/replays/?since=2100-01-01&until=2000-01-01"),
        "coming": (borrower, f"/live/{first.pk}/"),
        "screens": (borrower, "/live/screen/"),
    }
    assert Broadcast.objects.count() == 3
    assert faults(live_server.url, pages, language=language) == []
