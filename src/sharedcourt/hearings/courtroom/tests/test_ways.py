"""What belongs to a hearing is found from it: the record, the recording, the connection log, and the breaks that may be called now."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from sharedcourt.core import clock
from sharedcourt.core.errors import Conflict
from sharedcourt.hearings.courtroom.actions import breaks, opening, talks
from sharedcourt.hearings.courtroom.models import Break
from sharedcourt.hearings.courtroom.stages import SHEET, Stage
from sharedcourt.hearings.courtroom.tests.making import WITNESS, Hall
from sharedcourt.hearings.models import Capacity, Participant
from sharedcourt.hearings.transcript import actions as record
from sharedcourt.hearings.transcript import phrases, queries
from sharedcourt.ledger.models import Entry
from sharedcourt.people import cast
from sharedcourt.people.cast import Member
from sharedcourt.people.models import User
from sharedcourt.rooms import actions as rooms
from sharedcourt.rooms.recording import sealed
from sharedcourt.rooms.recording.models import Recording

pytestmark = pytest.mark.django_db
BrowserOf = Callable[[Any], Client]
T = Stage


def page(browser: Client, hall: Hall, where: str = "court/") -> str:
    return browser.get(f"/hearings/{hall.hearing.pk}/{where}").content.decode()


def test_the_record_is_one_tap_from_the_court_s_panel_but_not_for_who_waits_apart(
    hall: Hall, browser_of: BrowserOf
) -> None:
    address = f'href="/hearings/{hall.hearing.pk}/transcript/"'
    hall.prepared()
    clerk, borrower = browser_of(cast.COURT_CLERK), browser_of(cast.BORROWER)
    assert address in page(clerk, hall), "the clerk writes from the check-in on"
    assert clerk.get(f"/hearings/{hall.hearing.pk}/transcript/").status_code == 200
    assert address not in page(borrower, hall), "there is nothing to read yet"
    record.begin(by=hall.clerk, hearing=hall.hearing)
    assert address in page(borrower, hall) and address in page(browser_of(cast.JUDGE), hall)
    assert borrower.get(f"/hearings/{hall.hearing.pk}/transcript/").status_code == 200
    hall.court_sits()
    hall.declares(hall.witness)
    hall.knocks(hall.witness)
    assert address not in page(browser_of(WITNESS), hall), "a witness does not read what the others say (ODLR 26)"


def test_the_clerk_s_desk_follows_the_stage_that_the_judge_leads_to(
    hall: Hall, browser_of: BrowserOf, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall.all_there()
    row = record.begin(by=hall.clerk, hearing=hall.hearing)
    told: list[Any] = []
    monkeypatch.setattr("sharedcourt.hearings.transcript.live._send", lambda pk, event: told.append(event["type"]))
    assert queries.head(row)["stage"] == "check_in"
    with django_capture_on_commit_callbacks(execute=True):
        opening.open_session(by=hall.judge, hearing=hall.hearing)
        hall.led_to(T.INVESTIGATION)
    assert "transcript.changed" in told
    assert queries.snapshot(row, 0, for_clerk=True)["stage"] == "investigation"
    known = {stage.key for stage in phrases.STAGES}
    assert {phrases.OF[stage] for stage in SHEET} == known, (
        "each stage of the order sheet has its phrases, and the verdict too"
    )


def test_only_the_breaks_that_belong_to_the_stage_are_offered(hall: Hall, browser_of: BrowserOf) -> None:
    hall.opened()
    judge = browser_of(cast.JUDGE)

    def offered() -> list[str]:
        return re.findall(r'name="kind" value="(\w+)"', page(judge, hall))

    assert offered() == ["recess"]
    hall.led_to(T.INVESTIGATION)
    assert offered() == ["recess", "not_public"]
    hall.led_to(T.DEBATE, T.LAST_STATEMENTS, T.MEDIATION)
    assert offered() == ["recess", "unrecorded"]
    for kind in Break.Kind.values:
        fits = kind in offered()
        if not fits:
            with pytest.raises(Conflict):
                breaks.begin(by=hall.judge, hearing=hall.hearing, kind=kind)
    breaks.begin(by=hall.judge, hearing=hall.hearing, kind="unrecorded")
    assert offered() == [], "one break at a time"
    assert re.findall(r'name="kind"', page(browser_of(cast.COURT_CLERK), hall)) == []


def kept(hall: Hall) -> Recording:
    """The hearing's recording, put together."""
    row = Recording.objects.get(room=hall.room)
    film = sealed.put([b"film"])
    Recording.objects.filter(pk=row.pk).update(
        state="ready", path=film.path, size=film.size, sha256=film.sha256, seconds=60, ended_at=clock.now()
    )
    return row


def test_after_the_close_who_took_part_watches_the_recording_and_the_court_reads_the_connection_log(
    hall: Hall, browser_of: BrowserOf
) -> None:
    hall.opened()
    hall.led_to(T.INVESTIGATION, T.DEBATE, T.LAST_STATEMENTS)
    film = f'href="/rooms/{hall.room.pk}/recording/"'
    log = f'href="/rooms/{hall.room.pk}/log/"'
    borrower, clerk, judge = browser_of(cast.BORROWER), browser_of(cast.COURT_CLERK), browser_of(cast.JUDGE)
    assert log in page(judge, hall, "") and log in page(clerk, hall, "")
    assert film not in page(borrower, hall, ""), "while it goes on there is nothing to watch"
    opening.close(by=hall.judge, hearing=hall.hearing)
    kept(hall)
    assert film in page(borrower, hall, "") and log not in page(borrower, hall, "")
    assert borrower.get(f"/rooms/{hall.room.pk}/recording/").status_code == 200
    case = borrower.get(f"/filing/cases/{hall.hearing.case_id}/").content.decode()
    assert film in case
    assert film not in page(browser_of(WITNESS), hall, "")
    for browser in (judge, clerk):
        assert log in page(browser, hall, "")
        for where in ("log/", "log.csv"):
            assert browser.get(f"/rooms/{hall.room.pk}/{where}").status_code == 200
        assert browser.get(f"/api/v1/rooms/{hall.room.pk}/log").status_code == 200
    for member in (cast.BORROWER, cast.OFFICER, WITNESS, cast.STRANGER):
        assert browser_of(member).get(f"/rooms/{hall.room.pk}/log/").status_code == 404


CLIENT = Member("second_agent", "吴代理", "19900000079", "330399198202020028")


def with_client(hall: Hall) -> User:
    """The borrower's agent comes, too."""
    agent = cast.person(CLIENT)
    party = hall.part(hall.borrower).party
    Participant.objects.create(hearing=hall.hearing, user=agent, capacity=Capacity.DEFENDANT_AGENT, party=party)
    return agent


def test_a_party_asks_to_talk_with_its_agent_and_the_judge_grants_it_in_one_act(
    hall: Hall, browser_of: BrowserOf
) -> None:
    agent = with_client(hall)
    hall.all_there()
    hall.comes(agent)
    opening.open_session(by=hall.judge, hearing=hall.hearing)
    here = f"/hearings/{hall.hearing.pk}/court"
    borrower, officer, judge = browser_of(cast.BORROWER), browser_of(cast.OFFICER), browser_of(cast.JUDGE)
    assert 'value="ask-talk"' in page(borrower, hall)
    assert 'value="ask-talk"' not in page(officer, hall), "nobody else of their side is there"
    assert officer.post(f"{here}/present/", {"act": "ask-talk"}).status_code == 409
    assert browser_of(WITNESS).post(f"{here}/present/", {"act": "ask-talk"}).status_code == 403
    for _twice in range(2):
        assert borrower.post(f"{here}/present/", {"act": "ask-talk"}).status_code == 302
    asked = hall.tasks()
    assert [(task.kind, task.person, task.stops) for task in asked] == [("talk", hall.borrower, False)]
    assert Entry.objects.filter(action="hearings.court.talk_asked").count() == 1
    assert 'value="ask-talk"' not in page(borrower, hall)
    assert "court-tasks" not in page(officer, hall), "the other side is not told"
    assert 'name="act" value="talk"' in page(judge, hall)
    assert 'name="act" value="talk"' not in page(browser_of(cast.COURT_CLERK), hall), "only the judge grants it"
    assert browser_of(cast.COURT_CLERK).post(f"{here}/lead/", {"act": "talk"}).status_code == 403
    hall.loses(hall.borrower)
    assert {task.kind for task in hall.tasks()} == {"talk", "bring_back"}, "one does not stand in the way of the other"
    hall.knocks(hall.borrower)
    assert {task.kind for task in hall.tasks()} == {"talk"}
    assert judge.post(f"{here}/lead/", {"act": "talk"}).status_code == 302
    assert hall.hearing.state == "paused" and not hall.tasks()
    circles = {user: hall.seat(user).circle for user in (hall.judge, hall.officer, hall.borrower, agent)}
    assert circles[hall.borrower] == circles[agent] != ""
    assert len(set(circles.values())) == 3, "the court, the bank, and the borrower with the agent"
    recording = Recording.objects.get(room=hall.room)
    assert (recording.state, recording.paused_for) == ("paused", "recess"), "nothing of it is recorded"
    opening.resume(by=hall.judge, hearing=hall.hearing)
    assert hall.seat(agent).circle == ""


def test_the_judge_may_leave_it(hall: Hall, browser_of: BrowserOf) -> None:
    agent = with_client(hall)
    hall.all_there()
    hall.comes(agent)
    opening.open_session(by=hall.judge, hearing=hall.hearing)
    talks.ask(by=agent, hearing=hall.hearing)
    task = hall.tasks()[0]
    here = f"/hearings/{hall.hearing.pk}/court"
    assert browser_of(cast.JUDGE).post(f"{here}/keep/", {"act": "task", "task": task.pk}).status_code == 302
    assert not hall.tasks() and hall.hearing.state == "in_session"
    hall.led_to(T.INVESTIGATION)
    breaks.begin(by=hall.judge, hearing=hall.hearing, kind="not_public")
    with pytest.raises(Conflict):
        talks.grant(by=hall.judge, hearing=hall.hearing)


def test_the_court_sees_that_a_device_hides_what_is_behind_somebody(hall: Hall, browser_of: BrowserOf) -> None:
    hall.opened()
    room = browser_of(cast.BORROWER).get(f"/rooms/{hall.room.pk}/")
    assert room.context["config"]["plain_background"] is True
    seat = hall.seat(hall.borrower)
    media: dict[str, Any] = {"by": hall.borrower, "seat": seat, "session": seat.session, "mic": False, "sharing": False}
    rooms.report_media(**media, camera=True, blurred=True)
    words = "虚化或者替换了背景"
    for member, sees in ((cast.JUDGE, True), (cast.COURT_CLERK, True), (cast.OFFICER, False)):
        assert (words in page(browser_of(member), hall)) is sees, member.key
    rooms.report_media(**media, camera=False, blurred=True)
    assert words not in page(browser_of(cast.JUDGE), hall), "there is no picture to hide anything in"


def test_people_of_one_shared_court_are_listed_together(hall: Hall, browser_of: BrowserOf) -> None:
    hall.opened()
    site = "示范村共享法庭"
    hall.room.seats.filter(user__in=[hall.borrower, hall.officer]).update(place=site)
    listed = browser_of(cast.JUDGE).get(f"/hearings/{hall.hearing.pk}/court/").context["places"]
    assert {place: len(lines) for place, lines in listed if place} == {site: 2}
    assert f"{site}：2" in page(browser_of(cast.JUDGE), hall)
