"""Who sees which paper, when; and what stays of every opening."""

from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.disputes import actions as disputes
from sharedcourt.documents import actions as documents
from sharedcourt.documents.reading import actions as recognition
from sharedcourt.documents.reading import tasks as recognising
from sharedcourt.documents.reading.models import Reading
from sharedcourt.filing.folder import queries, scheduled
from sharedcourt.filing.folder.actions import exchange, papers
from sharedcourt.filing.folder.models import EvidenceItem, FolderAccess, Paper, Visible
from sharedcourt.filing.folder.tests.conftest import Folder, Mediated, accept, pdf_of, photo, submit
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db
BrowserOf = Callable[[Any], Client]


def upload(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf_of(name), "application/pdf")


def titles(folder: Folder, member: Any) -> list[str]:
    reader = queries.open_folder(folder.person(member), folder.case.pk)
    assert reader is not None, member.key
    return [paper.title for paper in queries.papers_of(reader)]


def test_before_acceptance_the_folder_is_the_plaintiffs_and_after_submission_the_courts_too(before: Folder) -> None:
    case = before.case
    assert queries.open_folder(before.officer, case.pk) is not None
    for user in (before.borrower, before.wife, before.clerk, before.judge, before.stage.mediator):
        assert queries.open_folder(user, case.pk) is None, user.name
    submit(before)
    assert queries.open_folder(before.clerk, case.pk) is not None
    assert queries.open_folder(before.borrower, case.pk) is None
    accept(before)
    for user in (before.borrower, before.wife, before.court_clerk, before.judge, before.administrator):
        assert queries.open_folder(user, case.pk) is not None, user.name
    assert queries.open_folder(before.clerk, case.pk) is None, "who takes cases in has done so"


@pytest.mark.parametrize(
    "member",
    [cast.STRANGER, cast.MEDIATOR, cast.MANAGER, cast.RIVAL_OFFICER, cast.REGULATOR_OFFICER, cast.LIAISON_JUDGE],
)
def test_strangers_and_mediators_find_nothing(folder: Folder, browser_of: BrowserOf, member: Any) -> None:
    paper = papers.add_paper(by=folder.judge, case=folder.case, file=folder.file(folder.judge), category="ruling")
    browser = browser_of(member)
    for address in ("", "add/", "search/", "bundle/", "access/", "evidence/", "messages/", "applications/", "tasks/"):
        assert browser.get(folder.base + address).status_code == 404, address
    for address in ("", "file/", "pages/1.png"):
        assert browser.get(f"{folder.base}papers/{paper.pk}/{address}").status_code == 404, address
    assert browser.get(f"/files/{paper.file_id}/").status_code == 404
    dispute = browser.get(f"/disputes/{folder.case.dispute_id}/")
    assert dispute.status_code == 404 or folder.base not in dispute.content.decode()


def test_a_draft_is_seen_by_its_own_side_only_until_it_is_handed_in(folder: Folder, browser_of: BrowserOf) -> None:
    paper = papers.add_paper(
        by=folder.borrower,
        case=folder.case,
        file=folder.file(folder.borrower),
        category="answer",
        title="答辩状草稿",
        visible=Visible.SIDE,
    )
    assert "答辩状草稿" in titles(folder, cast.BORROWER)
    for member in (cast.OFFICER, cast.JUDGE, cast.COURT_CLERK):
        assert "答辩状草稿" not in titles(folder, member), member.key
        browser = browser_of(member)
        assert browser.get(f"{folder.base}papers/{paper.pk}/").status_code == 404
        assert browser.get(f"{folder.base}papers/{paper.pk}/pages/1.png").status_code == 404
        assert browser.get(f"{folder.base}papers/{paper.pk}/file/").status_code == 404
        assert browser.post(f"{folder.base}papers/{paper.pk}/do/hand-in/").status_code == 404
        assert "答辩状草稿" not in browser.get(folder.base).content.decode()
        found = browser.post(f"{folder.base}search/", {"q": "借条第"})
        assert "答辩状草稿" not in found.content.decode()
    with pytest.raises(NotAllowed):
        papers.hand_in(by=folder.wife, paper=paper)
    papers.hand_in(by=folder.borrower, paper=paper)
    papers.hand_in(by=folder.borrower, paper=paper)
    assert "答辩状草稿" in titles(folder, cast.OFFICER) and "答辩状草稿" in titles(folder, cast.JUDGE)
    with pytest.raises(Conflict):
        papers.take_out(by=folder.borrower, paper=paper)


def test_what_is_for_the_court_only_is_seen_by_the_court_and_who_handed_it_in(folder: Folder) -> None:
    paper = papers.add_paper(
        by=folder.borrower, case=folder.case, file=folder.file(folder.borrower), category="other", title="病历",
        visible=Visible.COURT,
    )  # fmt: skip
    assert "病历" in titles(folder, cast.JUDGE) and "病历" in titles(folder, cast.BORROWER)
    assert "病历" not in titles(folder, cast.OFFICER) and "病历" not in titles(folder, cast.WIFE)
    with pytest.raises(NotAllowed):
        papers.show_to_all(by=folder.officer, paper=paper)
    papers.show_to_all(by=folder.judge, paper=paper)
    assert "病历" in titles(folder, cast.OFFICER)


def test_evidence_of_the_dispute_is_there_without_being_sent_again(mediated: Mediated) -> None:
    stage, dispute = mediated.stage, mediated.stage.dispute
    bank = documents.keep_upload(by=stage.officer, upload=upload("contract.pdf"), purpose="evidence")
    mine = documents.keep_upload(by=stage.borrower, upload=upload("receipt.pdf"), purpose="evidence")
    disputes.add_evidence(by=stage.officer, dispute=dispute, file=bank, title="借款合同", proves="借款")
    disputes.add_evidence(by=stage.borrower, dispute=dispute, file=mine, title="还款凭证", proves="已还")
    folder = mediated.begin()
    assert not folder.case.papers.exists()
    submit(folder)
    accept(folder)
    there = Paper.objects.count()
    papers.gather(case=folder.case)
    assert Paper.objects.count() == there, "gathering again adds nothing"
    assert "借款合同" in titles(folder, cast.BORROWER), "the plaintiff's evidence came with the plaint"
    assert "还款凭证" in titles(folder, cast.BORROWER)
    assert "还款凭证" not in titles(folder, cast.OFFICER), "what a defendant showed in mediation waits for their will"
    assert "还款凭证" not in titles(folder, cast.JUDGE)
    assert EvidenceItem.objects.get(source__file=bank).number == 1
    assert Paper.objects.get(file=bank).file_id == bank.pk
    folder.shows_again(stage.borrower)
    assert exchange.submit_catalogue(by=stage.borrower, case=folder.case) == 1
    assert "还款凭证" in titles(folder, cast.JUDGE)


def test_every_opening_is_listed_for_both_sides_but_not_of_what_they_may_not_see(
    folder: Folder, browser_of: BrowserOf
) -> None:
    paper = papers.add_paper(by=folder.judge, case=folder.case, file=folder.file(folder.judge), category="ruling")
    kept = papers.add_paper(
        by=folder.borrower, case=folder.case, file=folder.file(folder.borrower), category="other", title="病历",
        visible=Visible.COURT,
    )  # fmt: skip
    borrower, judge = browser_of(cast.BORROWER), browser_of(cast.JUDGE)
    page = f"{folder.base}papers/{paper.pk}/"
    for _again in range(2):
        assert borrower.get(page).status_code == 200
    borrower.get(page, {"page": "1"})
    assert borrower.get(f"{page}pages/1.png")["Content-Type"] == "image/png"
    assert borrower.get(f"{page}file/").content.startswith(b"%PDF")
    assert judge.get(f"{folder.base}papers/{kept.pk}/").status_code == 200
    assert judge.get(f"{page}pages/1.png").status_code == 200, "a picture without the page around it is an opening too"
    rows = Counter((row.user, row.paper_id, row.how) for row in FolderAccess.objects.select_related("user"))
    assert rows == {
        (folder.borrower, paper.pk, "read"): 2,
        (folder.borrower, paper.pk, "downloaded"): 1,
        (folder.judge, kept.pk, "read"): 1,
        (folder.judge, paper.pk, "read"): 1,
    }
    listed = browser_of(cast.OFFICER).get(f"{folder.base}access/")
    assert len(listed.context["page"].object_list) == 4 and "病历" not in listed.content.decode()
    assert "病历" in borrower.get(f"{folder.base}access/").content.decode()


def test_guessed_ids_lead_nowhere(folder: Folder, browser_of: BrowserOf) -> None:
    browser = browser_of(cast.OFFICER)
    assert browser.get(f"/filing/folder/{uuid4()}/").status_code == 404
    for address in (
        "papers/{}/",
        "papers/{}/file/",
        "papers/{}/pages/1.png",
        "bundle/{}/file/",
        "evidence/{}/opinion/",
    ):
        assert browser.get(folder.base + address.format(uuid4())).status_code == 404, address
    assert browser.get(folder.base + "applications/new/nonsense/").status_code == 404
    paper = papers.add_paper(by=folder.judge, case=folder.case, file=folder.file(folder.judge), category="ruling")
    assert browser.get(f"{folder.base}papers/{paper.pk}/pages/99.png").status_code == 404
    assert browser.get(f"{folder.base}papers/{paper.pk}/", {"page": "9999999999"}).status_code == 200


def test_pages_text_bookmarks_and_photographs(folder: Folder, browser_of: BrowserOf) -> None:
    content = pdf_of("起诉", "证据", "判决", headings=True)
    scan = folder.file(folder.judge, content)
    paper = papers.add_paper(by=folder.judge, case=folder.case, file=scan, category="ruling", title="判决书")
    paper.refresh_from_db()
    assert paper.pages == 3 and paper.text.pages[2].strip() == "判决"
    assert paper.text.bookmarks == [["起诉", 1, 0], ["证据", 2, 0], ["判决", 3, 0]]
    shown = browser_of(cast.BORROWER).get(f"{folder.base}papers/{paper.pk}/", {"page": "2"})
    assert shown.context["number"] == 2 and "书签" in shown.content.decode()
    picture = papers.add_paper(
        by=folder.borrower, case=folder.case, file=folder.file(folder.borrower, photo(), "a.jpg"), category="other"
    )
    answer = browser_of(cast.JUDGE).get(f"{folder.base}papers/{picture.pk}/pages/1.png")
    assert answer.content.startswith(b"\x89PNG")
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pages, plain FROM filing_papertext")
        assert all("判决" not in column for row in cursor.fetchall() for column in row), "texts lie encrypted"


def test_a_search_finds_words_across_breaks_and_only_in_what_one_sees(folder: Folder, browser_of: BrowserOf) -> None:
    papers.add_paper(
        by=folder.judge, case=folder.case, file=folder.file(folder.judge, pdf_of("甲", "今收到利息\n叁仟元整")),
        category="ruling", title="收条",
    )  # fmt: skip
    browser = browser_of(cast.BORROWER)
    answer = browser.post(f"{folder.base}search/", {"q": "利息 叁仟"}).context["answer"]
    assert [(hit.paper.title, hit.page, hit.words) for hit in answer.hits] == [("收条", 2, "利息叁仟")]
    assert FolderAccess.objects.filter(how="found", user=folder.borrower).count() == 1
    short = browser.post(f"{folder.base}search/", {"q": "利"})
    assert short.status_code == 422 and short.context["posted"]["q"] == "利"
    assert browser.get(f"{folder.base}search/", {"q": "利息叁仟"}).context["answer"] is None, "never in an address"


def test_a_photograph_can_be_searched_once_the_machine_has_read_it(
    folder: Folder, browser_of: BrowserOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognising, "queue", lambda reading_id: None)
    file = folder.file(folder.borrower, photo(), "收据.jpg")
    papers.add_paper(by=folder.borrower, case=folder.case, file=file, category="other", title="收据")
    assert scheduled.run()["papers_recognised"] == 1
    assert scheduled.run()["papers_recognised"] == 0, "given once"

    reading = Reading.objects.get(file=file)
    recognition.begin(by=None, pk=reading.pk)
    line = ["今收到还款壹万元", 10, 10, 400, 30, 0.98]
    recognition.keep_page(
        by=None, pk=reading.pk, number=1, page={"source": "picture", "width": 640, "height": 480, "lines": [line]}
    )
    recognition.end(by=None, pk=reading.pk)
    answer = browser_of(cast.BORROWER).post(f"{folder.base}search/", {"q": "还款壹万元"}).context["answer"]
    assert [(hit.paper.title, hit.page) for hit in answer.hits] == [("收据", 1)]


def test_refusals_keep_what_was_typed(folder: Folder, browser_of: BrowserOf) -> None:
    browser = browser_of(cast.BORROWER)
    nothing = browser.post(f"{folder.base}add/", {"title": "身份证", "category": "identity", "visible": "all"})
    assert nothing.status_code == 422 and "身份证" in nothing.content.decode()
    with pytest.raises(Invalid):
        papers.add_paper(by=folder.borrower, case=folder.case, file=folder.file(folder.borrower), category="ruling")
    stolen = folder.file(folder.officer)
    answer = browser.post(f"{folder.base}add/", {"file": str(stolen.pk), "category": "identity", "visible": "all"})
    assert answer.status_code == 422, "somebody else's file is no file"
    with pytest.raises(NotAllowed):
        papers.add_paper(by=folder.borrower, case=folder.case, file=stolen, category="identity")


def test_the_same_file_twice_is_one_paper(folder: Folder) -> None:
    file = folder.file(folder.borrower)
    made = {papers.add_paper(by=folder.borrower, case=folder.case, file=file, category="identity").pk for _ in "ab"}
    assert len(made) == 1


def test_the_page_of_a_full_folder_takes_no_more_queries(
    folder: Folder, browser_of: BrowserOf, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = browser_of(cast.BORROWER)
    folder.submitted_item(folder.officer)
    browser.get(folder.base)
    with CaptureQueriesContext(connection) as few:
        browser.get(folder.base)
    for number in range(4):
        folder.submitted_item(folder.officer, f"借条{number}")
        papers.add_paper(by=folder.judge, case=folder.case, file=folder.file(folder.judge), category="transcript")
    with django_assert_num_queries(len(few)):
        browser.get(folder.base)
    browser.get(f"{folder.base}evidence/")
    with CaptureQueriesContext(connection) as exchange:
        browser.get(f"{folder.base}evidence/")
    folder.submitted_item(folder.officer, "再一份")
    with django_assert_num_queries(len(exchange)):
        browser.get(f"{folder.base}evidence/")
