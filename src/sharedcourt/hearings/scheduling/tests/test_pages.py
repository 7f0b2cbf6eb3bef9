"""The pages of hearings, as the clerk, the judge, the parties and the public use them; the API says the same."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sharedcourt.hearings import queries
from sharedcourt.hearings.models import Hearing, PublicHearing
from sharedcourt.hearings.scheduling import actions, announcing
from sharedcourt.hearings.scheduling.models import OnlineAnswer
from sharedcourt.hearings.scheduling.tests.making import WITNESS, Trial, site
from sharedcourt.hearings.states import HearingState
from sharedcourt.mediation.tests.stage import at
from sharedcourt.notices import calendars
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db
BrowserOf = Callable[[Any], Client]
API = "/api/v1/hearings"


def page_of(trial: Trial) -> str:
    return f"/hearings/{trial.hearing.pk}/"


def test_a_clerk_arranges_finds_a_time_and_holds_it(trial: Trial, browser_of: BrowserOf) -> None:
    clerk = browser_of(cast.COURT_CLERK)
    case = clerk.get(f"/filing/cases/{trial.case.pk}/").content.decode()
    assert f"/hearings/arrange/{trial.case.pk}/" in case
    shown = clerk.get(f"/hearings/arrange/{trial.case.pk}/")
    assert shown.status_code == 200
    wrong = clerk.post(
        f"/hearings/arrange/{trial.case.pk}/", {"form": "online", "judges": [trial.judge.pk, trial.second_judge.pk]}
    )
    assert wrong.status_code == 422 and "单数" in wrong.content.decode()
    entered = {"form": "online", "judges": [trial.judge.pk], "presiding": trial.judge.pk, "clerk": trial.clerk.pk}
    assert clerk.post(f"/hearings/arrange/{trial.case.pk}/", entered)["Location"] == page_of(trial)
    trial.answered()
    times = clerk.get(f"{page_of(trial)}times/")
    found = times.context["found"]
    assert found and found[0][0].starts_at == at("2022-01-14T08:30")
    searched = clerk.get(f"{page_of(trial)}times/", {"minutes": "120", "days": "30", "first": "2022-01-17"})
    assert searched.context["found"][0][0].starts_at == at("2022-01-17T08:30")
    held = clerk.post(f"{page_of(trial)}times/", {"time": found[0][2], "minutes": "60", "clerk": ""})
    assert held["Location"] == page_of(trial) and trial.hearing.state == HearingState.SCHEDULED
    assert "第一互联网法庭" in clerk.get(page_of(trial)).content.decode()
    # Another time, entered by hand; a reason is asked for, and nothing typed is lost.
    other = {
        "time": "",
        "day_0": "2022",
        "day_1": "1",
        "day_2": "17",
        "hour": "9：30",
        "minutes": "60",
        "courtroom": trial.room.pk,
    }
    lost = clerk.post(f"{page_of(trial)}times/", other)
    assert lost.status_code == 422 and "9：30" in lost.content.decode()
    moved = clerk.post(f"{page_of(trial)}times/", {**other, "reason": "法庭另有安排"})
    assert moved.status_code == 302, moved.context["form"].errors
    assert trial.hearing.starts_at == at("2022-01-17T09:30")
    assert clerk.post(f"{page_of(trial)}times/", {**other, "hour": "25:00"}).status_code == 422
    assert clerk.get(f"{page_of(trial)}calendar.ics")["Content-Type"].startswith("text/calendar")


def test_a_party_answers_chooses_its_place_and_sees_when_and_where(trial: Trial, browser_of: BrowserOf) -> None:
    trial.arranged()
    borrower = browser_of(cast.BORROWER)
    shown = borrower.get(page_of(trial)).content.decode()
    assert f"{page_of(trial)}do/answer/" in shown and f"{page_of(trial)}do/cancel/" not in shown
    assert "是否同意在线庭审" in borrower.get(f"/filing/cases/{trial.case.pk}/").content.decode()
    party = str(trial.defendant.pk)
    unanswered = borrower.post(f"{page_of(trial)}do/answer/", {"party": party, "reason": "不会用手机"})
    assert unanswered.status_code == 422 and "不会用手机" in unanswered.content.decode()
    assert borrower.post(f"{page_of(trial)}do/answer/", {"party": party, "agrees": "yes"}).status_code == 302
    assert OnlineAnswer.objects.get().agrees
    trial.answered().scheduled()
    seat = trial.hearing.participants.get(user=trial.borrower)
    wrong = borrower.post(f"{page_of(trial)}do/place/", {"participant": str(seat.pk), "place": "site"})
    assert wrong.status_code == 422
    assert (
        borrower.post(f"{page_of(trial)}do/place/", {"participant": str(seat.pk), "place": "court"}).status_code == 302
    )
    assert [row.pk for row in borrower.get("/hearings/").context["page"]] == [trial.hearing.pk]
    assert not list(borrower.get("/hearings/?tab=over").context["page"])
    feed = calendars.feed_of(trial.borrower).decode()
    assert f"{trial.hearing.pk}@sharedcourt" in feed and "林建川" not in feed


def test_strangers_find_nothing_and_a_witness_little(trial: Trial, browser_of: BrowserOf) -> None:
    trial.scheduled()
    for member in (cast.STRANGER, cast.MANAGER, cast.RIVAL_OFFICER, cast.WIFE):
        stranger = browser_of(member)
        for path in ("", "times/", "calendar.ics"):
            assert stranger.get(f"{page_of(trial)}{path}").status_code == 404
        assert stranger.post(f"{page_of(trial)}do/cancel/", {"reason": "x"}).status_code == 404
        assert stranger.get("/hearings/court/").status_code == 404
        assert stranger.get(f"{API}/{trial.hearing.pk}").status_code == 404
        assert not stranger.get(API).json()["items"]
    assert Client().get(page_of(trial)).status_code == 302
    seat = actions.call(
        by=trial.clerk, hearing=trial.hearing, capacity="witness", name=WITNESS.name, phone=WITNESS.phone
    )
    witness = cast.person(WITNESS)
    type(seat).objects.filter(pk=seat.pk).update(user=witness)
    shown = browser_of(WITNESS).get(page_of(trial)).content.decode()
    assert "林建川" not in shown and "周启明" not in shown
    assert len(browser_of(WITNESS).get(f"{API}/{trial.hearing.pk}").json()["participants"]) == 1


def test_a_witness_chooses_a_shared_court_near_them(trial: Trial, browser_of: BrowserOf) -> None:
    trial.scheduled()
    seat = actions.call(
        by=trial.clerk, hearing=trial.hearing, capacity="witness", name=WITNESS.name, phone=WITNESS.phone
    )
    type(seat).objects.filter(pk=seat.pk).update(user=cast.person(WITNESS))
    near = site()
    witness = browser_of(WITNESS)
    page = witness.get(page_of(trial), {"site": "海曙"})
    assert [own.pk for own, _form in page.context["places"]] == [seat.pk], "their own place, and nobody else's"
    assert near.name in page.content.decode()
    sent = {"participant": seat.pk, "place": "site", "site": near.pk}
    assert witness.post(f"{page_of(trial)}do/place/", sent).status_code == 302
    seat.refresh_from_db()
    assert seat.booking is not None and seat.booking.terminal.site == near
    other = trial.hearing.participants.get(user=trial.borrower)
    answer = witness.post(f"{page_of(trial)}do/place/", {**sent, "participant": other.pk})
    assert answer.status_code in {403, 422}
    other.refresh_from_db()
    assert other.booking is None


def test_the_courts_list_by_day_week_and_judge(trial: Trial, browser_of: BrowserOf) -> None:
    trial.scheduled()
    clerk = browser_of(cast.COURT_CLERK)

    def listed(**query: str) -> list[Any]:
        return [row.pk for row in clerk.get("/hearings/court/", query).context["page"]]

    assert not listed() and listed(day="2022-01-14") == [trial.hearing.pk]
    assert listed(day="2022-01-11", span="week") == [trial.hearing.pk]
    assert listed(day="2022-01-14", judge=str(trial.judge.pk)) == [trial.hearing.pk]
    assert not listed(day="2022-01-14", judge=str(trial.second_judge.pk))
    assert not listed(day="2022-01-14", state="cancelled") and not listed(tab="planned")
    also = clerk.get("/hearings/court/").content.decode()
    assert "/hearings/circuit/tours/" in also and "/hearings/recordings/" in also and "/live/court/" in also
    assert clerk.get("/hearings/court/", {"day": "2022-02-30", "court": "x", "page": "x"}).status_code == 200
    admin = browser_of(cast.COURT_ADMINISTRATOR)
    place = f"/hearings/court/{trial.case.court_id}/courtrooms/"
    assert admin.post(place, {"name": "第三互联网法庭"}).status_code == 302
    assert admin.post(place, {"name": ""}).status_code == 422
    assert clerk.post(place, {"name": "x"}).status_code == 403
    assert admin.post(f"/hearings/courtrooms/{trial.room.pk}/close/").status_code == 302
    assert "第一互联网法庭" in admin.get("/hearings/court/").content.decode(), "a hearing is to be held there"


def test_the_public_reads_what_is_announced(trial: Trial, settings: Any) -> None:
    trial.scheduled()
    public = Client()
    where = f"/hearings/causes/{trial.case.court_id}/"
    assert where in public.get("/hearings/causes/").content.decode()
    shown = public.get(where, {"day": "2022-01-14"}).content.decode()
    assert all(
        words in shown for words in ("（2022）浙0302民初1号", "金融借款合同纠纷", "第一互联网法庭", "孙法官", "林建川")
    )
    assert "许记" not in shown and cast.BORROWER.phone not in shown
    settings.SHAREDCOURT_CAUSE_LIST_NAMES = "masked"
    shown = public.get(where, {"day": "2022-01-14"}).content.decode()
    assert "林建川" not in shown and "林**" in shown and "瓯越示范银行" in shown
    settings.SHAREDCOURT_CAUSE_LIST_NAMES = "none"
    assert "林" not in str(public.get(f"{API}/causes/{trial.case.court_id}?day=2022-01-14").json()["items"][0])
    actions.decide_publicity(by=trial.judge, hearing=trial.hearing, publicity="privacy", reasons="个人隐私")
    assert not public.get(where, {"day": "2022-01-14"}).context["lines"]


def test_the_public_list_never_holds_what_may_not_be_announced(trial: Trial) -> None:
    """Every combination of publicity, state and moment around midnight."""
    trial.scheduled()
    moments = ("2022-01-13T23:45", "2022-01-14T00:00", "2022-01-14T23:45", "2022-01-15T00:00")
    for publicity, state, when in product(PublicHearing.values, ("planned", "scheduled", "cancelled"), moments):
        starts = at(when)
        changed = {
            "publicity": publicity,
            "state": state,
            "starts_at": starts,
            "ends_at": starts + timedelta(minutes=15),
        }
        Hearing.objects.filter(pk=trial.hearing.pk).update(**changed)
        shown = list(queries.cause_list(trial.case.court, date(2022, 1, 14)))
        ought = publicity == "open" and state == "scheduled" and starts.date() == date(2022, 1, 14)
        assert bool(shown) is ought, changed
    shown = list(queries.cause_list(trial.case.court, date(2022, 1, 15)))
    assert not shown
    Hearing.objects.filter(pk=trial.hearing.pk).update(publicity="open", state="scheduled")
    (row,) = queries.cause_list(trial.case.court, date(2022, 1, 15))
    assert set(vars(announcing.of(row, "zh"))) == {
        "number", "cause", "starts_at", "ends_at", "form", "in_turn", "courtroom", "judges", "plaintiffs",
        "defendants", "session_number", "state",
    }, "a new fact on the public list needs its article"  # fmt: skip


def test_lists_take_no_more_queries_when_they_are_longer(trial: Trial, browser_of: BrowserOf) -> None:
    trial.scheduled()
    clerk, public = browser_of(cast.COURT_CLERK), Client()
    places = (
        (clerk, "/hearings/court/?day=2022-01-14"),
        (public, f"/hearings/causes/{trial.case.court_id}/?day=2022-01-14"),
        (clerk, f"{API}?limit=100"),
    )
    counts = []
    for browser, place in places:
        browser.get(place)
        with CaptureQueriesContext(connection) as one:
            browser.get(place)
        counts.append(len(one))
    for number in range(3):
        other = Trial()
        room = other.courtroom(f"第{number}法庭")
        other.arranged(form="circuit", judges=[other.third_judge.pk], clerk_id=other.second_clerk.pk)
        Hearing.objects.filter(pk=other.hearing.pk).update(
            state="scheduled", starts_at=at("2022-01-14T14:00"), ends_at=at("2022-01-14T15:00"), courtroom=room
        )
    for (browser, place), count in zip(places, counts, strict=True):
        with CaptureQueriesContext(connection) as many:
            browser.get(place)
        assert len(many) == count, place


def test_the_same_over_the_api(trial: Trial, browser_of: BrowserOf) -> None:
    clerk, officer, borrower, judge = (
        browser_of(member) for member in (cast.COURT_CLERK, cast.OFFICER, cast.BORROWER, cast.JUDGE)
    )

    def post(browser: Client, path: str, body: dict[str, Any]) -> Any:
        return browser.post(f"{API}{path}", body, content_type="application/json")

    assert post(officer, f"/cases/{trial.case.pk}", {}).status_code in {403, 404}
    made = post(clerk, f"/cases/{trial.case.pk}", {"form": "online", "clerk": str(trial.clerk.pk)}).json()
    assert made["forms"] == ["on_site", "circuit"] and made["state"] == "planned"
    here = f"/{made['id']}"
    for browser, party in ((officer, trial.plaintiff), (borrower, trial.defendant)):
        answered = post(browser, f"{here}/online", {"party": str(party.pk), "agrees": True})
        assert answered.status_code == 200, answered.content
    times = clerk.get(f"{API}{here}/times?minutes=60&days=3").json()["times"]
    time = {"starts_at": times[0]["starts_at"], "minutes": 60, "courtroom": times[0]["courtrooms"][0]}
    assert post(officer, f"{here}/schedule", time).status_code == 403
    held = post(clerk, f"{here}/schedule", time)
    assert held.status_code == 200 and held.json()["state"] == "scheduled"
    naive = post(clerk, f"{here}/move", {**time, "starts_at": "2022-01-17T09:00:00", "reason": "x"})
    assert naive.status_code == 422 and naive.json()["field"] == "starts_at"
    called = post(clerk, f"{here}/called", {"capacity": "witness", "name": WITNESS.name, "phone": WITNESS.phone})
    assert called.status_code == 201
    seat = next(each for each in called.json()["participants"] if each["capacity"] == "witness")
    assert clerk.delete(f"{API}{here}/called/{seat['id']}").status_code == 200
    assert post(judge, f"{here}/form", {"form": "on_site"}).json()["form"] == "on_site"
    assert post(judge, f"{here}/cancel", {"reason": "和解"}).json()["state"] == "cancelled"


def test_the_page_leads_to_the_courtroom_and_to_what_belongs_to_the_hearing(
    trial: Trial, browser_of: BrowserOf
) -> None:
    trial.arranged().answered().scheduled()
    page = f"/hearings/{trial.hearing.pk}/"
    clerk, borrower = (browser_of(who).get(page).content.decode() for who in (cast.COURT_CLERK, cast.BORROWER))
    for way in ("court", "attendance", "offline"):
        assert f'href="{page}{way}/"' in clerk and f'href="{page}{way}/"' not in borrower
    assert f'href="{page}entry/"' in borrower and "/transcript/" not in borrower, "nothing has been said yet"
