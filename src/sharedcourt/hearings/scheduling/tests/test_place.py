"""Where the court sits is told to everybody, wherever it is named; and so is who tries the hearing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client

from sharedcourt.hearings import telling
from sharedcourt.hearings.attendance.actions import sit_at
from sharedcourt.hearings.circuit import actions as circuit
from sharedcourt.hearings.circuit.models import Stop, StopHearing
from sharedcourt.hearings.models import Form, Hearing, Participant
from sharedcourt.hearings.scheduling import actions, calendar, search, summons
from sharedcourt.hearings.scheduling.tests.making import Trial, site
from sharedcourt.mediation.tests.stage import at
from sharedcourt.notices.models import Message
from sharedcourt.people import busy, cast
from sharedcourt.sites import actions as sites
from sharedcourt.sites.models import Booking

pytestmark = pytest.mark.django_db
BrowserOf = Callable[[Any], Client]
VILLAGE = circuit.StopEntry(
    kind="village_hall",
    place="示范村文化礼堂",
    address="示范村1号",
    division="330302",
    starts_at=at("2022-01-14T08:30"),
    ends_at=at("2022-01-14T17:00"),
    seats=3,
)


def stop_of(trial: Trial, entry: circuit.StopEntry = VILLAGE) -> Stop:
    tour = circuit.plan_tour(
        by=trial.clerk,
        court=trial.case.court,
        entry=circuit.TourEntry(
            title="示范乡巡回审判",
            judge=trial.judge,
            clerk=trial.clerk,
            first_day=date(2022, 1, 14),
            last_day=date(2022, 1, 15),
        ),
    )
    return circuit.add_stop(by=trial.clerk, tour=tour, entry=entry)


def told(kind: str) -> set[str]:
    return set(Message.objects.filter(kind=kind, user__isnull=False).values_list("user__username", flat=True))


def in_force(trial: Trial) -> dict[Any, Any]:
    rows = trial.hearing.summonses.select_related("paper")
    assert all(row.paper.is_in_force for row in rows)
    return {row.party_id: row.paper_id for row in rows}


@pytest.fixture
def held(trial: Trial) -> Trial:
    """The hearing has its time and is held in the village; the borrower comes there."""
    trial.scheduled()
    circuit.attach(by=trial.clerk, stop=stop_of(trial), hearing=trial.hearing)
    return trial


def test_the_stop_stands_in_messages_summons_calendar_page_and_cause_list(trial: Trial, browser_of: BrowserOf) -> None:
    trial.scheduled()
    mine = trial.hearing.participants.get(user=trial.borrower)
    actions.choose_place(by=trial.borrower, hearing=trial.hearing, participant_id=mine.pk, place="court")
    before = in_force(trial)
    circuit.attach(by=trial.clerk, stop=stop_of(trial), hearing=trial.hearing)
    assert told("hearings.circuit_attached") >= {"officer", "borrower", "judge"}
    text = Message.objects.filter(kind="hearings.circuit_attached", user=trial.borrower).latest("created_at").body
    assert "示范村文化礼堂" in text and "示范村1号" in text
    after = in_force(trial)
    assert set(after) == set(before) and not set(after.values()) & set(before.values()), "a new summons for each"
    printed = summons.content_of(trial.hearing, trial.defendant)
    assert printed["courtroom"] == "示范村文化礼堂（示范村1号）" and printed["form"] == "巡回审判"
    assert printed["place"].startswith("到巡回审判点：示范村文化礼堂")
    assert telling.words_of(trial.hearing)["place"] == "示范村文化礼堂（示范村1号）"
    event = calendar.event_of(trial.hearing, trial.hearing.participants.get(user=trial.borrower))
    assert "示范村1号" in str(event["location"])
    page = browser_of(cast.BORROWER).get(f"/hearings/{trial.hearing.pk}/").content.decode()
    assert "示范村文化礼堂（示范村1号）" in page
    causes = Client().get(f"/hearings/causes/{trial.case.court_id}/", {"day": "2022-01-14"})
    assert causes.status_code == 200 and "示范村文化礼堂" in causes.content.decode()


def test_taken_off_its_stop_everybody_is_told_and_gets_another_summons(held: Trial) -> None:
    before = in_force(held)
    circuit.detach(by=held.clerk, held=StopHearing.objects.get())
    assert held.hearing.form == Form.ONLINE and told("hearings.circuit_detached") >= {"officer", "borrower"}
    assert not set(in_force(held).values()) & set(before.values())
    assert summons.content_of(held.hearing, held.defendant)["courtroom"] == "第一互联网法庭"


def test_a_stop_that_moves_takes_its_hearings_along_or_lets_them_go(held: Trial) -> None:
    stop = Stop.objects.get()
    before = in_force(held)
    circuit.change_stop(by=held.clerk, stop=stop, entry=replace(VILLAGE, seats=5))
    assert in_force(held) == before and not told("hearings.circuit_place_moved"), "more seats are no news"
    circuit.change_stop(by=held.clerk, stop=stop, entry=replace(VILLAGE, address="示范村9号"))
    assert told("hearings.circuit_place_moved") >= {"officer", "borrower"}
    assert "示范村9号" in summons.content_of(held.hearing, held.defendant)["courtroom"]
    assert not set(in_force(held).values()) & set(before.values())
    circuit.change_stop(by=held.clerk, stop=stop, entry=replace(VILLAGE, starts_at=at("2022-01-14T13:00")))
    assert not StopHearing.objects.exists() and held.hearing.form == Form.ONLINE
    assert told("hearings.circuit_lost") >= {"court_clerk", "judge"}
    assert told("hearings.circuit_detached") >= {"officer", "borrower"}


def test_a_cancelled_stop_or_tour_leaves_no_hearing_there_silently(held: Trial) -> None:
    circuit.cancel_stop(by=held.clerk, stop=Stop.objects.get())
    assert not StopHearing.objects.exists() and told("hearings.circuit_lost") >= {"court_clerk"}
    assert told("hearings.circuit_detached") >= {"officer", "borrower"}
    other = stop_of(held)
    circuit.attach(by=held.clerk, stop=other, hearing=held.hearing)
    circuit.cancel_tour(by=held.clerk, tour=other.tour)
    assert not StopHearing.objects.exists() and held.hearing.form == Form.ONLINE


def test_a_hearing_moved_away_from_the_time_of_its_stop_is_held_there_no_more(held: Trial) -> None:
    facts: dict[str, Any] = {"minutes": 60, "courtroom_id": held.room.pk, "by": held.clerk, "reason": "法官另有庭审"}
    actions.move(hearing=held.hearing, starts_at=at("2022-01-14T14:00"), **facts)
    assert StopHearing.objects.count() == 1, "still while the court is there"
    actions.move(hearing=held.hearing, starts_at=at("2022-01-17T09:00"), **facts)
    assert not StopHearing.objects.exists() and held.hearing.form == Form.ONLINE
    assert told("hearings.circuit_lost") >= {"court_clerk", "judge"}
    texts = [each.body for each in Message.objects.filter(kind="hearings.moved", user=held.borrower)]
    assert any("第一互联网法庭" in text and "示范村" not in text for text in texts)
    assert any("示范村文化礼堂" in text for text in texts), "moved within its time it stayed there"


def test_decided_to_be_in_court_it_is_at_no_stop_and_summonses_are_new(held: Trial) -> None:
    before = in_force(held)
    actions.decide_form(by=held.judge, hearing=held.hearing, form="on_site", grounds=["21-4"], reasons="证据多")
    assert held.hearing.form == Form.ON_SITE and not StopHearing.objects.exists()
    assert not set(in_force(held).values()) & set(before.values())


def test_before_it_has_a_time_only_the_parties_and_the_court_are_told(trial: Trial) -> None:
    trial.arranged().answered()
    circuit.attach(by=trial.clerk, stop=stop_of(trial), hearing=trial.hearing)
    assert told("hearings.circuit_attached") >= {"officer", "borrower"}
    assert not trial.hearing.summonses.exists()
    trial.hold(trial.hearing, "2022-01-17T09:00")
    assert not StopHearing.objects.exists(), "fixed for a day on which the court is not there"
    assert told("hearings.circuit_lost") >= {"court_clerk"}
    assert trial.hearing.form == Form.ONLINE


# ---------- who tries it


def bench(trial: Trial, judge: Any, clerk: Any) -> Hearing:
    return actions.change_bench(by=trial.clerk, hearing=trial.hearing, judges=[judge.pk], clerk_id=clerk.pk)


def test_the_parties_learn_who_tries_them_now_and_the_replaced_that_they_do_not(trial: Trial) -> None:
    trial.scheduled()
    before = in_force(trial)
    bench(trial, trial.judge, trial.clerk)
    assert not told("hearings.bench_changed") and in_force(trial) == before, "nothing has changed"
    bench(trial, trial.second_judge, trial.second_clerk)
    assert told("hearings.bench_changed") >= {"officer", "borrower", "second_judge", "second_clerk"}
    text = Message.objects.filter(kind="hearings.bench_changed", user=trial.borrower).latest("created_at").body
    assert trial.second_judge.name in text and trial.second_clerk.name in text
    assert told("hearings.bench_left") == {"judge"}, "the clerk did it and knows"
    left = Message.objects.filter(kind="hearings.bench_left").latest("created_at")
    assert str(trial.hearing.pk) not in (left.link or "")
    assert not set(in_force(trial).values()) & set(before.values())
    assert summons.content_of(trial.hearing, trial.defendant)["judges"] == [trial.second_judge.name]


def test_before_it_has_a_time_they_learn_it_too(trial: Trial) -> None:
    trial.arranged()
    bench(trial, trial.second_judge, trial.clerk)
    assert told("hearings.bench_changed") >= {"officer", "borrower"}


def test_another_place_of_one_side_makes_a_new_summons_for_that_side_alone(trial: Trial) -> None:
    trial.scheduled()
    before = in_force(trial)
    mine = trial.hearing.participants.get(user=trial.borrower)
    actions.choose_place(
        by=trial.borrower, hearing=trial.hearing, participant_id=mine.pk, place=Participant.Place.COURT
    )
    after = in_force(trial)
    assert after[trial.defendant.pk] != before[trial.defendant.pk]
    assert after[trial.plaintiff.pk] == before[trial.plaintiff.pk]
    row = trial.hearing.summonses.get(party=trial.defendant)
    assert row.issued_by == trial.clerk, "in the name of the court's clerk, whoever moved"


# ---------- a screen for the judge


def test_a_time_is_proposed_only_with_a_screen_for_a_judge_who_sits_elsewhere(trial: Trial) -> None:
    trial.arranged().answered()
    here = site()
    sit_at(by=trial.clerk, member=trial.hearing.panel.get(), site=here)
    needs = search.needs_of(trial.hearing, minutes=60)
    assert needs.places == [frozenset({here.pk})]
    first = search.for_hearing(trial.hearing, minutes=60, first=None, days=3)[0]
    sites.book(
        by=trial.administrator,
        site=here,
        scope=trial.case.dispute_id,
        user=cast.person(cast.STRANGER),
        starts_at=first.starts_at,
        ends_at=first.ends_at,
    )
    found = [one.starts_at for one in search.for_hearing(trial.hearing, minutes=60, first=None, days=3)]
    assert found and first.starts_at not in found


def test_no_time_is_proposed_at_which_somebody_is_in_a_meeting_of_a_mediation(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial.arranged().answered()
    first = search.for_hearing(trial.hearing, minutes=60, first=None, days=3)[0]
    meeting = (trial.borrower.pk, first.starts_at, first.ends_at)
    monkeypatch.setattr(busy, "_readers", [lambda people, since, until: [meeting] if meeting[0] in people else []])
    found = [one.starts_at for one in search.for_hearing(trial.hearing, minutes=60, first=None, days=3)]
    assert found and all(one >= first.ends_at for one in found)


def test_a_replaced_judge_leaves_the_screen_elsewhere_and_who_stays_keeps_it(trial: Trial) -> None:
    trial.scheduled()
    here = site()
    sit_at(by=trial.clerk, member=trial.hearing.panel.get(), site=here)
    bench(trial, trial.judge, trial.second_clerk)
    kept = trial.hearing.panel.get().sits_at
    assert kept.site == here and kept.booking is not None and kept.booking.cancelled_at is None
    bench(trial, trial.second_judge, trial.second_clerk)
    assert not Booking.objects.filter(cancelled_at=None).exists(), "nobody else is kept from the screen"
