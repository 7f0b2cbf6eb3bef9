"""The pages as the judge, the clerk and the parties use them; the API says the same."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sharedcourt.core import once
from sharedcourt.hearings.in_turn import actions
from sharedcourt.hearings.in_turn.models import Turn, TurnAnswer, TurnQuestion
from sharedcourt.hearings.in_turn.tests.making import WEBM, Turns
from sharedcourt.hearings.states import HearingState
from sharedcourt.mediation.tests.stage import at
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db
DAYS = {"last_day_0": "2022", "last_day_1": "1", "last_day_2": "20"}


def here(turns: Turns) -> str:
    return f"/hearings/{turns.hearing.pk}/in-turn/"


def asked(turns: Turns, browser: Any, **more: Any) -> Any:
    return browser.post(f"{here(turns)}ask/", {"stage": "statement", "text": "请陈述借款经过。", **DAYS, **more})


def all_three(browser_of: Any) -> tuple[Any, Any, Any]:
    """Judge, borrower and officer, signed in now: a session does not last for days."""
    judge, borrower, officer = (browser_of(member) for member in (cast.JUDGE, cast.BORROWER, cast.OFFICER))
    return judge, borrower, officer


def test_from_the_hearing_to_the_answer_and_back(turns: Turns, hands: Any, browser_of: Any) -> None:
    judge, borrower, officer = all_three(browser_of)
    main = f"/hearings/{turns.hearing.pk}/"
    for browser in (judge, borrower, officer):
        shown = browser.get(main).content.decode()
        assert here(turns) in shown and "00:00" not in shown and f"{main}entry/" not in shown
    lost = asked(turns, judge, last_day_2="31")
    assert lost.status_code == 422 and "请陈述借款经过。" in lost.content.decode(), "nothing that was typed is lost"
    assert asked(turns, judge)["Location"] == here(turns)
    assert asked(turns, borrower).status_code == 403
    turn = turns.turn(TurnQuestion.objects.get())
    mine = f"{here(turns)}turns/{turn.pk}/"
    assert officer.get(mine).status_code == 404 and judge.get(mine).status_code == 404
    before = borrower.get(mine)
    assert before.status_code == 200 and 'name="text"' not in before.content.decode(), "it has not begun"
    hands.move_to(at("2022-01-18T20:15"))
    judge, borrower, officer = all_three(browser_of)
    assert borrower.get(mine)["Location"] == f"{main}entry/"
    assert borrower.get(f"{main}entry/").status_code == 200
    refused = borrower.post(mine, {"text": "本人已还八万元。", "why_no_clip": "没有摄像头"})
    assert refused.status_code == 409 and "本人已还八万元。" in refused.content.decode()
    assert borrower.post(f"{main}entry/", {"step": "declare", "declared": "yes"}).status_code == 302
    turns.entered(turns.borrower)
    assert borrower.get(f"{main}entry/")["Location"] == here(turns)
    assert borrower.get(f"{main}court/")["Location"] == here(turns)
    assert borrower.post(mine, {"text": "本人已还八万元。"}).status_code == 422
    assert borrower.post(mine, {"text": "长" * 20_001, "why_no_clip": "x"}).status_code == 422
    word = once.new_word()
    for _click in range(2):
        video = SimpleUploadedFile("clip.webm", WEBM, "video/webm")
        done = borrower.post(mine, {"text": "本人已还八万元。", "video": video, "once": word})
        assert done["Location"] == here(turns)
    said = TurnAnswer.objects.get()
    for browser in (judge, officer, borrower):
        shown = browser.get(here(turns)).content.decode()
        assert "本人已还八万元。" in shown and said.sha256 in shown and f"/clips/{said.clip_id}/" in shown
    other = turns.turn(TurnQuestion.objects.get(), turns.plaintiff)
    hands.move_to(at("2022-01-21T09:00"))
    judge, borrower, officer = all_three(browser_of)
    actions.begin(hearing=turns.hearing)
    assert 'name="text"' not in borrower.get(mine).content.decode()
    assert judge.post(f"{here(turns)}close/").status_code == 409
    assert judge.post(f"{here(turns)}turns/{other.pk}/go-on/", {"reason": ""}).status_code == 422
    assert officer.post(f"{here(turns)}turns/{other.pk}/go-on/", {"reason": "x"}).status_code == 403
    extended = {"last_day_0": "2022", "last_day_1": "1", "last_day_2": "21"}
    assert judge.post(f"{here(turns)}turns/{other.pk}/extend/", extended).status_code == 302
    longer = {"last_0": "2022", "last_1": "1", "last_2": "28"}
    assert judge.post(f"{here(turns)}longer/", longer).status_code == 302
    hands.move_to(at("2022-01-22T09:00"))
    judge, borrower, officer = all_three(browser_of)
    assert judge.post(f"{here(turns)}turns/{other.pk}/go-on/", {"reason": "经提醒未答复"}).status_code == 302
    assert judge.post(f"{here(turns)}close/").status_code == 302
    assert turns.hearing.state == HearingState.CLOSED
    assert "本人已还八万元" in borrower.get(f"{main}transcript/").content.decode()
    assert borrower.get(here(turns)).status_code == 200 and asked(turns, judge).status_code == 409


def test_strangers_and_who_is_not_of_this_hearing_see_nothing(turns: Turns, browser_of: Any, client: Any) -> None:
    turn = turns.turn(turns.ask())
    for member in (cast.RIVAL_OFFICER, cast.FILING_CLERK, cast.COURT_ADMINISTRATOR):
        browser = browser_of(member)
        for path in ("", f"turns/{turn.pk}/"):
            assert browser.get(f"{here(turns)}{path}").status_code == 404
        for path in ("ask/", "close/", "longer/", f"turns/{turn.pk}/extend/", f"turns/{turn.pk}/go-on/", "clips/"):
            assert browser.post(f"{here(turns)}{path}").status_code == 404
        assert browser.get(f"/api/v1/hearings/{turns.hearing.pk}/in-turn/questions").status_code == 404
    assert client.get(here(turns))["Location"].startswith(("/sign-in/", "/accounts/login/"))


def test_the_case_page_says_what_is_to_be_done(turns: Turns, hands: Any, browser_of: Any) -> None:
    case = f"/filing/cases/{turns.case.pk}/"
    assert here(turns) in browser_of(cast.JUDGE).get(case).content.decode(), "ask the parties"
    assert here(turns) not in browser_of(cast.BORROWER).get(case).content.decode()
    turns.ask()
    hands.move_to(at("2022-01-17T09:00"))
    shown = browser_of(cast.BORROWER).get(case).content.decode()
    assert here(turns) in shown and "自行选择时间" in shown and "00:00" not in shown


def test_one_page_one_number_of_queries(turns: Turns, hands: Any, browser_of: Any) -> None:
    hands.move_to(at("2022-01-17T09:00"))
    turns.entered()
    officer = browser_of(cast.OFFICER)
    counts = []
    for number in (1, 5):
        for _question in range(number):
            question = turns.ask()
            turns.say(turns.turn(question), clip_id=turns.clip(turns.borrower).pk)
        officer.get(here(turns))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            officer.get(here(turns))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_same_over_the_api(turns: Turns, hands: Any, browser_of: Any) -> None:
    judge, borrower, officer = all_three(browser_of)
    api = f"/api/v1/hearings/{turns.hearing.pk}/in-turn"

    def post(who: Any, path: str, status: int, **body: Any) -> Any:
        answer = who.post(f"{api}{path}", body, content_type="application/json")
        assert answer.status_code == status, answer.content
        return answer.json()

    post(borrower, "/questions", 403, stage="statement", text="x")
    post(judge, "/questions", 422, stage="nothing", text="x")
    made = post(judge, "/questions", 201, stage="statement", text="请陈述。", last_day="2022-01-19")
    turn = next(one for one in made["turns"] if one["party"] == str(turns.defendant.pk))
    at_turn = f"/turns/{turn['id']}"
    hands.move_to(at("2022-01-18T09:00"))
    judge, borrower, officer = all_three(browser_of)
    assert post(borrower, f"{at_turn}/answers", 409, text="已还。", why_no_clip="x")["field"] == "declared"
    turns.entered()
    post(officer, f"{at_turn}/answers", 403, text="已还。", why_no_clip="x")
    first = post(borrower, f"{at_turn}/answers", 201, text="已还。", why_no_clip="x")
    assert post(borrower, f"{at_turn}/answers", 201, text="已还。", why_no_clip="x") == first
    listed = officer.get(f"{api}/questions?limit=5").json()
    assert listed["count"] == 1 and "已还。" in str(listed["items"])
    other = Turn.objects.get(question=made["id"], party=turns.plaintiff)
    hands.move_to(at("2022-01-20T09:00"))
    judge, borrower, officer = all_three(browser_of)
    assert post(judge, "/longer", 200, last_day="2022-01-28")["last"] == "2022-01-28"
    assert post(judge, f"/turns/{other.pk}/extend", 200, last_day="2022-01-21")["last_day"] == "2022-01-21"
    hands.move_to(at("2022-01-22T09:00"))
    judge, borrower, officer = all_three(browser_of)
    assert post(judge, f"/turns/{other.pk}/go-on", 200, reason="经提醒未答复")["state"] == "passed"
    assert post(judge, "/close", 200)["state"] == "closed"
