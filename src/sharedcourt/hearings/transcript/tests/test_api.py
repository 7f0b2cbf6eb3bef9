"""The record over the API, as a program of the clerk's uses it."""

from uuid import uuid4

import pytest

from sharedcourt.hearings.transcript import queries
from sharedcourt.hearings.transcript.tests.making import text_of
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db


def test_begun_written_proposed_corrected_and_made_ready_for_signing(hearing, browser_of):
    at = f"/api/v1/hearings/{hearing.pk}/transcript"
    clerk, borrower, officer = (browser_of(m) for m in (cast.COURT_CLERK, cast.BORROWER, cast.OFFICER))

    def post(who, path, status, **body):
        answer = who.post(f"{at}{path}", body, content_type="application/json")
        assert answer.status_code == status, answer.content
        return answer.json() if answer.content else None

    assert borrower.get(at).status_code == 404
    post(officer, "", 404)
    begun = post(clerk, "", 201)
    judge = next(one["key"] for one in begun["speakers"] if one["name"] == "孙法官")
    post(clerk, "/pen", 200, name="program-of-the-clerk")
    line = str(uuid4())
    operation = {
        "number": 1,
        "line": line,
        "seen": 0,
        "rank": "00000001",
        "text": "现在开庭。",
        "at_ms": 0,
        "speaker": judge,
    }
    for _ in range(2):
        done = post(clerk, "/operations", 200, pen="program-of-the-clerk", operations=[operation])
        assert done == {"number": 1, "seq": 1}
    assert post(clerk, "/operations", 409, pen="never-had-it", operations=[operation])["field"] == "pen"
    post(borrower, "/operations", 404, pen="program-of-the-clerk", operations=[operation])
    said = [{"text": "利息按月付。", "at_ms": 1000}, {"text": "听错了", "at_ms": 2000}]
    assert post(clerk, "/proposals", 201, lines=said) == {"proposed": 2}
    assert post(clerk, "/proposals", 201, lines=said) == {"proposed": 0}
    row = queries.rows().get(hearing=hearing)
    good, bad = queries.proposals(row)
    post(clerk, f"/proposals/{good.key}/take", 200, text="利息按月支付。")
    post(clerk, f"/proposals/{bad.key}/drop", 200)
    post(clerk, "/lines", 201, text="休庭。")
    assert text_of(row) == ["现在开庭。", "利息按月支付。", "休庭。"]
    listed = borrower.get(f"{at}/lines?limit=10").json()
    assert listed["count"] == 4
    assert [one["text"] for one in listed["items"] if one["state"] == "out"] == [""]
    assert post(clerk, "/finish", 200)["state"] == "reading"
    asked = post(borrower, "/corrections", 201, line=str(good.key), wanted="利息按季支付。")
    post(borrower, "/read", 409)
    post(clerk, f"/corrections/{asked['id']}/answer", 200, corrected=False, answer="与录音一致", replayed=True)
    assert borrower.get(f"{at}/corrections").json()["items"][0]["state"] == "refused"
    post(clerk, "/signing", 409)
    post(borrower, "/refuse", 204, reason="不认可")
    post(officer, "/read", 204)
    ready = post(clerk, "/signing", 200)
    assert ready["state"] == "signing"
    post(officer, "/pages/1", 204)
    post(borrower, "/pages/1", 403)
    assert post(clerk, "/take-back", 200)["file"] is None


def test_the_recording_in_its_place_needs_its_reasons(hearing, browser_of):
    at = f"/api/v1/hearings/{hearing.pk}/transcript"
    clerk = browser_of(cast.COURT_CLERK)
    clerk.post(at, {}, content_type="application/json")
    answer = browser_of(cast.OFFICER).post(f"{at}/stand", {"stands": True}, content_type="application/json")
    assert answer.status_code == 204
    refused = clerk.post(f"{at}/let-stand", {}, content_type="application/json")
    assert (refused.status_code, refused.json()["field"]) == (409, "recording")
