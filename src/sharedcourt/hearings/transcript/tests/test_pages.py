"""The record's pages, without scripts, and what scripts ask as JSON."""

import json
import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sharedcourt.hearings.transcript import actions, queries
from sharedcourt.hearings.transcript.states import TranscriptState
from sharedcourt.hearings.transcript.tests import making
from sharedcourt.hearings.transcript.tests.making import Typist, text_of
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(row):
    return f"/hearings/{row.hearing_id}/transcript/"


def once(page):
    return re.findall(r'name="once" value="([^"]+)"', page.content.decode())[0]


def test_the_clerk_begins_it_from_the_case_and_others_know_nothing_before(hearing, browser_of):
    at = f"/hearings/{hearing.pk}/transcript/"
    for member in (cast.JUDGE, cast.OFFICER, cast.STRANGER):
        assert browser_of(member).get(at).status_code == 404, member.key
    clerk = browser_of(cast.COURT_CLERK)
    page = clerk.get(at)
    assert page.status_code == 200
    assert clerk.post(f"{at}begin/", {"once": once(page)}).status_code == 302
    assert browser_of(cast.OFFICER).get(at).status_code == 200
    case = browser_of(cast.OFFICER).get(f"/filing/cases/{hearing.case_id}/")
    assert at in case.content.decode()


def test_without_scripts_a_line_is_typed_changed_put_in_between_and_taken_out(row, at, browser_of):
    clerk = browser_of(cast.COURT_CLERK)
    judge = f"panel-{row.hearing.panel.get().pk}"
    word = once(clerk.get(at))
    form = {"once": word, "text": "现在开庭。", "speaker": judge, "kind": "speech"}
    assert clerk.post(f"{at}write/", form).status_code == 302
    assert clerk.post(f"{at}write/", form).status_code == 302  # the same click again
    assert text_of(row) == ["现在开庭。"]
    line = row.lines.get()
    page = clerk.get(f"{at}lines/{line.key}/")
    assert "现在开庭。" in page.content.decode()
    clerk.post(f"{at}write/", {"line": line.key, "text": "现在继续开庭。", "speaker": judge, "kind": "speech"})
    clerk.post(f"{at}write/", {"after": line.key, "text": "（核对到庭情况。）", "kind": "note"})
    assert text_of(row) == ["现在继续开庭。", "（核对到庭情况。）"]
    clerk.post(f"{at}write/", {"line": line.key, "text": "", "speaker": judge, "kind": "speech"})
    assert text_of(row) == ["（核对到庭情况。）"]


def test_what_is_wrong_stands_beside_what_was_typed(row, at, browser_of):
    clerk = browser_of(cast.COURT_CLERK)
    answer = clerk.post(f"{at}write/", {"text": "谁说的？", "speaker": "person-of-nobody", "kind": "speech"})
    assert answer.status_code == 422
    assert "谁说的？" in answer.content.decode()
    assert 'href="#speaker"' in answer.content.decode()


def test_readers_see_it_and_have_nothing_to_write_with(row, at, browser_of):
    Typist(row).take_pen().type("原告陈述。")
    for member in (cast.JUDGE, cast.OFFICER, cast.BORROWER):
        page = browser_of(member).get(at).content.decode()
        assert "原告陈述。" in page
        assert "data-typing" not in page
        assert browser_of(member).post(f"{at}write/", {"text": "x"}).status_code == 404
        assert browser_of(member).post(f"{at}pen/", {"name": "a-reader-page"}).status_code == 404
        assert browser_of(member).post(f"{at}finish/").status_code == 404
    assert browser_of(cast.STRANGER).get(at).status_code == 404
    assert browser_of(cast.OFFICER).get(f"/hearings/{uuid4()}/transcript/").status_code == 404


def test_a_page_without_socket_sends_and_asks_as_json(row, at, browser_of):
    clerk, reader = browser_of(cast.COURT_CLERK), browser_of(cast.OFFICER)
    taken = clerk.post(f"{at}pen/", {"name": "page-of-the-clerk"})
    assert taken.json()["pen"] == "page-of-the-clerk"
    operation = {"number": 1, "line": str(uuid4()), "seen": 0, "rank": "00000001", "text": "现在开庭。", "at_ms": 5}
    batch = {"pen": "page-of-the-clerk", "operations": [operation]}
    for _ in range(2):
        sent = clerk.post(f"{at}operations/", json.dumps(batch), content_type="application/json")
        assert sent.json() == {"number": 1, "seq": 1}
    told = reader.get(f"{at}lines/?since=0").json()
    assert [line["text"] for line in told["lines"]] == ["现在开庭。"]
    assert reader.get(f"{at}lines/?since=1").json()["lines"] == []
    other = clerk.post(
        f"{at}operations/", json.dumps({**batch, "pen": "never-had-it"}), content_type="application/json"
    )
    assert (other.status_code, other.json()["field"]) == (409, "pen")
    for nonsense in ("", "[]", '{"pen": "x"}', json.dumps({**batch, "operations": []})):
        answer = clerk.post(f"{at}operations/", nonsense, content_type="application/json")
        assert answer.status_code == 422


def test_the_whole_way_through_pages(row, at, browser_of):
    clerk, borrower, officer = (browser_of(m) for m in (cast.COURT_CLERK, cast.BORROWER, cast.OFFICER))
    clerk.post(f"{at}write/", {"text": "利息按年利率9.75%计算。", "kind": "speech"})
    line = row.lines.get()
    file = SimpleUploadedFile("a.vtt", "WEBVTT\n\n00:05.000 --> 00:06.000\n没有补充。\n".encode(), "text/vtt")
    clerk.post(f"{at}import/", {"file": file})
    proposal = queries.proposals(row).get()
    assert "没有补充。" in clerk.get(at).content.decode()
    clerk.post(f"{at}take/", {"line": proposal.key, "text": proposal.text})
    assert clerk.post(f"{at}finish/").status_code == 302
    asking = borrower.get(f"{at}lines/{line.key}/").content.decode()
    assert 'name="wanted"' in asking
    empty = borrower.post(f"{at}ask/", {"line": line.key, "wanted": " "})
    assert empty.status_code == 422
    borrower.post(f"{at}ask/", {"line": line.key, "wanted": "利息按年利率6.5%计算。"})
    assert borrower.post(f"{at}read/").status_code == 409
    request = row.corrections.get()
    assert "利息按年利率6.5%计算。" in clerk.get(at).content.decode()
    clerk.post(f"{at}answer/", {"request": request.pk, "corrected": "yes", "text": request.wanted, "replayed": "yes"})
    assert borrower.post(f"{at}read/").status_code == 302
    assert clerk.post(f"{at}open-signing/").status_code == 409  # the officer has not read it
    officer.post(f"{at}read/")
    assert officer.get(f"{at}draft.pdf").content.startswith(b"%PDF")
    assert clerk.post(f"{at}open-signing/").status_code == 302
    first = officer.get(f"{at}pages/1/")
    assert first.status_code == 200
    row.refresh_from_db()
    pages = row.file.pages
    for number in range(1, pages + 1):
        led = officer.post(f"{at}pages/{number}/")
    assert led["Location"] == f"/documents/{row.file_id}/"
    assert officer.get(f"{at}pages/{pages + 1}/").status_code == 404
    assert browser_of(cast.STRANGER).get(f"{at}pages/1/").status_code == 404
    assert borrower.post(f"{at}refuse/", {"reason": "不认可"}).status_code == 302
    assert clerk.post(f"{at}take-back/").status_code == 302
    row.refresh_from_db()
    assert row.state == TranscriptState.READING


def test_the_recording_in_its_place_through_pages(row, at, browser_of):
    making.recorded(making.closed(row.hearing))
    for member in (cast.OFFICER, cast.BORROWER):
        page = browser_of(member).get(at).content.decode()
        assert f"{at}stand/" in page
        assert browser_of(member).post(f"{at}stand/", {"stands": "yes"}).status_code == 302
    clerk = browser_of(cast.COURT_CLERK)
    assert f"{at}let-stand/" in clerk.get(at).content.decode()
    assert clerk.post(f"{at}let-stand/").status_code == 302
    row.refresh_from_db()
    assert row.checksum in clerk.get(at).content.decode()


def test_a_page_of_a_long_record_takes_as_many_queries_as_of_a_short_one(row, at, browser_of):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    reader = browser_of(cast.OFFICER)
    page = Typist(row).take_pen()
    page.type("一")
    reader.get(at)
    with CaptureQueriesContext(connection) as short:
        reader.get(at)
    for number in range(30):
        page.type(f"第{number}行", speaker=f"panel-{row.hearing.panel.get().pk}")
    with CaptureQueriesContext(connection) as long:
        reader.get(at)
    assert len(long) == len(short)


def test_english_pages_are_english(row, at, browser_of):
    clerk = browser_of(cast.COURT_CLERK)
    clerk.cookies["language"] = "en"
    actions.write(by=row.hearing.clerk, transcript=row, text="现在开庭。")
    page = clerk.get(at).content.decode()
    assert "Record of the hearing" in page
    assert "Finish the record" in page
