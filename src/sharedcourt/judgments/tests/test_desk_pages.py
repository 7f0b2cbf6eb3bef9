"""The desk in a browser, without scripts: everything works, another court sees nothing, a refusal keeps what was typed."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from sharedcourt.core.errors import Conflict
from sharedcourt.filing.cases.actions.mediating import close
from sharedcourt.filing.cases.models import Outcome
from sharedcourt.filing.tests.cases import accepted_case, with_defendant
from sharedcourt.judgments import actions, kept, queries
from sharedcourt.judgments.anonymising import State
from sharedcourt.judgments.models import Judgment, Publication
from sharedcourt.judgments.states import JudgmentState
from sharedcourt.judgments.tests import papers
from sharedcourt.judgments.text import squeeze
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db
BrowserOf = Callable[[Any], Client]
DESK = "/judgments/desk/"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def page_of(row: Judgment, rest: str = "") -> str:
    return f"{DESK}{row.pk}/{rest}"


def test_the_judge_brings_a_paper_and_publishes_it(browser_of: BrowserOf) -> None:
    judge = browser_of(cast.JUDGE)
    court = cast.organisation(cast.COURT)
    file = SimpleUploadedFile("判决书.txt", papers.loan().encode())
    sent = {"court": court.pk, "file": file, "effective_on": "2022-03-17"}
    answer = judge.post(f"{DESK}upload/", sent)
    assert answer.status_code == 302
    row = Judgment.objects.get()
    assert answer.url == page_of(row)
    # Sent again it is the same paper.
    file.seek(0)
    assert judge.post(f"{DESK}upload/", sent).url == page_of(row)
    assert "（2022）浙0302民初1号" in judge.get(DESK).content.decode()
    page = judge.get(page_of(row)).content.decode()
    assert "林某" in page
    assert judge.post(page_of(row, "do/release/"), {"revision": row.revision}).status_code == 409

    answer = judge.post(page_of(row, "do/decide/"), {"kind": ""})
    assert answer.status_code == 422
    assert judge.post(page_of(row, "do/decide/"), {"kind": "judgment"}).status_code == 302
    row = papers.answered(row)
    assert "公众将看到的内容" in judge.get(page_of(row)).content.decode()
    stale = judge.post(page_of(row, "do/release/"), {"revision": row.revision - 1})
    assert stale.status_code == 409
    assert judge.post(page_of(row, "do/release/"), {"revision": row.revision}).status_code == 302
    assert Publication.objects.get().kind == "judgment"
    assert judge.post(page_of(row, "do/release/"), {"revision": row.revision}).status_code == 409

    assert judge.post(page_of(row, "do/withdraw/"), {"reason": " "}).status_code == 422
    assert judge.post(page_of(row, "do/withdraw/"), {"reason": "有误"}).status_code == 302
    assert queries.current(row.key) is None
    assert judge.get(page_of(row)).status_code == 200
    assert judge.get(f"{DESK}?tab=gone").status_code == 200


def test_another_court_and_the_parties_see_nothing(browser_of: BrowserOf) -> None:
    row = papers.taken()
    papers.stranger()
    pages = ("", "parts/", "names/")
    for member in (cast.OTHER_CLERK, cast.BORROWER, cast.FILING_CLERK):
        browser = browser_of(member)
        for rest in pages:
            assert browser.get(page_of(row, rest)).status_code == 404, (member.key, rest)
        for verb in ("release", "withdraw", "decide"):
            assert browser.post(page_of(row, f"do/{verb}/")).status_code == 404
        assert browser.post(page_of(row, "names/do/accept/"), {"place": "c0"}).status_code == 404
    assert browser_of(cast.OTHER_CLERK).get(DESK).status_code == 200
    assert row.number not in browser_of(cast.OTHER_CLERK).get(DESK + "?tab=desk").content.decode()
    assert browser_of(cast.BORROWER).get(DESK).status_code == 404
    assert Client().get(page_of(row)).status_code == 302
    # The administrator sees it and withdraws, but does not release.
    chief = browser_of(cast.COURT_ADMINISTRATOR)
    assert chief.get(page_of(row)).status_code == 200
    assert chief.post(page_of(row, "do/release/")).status_code == 403
    assert chief.get(page_of(row, "parts/")).status_code == 404


@pytest.mark.parametrize(
    "content", [b"", b"\x89PNG\r\n\x1a\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04nonsense", b"%PDF-1.4 x"]
)
def test_files_that_are_no_papers_are_refused_in_words(browser_of: BrowserOf, content: bytes) -> None:
    court = cast.organisation(cast.COURT)
    file = SimpleUploadedFile("a.docx", content)
    answer = browser_of(cast.JUDGE).post(f"{DESK}upload/", {"court": court.pk, "file": file})
    assert answer.status_code == 422
    assert "govuk-error-message" in answer.content.decode()
    assert not Judgment.objects.exists()


def test_every_change_is_answered_without_scripts(browser_of: BrowserOf) -> None:
    row = papers.taken()
    judge = browser_of(cast.JUDGE)
    page = judge.get(page_of(row, "names/")).content.decode()
    assert "第八条" in page or "自然人" in page
    assert "不确定" in page
    answer = page_of(row, "names/do/")

    def revision() -> int:
        return papers.fresh(row).revision

    assert judge.post(f"{answer}accept/", {"place": "c0", "revision": revision()}).status_code == 302
    assert judge.post(f"{answer}reject/", {"place": "c1", "revision": revision()}).status_code == 302
    states = [change.state for change in kept.proposal_of(papers.fresh(row)).changes]
    assert states[:2] == [State.ACCEPTED, State.REJECTED]
    assert judge.post(f"{answer}undo/", {"revision": revision()}).status_code == 302
    assert kept.proposal_of(papers.fresh(row)).changes[1].state is State.PROPOSED
    sent = {"kind": "name", "kind_shown": "name", "shown": "open", "revision": revision()}
    back = judge.post(f"{answer}accept-all/", sent)
    assert back.url == page_of(row, "names/?kind_shown=name&shown=open")
    assert judge.post(f"{answer}accept-all/", {**sent, "revision": revision()}).status_code == 409
    assert judge.post(f"{answer}accept/", {"place": "c0", "revision": 0}).status_code == 409
    assert judge.post(f"{answer}accept/", {"place": "x", "revision": revision()}).status_code == 422
    assert judge.post(f"{answer}nonsense/").status_code == 404
    wrong = judge.post(f"{answer}add/", {"text": "没有的字", "kind": "health", "revision": revision()})
    assert wrong.status_code == 422
    assert "没有的字" in wrong.content.decode()
    added = {"text": "适用简易程序", "kind": "health", "sign": "某程序", "revision": revision()}
    assert judge.post(f"{answer}add/", added).status_code == 302
    assert "某程序" in kept.proposal_of(papers.fresh(row)).result
    assert judge.post(f"{answer}name/", {"name": "x", "role": "witness", "revision": revision()}).status_code == 422


def test_only_at_the_selected_place(browser_of: BrowserOf) -> None:
    row = papers.taken()
    start = row.original.rindex("100000元")
    sent = {"text": "100000元", "kind": "health", "start": start, "only": "yes", "revision": row.revision}
    assert browser_of(cast.JUDGE).post(page_of(row, "names/do/add/"), sent).status_code == 302
    result = kept.proposal_of(papers.fresh(row)).result
    assert result.count("100000元") == row.original.count("100000元") - 1


def test_the_parts_are_corrected_in_a_form(browser_of: BrowserOf) -> None:
    row = papers.taken()
    judge = browser_of(cast.JUDGE)
    page = judge.get(page_of(row, "parts/"))
    assert page.status_code == 200
    count = len(squeeze(row.original).lines)
    sent = {f"part-{number}": "reasoning" for number in range(count)}
    sent |= {"court": papers.court_name(), "kind": "民事判决书", "number": "x", "decided_on": "2022-03-01"}
    wrong = judge.post(page_of(row, "parts/"), {**sent, "revision": row.revision})
    assert wrong.status_code == 422
    sent["number"] = "（2022）浙0302民初3号"
    assert judge.post(page_of(row, "parts/"), {**sent, "revision": row.revision}).status_code == 302
    assert papers.fresh(row).number == "（2022）浙0302民初3号"
    assert judge.post(page_of(row, "parts/"), {**sent, "revision": row.revision}).status_code == 409


def test_a_case_that_has_ended_waits_for_its_paper(browser_of: BrowserOf) -> None:
    case = with_defendant(accepted_case())
    assert case.judge is not None
    close(by=case.judge, case=case, outcome=Outcome.JUDGMENT)
    row = Judgment.objects.get()
    assert row.state == JudgmentState.EXPECTED
    assert case.number is not None
    assert row.number == case.number.text
    judge = browser_of(cast.JUDGE)
    assert f"{DESK}{row.pk}/" in judge.get(f"/filing/cases/{case.pk}/").content.decode()
    assert f"{DESK}{row.pk}/" not in browser_of(cast.BORROWER).get(f"/filing/cases/{case.pk}/").content.decode()
    assert row.number in judge.get(DESK + "?tab=expected").content.decode()
    address = f"{DESK}case/{case.pk}/"
    assert judge.get(address).status_code == 200
    assert judge.post(address, {"text": ""}).status_code == 422
    assert browser_of(cast.BORROWER).get(address).status_code == 404
    assert judge.post(address, {"text": papers.loan()}).url == page_of(row)
    row = papers.fresh(row)
    assert row.state == JudgmentState.DESK
    assert row.case_id == case.pk
    # Nothing is decided before a person has said so, whatever the case said.
    with pytest.raises(Conflict):
        actions.release(by=papers.judge(), judgment=papers.answered(row))


def test_a_mediated_case_becomes_a_notice_without_its_text(browser_of: BrowserOf) -> None:
    case = with_defendant(accepted_case())
    assert case.judge is not None
    close(by=case.judge, case=case, outcome=Outcome.MEDIATED)
    row = Judgment.objects.get()
    judge = browser_of(cast.JUDGE)
    said = {"kind": "mediation_letter", "flags": ["by_mediation"], "number": row.number, "decided_on": "2022-01-05"}
    assert judge.post(page_of(row, "do/decide/"), said).status_code == 302
    row = papers.fresh(row)
    assert judge.post(page_of(row, "do/release/"), {"revision": row.revision}).status_code == 302
    made = Publication.objects.get()
    assert made.kind == "notice"
    assert "调解" in made.notice


def test_lists_cost_the_same_however_long(browser_of: BrowserOf) -> None:
    judge = browser_of(cast.JUDGE)
    papers.taken(1)
    judge.get(DESK + "?tab=desk")
    with CaptureQueriesContext(connection) as few:
        judge.get(DESK + "?tab=desk")
    for number in range(2, 6):
        papers.taken(number)
    with CaptureQueriesContext(connection) as more:
        judge.get(DESK + "?tab=desk")
    assert len(more) == len(few)


def test_a_program_does_what_the_pages_do(browser_of: BrowserOf) -> None:
    judge = browser_of(cast.JUDGE)
    court, api = cast.organisation(cast.COURT), "/api/v1/judgments/desk/"

    def send(method: str, path: str, **body: Any) -> Any:
        return judge.generic(method, api + path, judge._encode_json(body, "application/json"), "application/json")

    answer = send("POST", "papers", court=str(court.pk), text=papers.loan(), effective_on="2022-03-17")
    assert answer.status_code == 201
    found = answer.json()
    assert found["due"] == "2022-03-28"
    assert send("POST", "papers", court=str(court.pk), text=papers.loan()).status_code == 409
    assert send("POST", "papers", court=str(cast.organisation(cast.OTHER_COURT).pk), text="x").status_code == 404
    one = f"papers/{found['id']}"
    changes = judge.get(f"{api}{one}/changes?limit=200").json()["items"]
    assert {"rule", "certain", "doubtful"} <= set(changes[0])
    refused = send("POST", f"{one}/accept", places=[0], revision=99)
    assert refused.status_code == 409
    assert send("POST", f"{one}/accept", places=[change["place"] for change in changes if not change["held"]]).json()
    held = [change["place"] for change in changes if change["held"]]
    if held:
        assert send("POST", f"{one}/look", places=held).status_code == 200
    decided = send("PUT", f"{one}/decision", kind="judgment").json()
    assert decided["published"]
    assert decided["problems"] == []
    assert "林建川" not in decided["result"]
    assert send("PUT", f"{one}/decision", kind="judgment", flags=["nonsense"]).status_code == 422
    made = send("POST", f"{one}/release", revision=decided["revision"])
    assert made.status_code == 201
    assert made.json()["key"] == found["key"]
    assert send("POST", f"{one}/withdraw", reason="有误").json()["state"] == "withdrawn"
    assert judge.get(f"{api}papers?tab=gone").json()["count"] == 1
    lines = judge.get(f"{api}{one}/paragraphs").json()
    assert lines[0] == papers.court_name()
    browser = browser_of(cast.OTHER_CLERK)
    papers.stranger()
    assert browser.get(api + one).status_code == 404
    assert browser.get(api + "papers?tab=gone").json()["count"] == 0
