"""The pages of scheduling in a real browser, in both languages: nothing for axe to find, nothing wider than the screen."""

from datetime import timedelta
from typing import Any

import pytest

from sharedcourt.core import clock
from sharedcourt.filing.tests.looking import MARKS, faults
from sharedcourt.hearings.scheduling import actions
from sharedcourt.hearings.scheduling.tests.making import WITNESS, Trial, site
from sharedcourt.law.workdays import next_workday

pytestmark = [*MARKS, pytest.mark.long]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_axe_finds_nothing_on_the_pages_of_scheduling(live_server: Any, language: str) -> None:
    trial, where = Trial("summary"), site()
    trial.arranged().answered(defendant=False, reason="需证人现场作证，且不会使用智能手机。")
    planned = trial.hearing
    actions.ask_in_turn(
        by=trial.officer, hearing=planned, party_id=trial.plaintiff.pk, reason="代理人与他案开庭时间冲突"
    )
    actions.call(by=trial.clerk, hearing=planned, capacity="witness", name=WITNESS.name, phone=WITNESS.phone)
    other = Trial("summary")
    other.arranged(judges=[other.second_judge.pk], clerk_id=other.second_clerk.pk).answered()
    seat = other.hearing.participants.get(user=other.borrower)
    actions.choose_place(
        by=other.borrower, hearing=other.hearing, participant_id=seat.pk, place="site", site_id=where.pk
    )
    day = next_workday(clock.today() + timedelta(days=10))
    other.hold(other.hearing, f"{day}T09:00")
    held = other.hearing
    pages = {
        "hearings-arrange": (trial.clerk, f"/hearings/arrange/{trial.case.pk}/"),
        "hearings-planned-judge": (trial.judge, f"/hearings/{planned.pk}/"),
        "hearings-planned-clerk": (trial.clerk, f"/hearings/{planned.pk}/"),
        "hearings-planned-party": (trial.borrower, f"/hearings/{planned.pk}/"),
        "hearings-times": (trial.clerk, f"/hearings/{planned.pk}/times/"),
        "hearings-held-party": (other.borrower, f"/hearings/{held.pk}/"),
        "hearings-mine": (other.borrower, "/hearings/"),
        "hearings-court": (trial.administrator, f"/hearings/court/?day={day}&span=week"),
        "hearings-causes": (other.borrower, f"/hearings/causes/{held.court_id}/?day={day}"),
        "hearings-case": (trial.clerk, f"/filing/cases/{trial.case.pk}/"),
    }
    assert faults(live_server.url, pages, language=language) == []
