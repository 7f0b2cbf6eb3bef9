"""Evidence on everybody's screen: the same page and mark, for each only what they may see; and the panel as each person reads it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from sharedcourt.core.errors import Invalid, NotAllowed
from sharedcourt.filing.folder.models import Paper, Visible
from sharedcourt.hearings.courtroom import queries
from sharedcourt.hearings.courtroom.actions import discipline, evidence, opening
from sharedcourt.hearings.courtroom.actions.evidence import Mark
from sharedcourt.hearings.courtroom.models import HearingEvent, ShownPage
from sharedcourt.hearings.courtroom.stages import Stage
from sharedcourt.hearings.courtroom.tests.making import WITNESS, Hall
from sharedcourt.people import cast
from sharedcourt.people.cast import Member

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]
T = Stage


@pytest.fixture
def paper(hall: Hall) -> Paper:
    """The bank's IOU; the hearing is in the evidence stage."""
    _item, found = hall.evidence(hall.officer)
    hall.opened()
    hall.led_to(T.INVESTIGATION, T.EVIDENCE)
    return found


def show(hall: Hall, by: Any, paper: Paper, **more: Any) -> ShownPage:
    return evidence.show(by=by, hearing=hall.hearing, paper=paper, **more)


def test_the_court_shows_a_party_with_the_floor_shows_and_nobody_else(hall: Hall, paper: Paper) -> None:
    first = show(hall, hall.judge, paper)
    assert show(hall, hall.judge, paper).pk == first.pk, "twice is once"
    marked = show(hall, hall.clerk, paper, mark=Mark(100, 200, 300, 50))
    assert queries.shown_now(hall.hearing) == marked and marked.has_mark
    for user in (hall.borrower, hall.officer, cast.person(cast.STRANGER)):
        with pytest.raises(NotAllowed):
            show(hall, user, paper)
    hall.floor(hall.borrower)
    show(hall, hall.borrower, paper)
    with pytest.raises(NotAllowed):
        evidence.hide(by=hall.officer, hearing=hall.hearing)
    evidence.hide(by=hall.borrower, hearing=hall.hearing)
    evidence.hide(by=hall.judge, hearing=hall.hearing)
    assert queries.shown_now(hall.hearing) is None
    assert [kind for kind in hall.kinds() if kind in {"shown", "hidden"}] == ["shown", "hidden"], "turning is no news"
    assert HearingEvent.objects.filter(kind="shown").latest("at").words == paper.title


def test_a_page_or_mark_that_is_none_is_refused(hall: Hall, paper: Paper) -> None:
    for page in (0, 2, 999):
        with pytest.raises(Invalid) as refused:
            show(hall, hall.judge, paper, page=page)
        assert refused.value.field == "page"
    for mark in (Mark(900, 0, 200, 10), Mark(0, 999, 10, 10), Mark(-1, 0, 10, 10)):
        with pytest.raises(Invalid):
            show(hall, hall.judge, paper, mark=mark)
    assert not ShownPage.objects.exists()


def test_what_one_party_gave_to_the_court_alone_the_other_does_not_see(
    hall: Hall, paper: Paper, browser_of: Browser
) -> None:
    Paper.objects.filter(pk=paper.pk).update(visible=Visible.COURT)
    now = show(hall, hall.judge, paper)
    address = f"/hearings/{hall.hearing.pk}/court/shown/{now.pk}.png"
    assert browser_of(cast.JUDGE).get(address).status_code == 200
    assert browser_of(cast.OFFICER).get(address).status_code == 200
    assert browser_of(cast.BORROWER).get(address).status_code == 404
    page = browser_of(cast.BORROWER).get(f"/hearings/{hall.hearing.pk}/court/").content.decode()
    assert address not in page and paper.title not in page
    # What only a side prepares is not even the court's to show.
    Paper.objects.filter(pk=paper.pk).update(visible=Visible.SIDE)
    with pytest.raises(Invalid):
        show(hall, hall.judge, paper)


def test_the_picture_is_there_while_it_is_shown_and_for_those_inside(
    hall: Hall, paper: Paper, browser_of: Browser
) -> None:
    now = show(hall, hall.judge, paper)
    address = f"/hearings/{hall.hearing.pk}/court/shown/{now.pk}.png"
    answer = browser_of(cast.BORROWER).get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert "no-store" in answer["Cache-Control"]
    assert browser_of(WITNESS).get(address).status_code == 404, "waits apart"
    assert browser_of(cast.STRANGER).get(address).status_code == 404
    discipline.call_in(by=hall.judge, hearing=hall.hearing, who=hall.part(hall.witness))
    hall.enters(hall.witness)
    assert browser_of(WITNESS).get(address).status_code == 200
    hall.floor(None)
    assert browser_of(WITNESS).get(address).status_code == 404, "not being heard any more"
    hall.led_to(T.DEBATE, T.LAST_STATEMENTS)
    assert browser_of(cast.BORROWER).get(address).status_code == 404, "put away with the stage"
    opening.close(by=hall.judge, hearing=hall.hearing)


def test_each_reads_the_panel_that_is_theirs(hall: Hall, paper: Paper, browser_of: Browser) -> None:
    discipline.warn(by=hall.judge, hearing=hall.hearing, who=hall.part(hall.borrower), reason="随意插话")
    address = f"/hearings/{hall.hearing.pk}/court/"
    pages = {
        member.key: browser_of(member).get(address).content.decode()
        for member in (cast.JUDGE, cast.COURT_CLERK, cast.BORROWER, WITNESS)
    }
    assert browser_of(cast.STRANGER).get(address).status_code == 404
    assert 'value="warn"' in pages["judge"] and 'value="close"' in pages["judge"]
    assert 'value="warn"' not in pages["court_clerk"] and 'value="suspend"' in pages["court_clerk"]
    for key in ("borrower", "witness"):
        assert 'name="act"' not in pages[key], key
        assert "随意插话" not in pages[key] and "court/lead/" not in pages[key]
    assert "国徽" in pages["judge"] and cast.COURT in pages["judge"]
    assert "虚拟背景" in pages["borrower"]
    # A witness who waits learns who else is there as little as what is said.
    assert "隔离" in pages["witness"] or "等候" in pages["witness"]
    assert cast.BORROWER.name not in pages["witness"]


def test_a_part_that_has_not_changed_costs_nothing(hall: Hall, paper: Paper, browser_of: Browser) -> None:
    client = browser_of(cast.BORROWER)
    for name in ("order", "people", "shown", "tasks"):
        address = f"/hearings/{hall.hearing.pk}/court/part/{name}/"
        response = client.get(address)
        assert response.status_code == 200
        key = response.context[f"{name}_key"]
        assert client.get(f"{address}?seen={key}").status_code == 204, name
    assert client.get(f"/hearings/{hall.hearing.pk}/court/part/else/").status_code == 404
    before = client.get(f"/hearings/{hall.hearing.pk}/court/part/order/").context["order_key"]
    hall.floor(hall.borrower)
    assert client.get(f"/hearings/{hall.hearing.pk}/court/part/order/?seen={before}").status_code == 200


def test_the_panel_takes_as_many_queries_for_three_people_as_for_six(
    hall: Hall, paper: Paper, browser_of: Browser, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, address = browser_of(cast.JUDGE), f"/hearings/{hall.hearing.pk}/court/part/people/"
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(3):
        user = cast.person(Member(f"more{number}", f"多{number}", f"1990000009{number}"))
        hall.hearing.participants.create(user=user, capacity="witness")
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)


def test_acts_over_the_page_say_what_is_wrong_and_lose_nothing(hall: Hall, paper: Paper, browser_of: Browser) -> None:
    address = f"/hearings/{hall.hearing.pk}/court/lead/"
    one = str(hall.part(hall.borrower).pk)
    judge = browser_of(cast.JUDGE)
    refused = judge.post(address, {"act": "advance", "stage": "rights", "reason": " "})
    assert refused.status_code == 422
    assert "court-reason-advance" in refused.content.decode()
    refused = judge.post(address, {"act": "absence", "participant": one, "decision": "refused", "reason": "缺席理由"})
    assert refused.status_code == 409 and "缺席理由" in refused.content.decode()
    assert judge.post(address, {"act": "nothing"}).status_code == 422
    assert judge.post(address, {"act": "warn", "participant": "x", "reason": "x"}).status_code == 422
    assert browser_of(cast.COURT_CLERK).post(address, {"act": "close"}).status_code == 403
    assert browser_of(cast.BORROWER).post(address, {"act": "close"}).status_code == 403
    assert browser_of(cast.STRANGER).post(address, {"act": "close"}).status_code == 404
    done = judge.post(address, {"act": "warn", "participant": one, "reason": "喧哗", "once": "w" * 22})
    assert done.status_code == 302
    judge.post(address, {"act": "warn", "participant": one, "reason": "喧哗", "once": "w" * 22})
    assert hall.kinds().count("warned") == 1, "a double click warns once"
    show_to = f"/hearings/{hall.hearing.pk}/court/present/"
    sent = {
        "act": "show",
        "paper": str(paper.pk),
        "page": "1",
        "left": "10",
        "top": "10",
        "width": "50",
        "height": "50",
    }
    assert browser_of(cast.COURT_CLERK).post(show_to, sent, headers={"HX-Request": "true"}).status_code == 200
    assert ShownPage.objects.get().width == 50
    assert browser_of(cast.BORROWER).post(show_to, sent).status_code == 403


def test_the_same_over_the_api(hall: Hall, paper: Paper, browser_of: Browser) -> None:
    base = f"/api/v1/hearings/{hall.hearing.pk}"
    judge, borrower = browser_of(cast.JUDGE), browser_of(cast.BORROWER)

    def post(client: Client, path: str, **body: Any) -> Any:
        return client.post(f"{base}/{path}", json.dumps(body), "application/json")

    seen = borrower.get(f"{base}/court").json()
    assert (seen["state"], seen["stage"], seen["speaks"]) == ("in_session", "evidence", True)
    assert {person["warnings"] for person in seen["people"]} == {None}
    led = post(judge, "court/lead", act="floor", participant=str(hall.part(hall.borrower).pk))
    assert led.status_code == 200 and any(person["has_floor"] for person in led.json()["people"])
    assert post(borrower, "court/lead", act="close").status_code == 403
    shown = post(borrower, "court/present", act="show", paper=str(paper.pk), width=1200)
    assert shown.status_code == 422
    shown = post(borrower, "court/present", act="show", paper=str(paper.pk), left=1, top=1, width=9, height=9)
    assert shown.json()["shown"]["width"] == 9
    waits = browser_of(WITNESS).get(f"{base}/court").json()
    assert waits["waits_apart"] and waits["people"] == [] and waits["shown"] is None
    assert judge.get(f"{base}/court/events").json()["count"] > 3
    assert borrower.get(f"{base}/court/events").status_code == 403
    assert browser_of(cast.STRANGER).get(f"{base}/court").status_code == 404


def test_before_the_door_step_by_step(hall: Hall, browser_of: Browser) -> None:
    hall.prepared()
    client, address = browser_of(cast.BORROWER), f"/hearings/{hall.hearing.pk}/entry/"
    assert client.get(f"/rooms/{hall.room.pk}/").headers["Location"] == address
    page = client.get(address).content.decode()
    assert "纪律" in page or "规则" in page
    refused = client.post(address, {"step": "declare"})
    assert refused.status_code == 422 and "declared-error" in refused.content.decode()
    assert client.post(address, {"step": "declare", "declared": "yes"}).status_code == 302
    assert "199****0001" in client.get(address).content.decode()
    assert client.post(address, {"step": "code", "code": "123456"}).status_code == 422
    assert client.post(address, {"step": "join"}).status_code == 409
    hall.shows_again(hall.borrower)
    onward = client.post(address, {"step": "join"})
    assert onward.headers["Location"] == f"/rooms/{hall.room.pk}/"
    room = client.get(f"/rooms/{hall.room.pk}/")
    assert room.status_code == 200
    assert room.context["config"]["is_led"] and room.context["has_panel"]
    # The judge goes straight in; a stranger finds nothing.
    judge = browser_of(cast.JUDGE)
    assert judge.get(address).headers["Location"] == f"/rooms/{hall.room.pk}/"
    assert judge.get(f"/rooms/{hall.room.pk}/").status_code == 200
    assert browser_of(cast.STRANGER).get(address).status_code == 404
