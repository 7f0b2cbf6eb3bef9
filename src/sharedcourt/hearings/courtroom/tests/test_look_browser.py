"""The pages of the courtroom in a real browser: nothing for axe to find, nothing wider than its screen, in both languages."""

import pytest

from sharedcourt.filing.tests.looking import MARKS, faults
from sharedcourt.hearings.courtroom.actions import discipline, evidence
from sharedcourt.hearings.courtroom.actions.evidence import Mark
from sharedcourt.hearings.courtroom.stages import Stage
from sharedcourt.hearings.courtroom.tests.making import Hall

pytestmark = [*MARKS, pytest.mark.long]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_axe_finds_nothing_in_the_courtroom(live_server, language):
    hall = Hall()
    _item, paper = hall.evidence(hall.officer)
    hall.opened()
    hall.led_to(Stage.INVESTIGATION, Stage.EVIDENCE)
    evidence.show(by=hall.judge, hearing=hall.hearing, paper=paper, mark=Mark(200, 300, 400, 100))
    hall.floor(hall.borrower)
    discipline.warn(by=hall.judge, hearing=hall.hearing, who=hall.part(hall.officer), reason="随意插话")
    hall.loses(hall.officer)
    court = f"/hearings/{hall.hearing.pk}/court/"
    pages = {
        "court-judge": (hall.judge, court),
        "court-clerk": (hall.clerk, court),
        "court-borrower": (hall.borrower, court),
        "court-witness": (hall.witness, court),
        "court-entry": (hall.officer, f"/hearings/{hall.hearing.pk}/entry/"),
    }
    assert faults(live_server.url, pages, language=language) == []
