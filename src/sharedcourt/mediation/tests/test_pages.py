"""The pages: from the list to the signature, and what a stranger gets."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from sharedcourt.mediation.states import CaseState
from sharedcourt.mediation.tests.stage import PLAN, STROKES, Stage, at
from sharedcourt.people import cast
from sharedcourt.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_setup(settings: Any) -> None:
    settings.DEMO = True  # staff need no second factor


def test_the_whole_way_by_forms(
    person: Callable[[Any], User], browser_of: Callable[[Any], Client], django_capture_on_commit_callbacks: Any
) -> None:
    stage = Stage(person)
    with time_machine.travel(at("2022-01-06T13:50")):
        stage.submit()
        case = stage.case
        manager, mediator = browser_of(cast.MANAGER), browser_of(cast.MEDIATOR)
        assert case.dispute.code[:3] in manager.get(reverse("mediation:list")).content.decode()
        page = reverse("mediation:case", args=[case.pk])
        assert manager.get(page).status_code == 200

        def do(who: Client, verb: str, **values: Any) -> Any:
            return who.post(reverse("mediation:act", args=[case.pk, verb]), values)

        assert do(manager, "decline", reason="").status_code == 422
        assert do(manager, "accept").status_code == 302
        assert mediator.get(page).status_code == 404  # not asked yet
        assert do(manager, "assign", mediator=str(stage.mediator.pk)).status_code == 302
        assert mediator.get(page).status_code == 200
        assert do(mediator, "disclose", disclosure="").status_code == 422
        assert do(mediator, "disclose", disclosure="none").status_code == 302
        stage.parties_join()
        answer = do(mediator, "now")
        assert answer.status_code == 302
        stage.meeting = stage.case.meetings.get()
        slot = stage.meeting.slots.get()
        browsers = {member: browser_of(member) for member in (cast.OFFICER, cast.BORROWER, cast.WIFE)}
        for member, browser in browsers.items():
            where = reverse("mediation:meeting", args=[stage.meeting.pk])
            assert browser.get(where).status_code == 200
            url = reverse("mediation:meeting-act", args=[stage.meeting.pk, "answer"])
            assert browser.post(url, {"answer": f"{slot.pk}:yes"}).status_code == 302, member.key
        stage.meeting.refresh_from_db()
        assert stage.meeting.state == "fixed" and stage.meeting.room_id
        calendar = browsers[cast.WIFE].get(reverse("mediation:calendar", args=[stage.meeting.pk]))
        assert b"BEGIN:VEVENT" in calendar.content and "陈舒宁".encode() not in calendar.content

        panel = reverse("mediation:panel", args=[stage.meeting.pk])

        def on(who: Client, verb: str, status: int = 200, /, **values: Any) -> str:
            url = reverse("mediation:panel-act", args=[stage.meeting.pk, verb])
            got = who.post(url, values, headers={"HX-Request": "true"})
            assert got.status_code == status, got.content.decode()[:2000]
            return got.content.decode()

        def all_look() -> None:
            for browser in (mediator, *browsers.values()):
                assert browser.get(panel).status_code == 200
                assert browser.get(panel, headers={"HX-Request": "true"}).status_code == 200

        all_look()
        assert stage.wife.resident_id in mediator.get(panel).content.decode()
        assert stage.wife.resident_id not in browsers[cast.BORROWER].get(panel).content.decode()
        on(mediator, "step", 422, step="2")
        for user in stage.people():
            on(mediator, "compare", user=str(user.pk))
        on(mediator, "step", step="2")
        all_look()
        for browser in browsers.values():
            on(browser, "understand")
        on(mediator, "step", step="3")
        on(mediator, "facts", facts="利息已付至2021年8月20日。")
        all_look()
        for browser in browsers.values():
            on(browser, "confirm-facts", number="1")
        on(mediator, "step", step="4")
        all_look()
        assert "46,433.20" in on(mediator, "plan", revision="1", **PLAN)
        assert "288,300.24" in browsers[cast.WIFE].get(panel).content.decode()
        refused = on(mediator, "plan", revision="1", **{**PLAN, "count": "30"})  # a stale tab
        assert "govuk-error-summary" in refused and 'value="2"' in refused
        on(mediator, "plan", revision="2", **{**PLAN, "rate": "abc"})
        on(mediator, "put")
        on(browsers[cast.BORROWER], "counter", text="希望分36期")
        on(mediator, "make", 422, revision="1")
        on(mediator, "make", revision="2")
        all_look()
        version = stage.case.versions.get()
        stage.version = version
        on(browsers[cast.WIFE], "ask-change", version=str(version.pk), text="首期推迟到1月25日")
        for browser in browsers.values():
            on(browser, "confirm", version=str(version.pk), text_sha256=version.text_sha256)
        all_look()
        ink = json.dumps(STROKES)
        on(browsers[cast.WIFE], "sign", 422, version=str(version.pk), strokes=ink)
        with django_capture_on_commit_callbacks(execute=True):
            for browser in (*browsers.values(), mediator):
                on(browser, "sign", version=str(version.pk), strokes=ink, intends="yes")
        assert stage.case.state == CaseState.CONCLUDED
        all_look()
        for name in ("people", "facts", "plan", "proposals", "agreement", "signatures"):
            part = reverse("mediation:panel-part", args=[stage.meeting.pk, name])
            assert browsers[cast.WIFE].get(part).status_code == 200
        assert manager.get(page).status_code == 200 and browsers[cast.OFFICER].get(page).status_code == 200
        assert do(browsers[cast.OFFICER], "record-payment", amount="100", received_on="2022-01-06").status_code == 302
        for member in (
            cast.STRANGER,
            cast.RIVAL_OFFICER,
            cast.SECOND_MEDIATOR,
            cast.OTHER_MANAGER,
            cast.REGULATOR_OFFICER,
        ):
            outsider = browser_of(member)
            for url in (page, panel, reverse("mediation:meeting", args=[stage.meeting.pk])):
                assert outsider.get(url).status_code == 404, (member.key, url)
        assert manager.get(panel).status_code == 404  # the panel is for those who take part


def test_nothing_new_costs_nothing(person: Callable[[Any], User], browser_of: Callable[[Any], Client]) -> None:
    stage = Stage(person)
    with time_machine.travel(at("2022-01-06T13:50")):
        stage.begun().meet_now()
        browser = browser_of(cast.BORROWER)
        panel = reverse("mediation:panel", args=[stage.meeting.pk])
        body = browser.get(panel, headers={"HX-Request": "true"}).content.decode()
        key = body.split("panel/?seen=")[1].split('"')[0]
        assert browser.get(f"{panel}?seen={key}", headers={"HX-Request": "true"}).status_code == 204


def test_the_api_tells_the_same(person: Callable[[Any], User], browser_of: Callable[[Any], Client]) -> None:
    stage = Stage(person)
    with time_machine.travel(at("2022-01-06T13:50")):
        stage.begun().meet_now().informed().planned().made()
        mediator, stranger = browser_of(cast.MEDIATOR), browser_of(cast.STRANGER)
        base = f"/api/v1/mediation/cases/{stage.case.pk}"
        assert mediator.get("/api/v1/mediation/cases").json()["items"][0]["number"] == "温银保调〔2022〕1号"
        assert mediator.get(f"{base}/plan").json()["owed"] == "288300.24"
        assert mediator.get(f"{base}/versions").json()["items"][0]["state"] == "proposed"
        assert stranger.get(base).status_code == 404
        stale = mediator.post(
            f"{base}/plan", {"revision": 1, "talk": 0, "values": {"count": "12"}}, content_type="application/json"
        )
        assert stale.status_code == 409
        sha = stage.version.text_sha256
        url = f"/api/v1/mediation/versions/{stage.version.pk}/confirm"
        got = browser_of(cast.WIFE).post(url, {"text_sha256": sha}, content_type="application/json")
        assert got.json()["confirmed_by"] == [str(stage.wife.pk)]
        assert mediator.post(url, {"text_sha256": sha}, content_type="application/json").status_code == 403
